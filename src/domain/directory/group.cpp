#include "domain/directory/group.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace rekey::directory {
namespace {

constexpr std::string_view kName = "cn";  // RFC 4519 section 3.5, 3.6; Active Directory has it too
constexpr std::size_t kLongestName = 200, kLongestDn = 4096;

}  // namespace

std::vector<std::string> group_attributes(const Driver& driver) {
    std::vector<std::string> asked{std::string(driver.anchor), std::string(kName), std::string(driver.member)};
    if (!driver.other_member.empty()) asked.emplace_back(driver.other_member);
    return asked;
}

std::optional<Group> read_group(const Entry& entry, const Driver& driver, std::vector<Remark>& remarks) {
    const auto nobody = [&](Flaw flaw, std::string_view attribute) {
        remarks.push_back({flaw, std::string(attribute)});
        return std::nullopt;
    };
    const auto anchor = read_anchor(driver.anchor_form, entry.first(driver.anchor));
    if (!anchor) return nobody(Flaw::NoAnchor, driver.anchor);
    const auto name = trim(entry.first(kName));
    if (name.empty() || name.size() > kLongestName || !is_line(name)) return nobody(Flaw::ValueUnusable, kName);
    Group group{*anchor, entry.dn, std::string(name), {}};
    for (const auto attribute : {driver.member, driver.other_member}) {
        const auto* const members = attribute.empty() ? nullptr : entry.find(attribute);
        if (members == nullptr) continue;
        // groupOfNames has to have one: an empty DN stands for nobody.
        std::ranges::copy_if(members->values, std::back_inserter(group.members),
                             [](const auto& dn) { return !dn.empty() && dn.size() <= kLongestDn; });
    }
    std::ranges::sort(group.members);
    return group;
}

}  // namespace rekey::directory
