#include "adapters/directory/reply.hpp"

#include <algorithm>

namespace rekey::ldap {

const Control* find(const std::vector<Control>& controls, std::string_view oid) noexcept {
    const auto found = std::ranges::find(controls, oid, &Control::oid);
    return found == controls.end() ? nullptr : &*found;
}

}  // namespace rekey::ldap
