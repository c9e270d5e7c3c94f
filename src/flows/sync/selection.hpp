#pragma once
#include "base/error.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/reading.hpp"
#include "domain/directory/settings.hpp"

namespace rekey::flows {

/// Which entries of a directory are people: by its kind, the administrator's filter and the group. InvalidInput for a filter that is none.
[[nodiscard]] Result<directory::Selection> select_people(const directory::Settings& settings, const directory::Driver& driver);

/// Likewise groups.
[[nodiscard]] Result<directory::Selection> select_groups(const directory::Settings& settings, const directory::Driver& driver);

}  // namespace rekey::flows
