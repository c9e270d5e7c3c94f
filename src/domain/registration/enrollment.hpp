#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "domain/method/method.hpp"

namespace rekey::registration {

using EnrollmentId = Id<struct EnrollmentTag>;

/// A method as a person registers it. A mobile is one thing to its owner, though it can be texted and called.
enum class Item : std::uint8_t { Email, Mobile, Office, App, RecoveryCodes, Questions };
/// The safest first.
inline constexpr Item kAllItems[] = {Item::App, Item::Mobile, Item::Email, Item::Office, Item::RecoveryCodes, Item::Questions};
[[nodiscard]] std::string_view name(Item item) noexcept;  ///< email, mobile, office, totp, recovery_codes, security_questions
[[nodiscard]] std::optional<Item> parse_item(std::string_view name) noexcept;
[[nodiscard]] Item item_of(method::Kind kind) noexcept;
[[nodiscard]] bool has_address(Item item) noexcept;

enum class State : std::uint8_t { Started, AwaitingCode, Proven, Ended };
inline constexpr State kAllStates[] = {State::Started, State::AwaitingCode, State::Proven, State::Ended};
enum class Request : std::uint8_t { Prove, Resend, Save, Cancel };
inline constexpr Request kAllRequests[] = {Request::Prove, Request::Resend, Request::Save, Request::Cancel};
[[nodiscard]] std::string_view name(State state) noexcept;
[[nodiscard]] std::optional<State> parse_state(std::string_view name) noexcept;
[[nodiscard]] std::string_view name(Request request) noexcept;

/// The table of states.md. Everything else is NotAllowedNow.
[[nodiscard]] bool allowed(State state, Request request) noexcept;
/// Where an enrollment of that item begins.
[[nodiscard]] State first_state(Item item) noexcept;

/// What proving it does. A verification keeps the value: it shows that the person has it.
enum class Purpose : std::uint8_t { Add, Change, Verify };
[[nodiscard]] std::string_view name(Purpose purpose) noexcept;
[[nodiscard]] std::optional<Purpose> parse_purpose(std::string_view name) noexcept;

/// One value on its way to being registered. Nothing of it counts before it is proven.
struct Enrollment {
    EnrollmentId id;
    Mac handle;                       ///< MAC of the handle the page holds
    IdentityId identity;
    SessionId session;                ///< answered in this one only
    Item item = Item::Email;
    Purpose purpose = Purpose::Add;
    method::Kind via = method::Kind::Email;  ///< how the code travels
    State state = State::AwaitingCode;
    std::optional<AuthenticatorId> target;   ///< the method that is changed or verified
    Secret value;                     ///< an address, an app's key, or the verifiers of recovery codes or answers; sealed at rest
    Mac code;                         ///< of the code that was sent
    std::int64_t tries = 0, sends = 0;
    Instant created_at, expires_at, code_expires_at, resend_at;
};

inline constexpr Duration kLifetime = minutes{15};

enum class Verdict : std::uint8_t { Right, Wrong, Expired, UsedUp };
/// Judges a code that was sent. The caller has counted the try already: enrollment.tries is the number of this one.
[[nodiscard]] Verdict judge(const Enrollment& enrollment, const Mac& presented, std::int64_t max_tries, Instant now);

}  // namespace rekey::registration
