#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/entry.hpp"

namespace rekey::ldap {

/// What Active Directory calls an attribute of which it sends a part (MS-ADTS 3.1.1.3.1.3.3): member;range=0-1499, and member;range=1500-* at
/// the end.
struct Range {
    std::string attribute;  ///< its plain name
    std::int64_t first = 0;
    std::optional<std::int64_t> last;  ///< nothing: that is the end
};
/// Nothing: it is no name of a part.
[[nodiscard]] std::optional<Range> read_range(std::string_view name);

/// It lacks values that it has in the directory.
[[nodiscard]] bool is_in_part(const directory::Entry& entry);

/// The entry with this name, with all values of its attributes under their plain names, when it matches the filter. As many searches as
/// there are parts. Nothing: there is none. Refused, too, when it changes under the reading, so that parts do not fit.
[[nodiscard]] Result<std::optional<directory::Entry>> read_whole(Connection& connection, const std::string& name,
                                                                 const std::vector<std::string>& attributes,
                                                                 const directory::Filter& filter);

}  // namespace rekey::ldap
