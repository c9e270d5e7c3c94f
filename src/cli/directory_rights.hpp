#pragma once
#include <string>

#include "domain/directory/settings.hpp"

namespace rekey::cli {

/// The commands, or the access rules, that give a directory's service account what it needs and no more. To be read, and run by the
/// directory's own administrator.
[[nodiscard]] std::string rights_script(const directory::Directory& directory);

}  // namespace rekey::cli
