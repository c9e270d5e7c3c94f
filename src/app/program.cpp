#include "app/program.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "adapters/crypto/key_file.hpp"
#include "adapters/speech/espeak.hpp"
#include "adapters/store/store.hpp"
#include "adapters/system/environment.hpp"
#include "app/adapters.hpp"
#include "app/channels.hpp"
#include "app/delivery_test.hpp"
#include "app/portals.hpp"
#include "app/serve.hpp"
#include "app/voice.hpp"

namespace rekey::app {
namespace {

std::vector<cli::KeyInfo> describe(const crypto::KeyRing& keys) {
    std::vector<cli::KeyInfo> infos;
    for (const auto& seal : keys.seals) infos.push_back({std::to_string(seal.id), seal.created, false});
    if (!infos.empty()) infos.back().current = true;
    return infos;
}

Result<std::vector<cli::KeyInfo>> list_keys(const std::filesystem::path& file) {
    const auto keys = crypto::load_key_file(file.string());
    if (!keys) return std::unexpected(keys.error());
    return describe(*keys);
}

Result<cli::KeyInfo> rotate_keys(const std::filesystem::path& file) {
    if (const auto added = crypto::add_seal_key(file.string()); !added) return std::unexpected(added.error());
    const auto keys = list_keys(file);
    if (!keys) return std::unexpected(keys.error());
    return keys->back();
}

/// Adapters and the flows over them, as long as anybody holds the flows.
struct OpenServices {
    OpenServices(const config::Config& config, const config::Environment& environment)
        : adapters(config, environment),
          services({*adapters.store, adapters.entropy, adapters.macs, adapters.hasher, adapters.phones,
                    // Without any way to send this can only be a development server's configuration.
                    offered_kinds(config, config.mail.providers.empty() && config.sms.providers.empty() && config.voice.providers.empty()
                                              ? Providers::Development
                                              : Providers::Configured)},
                   adapters.connectors) {}
    Adapters adapters;
    flows::AdminServices services;
};

Result<std::shared_ptr<flows::AdminServices>> open_services(const config::Config& config) {
    if (const auto keys = crypto::load_key_file(config.keys_file.string()); !keys) return std::unexpected(keys.error());
    auto open = std::make_shared<OpenServices>(config, system::environment_variable);
    return std::shared_ptr<flows::AdminServices>(open, &open->services);
}

/// One live question; whatever it throws is its answer.
cli::Probe probe(std::string name, const std::function<std::string()>& ask) {
    try {
        auto answer = ask();
        return {std::move(name), true, std::move(answer)};
    } catch (const std::exception& error) {
        return {std::move(name), false, error.what()};
    }
}

std::vector<cli::Probe> probe_mail(const config::Config& config) {
    if (config.mail.providers.empty())
        return {probe("mail", [] { return std::string("no [[mail.provider]]: codes by e-mail are not offered"); })};
    std::vector<cli::Probe> probes;
    for (std::size_t i = 0; i < config.mail.providers.size(); ++i) {
        probes.push_back(probe("mail " + config.mail.providers[i].name, [&] {
            const system::SystemClock clock;
            const auto servers = make_mail_servers(config, system::environment_variable, clock);
            if (const auto greeted = servers[i]->probe(); !greeted) throw Fault(FaultKind::Invariant, greeted.error().detail);
            return std::string("the server greets and accepts the sign-in");
        }));
    }
    return probes;
}

std::vector<cli::Probe> probe_sms(const config::Config& config) {
    std::vector<cli::Probe> probes;
    for (std::size_t i = 0; i < config.sms.providers.size(); ++i) {
        probes.push_back(probe("sms " + config.sms.providers[i].name, [&] {
            const auto gateways = make_gateways(config, system::environment_variable);
            if (const auto there = gateways[i]->probe(); !there) throw Fault(FaultKind::Invariant, there.error().detail);
            return std::string("connects; whether it takes messages, rekey delivery test tells");
        }));
    }
    return probes;
}

std::vector<cli::Probe> probe_voice(const config::Config& config) {
    std::vector<cli::Probe> probes;
    for (std::size_t i = 0; i < config.voice.providers.size(); ++i) {
        probes.push_back(probe("voice " + config.voice.providers[i].name, [&] {
            const auto answered = make_callers(config, system::environment_variable)[i]->probe();
            if (!answered) throw Fault(FaultKind::Invariant, answered.error().detail);
            return *answered + "; whether it makes calls, rekey delivery test --call tells";
        }));
    }
    return probes;
}

std::string ask_directory(Adapters& adapters, const TenantId& tenant, const directory::Directory& directory) {
    const auto password = adapters.store->begin(tenant, ports::Access::Read)->directories().password(directory.id);
    if (!password) throw Fault(FaultKind::Invariant, "the service account has no password yet: rekey directory password");
    const auto connector = adapters.connectors.open(directory, *password);
    if (!connector) throw Fault(FaultKind::Invariant, connector.error().detail);
    const auto facts = (*connector)->refresh();
    if (!facts) throw Fault(FaultKind::Invariant, facts.error().detail);
    return facts->vendor + " answers, and takes the service account; what it lets it do, rekey directory test tells";
}

/// Nothing when the store cannot be asked: its own line says so.
std::vector<cli::Probe> probe_directories(const config::Config& config) try {
    Adapters adapters(config, system::environment_variable);
    std::vector<cli::Probe> probes;
    for (const auto& configured : config.tenants) {
        const auto tenant = adapters.store->find_tenant(configured.name);
        if (!tenant) continue;
        const auto all = adapters.store->begin(tenant->id, ports::Access::Read)->directories().list();
        for (const auto& directory : all) {
            if (directory.settings.enabled)
                probes.push_back(probe("directory " + directory.name + " of " + configured.name,
                                       [&] { return ask_directory(adapters, tenant->id, directory); }));
        }
    }
    return probes;
} catch (const Fault&) {
    return {};
}

std::vector<cli::Probe> probe_all(const config::Config& config) {
    std::vector<cli::Probe> probes{
        probe("keys",
              [&] {
                  const auto keys = crypto::load_key_file(config.keys_file.string());
                  if (!keys) throw Fault(FaultKind::Invariant, keys.error().detail);
                  return "readable, " + std::to_string(keys->seals.size()) + " sealing";
              }),
        probe("store",
              [&] {
                  const Adapters adapters(config, system::environment_variable);
                  adapters.store->ping();
                  for (const auto& tenant : config.tenants) {
                      if (!adapters.store->find_tenant(tenant.name)) {
                          throw Fault(FaultKind::Invariant, "tenant " + tenant.name + " is missing: rekey tenant add " + tenant.name);
                      }
                  }
                  return std::string("answers, schema is current, all tenants are there");
              }),
        probe("portals",
              [&] {
                  if (!std::filesystem::exists(config.server.web_directory / "reset.html")) {
                      throw Fault(FaultKind::Invariant, "no reset.html in " + config.server.web_directory.string());
                  }
                  return std::string("found");
              }),
        probe("speech", [] {
            (void)speech::EspeakSpeech().say("1", {"en"});
            return std::string("espeak-ng speaks");
        })};
    std::ranges::move(probe_mail(config), std::back_inserter(probes));
    std::ranges::move(probe_sms(config), std::back_inserter(probes));
    std::ranges::move(probe_voice(config), std::back_inserter(probes));
    std::ranges::move(probe_directories(config), std::back_inserter(probes));
    return probes;
}

}  // namespace

cli::Program make_program() {
    cli::Program program;
    program.version = REKEY_VERSION;
    program.environment = system::environment_variable;
    program.serve = [](const config::Config& config, const cli::ServeOptions& options) {
        return serve(config, options, system::environment_variable);
    };
    program.voice = [](const config::Config& config) { return run_voice(config, system::environment_variable); };
    program.open = open_services;
    program.migrate = [](const config::Config& config) {
        system::SystemClock clock;
        return store::migrate_store(store_url(config, system::environment_variable), clock);
    };
    program.create_keys = [](const std::filesystem::path& file) { return crypto::create_key_file(file.string()); };
    program.list_keys = list_keys;
    program.rotate_keys = rotate_keys;
    program.probe = probe_all;
    program.test_delivery = [](const config::Config& config, const cli::DeliveryQuestion& question) {
        return test_delivery(config, system::environment_variable, question);
    };
    program.routes = list_routes;
    return program;
}

}  // namespace rekey::app
