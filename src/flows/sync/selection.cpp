#include "flows/sync/selection.hpp"

#include "domain/directory/group.hpp"
#include "domain/directory/person.hpp"

namespace rekey::flows {
namespace {

using directory::Filter;

/// The kind's own filter, the administrator's, and the group's.
Result<Filter> filter_of(std::string_view own, const std::string& more, const std::optional<Filter>& group) {
    std::vector<Filter> parts;
    for (const auto text : {own, std::string_view(more)}) {
        if (text.empty()) continue;
        auto part = Filter::parse(text);
        if (!part) return part;
        parts.push_back(std::move(*part));
    }
    if (group) parts.push_back(*group);
    return Filter::all_of(parts);
}

}  // namespace

Result<directory::Selection> select_people(const directory::Settings& settings, const directory::Driver& driver) {
    std::optional<Filter> group;
    if (!settings.group.empty()) group = Filter::equals(driver.member_of, settings.group);
    auto filter = filter_of(driver.people, settings.people_filter, group);
    if (!filter) return std::unexpected(filter.error());
    return directory::Selection{settings.base, std::move(*filter), directory::asked_attributes(driver, settings.map)};
}

Result<directory::Selection> select_groups(const directory::Settings& settings, const directory::Driver& driver) {
    auto filter = filter_of(driver.groups, settings.groups_filter, std::nullopt);
    if (!filter) return std::unexpected(filter.error());
    return directory::Selection{settings.base, std::move(*filter), directory::group_attributes(driver)};
}

}  // namespace rekey::flows
