#pragma once
#include "flows/account_service.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// /api/v1/session and everything under /api/v1/account, for who is signed in. `accounts` must outlive the router.
void add_account_routes(Router& router, flows::AccountService& accounts);

}  // namespace rekey::http
