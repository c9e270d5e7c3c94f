#pragma once
#include "flows/not_me.hpp"
#include "flows/registration_service.hpp"
#include "flows/security_info.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// /api/v1/account/registration…, /api/v1/account/methods… and /api/v1/account/enrollment…, for who is signed in. The services must outlive
/// the router.
void add_registration_routes(Router& router, flows::RegistrationService& registrations, flows::SecurityInfo& security);

/// /api/v1/not-me: GET looks, only POST acts.
void add_not_me_routes(Router& router, flows::NotMeService& links);

}  // namespace rekey::http
