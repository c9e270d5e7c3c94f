#pragma once
#include <filesystem>

#include "base/error.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// Reads the built portals into memory and adds a route for each file, so that a path can name nothing else. `reset.html` is the page
/// `/reset`; files under `assets/` have their content's hash in the name and are immutable. A file's `.br` and `.gz` neighbours are
/// sent to browsers that take them. `/` leads to `/reset`. InvalidInput when the directory cannot be read or has no page.
[[nodiscard]] Result<void> add_static_files(Router& router, const std::filesystem::path& directory);

}  // namespace rekey::http
