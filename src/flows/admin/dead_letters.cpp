#include "flows/admin/dead_letters.hpp"

#include "flows/admin/admin_unit.hpp"

namespace rekey::flows {

std::vector<DeadLetter> DeadLetters::list(const TenantId& tenant, std::int64_t limit) {
    return ports_.store.begin(tenant, ports::Access::Read)->outbox().dead_letters(limit);
}

Result<Journey> DeadLetters::find(const TenantId& tenant, std::string_view message) {
    const auto id = MessageId::parse(message);
    if (!id) return fail(ErrorCode::InvalidInput, "this is not a message's id");
    auto journey = ports_.store.begin(tenant, ports::Access::Read)->outbox().find(*id);
    if (!journey) return fail(ErrorCode::NotFound, "there is no message of this id, or it ended more than three quarters of an hour ago");
    return std::move(*journey);
}

bool DeadLetters::revive(ports::UnitOfWork& unit, const MessageId& id, const Actor& actor) {
    if (!unit.outbox().revive(id)) return false;
    record(unit, ports_.entropy, actor, audit::Kind::MessageRetried, std::nullopt, {{"message", id.text()}});
    return true;
}

Result<void> DeadLetters::retry(const TenantId& tenant, std::string_view message, const Actor& actor) {
    const auto id = MessageId::parse(message);
    if (!id) return fail(ErrorCode::InvalidInput, "this is not a message's id: see rekey delivery failed");
    const bool revived = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return revive(unit, *id, actor); });
    if (!revived)
        return fail(ErrorCode::NotAllowedNow, "no message of this id has failed, or it is too old to be sent: see rekey delivery failed");
    return {};
}

std::int64_t DeadLetters::retry_all(const TenantId& tenant, std::int64_t limit, const Actor& actor) {
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
        std::int64_t revived = 0;
        for (const auto& letter : unit.outbox().dead_letters(limit)) {
            if (!letter.erased && revive(unit, letter.id, actor)) ++revived;
        }
        return revived;
    });
}

}  // namespace rekey::flows
