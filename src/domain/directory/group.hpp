#pragma once
#include <optional>
#include <string>
#include <vector>

#include "domain/directory/driver.hpp"
#include "domain/directory/entry.hpp"
#include "domain/directory/person.hpp"

namespace rekey::directory {

/// A group as its directory has it: people and other groups, by their DNs.
struct Group {
    Anchor anchor;
    std::string dn, name;
    std::vector<std::string> members;  ///< sorted
};

/// What a search for groups has to ask for.
[[nodiscard]] std::vector<std::string> group_attributes(const Driver& driver);
/// Nothing when it cannot be followed or has no name; `remarks` say why.
[[nodiscard]] std::optional<Group> read_group(const Entry& entry, const Driver& driver, std::vector<Remark>& remarks);

}  // namespace rekey::directory
