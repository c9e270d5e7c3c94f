#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/directory/health.hpp"
#include "domain/method/method.hpp"
#include "domain/reset/attempt.hpp"
#include "ports/later.hpp"

namespace rekey::ports {

class AttemptRepository {
public:
    virtual ~AttemptRepository() = default;
    virtual void insert(const reset::Attempt& attempt) = 0;
    [[nodiscard]] virtual Later<std::optional<reset::Attempt>> find(const Mac& handle) = 0;
    [[nodiscard]] virtual Later<std::optional<reset::Attempt>> find(const AttemptId& id) = 0;
    /// Writes state, handle, passed, … over the version that was read; false when somebody was faster.
    [[nodiscard]] virtual bool update(const reset::Attempt& attempt) = 0;
    /// Ends every other open attempt of the subject.
    virtual void end_others(const IdentityId& subject, const AttemptId& except) = 0;
};

class ChallengeRepository {
public:
    virtual ~ChallengeRepository() = default;
    virtual void insert(const reset::Challenge& challenge) = 0;
    /// The open challenge of an attempt.
    [[nodiscard]] virtual std::optional<reset::Challenge> open(const AttemptId& attempt) = 0;
    /// Counts one try in one statement and returns the row with its own number in `tries`; nothing when it has ended.
    [[nodiscard]] virtual std::optional<reset::Challenge> count_try(const AttemptId& attempt, const ChallengeId& id) = 0;
    /// Ends it; true for exactly one caller. Guarded by `ended_at IS NULL`, whatever the isolation level.
    [[nodiscard]] virtual bool end(const ChallengeId& id, Instant at) = 0;
    /// How many challenges this attempt has made for that authenticator.
    [[nodiscard]] virtual std::int64_t sends(const AttemptId& attempt, const AuthenticatorId& authenticator) = 0;
    /// The number was typed on the phone that this message called. True for one caller, and only while a code would be compared: the
    /// challenge is open, in time, and has a number.
    [[nodiscard]] virtual bool confirm(const MessageId& message, Instant at) = 0;
    /// Who was called did not ask for it: from now on nothing fits, and nothing is seen of it. Whose it was; nothing for another message.
    [[nodiscard]] virtual std::optional<AttemptId> deny(const MessageId& message) = 0;
    /// From now on no code fits (the account's budget of failed proofs is used up).
    virtual void spoil(const ChallengeId& id) = 0;
};

class GrantRepository {
public:
    virtual ~GrantRepository() = default;
    virtual void insert(const reset::Grant& grant) = 0;
    /// Would another candidate be counted?
    [[nodiscard]] virtual Later<bool> takes_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) = 0;
    /// Counts a candidate password; its number, or nothing when the grant is gone or `limit` is reached.
    [[nodiscard]] virtual std::optional<std::int64_t> count_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) = 0;
    /// True for exactly one caller, before its end.
    [[nodiscard]] virtual Later<bool> consume(const AttemptId& attempt, Instant now) = 0;
};

/// Counters of product section 3: one row each, counted by one statement. The window begins with the first event.
class CounterRepository {
public:
    virtual ~CounterRepository() = default;
    /// Adds one and returns the count in the running window.
    [[nodiscard]] virtual Later<std::int64_t> add(std::string_view name, const Mac& subject, Duration window) = 0;
    /// Adds one unless there are `most` (at least 1) already, in one statement; the count, or nothing. What is added begins the window anew.
    [[nodiscard]] virtual std::optional<std::int64_t> take(std::string_view name, const Mac& subject, std::int64_t most,
                                                           Duration window) = 0;
    [[nodiscard]] virtual std::int64_t count(std::string_view name, const Mac& subject) = 0;
    /// When the running window ends; now when there is none.
    [[nodiscard]] virtual Instant ends_at(std::string_view name, const Mac& subject) = 0;
    /// Takes one back, never below zero.
    virtual void refund(std::string_view name, const Mac& subject) = 0;
    virtual void clear(std::span<const std::string_view> names, const Mac& subject) = 0;
    void clear(std::string_view name, const Mac& subject) { clear({&name, 1}, subject); }
};

/// What every request of a reset asks about whom it is for. Of somebody made up the same questions find nothing.
struct Standing {
    std::vector<method::Authenticator> on_file;
    std::vector<std::string> groups;  ///< also those that hold a group of theirs
    bool familiar = false;  ///< is the network one of their own?
    std::array<std::int64_t, 3> counts{};  ///< of the counters asked for, each in its running window
    std::optional<directory::Standing> directory = {};  ///< where the password is mastered; nothing: here
};

class StandingRepository {
public:
    virtual ~StandingRepository() = default;
    /// All of it in one round trip. `counters` are names of counters of `account`. Where nothing is on file the time goes by that
    /// opening `made_up` addresses takes.
    [[nodiscard]] virtual Standing of(const IdentityId& identity, const Mac& network, const Mac& account,
                                      const std::array<std::string_view, 3>& counters, std::size_t made_up) = 0;
};

class CaptchaMarkRepository {
public:
    virtual ~CaptchaMarkRepository() = default;
    /// True for exactly one caller: this challenge was not used before. A mark always comes with the same end.
    [[nodiscard]] virtual bool use(const Mac& mark, Instant expires_at) = 0;
};

}  // namespace rekey::ports
