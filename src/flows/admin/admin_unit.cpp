#include "flows/admin/admin_unit.hpp"

#include <fmt/format.h>

namespace rekey::flows {
namespace {

std::unexpected<Error> changed_there(std::string_view what, const std::string& directory) {
    return fail(ErrorCode::NotAllowedNow,
                fmt::format("this {} comes from the directory {}: change it there, and it is the same here after the next reading", what,
                            directory));
}

}  // namespace

audit::Event event_of(ports::UnitOfWork& unit, ports::Entropy& entropy, const Actor& actor, audit::Kind kind,
                      const std::optional<IdentityId>& identity, AuditDetails details) {
    audit::Event event;
    event.id = ports::make_id<EventId>(entropy);
    event.at = unit.now();
    event.kind = kind;
    event.identity = identity;
    event.actor = actor.name;
    event.network = actor.network;
    event.details = std::move(details);
    return event;
}

void record(ports::UnitOfWork& unit, ports::Entropy& entropy, const Actor& actor, audit::Kind kind,
            const std::optional<IdentityId>& identity, AuditDetails details) {
    unit.audit().append(event_of(unit, entropy, actor, kind, identity, std::move(details)));
}

Result<identity::Identity> find_person(ports::UnitOfWork& unit, std::string_view user, Deleted deleted) {
    std::optional<identity::Identity> found;
    if (const auto id = IdentityId::parse(user)) {
        found = unit.identities().find(*id);
    } else if (const auto folded = identity::fold(user)) {
        found = unit.identities().find(*folded);
    }
    const bool hidden = found && found->status == identity::Status::Deleted && deleted == Deleted::Hidden;
    if (!found || hidden) return fail(ErrorCode::NotFound, "there is no such person");
    return std::move(*found);
}

Result<void> check_mastered_here(ports::UnitOfWork& unit, const identity::Identity& person) {
    if (!person.authority) return {};
    const auto directory = unit.directories().find(*person.authority);
    return changed_there("person", directory ? directory->name : std::string("its directory"));
}

Result<void> check_mastered_here(const ports::Group& group) {
    if (group.directory.empty()) return {};
    return changed_there("group", group.directory);
}

void end_everything(ports::UnitOfWork& unit, const IdentityId& identity) {
    static_cast<void>(unit.identities().raise_security_stamp(identity));
    unit.attempts().end_others(identity, AttemptId{});
}

}  // namespace rekey::flows
