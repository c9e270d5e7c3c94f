#pragma once
#include <functional>
#include <string>
#include <vector>

#include "adapters/captcha/captcha.hpp"
#include "adapters/system/meter.hpp"
#include "adapters/system/strength.hpp"
#include "app/adapters.hpp"
#include "flows/admin/directory_desk.hpp"
#include "flows/application_check.hpp"
#include "flows/portal_service.hpp"
#include "flows/reset_service.hpp"
#include "flows/writeback_recovery.hpp"
#include "http/account/account_handlers.hpp"
#include "http/admin/directory_handlers.hpp"
#include "http/registration/registration_handlers.hpp"
#include "http/router.hpp"
#include "http/signin/signin_handlers.hpp"

namespace rekey::app {

/// The services a browser reaches, and the routes that lead to them.
struct Portals {
    Portals(Adapters& adapters, Meter& meter, const std::vector<method::Kind>& offered, const std::function<void()>& message_committed,
            const std::function<bool(method::Channel)>& in_trouble);

    [[nodiscard]] flows::SignInPorts account_ports(Adapters& adapters, const std::vector<method::Kind>& offered,
                                                   const std::function<void()>& message_committed);

    [[nodiscard]] flows::ResetPorts reset_ports(Adapters& adapters, Meter& meter, const std::vector<method::Kind>& offered,
                                                const std::function<void()>& message_committed,
                                                const std::function<bool(method::Channel)>& in_trouble);

    captcha::BuiltinCaptcha captcha;
    system::ZxcvbnEstimator strength;
    flows::PortalService portals;
    flows::ResetService resets;
    flows::WritebackRecovery recovery;
    flows::SignInService signins;
    flows::AccountService accounts;
    flows::ApplicationCheck checks;
    flows::RegistrationService registrations;
    flows::SecurityInfo security;
    flows::NotMeService links;
    flows::DirectoryDesk directories;
    http::Router router;
};

/// "POST /api/v1/reset/attempts": every route of the public address, without starting anything.
[[nodiscard]] std::vector<std::string> list_routes();

}  // namespace rekey::app
