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
        Awaiting,  ///< sent, and kept until a receipt comes or it is too old; back in the queue when its provider has refused it already
        Suppressed,  ///< the same
        Failed,  ///< a dead letter: kept until the message is too old, for an operator who may send it again
        Retry,  ///< goes back, due at `next_at`
        Untouched  ///< goes back as it was, its try not counted
    };
    MessageId id;
    How how = How::Sent;
    Instant next_at{};  ///< Retry; Awaiting: when its provider is asked for the receipt
    std::string error = {};  ///< Failed, Retry: for the operator
    message::Providers may_have_it = {};  ///< Failed, Retry: replaces what the row said
    std::string provider = {};  ///< that took it, or was asked last
    std::string reference = {};  ///< its own id of the message
    message::Fate fate = message::Fate::Unknown;  ///< Sent, Failed: known at once, as of a call
};

/// What a provider tells about a message it took.
struct Receipt {
    MessageId message;
    std::string provider;
    std::string reference;  ///< its own id of the message; empty: it said none
    message::Fate fate = message::Fate::Unknown;
    std::string error = {};  ///< for the operator; empty when it is delivered
};

/// A message whose provider is to be asked for the receipt.
struct Awaited {
    MessageId message;
    std::string provider, reference;
};

/// How far a message has come.
struct Journey {
    message::State state = message::State::Queued;
    message::Fate fate = message::Fate::Unknown;
    method::Channel channel = method::Channel::Email;
    std::string provider, reference, error;
    Instant created_at;
    std::optional<Instant> finished_at;
};

/// A message that could not be sent.
struct DeadLetter {
    MessageId id;
    message::Kind kind = message::Kind::ResetCode;
    method::Channel channel = method::Channel::Email;
    Instant created_at, failed_at;
    Instant expires_at;  ///< until then it can be sent again
    std::int64_t tries = 0;
    std::string error;
    bool erased = false;  ///< there is nothing left to send
};

/// How many messages were too old: all of them are erased.
struct Expired {
    std::int64_t unsent = 0;  ///< ended as expired
    std::int64_t failed = 0;  ///< dead letters
    std::int64_t unheard = 0;  ///< sent, and no receipt came
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
    /// A receipt, once. Delivered: the message is sent, erased, whatever a worker does with it. Busy, NoAnswer: it has failed, whatever a worker
    /// does with it: whoever calls next would ring the same phone. Otherwise it goes back to the queue, and the provider is not asked again. The state it is in now; nothing when the receipt changed nothing: it came before, or too late, is about
    /// another sending, or the message went on to another provider.
    [[nodiscard]] virtual std::optional<message::State> receive(const Receipt& receipt) = 0;
    /// Messages whose receipt is to be asked for now; nobody else gets them before they have waited as long again (5 s to 5 min).
    [[nodiscard]] virtual std::vector<Awaited> claim_awaited(std::int64_t limit) = 0;
    [[nodiscard]] virtual std::optional<Journey> find(const MessageId& id) = 0;
    /// The message itself, as long as it has not come to an end: nothing when it is erased, or too old.
    [[nodiscard]] virtual std::optional<message::Message> open(const MessageId& id) = 0;
};

class AuditRepository {
public:
    virtual ~AuditRepository() = default;
    /// Also stores the MAC over audit::canonical.
    virtual void append(std::span<const audit::Event> events) = 0;
    void append(const audit::Event& event) { append(std::span(&event, 1)); }
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
