#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/audit/event.hpp"
#include "domain/message/message.hpp"

namespace rekey::ports {

/// What a worker asks for. The owner is drawn anew for every claim.
struct Claim {
    enum class Of : std::uint8_t { Everything, Codes };

    method::Channel channel;
    IdBytes owner;
    Duration lease;
    std::int64_t limit = 1;
    Of of = Of::Everything;
};

/// What became of a claimed message.
struct Ending {
    enum class How : std::uint8_t {
        Sent,        ///< destination and body are erased
        Suppressed,  ///< the same
        Failed,      ///< a dead letter: kept until the message is too old, for an operator who may send it again
        Retry,       ///< goes back, due at `next_at`
        Untouched    ///< goes back as it was, its try not counted
    };
    MessageId id;
    How how = How::Sent;
    Instant next_at{};
    std::string error = {};               ///< Failed, Retry: for the operator
    message::Providers may_have_it = {};  ///< Failed, Retry: replaces what the row said
};

/// A message that could not be sent.
struct DeadLetter {
    MessageId id;
    message::Kind kind = message::Kind::ResetCode;
    method::Channel channel = method::Channel::Email;
    Instant created_at, failed_at;
    Instant expires_at;       ///< until then it can be sent again
    std::int64_t tries = 0;
    std::string error;
    bool erased = false;      ///< there is nothing left to send
};

/// How many messages were too old: all of them are erased.
struct Expired {
    std::int64_t unsent = 0;  ///< ended as expired
    std::int64_t failed = 0;  ///< dead letters
};

class OutboxRepository {
public:
    virtual ~OutboxRepository() = default;
    /// The id is the message's idempotency key: one that is there already is the same message, and is not added again.
    virtual void add(const message::Message& message) = 0;
    /// Takes due, unexpired messages of one channel (codes first, then by what was due first) until now + lease; nobody else gets them
    /// meanwhile. One channel a claim: a provider that hangs holds up its own messages only. Counts the try, so that one that died
    /// counts too: `tries` is the number of this one.
    [[nodiscard]] virtual std::vector<message::Message> claim(const Claim& claim) = 0;
    /// The end of a claim, in one round trip. For each whether it took place: not when the lease was lost.
    [[nodiscard]] virtual std::vector<bool> end(const IdBytes& owner, std::span<const Ending> endings) = 0;
    /// Erases messages past their end; a worker that sends one right now keeps it.
    virtual Expired expire(std::int64_t limit) = 0;
    /// How many wait.
    [[nodiscard]] virtual std::int64_t depth() = 0;
    /// The newest first.
    [[nodiscard]] virtual std::vector<DeadLetter> dead_letters(std::int64_t limit) = 0;
    /// Puts a dead letter back at the front of the queue, as if it had never been tried. False when there is none, or it is erased.
    [[nodiscard]] virtual bool revive(const MessageId& id) = 0;
};

class AuditRepository {
public:
    virtual ~AuditRepository() = default;
    /// Also stores the MAC over audit::canonical.
    virtual void append(const audit::Event& event) = 0;
    /// Newest first.
    [[nodiscard]] virtual std::vector<audit::Event> list(std::int64_t limit) = 0;
    /// Those of one person, newest first, before `before`.
    [[nodiscard]] virtual std::vector<audit::Event> of(const IdentityId& identity, Instant before, std::int64_t limit) = 0;
};

/// The tenant's settings as text by key; only those that differ from the default.
class SettingRepository {
public:
    virtual ~SettingRepository() = default;
    [[nodiscard]] virtual std::map<std::string, std::string> all() = 0;
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual void remove(std::string_view key) = 0;
};

/// What the janitor does, in small batches.
class HousekeepingRepository {
public:
    virtual ~HousekeepingRepository() = default;
    /// Removes up to `limit` rows of each kind whose end is before `before`: attempts with their challenges and grants, counters,
    /// captcha marks, sessions, lockouts, enrollments, links, replaced methods, finished
    /// messages. Returns how many rows went.
    virtual std::int64_t sweep(Instant before, std::int64_t limit) = 0;
    /// Removes for good identities deleted before `before`.
    virtual std::int64_t purge_deleted(Instant before, std::int64_t limit) = 0;
};

}  // namespace rekey::ports
