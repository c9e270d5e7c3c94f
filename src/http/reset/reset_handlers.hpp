#pragma once
#include "flows/reset_service.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// POST /api/v1/reset/attempts and everything under /api/v1/reset/attempt: parse, call one flow, render.
/// `resets` must outlive the router.
void add_reset_routes(Router& router, flows::ResetService& resets);

}  // namespace rekey::http
