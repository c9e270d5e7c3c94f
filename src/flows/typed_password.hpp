#pragma once
#include "base/secret.hpp"

namespace rekey::flows {

/// NFC, as a password is hashed and verified: two keyboards may send the same letter in different code points (NIST SP 800-63B
/// 5.1.1.2). Empty for text that is not well formed, which no rule accepts.
[[nodiscard]] Secret normalized_password(const Secret& typed);

}  // namespace rekey::flows
