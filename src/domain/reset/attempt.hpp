#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "domain/policy/policy.hpp"

namespace rekey::reset {

/// The closed state machine of states.md.
enum class State : std::uint8_t { AwaitingNeed, AwaitingMethod, AwaitingCode, AwaitingPassword, Writing, Completed, Refused, Ended };
inline constexpr State kAllStates[] = {State::AwaitingNeed, State::AwaitingMethod, State::AwaitingCode, State::AwaitingPassword,
                                       State::Writing,      State::Completed,      State::Refused,      State::Ended};
enum class Request : std::uint8_t { View, ChooseNeed, ChooseMethod, Resend, UseAnother, Answer, CheckPassword, SetPassword, Cancel };
inline constexpr Request kAllRequests[] = {Request::View,          Request::ChooseNeed,  Request::ChooseMethod,
                                           Request::Resend,        Request::UseAnother,  Request::Answer,
                                           Request::CheckPassword, Request::SetPassword, Request::Cancel};

[[nodiscard]] std::string_view name(State state) noexcept;
[[nodiscard]] std::optional<State> parse_state(std::string_view name) noexcept;
[[nodiscard]] std::string_view name(Request request) noexcept;

/// The table: which request may be made in which state. Everything else is NotAllowedNow.
[[nodiscard]] bool allowed(State state, Request request) noexcept;

enum class Need : std::uint8_t { Reset, Unlock };
[[nodiscard]] std::string_view name(Need need) noexcept;
[[nodiscard]] std::optional<Need> parse_need(std::string_view name) noexcept;

/// One persisted reset, of a real identity or a decoy: the same row, the same work.
struct Attempt {
    AttemptId id;
    Mac handle;                    ///< MAC of the handle the browser holds; changes at every privilege step
    IdentityId subject;            ///< a decoy's is made from the typed identifier and names nobody
    bool live = false;             ///< false: no code ever fits (decoy, or paused)
    identity::Side side = identity::Side::Unfamiliar;
    State state = State::AwaitingMethod;
    Need need = Need::Reset;
    std::vector<method::Channel> passed;
    std::optional<policy::Obstacle> obstacle;  ///< Refused: why
    std::int64_t missing = 0;                  ///< Refused for too few methods: how many short
    std::string typed;             ///< the user ID as typed; shown back, sealed at rest
    std::string language;
    std::string return_name;
    std::string network;
    std::int64_t security_stamp = 0;  ///< the identity's when the attempt began; a change voids the attempt
    Instant started_at, expires_at;
    std::int64_t version = 0;
};

/// One open proof inside an attempt. A new send makes a new challenge and ends the one before.
struct Challenge {
    ChallengeId id;
    AttemptId attempt;
    method::Kind kind = method::Kind::Email;
    AuthenticatorId authenticator;
    Mac code;                      ///< MAC over tenant, challenge and code
    std::optional<MessageId> message = {};  ///< that carries the code; nothing: nothing is sent
    std::optional<std::int64_t> number = {};    ///< shown on the page and typed on the phone that is called, instead of a code
    std::optional<Instant> confirmed_at = {};   ///< it was typed there
    bool comparable = true;        ///< false: of a decoy or suppressed; never equal
    std::int64_t tries = 0;
    bool resent = false;
    Instant created_at, expires_at, resend_at;
    std::optional<Instant> ended_at;  ///< consumed, replaced or used up
};

/// Permission to set the password once, made by the transaction that consumed the last proof.
struct Grant {
    AttemptId attempt;
    std::int64_t candidates = 0;
    Instant created_at, expires_at;
    std::optional<Instant> consumed_at;
};

enum class Verdict : std::uint8_t { Right, Wrong, Expired, UsedUp };

/// Judges one code. The caller has already counted the try (challenge.tries is the number of this one), so a crash here can never
/// give a free guess. The comparison happens in constant time, and for decoys too.
[[nodiscard]] Verdict judge(const Challenge& challenge, const Mac& presented, std::int64_t max_tries, bool live, Instant now);

/// The attempt after a right proof: next gate, permission to set the password, or the reason why not.
[[nodiscard]] Attempt after_proof(Attempt attempt, method::Channel channel, std::int64_t gates, std::optional<policy::Obstacle> obstacle,
                                  std::int64_t missing);

}  // namespace rekey::reset
