#include "app/serve.hpp"

#include <algorithm>

#include "adapters/system/hardening.hpp"
#include "app/channels.hpp"
#include "app/directory_workers.hpp"
#include "app/portals.hpp"
#include "app/workers.hpp"
#include "base/log.hpp"
#include "http/dev/outbox.hpp"
#include "http/operator/operator_routes.hpp"
#include "http/receipts/receipt_handlers.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"

namespace rekey::app {
namespace {

bool only_on_loopback(const config::Config& config) {
    return config::is_loopback(config.server.listen) && config::is_loopback(config.server.operator_listen);
}

Result<http::Sites> make_sites(const ConfiguredTenants& tenants) {
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

std::vector<http::DevMessage> dev_messages(const delivery::SentMessages& sent) {
    std::vector<http::DevMessage> messages;
    for (const auto& each : sent.messages()) {
        messages.push_back({each.at, each.tenant, std::string(method::name(each.channel)), each.destination, each.content.subject,
                            each.content.text, each.content.html});
    }
    return messages;
}

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
    const auto offered = offered_kinds(config, providers);
    Portals portals(
        adapters, meter, offered, [&] { messages.raise(); },
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

    const Workers workers(config, adapters, *tenants, channels, receipts, portals.recovery, meter, messages);
    const DirectoryWorkers directories(config, directory_ports(adapters, offered, [&] { messages.raise(); }), *tenants, meter);
    announce(config, providers);
    server.run(http::Signals::Handle);
    log::info("stopped");
    return static_cast<int>(cli::Exit::Ok);
}

}  // namespace rekey::app
