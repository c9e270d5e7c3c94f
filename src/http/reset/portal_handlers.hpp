#pragma once
#include "flows/portal_service.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// /api/v1/portal, /api/v1/captchas and /brand.css: what a portal needs before anybody has said who they are.
/// `portals` must outlive the router.
void add_portal_routes(Router& router, flows::PortalService& portals);

}  // namespace rekey::http
