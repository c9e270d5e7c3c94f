#pragma once
#include "flows/admin/directory_desk.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// /api/v1/admin/directories and /api/v1/admin/reports, for administrators who are signed in. `desk` must outlive the router.
void add_directory_routes(Router& router, flows::DirectoryDesk& desk);

}  // namespace rekey::http
