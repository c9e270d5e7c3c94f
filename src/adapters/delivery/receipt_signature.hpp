#pragma once
#include "adapters/delivery/gateway_template.hpp"
#include "base/secret.hpp"
#include "ports/receipts.hpp"

namespace rekey::delivery {

/// Whether a call is signed as published, compared in constant time. Refused says what is wrong, and repeats nothing of the call.
///   Twilio       X-Twilio-Signature: https://www.twilio.com/docs/usage/security#validating-requests
///   Vonage       sig, method SHA-256 HMAC: https://developer.vonage.com/en/getting-started/concepts/signing-messages
///   MessageBird  MessageBird-Signature-JWT: https://developers.messagebird.com/docs/verify-http-requests
[[nodiscard]] Result<void> check_signature(Signature signature, const ports::ReceiptCall& call, const Secret& secret);

}  // namespace rekey::delivery
