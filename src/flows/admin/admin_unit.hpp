#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/audit/event.hpp"
#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

using AuditDetails = std::map<std::string, std::string>;

/// What somebody did, to be recorded in the unit of work that does it.
[[nodiscard]] audit::Event event_of(ports::UnitOfWork& unit, ports::Entropy& entropy, const Actor& actor, audit::Kind kind,
                                    const std::optional<IdentityId>& identity, AuditDetails details = {});
/// Records it.
void record(ports::UnitOfWork& unit, ports::Entropy& entropy, const Actor& actor, audit::Kind kind,
            const std::optional<IdentityId>& identity, AuditDetails details = {});

enum class Deleted : std::uint8_t { Hidden, Shown };

/// By id, user name or alias. NotFound for a deleted person unless they are shown.
[[nodiscard]] Result<identity::Identity> find_person(ports::UnitOfWork& unit, std::string_view user, Deleted deleted = Deleted::Hidden);

/// Names, state and password of who comes from a directory are changed there: NotAllowedNow, with the directory's name.
[[nodiscard]] Result<void> check_mastered_here(ports::UnitOfWork& unit, const identity::Identity& person);

/// A group's name and members are changed where they come from, the same.
[[nodiscard]] Result<void> check_mastered_here(const ports::Group& group);

/// Ends sessions and open attempts of an account whose state changed.
void end_everything(ports::UnitOfWork& unit, const IdentityId& identity);

/// The error when somebody else was faster.
[[nodiscard]] inline std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorCode::Conflict, "somebody else changed it meanwhile: try again");
}

}  // namespace rekey::flows
