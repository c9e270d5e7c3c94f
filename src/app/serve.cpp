#include "app/serve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/captcha/captcha.hpp"
#include "adapters/system/hardening.hpp"
#include "adapters/system/meter.hpp"
#include "adapters/system/strength.hpp"
#include "app/adapters.hpp"
#include "app/channels.hpp"
#include "base/log.hpp"
#include "base/url.hpp"
#include "flows/application_check.hpp"
#include "flows/decoy_shapes.hpp"
#include "flows/portal_service.hpp"
#include "flows/receipt_service.hpp"
#include "flows/reset_service.hpp"
#include "http/account/account_handlers.hpp"
#include "http/dev/outbox.hpp"
#include "http/operator/operator_routes.hpp"
#include "http/receipts/receipt_handlers.hpp"
#include "http/registration/registration_handlers.hpp"
#include "http/reset/portal_handlers.hpp"
#include "http/reset/reset_handlers.hpp"
#include "http/server.hpp"
#include "http/signin/check_handler.hpp"
#include "http/signin/signin_handlers.hpp"
#include "http/static_files.hpp"
#include "worker/background.hpp"

namespace rekey::app {
namespace {

struct ConfiguredTenant {
    TenantId id;
    const config::Tenant* config;
};

/// Everything that has to be true before a socket is opened. The first thing that is not, in words for the operator.
Result<std::vector<ConfiguredTenant>> find_tenants(const config::Config& config, ports::Store& store) {
    std::vector<ConfiguredTenant> tenants;
    for (const auto& tenant : config.tenants) {
        const auto stored = store.find_tenant(tenant.name);
        if (!stored) {
            return fail(ErrorCode::NotFound,
                        fmt::format("tenant {0} is in the configuration, but not in the store: run `rekey tenant add {0}`", tenant.name));
        }
        tenants.push_back({stored->id, &tenant});
    }
    return tenants;
}

bool only_on_loopback(const config::Config& config) {
    return config::is_loopback(config.server.listen) && config::is_loopback(config.server.operator_listen);
}

Result<http::Sites> make_sites(const std::vector<ConfiguredTenant>& tenants) {
    std::vector<http::Site> sites;
    for (const auto& [id, tenant] : tenants) {
        for (const auto& origin : tenant->base_urls) sites.push_back({id, tenant->name, origin});
    }
    return http::Sites::make(std::move(sites));
}

http::TrustedProxies make_proxies(const config::Config& config) {
    std::vector<IpNetwork> networks;
    for (const auto& text : config.server.trusted_proxies) {
        if (const auto network = parse_network(text)) networks.push_back(*network);
    }
    return http::TrustedProxies(std::move(networks));
}

/// Its part of the configuration; an empty one for a tenant that is not served.
const config::Tenant& configuration_of(const std::vector<ConfiguredTenant>& tenants, const TenantId& tenant) {
    static const config::Tenant nobody{.name = {}, .base_urls = {std::string{}}, .receipts_url = {}};
    const auto found = std::ranges::find(tenants, tenant, &ConfiguredTenant::id);
    return found == tenants.end() ? nobody : *found->config;
}

/// For the links of notices and invitations.
std::string base_url_of(const std::vector<ConfiguredTenant>& tenants, const TenantId& tenant) {
    return configuration_of(tenants, tenant).base_urls.front();
}

/// The host of the tenant's first base URL, for the line that binds a code to it.
std::string host_of(const std::vector<ConfiguredTenant>& tenants, const TenantId& tenant) {
    return parse_url(base_url_of(tenants, tenant)).value_or(Url{}).host;
}

/// For gateways that tell what became of a message.
std::string receipts_url_of(const std::vector<ConfiguredTenant>& tenants, const TenantId& tenant) {
    const auto& url = configuration_of(tenants, tenant).receipts_url;
    return url.empty() ? base_url_of(tenants, tenant) : url;
}

std::vector<http::DevMessage> dev_messages(const delivery::SentMessages& sent) {
    std::vector<http::DevMessage> messages;
    for (const auto& each : sent.messages()) {
        messages.push_back({each.at, each.tenant, std::string(method::name(each.channel)), each.destination, each.content.subject,
                            each.content.text, each.content.html});
    }
    return messages;
}

/// The services a browser reaches, and the routes that lead to them.
struct Portals {
    Portals(Adapters& adapters, Meter& meter, const std::vector<method::Kind>& offered, const std::function<void()>& message_committed,
            std::function<bool(method::Channel)> in_trouble)
        : captcha(adapters.sealer, adapters.macs, adapters.entropy, adapters.speech),
          portals(*adapters.store, captcha),
          resets({*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, captcha, strength, adapters.totp, adapters.phones,
                  meter, offered, message_committed, std::move(in_trouble)}),
          signins(account_ports(adapters, offered, message_committed), adapters.totp),
          accounts(account_ports(adapters, offered, message_committed)),
          checks(account_ports(adapters, offered, message_committed)),
          registrations({account_ports(adapters, offered, message_committed), adapters.totp, adapters.phones, meter}),
          security({account_ports(adapters, offered, message_committed), adapters.totp, adapters.phones, meter}),
          links(account_ports(adapters, offered, message_committed)) {
        http::add_portal_routes(router, portals);
        http::add_reset_routes(router, resets);
        http::add_signin_routes(router, signins);
        http::add_account_routes(router, accounts);
        http::add_check_route(router, checks);
        http::add_registration_routes(router, registrations, security);
        http::add_not_me_routes(router, links);
    }

