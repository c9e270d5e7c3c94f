#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::method {

/// How a person can prove who they are.
enum class Kind : std::uint8_t { Sms, VoiceMobile, VoiceOffice, Email, Totp, RecoveryCode, SecurityQuestions };
inline constexpr Kind kAllKinds[] = {Kind::Sms,  Kind::VoiceMobile,  Kind::VoiceOffice,      Kind::Email,
                                     Kind::Totp, Kind::RecoveryCode, Kind::SecurityQuestions};

/// Two gates never use the same channel: who holds the phone holds its texts and its calls.
enum class Channel : std::uint8_t { Email, Sms, Voice, Totp, Saved, Knowledge };

[[nodiscard]] std::string_view name(Kind kind) noexcept;  ///< as in the API: sms, voice_mobile, …
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name) noexcept;
[[nodiscard]] Channel channel_of(Kind kind) noexcept;
[[nodiscard]] std::string_view name(Channel channel) noexcept;
/// True for methods that send something (and so need a provider).
[[nodiscard]] bool is_sent(Kind kind) noexcept;
[[nodiscard]] bool is_phone(Kind kind) noexcept;

enum class Source : std::uint8_t { Person, Administrator, Directory };
[[nodiscard]] std::string_view name(Source source) noexcept;
[[nodiscard]] std::optional<Source> parse_source(std::string_view name) noexcept;

/// One method bound to one identity. `address` is an e-mail address, or a phone number in E.164.
struct Authenticator {
    AuthenticatorId id;
    IdentityId identity;
    Kind kind = Kind::Email;
    std::string address;
    Source source = Source::Administrator;
    std::optional<Instant> verified_at;
    Instant usable_from;  ///< product table "Which value may be used, from when"
    Instant created_at;
    std::optional<Instant> usable_until = {};  ///< another takes its place then
};

/// What a stranger may see of an address. E-mail: first and last letter of the local part, first letter and last label of the
/// domain; the number of dots is fixed, so the length is not told. Phone: the last two digits.
struct Hint {
    std::string first, last, domain_first, suffix;
    std::string last_digits;
    friend bool operator==(const Hint&, const Hint&) = default;
};
[[nodiscard]] Hint hint_for(Kind kind, std::string_view address);

/// One local part, one @, a domain of letter-digit-hyphen labels or U-labels; at most 254 bytes (RFC 5321 4.5.3.1), no control
/// characters, quotes or routing. Returns the address as it is to be used.
[[nodiscard]] std::optional<std::string> parse_email(std::string_view typed);

}  // namespace rekey::method
