#include "domain/identity/identity.hpp"

#include <array>

namespace rekey::identity {
namespace {

constexpr std::array<std::string_view, 3> kStatuses{"enabled", "disabled", "deleted"};
constexpr std::array<std::string_view, 6> kRoles{
    "person", "reports_reader", "helpdesk", "authentication_administrator", "authentication_policy_administrator", "global_administrator"};

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& names, std::string_view text) noexcept {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(Status status) noexcept { return kStatuses[static_cast<std::size_t>(status)]; }
std::optional<Status> parse_status(std::string_view text) noexcept { return parse<Status>(kStatuses, text); }

std::string_view name(Role role) noexcept { return kRoles[static_cast<std::size_t>(role)]; }
std::optional<Role> parse_role(std::string_view text) noexcept { return parse<Role>(kRoles, text); }

bool is_administrator(Role role) noexcept { return role > Role::Person; }

}  // namespace rekey::identity