    [[nodiscard]] flows::SignInPorts account_ports(Adapters& adapters, const std::vector<method::Kind>& offered,
                                                   const std::function<void()>& message_committed) {
        return {*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, strength, offered, message_committed};
    }

    captcha::BuiltinCaptcha captcha;
    system::ZxcvbnEstimator strength;
    flows::PortalService portals;
    flows::ResetService resets;
    flows::SignInService signins;
    flows::AccountService accounts;
    flows::ApplicationCheck checks;
    flows::RegistrationService registrations;
    flows::SecurityInfo security;
    flows::NotMeService links;
    http::Router router;
};

/// A call takes as long as the person does: a worker that held several would let the others wait.
flows::BatchRules batch_of(method::Channel channel) {
    flows::BatchRules rules;
    if (channel == method::Channel::Voice) rules.most = 1;
    return rules;
}

/// What works beside the requests: messages, housekeeping, the shapes of decoys.
class Workers final {
public:
    Workers(const config::Config& config, Adapters& adapters, const std::vector<ConfiguredTenant>& tenants,
            std::span<const std::unique_ptr<ports::Channel>> channels, flows::ReceiptService& receipts, Meter& meter,
            worker::Signal& messages)
        : janitor_(*adapters.store, meter), shapes_(*adapters.store) {
        std::vector<flows::OutboxRelay*> relays;
        for (const auto& channel : channels) {
            flows::RelayPorts ports{*adapters.store, adapters.entropy,
                                    adapters.clock,  *channel,
                                    meter,           [&tenants](const TenantId& tenant) { return host_of(tenants, tenant); }};
            ports.lease = deadline_of(config, channel->kind()) + minutes{1};  // outlives the longest sending
            ports.base_url_of = [&tenants](const TenantId& tenant) { return base_url_of(tenants, tenant); };
            ports.batch = batch_of(channel->kind());
            ports.receipt_url_of = [&tenants, &adapters](const TenantId& tenant, const MessageId& message, std::string_view provider) {
                return receipts_url_of(tenants, tenant) + flows::receipt_path(adapters.macs, tenant, message, provider);
            };
            ports.answers.emplace(adapters.entropy, adapters.macs);
            relays_.push_back(std::make_unique<flows::OutboxRelay>(std::move(ports)));
            relays.push_back(relays_.back().get());
        }
        std::vector<TenantId> ids;
        for (const auto& tenant : tenants) ids.push_back(tenant.id);
        worker::BackgroundOptions options;
        options.threads_per_channel = static_cast<int>(config.worker.threads);
        options.calls_at_once = static_cast<int>(config.voice.calls_at_once);
        background_ =
            std::make_unique<worker::Background>(worker::BackgroundWork{[ids] { return ids; }, relays, janitor_, meter, messages}, options);
        const auto for_each_tenant = [ids](std::function<flows::Progress(const TenantId&)> step) {
            return [ids, step = std::move(step)](const std::stop_token& stop) {
                flows::Progress progress;
                for (const auto& id : ids) {
                    if (!stop.stop_requested()) progress += step(id);
                }
                return progress;
            };
        };
        const auto refresh = [this](const TenantId& id) {
            static_cast<void>(shapes_.refresh(id));
            return flows::Progress{};
        };
        shapes_loop_ = std::make_unique<worker::Loop>("decoy_shapes", for_each_tenant(refresh), never_, worker::Pace{.idle = minutes{1}});
        if (config.worker.threads == 0) return;
        receipts_loop_ = std::make_unique<worker::Loop>(
            "receipts", for_each_tenant(std::bind_front(&flows::ReceiptService::ask, &receipts)), never_, worker::Pace{.idle = seconds{1}});
    }

private:
    flows::Janitor janitor_;
    flows::DecoyShapes shapes_;
    std::vector<std::unique_ptr<flows::OutboxRelay>> relays_;
    worker::Signal never_;
    std::unique_ptr<worker::Background> background_;
    std::unique_ptr<worker::Loop> shapes_loop_, receipts_loop_;  ///< last: threads end before what they use
};

int refuse(const std::string& why) {
    log::error("start_refused", {{"reason", why}});
    return static_cast<int>(cli::Exit::Configuration);
}

void announce(const config::Config& config, Providers providers) {
    for (const auto& tenant : config.tenants) log::info("serving", {{"tenant", tenant.name}, {"url", tenant.base_urls.front()}});
    if (config.mail.providers.empty() && providers == Providers::Configured)
        log::warning("no_mail_provider", {{"hint", "there is no [[mail.provider]], so codes by e-mail are not offered"}});
}

}  // namespace

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
    http::add_receipt_routes(router, reinterpret_cast<flows::ReceiptService&>(receipts));
    std::vector<std::string> routes;
    for (const auto* route : router.all()) routes.push_back(fmt::format("{} {}", http::name(route->method), route->pattern));
    return routes;
}

