#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/audit/event.hpp"
#include "domain/message/message.hpp"

namespace rekey::ports {

/// How a message goes back to the queue.
struct Retry {
    Instant next_at;
    std::string_view error;          ///< for the operator
    message::Providers may_have_it;  ///< replaces what the row said
};

class OutboxRepository {
public:
    virtual ~OutboxRepository() = default;
    virtual void add(const message::Message& message) = 0;
    /// Takes up to `limit` due, unexpired messages of one channel (codes first, then by age) until now + lease; nobody else gets them
    /// meanwhile. One channel a claim: a provider that hangs holds up its own messages only. Counts the try, so that one that died
    /// counts too: `tries` is the number of this one.
    [[nodiscard]] virtual std::vector<message::Message> claim(method::Channel channel, const IdBytes& owner, Duration lease,
                                                              std::int64_t limit) = 0;
    /// The four ends of a claim. Each is guarded by the owner: false when the lease was lost. The body is erased by all but `retry`.
    [[nodiscard]] virtual bool sent(const MessageId& id, const IdBytes& owner) = 0;
    [[nodiscard]] virtual bool retry(const MessageId& id, const IdBytes& owner, const Retry& retry) = 0;
    [[nodiscard]] virtual bool failed(const MessageId& id, const IdBytes& owner, std::string_view error) = 0;
    [[nodiscard]] virtual bool suppressed(const MessageId& id, const IdBytes& owner) = 0;
    /// Erases bodies of messages past their end and marks them expired; returns how many.
    virtual std::int64_t expire(std::int64_t limit) = 0;
    /// How many wait.
    [[nodiscard]] virtual std::int64_t depth() = 0;
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
