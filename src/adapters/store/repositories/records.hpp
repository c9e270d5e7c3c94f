#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/records.hpp"

namespace rekey::store {

class Outbox final : public ports::OutboxRepository {
public:
    explicit Outbox(const Scope& scope) : scope_(scope) {}
    void add(const message::Message& message) override;
    /// Counts a try for each: a worker that dies with a message has used one up.
    [[nodiscard]] std::vector<message::Message> claim(const ports::Claim& claim) override;
    [[nodiscard]] std::vector<bool> end(const IdBytes& owner, std::span<const ports::Ending> endings) override;
    ports::Expired expire(std::int64_t limit) override;
    [[nodiscard]] std::int64_t depth() override;
    [[nodiscard]] std::vector<ports::DeadLetter> dead_letters(std::int64_t limit) override;
    [[nodiscard]] bool revive(const MessageId& id) override;
    [[nodiscard]] std::optional<message::State> receive(const ports::Receipt& receipt) override;
    [[nodiscard]] std::vector<ports::Awaited> claim_awaited(std::int64_t limit) override;
    [[nodiscard]] std::optional<ports::Journey> find(const MessageId& id) override;
    [[nodiscard]] std::optional<message::Message> open(const MessageId& id) override;

private:
    /// Nothing for a row that cannot be opened: it is ended as failed.
    [[nodiscard]] std::optional<message::Message> read(const Row& row, const IdBytes& owner);
    [[nodiscard]] message::Message open(const Row& row, const MessageId& id) const;
    const Scope& scope_;
};

class Audit final : public ports::AuditRepository {
public:
    explicit Audit(const Scope& scope) : scope_(scope) {}
    void append(std::span<const audit::Event> events) override;
    [[nodiscard]] std::vector<audit::Event> list(std::int64_t limit) override;
    [[nodiscard]] std::vector<audit::Event> of(const IdentityId& identity, Instant before, std::int64_t limit) override;

private:
    const Scope& scope_;
};

class Settings final : public ports::SettingRepository {
public:
    explicit Settings(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::map<std::string, std::string> all() override;
    void put(std::string_view key, std::string_view value) override;
    void remove(std::string_view key) override;

private:
    const Scope& scope_;
};

class Housekeeping final : public ports::HousekeepingRepository {
public:
    explicit Housekeeping(const Scope& scope) : scope_(scope) {}
    std::int64_t sweep(Instant before, std::int64_t limit) override;
    std::int64_t purge_deleted(Instant before, std::int64_t limit) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
