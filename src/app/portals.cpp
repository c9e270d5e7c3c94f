#include "app/portals.hpp"

#include <fmt/format.h>

#include "flows/receipt_service.hpp"
#include "http/receipts/receipt_handlers.hpp"
#include "http/reset/portal_handlers.hpp"
#include "http/reset/reset_handlers.hpp"
#include "http/signin/check_handler.hpp"

namespace rekey::app {

Portals::Portals(Adapters& adapters, Meter& meter, const std::vector<method::Kind>& offered, const std::function<void()>& message_committed,
                 const std::function<bool(method::Channel)>& in_trouble)
    : captcha(adapters.sealer, adapters.macs, adapters.entropy, adapters.speech),
      portals(*adapters.store, captcha),
      resets(reset_ports(adapters, meter, offered, message_committed, in_trouble)),
      recovery(reset_ports(adapters, meter, offered, message_committed, in_trouble)),
      signins(account_ports(adapters, offered, message_committed), adapters.totp),
      accounts(account_ports(adapters, offered, message_committed)),
      checks(account_ports(adapters, offered, message_committed)),
      registrations({account_ports(adapters, offered, message_committed), adapters.totp, adapters.phones, meter}),
      security({account_ports(adapters, offered, message_committed), adapters.totp, adapters.phones, meter}),
      links(account_ports(adapters, offered, message_committed)),
      directories(account_ports(adapters, offered, message_committed),
                  {*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, adapters.phones, offered}) {
    http::add_portal_routes(router, portals);
    http::add_reset_routes(router, resets);
    http::add_signin_routes(router, signins);
    http::add_account_routes(router, accounts);
    http::add_check_route(router, checks);
    http::add_registration_routes(router, registrations, security);
    http::add_not_me_routes(router, links);
    http::add_directory_routes(router, directories);
}

flows::SignInPorts Portals::account_ports(Adapters& adapters, const std::vector<method::Kind>& offered,
                                          const std::function<void()>& message_committed) {
    return {*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, strength, adapters.connectors, offered, message_committed};
}

flows::ResetPorts Portals::reset_ports(Adapters& adapters, Meter& meter, const std::vector<method::Kind>& offered,
                                       const std::function<void()>& message_committed,
                                       const std::function<bool(method::Channel)>& in_trouble) {
    return {*adapters.store, adapters.entropy,    adapters.macs, adapters.hasher, captcha,           strength,  adapters.totp,
            adapters.phones, adapters.connectors, meter,         offered,         message_committed, in_trouble};
}

std::vector<std::string> list_routes() {
    // The handlers are bound to services that are never made nor called: only the table is read.
    alignas(flows::PortalService) static std::byte portals[sizeof(flows::PortalService)];
    alignas(flows::ResetService) static std::byte resets[sizeof(flows::ResetService)];
    alignas(flows::SignInService) static std::byte signins[sizeof(flows::SignInService)];
    alignas(flows::AccountService) static std::byte accounts[sizeof(flows::AccountService)];
    alignas(flows::ApplicationCheck) static std::byte checks[sizeof(flows::ApplicationCheck)];
    alignas(flows::RegistrationService) static std::byte registrations[sizeof(flows::RegistrationService)];
    alignas(flows::SecurityInfo) static std::byte security[sizeof(flows::SecurityInfo)];
    alignas(flows::NotMeService) static std::byte links[sizeof(flows::NotMeService)];
    alignas(flows::DirectoryDesk) static std::byte directories[sizeof(flows::DirectoryDesk)];
    alignas(flows::ReceiptService) static std::byte receipts[sizeof(flows::ReceiptService)];
    http::Router router;
    http::add_portal_routes(router, reinterpret_cast<flows::PortalService&>(portals));
    http::add_reset_routes(router, reinterpret_cast<flows::ResetService&>(resets));
    http::add_signin_routes(router, reinterpret_cast<flows::SignInService&>(signins));
    http::add_account_routes(router, reinterpret_cast<flows::AccountService&>(accounts));
    http::add_check_route(router, reinterpret_cast<flows::ApplicationCheck&>(checks));
    http::add_registration_routes(router, reinterpret_cast<flows::RegistrationService&>(registrations),
                                  reinterpret_cast<flows::SecurityInfo&>(security));
    http::add_not_me_routes(router, reinterpret_cast<flows::NotMeService&>(links));
    http::add_directory_routes(router, reinterpret_cast<flows::DirectoryDesk&>(directories));
    http::add_receipt_routes(router, reinterpret_cast<flows::ReceiptService&>(receipts));
    std::vector<std::string> routes;
    for (const auto* route : router.all()) routes.push_back(fmt::format("{} {}", http::name(route->method), route->pattern));
    return routes;
}

}  // namespace rekey::app
