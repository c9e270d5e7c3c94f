#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/reading.hpp"

namespace rekey::ldap {

/// A reading under way. What it refers to lives longer.
struct Walk {
    Connection& connection;
    const directory::Driver& driver;
    const directory::Selection& selection;
    const directory::ReadFrom& from;
    const directory::Reader& reader;
};

/// The attributes of a selection with the anchor and these.
[[nodiscard]] std::vector<std::string> asked(const Walk& walk, std::initializer_list<std::string_view> besides = {});

/// Nothing when it has none.
[[nodiscard]] std::optional<directory::Anchor> anchor_of(const Walk& walk, const directory::Entry& entry);

/// `<GUID=…>` where the directory takes that (MS-ADTS 3.1.1.3.1.2.4): it names the entry wherever it is moved meanwhile. Elsewhere the DN.
[[nodiscard]] std::string name_of(const Walk& walk, const directory::Entry& entry);

/// A search by pages (RFC 2696); `page` comes after each of them, when nothing else is under way on the connection. Unreachable, or Refused
/// with what the server said.
struct Pages {
    std::function<void(directory::Entry entry)> entry;
    std::function<Result<void>()> page = {};
};
[[nodiscard]] Result<void> search_pages(const Walk& walk, const Search& search, const Pages& pages);

/// Hands over all entries of the selection that match a filter, each whole.
[[nodiscard]] Result<void> read_entries(const Walk& walk, const directory::Filter& filter);
[[nodiscard]] inline Result<void> read_entries(const Walk& walk) { return read_entries(walk, walk.selection.filter); }

/// What holds others. When one is moved or renamed, what is in it has other names, or is there newly, and none of it has changed itself.
[[nodiscard]] const directory::Filter& folders();

}  // namespace rekey::ldap
