#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

/// What joins or leaves a group.
enum class MemberKind : std::uint8_t { Person, Group };

struct MemberName {
    MemberKind kind = MemberKind::Person;
    std::string name;
    friend auto operator<=>(const MemberName&, const MemberName&) = default;
};

/// Nested followed: also the members of member groups.
enum class Depth : std::uint8_t { Direct, Nested };

/// Groups of people and of groups. Errors everywhere: NotFound; InvalidInput with a sentence.
class GroupAdmin final {
public:
    explicit GroupAdmin(AdminPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] Result<void> add(const TenantId& tenant, std::string_view name, const Actor& actor);
    /// NotAllowedNow while the tenant's scope names it: removing it would silently change who may reset.
    [[nodiscard]] Result<void> remove(const TenantId& tenant, std::string_view name, const Actor& actor);
    [[nodiscard]] std::vector<ports::Group> list(const TenantId& tenant);
    [[nodiscard]] Result<std::vector<MemberName>> members(const TenantId& tenant, std::string_view name, Depth depth);
    /// AlreadyExists when it is a member; InvalidInput when a group would contain itself.
    [[nodiscard]] Result<void> join(const TenantId& tenant, std::string_view group, const MemberName& member, const Actor& actor);
    [[nodiscard]] Result<void> leave(const TenantId& tenant, std::string_view group, const MemberName& member, const Actor& actor);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
