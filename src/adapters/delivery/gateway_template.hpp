#pragma once
#include <array>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace rekey::delivery {

/// How a gateway signs what it tells us.
enum class Signature : std::uint8_t {
    None,        ///< the address it was given is unguessable, and that is all
    Twilio,      ///< HMAC-SHA-1 of the address and the form
    Vonage,      ///< HMAC-SHA-256 of the parameters
    MessageBird  ///< a JSON web token with hashes of the address and the body
};

/// How it tells what became of a message: it calls {receipt_url}, or is asked.
struct ReceiptTemplate {
    config::Receipts how = config::Receipts::None;
    Signature signature = Signature::None;
    std::string status_field, id_field, error_field;   ///< of a form, a query or JSON
    std::vector<std::string> delivered, undelivered;   ///< words of status_field; with every other word it is on its way
    std::vector<std::string> busy, no_answer;          ///< of a call
    std::string poll_url;                              ///< holds {reference}
};

/// How one HTTP gateway is spoken to: what is asked, and how its answer is read. Texts may hold the placeholders of
/// config/placeholders.hpp; each value is encoded for where it stands.
struct GatewayTemplate {
    config::HttpMethod method = config::HttpMethod::Post;
    std::string url;                                 ///< without query
    std::vector<std::string> headers, query, form;   ///< "Name: value", "name=value"
    std::string json;                                ///< body instead of `form`

    std::vector<std::string> success_status;         ///< empty: every 2xx
    std::string success_field, success_value;        ///< in a JSON answer; empty: the status says it all
    std::string id_field;                            ///< a success without it is none
    std::string error_field;
    std::vector<std::string> later_values;  ///< of success_field or error_field: the account's or the gateway's trouble, not the message's
    std::array<std::string, 2> alphabet{"gsm7", "ucs2"};

    ReceiptTemplate receipts;
};

/// The preset's, with every part replaced that the operator wrote.
[[nodiscard]] GatewayTemplate template_of(const config::SmsProvider& provider);
/// Of a cloud provider that makes calls; {text} is what is said, as that provider wants it.
[[nodiscard]] GatewayTemplate template_of(const config::VoiceProvider& provider);

}  // namespace rekey::delivery
