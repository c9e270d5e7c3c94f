#include "adapters/directory/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/controls.hpp"
#include "adapters/directory/ranges.hpp"

namespace rekey::ldap {

using directory::Entry;
using directory::Filter;

std::vector<std::string> asked(const Walk& walk, std::initializer_list<std::string_view> besides) {
    constexpr std::string_view kAllOfThem = "*";
    auto attributes = walk.selection.attributes;
    if (attributes.empty()) attributes.emplace_back(kAllOfThem);
    const auto add = [&](std::string_view name) {
        if (std::ranges::find(attributes, name) == attributes.end()) attributes.emplace_back(name);
    };
    add(walk.driver.anchor);
    std::ranges::for_each(besides, add);
    return attributes;
}

std::optional<directory::Anchor> anchor_of(const Walk& walk, const Entry& entry) {
    return read_anchor(walk.driver.anchor_form, entry.first(walk.driver.anchor));
}

std::string name_of(const Walk& walk, const Entry& entry) {
    const auto anchor = walk.driver.takes_anchors ? anchor_of(walk, entry) : std::nullopt;
    return anchor ? guid_name(*anchor) : entry.dn;
}

Result<void> search_pages(const Walk& walk, const Search& search, const Pages& pages) {
    std::string cookie, first, first_before;  // names of entries
    const auto take = [&](Entry entry, const std::vector<Control>&) {
        if (first.empty()) first = entry.dn;
        pages.entry(std::move(entry));
    };
    const Sink sink{take, {}, walk.reader.stops};
    do {
        first_before = std::exchange(first, {});
        auto page = search;
        page.controls.push_back(paged(walk.from.page_size, cookie));
        const auto reply = good(walk.connection.search(page, sink));
        if (!reply) return std::unexpected(reply.error());
        auto next = read_page(*reply);
        // Without it nobody knows whether that was all.
        if (!next) return fail(ErrorCode::Refused, "the server does not answer by pages");
        // The same cookie alone is none: Samba's stays the same from page to page.
        if (!next->empty() && *next == cookie && first == first_before)
            return fail(ErrorCode::Refused, "the server sends the same page again and again");
        cookie = std::move(*next);
        if (!pages.page) continue;
        if (const auto done = pages.page(); !done) return done;
    } while (!cookie.empty());
    return {};
}

Result<void> read_entries(const Walk& walk, const Filter& filter) {
    const auto attributes = asked(walk);
    std::vector<std::string> in_part;
    const auto entry = [&](Entry found) {
        if (is_in_part(found))
            in_part.push_back(name_of(walk, found));
        else
            walk.reader.entry(std::move(found));
    };
    const auto page = [&]() -> Result<void> {
        for (const auto& name : std::exchange(in_part, {})) {
            auto whole = read_whole(walk.connection, name, attributes, filter);
            if (!whole) return std::unexpected(whole.error());
            if (*whole) walk.reader.entry(std::move(**whole));
        }
        if (walk.reader.page) walk.reader.page();
        return {};
    };
    return search_pages(walk, {walk.selection.base, Scope::Subtree, filter, attributes}, {entry, page});
}

const Filter& folders() {
    static const auto filter = *Filter::parse(
        "(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=container)(objectClass=nsContainer)(objectClass=domain))");
    return filter;
}

}  // namespace rekey::ldap
