#include "adapters/directory/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "adapters/directory/asking.hpp"
#include "domain/directory/moment.hpp"

namespace rekey::ldap {
namespace {

using directory::Attribute;
using directory::Entry;

/// Of all attributes of an entry the first that came in part.
std::optional<std::pair<std::size_t, Range>> first_part(const Entry& entry) {
    for (std::size_t at = 0; at < entry.attributes.size(); ++at) {
        if (auto range = read_range(entry.attributes[at].name)) return std::pair{at, std::move(*range)};
    }
    return std::nullopt;
}

std::unexpected<Error> does_not_fit(const Range& range) {
    return fail(ErrorCode::Refused, fmt::format("the parts of {} do not fit together", range.attribute));
}

/// Adds what comes after a part; the range becomes that of what was added.
Result<void> add_next(Connection& connection, const std::string& name, Attribute& into, Range& range) {
    const auto wanted = *range.last + 1;
    const auto next = look_up(connection, name, {fmt::format("{};range={}-*", range.attribute, wanted)});
    if (!next) return std::unexpected(next.error());
    const auto part = *next ? first_part(**next) : std::nullopt;
    if (!part || part->second.first != wanted) return does_not_fit(range);
    const auto& values = (*next)->attributes[part->first].values;
    const auto told = part->second.last.value_or(wanted) - wanted + 1;
    if (part->second.last && std::ssize(values) != told) return does_not_fit(range);
    std::ranges::copy(values, std::back_inserter(into.values));
    range.last = part->second.last;
    return {};
}

}  // namespace

std::optional<Range> read_range(std::string_view name) {
    constexpr std::string_view kOption = ";range=";
    const auto option = name.find(kOption);
    if (option == std::string_view::npos) return std::nullopt;
    const auto numbers = name.substr(option + kOption.size());
    const auto dash = numbers.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = directory::read_number(numbers.substr(0, dash)), last = directory::read_number(numbers.substr(dash + 1));
    const bool is_end = numbers.substr(dash + 1) == "*";
    if (!first || *first < 0 || (!is_end && (!last || *last < *first))) return std::nullopt;
    return Range{std::string(name.substr(0, option)), *first, is_end ? std::nullopt : last};
}

bool is_in_part(const Entry& entry) { return first_part(entry).has_value(); }

Result<std::optional<Entry>> read_whole(Connection& connection, const std::string& name, const std::vector<std::string>& attributes,
                                        const directory::Filter& filter) {
    auto entry = look_up(connection, name, attributes, filter);
    if (!entry || !*entry) return entry;
    auto& all = (*entry)->attributes;
    while (auto part = first_part(**entry)) {
        auto& [at, range] = *part;
        if (range.first != 0) return does_not_fit(range);
        while (range.last) {
            if (const auto added = add_next(connection, name, all[at], range); !added) return std::unexpected(added.error());
        }
        all[at].name = range.attribute;
        // Beside the part stands the attribute itself, without a value.
        std::erase_if(all, [&](const Attribute& attribute) { return attribute.name == range.attribute && attribute.values.empty(); });
    }
    return entry;
}

}  // namespace rekey::ldap
