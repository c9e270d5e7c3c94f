#pragma once
#include "flows/signin_service.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// /api/v1/signin and everything under it, /api/v1/signout. `signins` must outlive the router.
void add_signin_routes(Router& router, flows::SignInService& signins);

}  // namespace rekey::http
