#pragma once
#include <cstddef>
#include <string_view>

#include "base/secret.hpp"

namespace rekey::method {

/// What every authenticator app understands (RFC 6238): HMAC-SHA-1, six digits, a new code every 30 seconds.
inline constexpr std::size_t kTotpKeyBytes = 20;  ///< RFC 4226 section 4, R6
inline constexpr std::int64_t kTotpDigits = 6;
inline constexpr std::int64_t kTotpSeconds = 30;

/// The address an app reads from a QR picture: otpauth://totp/ISSUER:ACCOUNT?secret=… (Google's "Key Uri Format"). Everything but letters
/// and digits of names is percent-encoded.
[[nodiscard]] Secret totp_uri(const Secret& key, std::string_view issuer, std::string_view account);

/// The key as text to type, in groups of four: "JBSW Y3DP …".
[[nodiscard]] Secret totp_key_text(const Secret& key);

}  // namespace rekey::method