int serve(const config::Config& config, const cli::ServeOptions& options, const config::Environment& environment) {
    log::configure(config.log.level, config.log.format);
    const bool development = options.mode == cli::Mode::Development;
    if (development && !only_on_loopback(config)) return refuse("--dev shows every message to whoever asks: it listens on loopback only");
    system::harden_process();

    Adapters adapters(config, environment);
    const auto tenants = find_tenants(config, *adapters.store);
    if (!tenants) return refuse(tenants.error().detail);
    auto sites = make_sites(*tenants);
    if (!sites) return refuse(sites.error().detail);

    system::PrometheusMeter meter;
    delivery::SentMessages sent;
    const auto channels = make_channels(config, environment, {adapters.phones, adapters.clock, meter}, development ? &sent : nullptr);
    const auto gateway_receipts = make_receipts(config, environment);
    const auto talks = make_talks(config, environment);
    worker::Signal messages;
    flows::ReceiptService receipts(
        {*adapters.store, adapters.clock, {adapters.entropy, adapters.macs}, *gateway_receipts, *talks, meter, [&] { messages.raise(); }});

    const auto providers = development ? Providers::Development : Providers::Configured;
    Portals portals(
        adapters, meter, offered_kinds(config, providers), [&] { messages.raise(); },
        [&](method::Channel kind) {
            const auto channel = std::ranges::find(channels, kind, [](const auto& each) { return each->kind(); });
            return channel != channels.end() && (*channel)->in_trouble();
        });
    if (const auto added = http::add_static_files(portals.router, config.server.web_directory); !added) return refuse(added.error().detail);
    if (development) http::add_dev_outbox(portals.router, [&] { return dev_messages(sent); });
    http::add_receipt_routes(portals.router, receipts);
    const http::Pipeline public_side({std::move(*sites), make_proxies(config)}, portals.router, meter);

    http::Server* running = nullptr;
    http::Router operators;
    http::add_operator_routes(operators, {[&] {
                                              adapters.store->ping();
                                              return true;
                                          },
                                          [&] { return running != nullptr && running->draining(); }, [&] { return meter.text(); }});
    const http::Pipeline operator_side({}, operators, meter);

    auto server_options = http::server_options(config.server);
    server_options.now = [&] { return adapters.clock.now(); };
    http::Server server(server_options,
                        {{"public", config.server.listen, &public_side},
                         {"operator", config.server.operator_listen, &operator_side, http::Door::Kind::Operator}},
                        meter);
    running = &server;
    if (const auto listening = server.listen(); !listening) return refuse(listening.error().detail);

    const Workers workers(config, adapters, *tenants, channels, receipts, meter, messages);
    announce(config, providers);
    server.run(http::Signals::Handle);
    log::info("stopped");
    return static_cast<int>(cli::Exit::Ok);
}

}  // namespace rekey::app
