// What a directory sends: a filter that is read is one whole filter, also beside others; whatever stands in an entry, the person or the group that is
// made of it is text, and the same whatever the order of its values; a DN that is folded is folded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/text.hpp"
#include "domain/directory/dn.hpp"
#include "domain/directory/filter.hpp"
#include "domain/directory/group.hpp"
#include "domain/directory/person.hpp"

namespace {

using namespace rekey::directory;  // NOLINT: all of it is under test

void check_filter(std::string_view text) {
    const auto filter = Filter::parse(text);
    if (filter && !Filter::parse(Filter::all_of({*filter, Filter::equals("a", text)}).text())) std::abort();
    if (filter && !std::ranges::all_of(filter->attributes(), [](const std::string& name) { return is_attribute(name); })) std::abort();
    const auto value = Filter::equals("a", text).text();
    if (std::ranges::count(value, ')') != 1 || (text.size() < 1000 && !Filter::parse(value))) std::abort();
}

/// Values end at line feeds, attributes at empty ones.
Entry entry_of(std::string_view text, const std::vector<std::string>& names) {
    Entry entry{"cn=x", {{names.front(), {}}}};
    for (std::size_t at = 0, name = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end == at) {
            if (++name == names.size()) break;
            entry.attributes.push_back({names[name], {}});
        } else {
            entry.attributes.back().values.emplace_back(text.substr(at, end - at));
        }
        at = end + 1;
    }
    return entry;
}

void check_entry(std::string_view text) {
    for (const auto& driver : drivers()) {
        const auto map = default_map(driver);
        auto entry = entry_of(text, asked_attributes(driver, map));
        const auto person = read_person(entry, driver, map).person;
        for (auto& attribute : entry.attributes) {
            if (attribute.name != driver.anchor && attribute.name != driver.disabled) std::ranges::reverse(attribute.values);
        }
        if (person != read_person(entry, driver, map).person) std::abort();
        if (!person) continue;
        for (const auto& value :
             {person->user_name, person->mail, person->mobile, person->office, person->display_name, person->language}) {
            if (!rekey::is_line(value) || value.size() > 1024) std::abort();
        }
        if (read_anchor(driver.anchor_form, write_anchor(driver.anchor_form, person->anchor)) != person->anchor) std::abort();
    }
}

void check_group(std::string_view text) {
    for (const auto& driver : drivers()) {
        auto entry = entry_of(text, group_attributes(driver));
        std::vector<Remark> remarks;
        const auto group = read_group(entry, driver, remarks);
        if (group.has_value() != remarks.empty()) std::abort();
        if (!group) continue;
        if (group->name.empty() || !rekey::is_line(group->name)) std::abort();
        for (auto& attribute : entry.attributes) {
            if (attribute.name != driver.anchor && attribute.name != "cn") std::ranges::reverse(attribute.values);
        }
        if (read_group(entry, driver, remarks)->members != group->members) std::abort();
    }
}

void check_anchor(std::string_view text) {
    for (const auto form : {AnchorForm::Guid, AnchorForm::Uuid, AnchorForm::NsUniqueId}) {
        const auto anchor = read_anchor(form, text);
        if (anchor && read_anchor(form, write_anchor(form, *anchor)) != anchor) std::abort();
    }
}

void check_dn(std::string_view text) {
    const auto folded = fold_dn(text);
    if (fold_dn(folded) != folded) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_filter(text);
    check_entry(text);
    check_group(text);
    check_anchor(text);
    check_dn(text);
    return 0;
}
