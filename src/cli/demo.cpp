#include "cli/demo.hpp"

#include <fmt/format.h>

#include <sstream>

#include "cli/import_command.hpp"
#include "config/load.hpp"
#include "embedded/demo_contoso.hpp"
#include "embedded/demo_fabrikam.hpp"

namespace rekey::cli {
namespace {

struct DemoTenant {
    std::string_view name;
    const std::string_view& people;  ///< CSV, tools/demo
    flows::SettingValues settings;
};

std::vector<DemoTenant> demo_tenants() {
    return {{"contoso.example",
             embedded::demo_contoso,
             {{"display_name", "Contoso"},
              {"user_id_example", "name@contoso.example"},
              {"help_phone", "+31 20 555 0100"},
              {"help_hours", "Monday to Friday, 8:00 to 18:00"},
              {"time_zone", "Europe/Amsterdam"}}},
            {"fabrikam.example",
             embedded::demo_fabrikam,
             {{"display_name", "Fabrikam"},
              {"user_id_example", "name@fabrikam.example"},
              {"help_place", "the front desk"},
              {"brand", "#6b3fa0"},
              {"brand_dark", "#cdb4f0"},
              {"on_brand_dark", "#1d1030"}}}};
}

Result<void> add_people(Session& session, const TenantId& tenant, std::string_view csv) {
    std::istringstream file{std::string(csv)};
    const auto report = session.services.import.run(
        tenant, read_from(file), {.passwords = flows::Lasting::UntilChanged}, [](const auto&) {}, session.actor);
    if (!report) return std::unexpected(report.error());
    return {};
}

/// The special ones: somebody who left, somebody who begins today, and somebody who may do everything.
Result<void> shape_people(Session& session, const TenantId& tenant) {
    auto& people = session.services.identities;
    if (people.show(tenant, "erik@contoso.example")) {
        if (auto done = people.disable(tenant, "erik@contoso.example", session.actor); !done) return done;
    }
    if (people.show(tenant, "dave@contoso.example")) {
        if (auto done = people.require_change(tenant, "dave@contoso.example", session.actor); !done) return done;
    }
    if (!people.show(tenant, "admin@contoso.example")) return {};
    return people.set_role(tenant, "admin@contoso.example", identity::Role::GlobalAdministrator, session.actor);
}

}  // namespace

std::string demo_config(const InitOptions& options) {
    const auto web = options.web_directory.empty()
                         ? std::string()
                         : fmt::format("web_directory = {}\n", config::to_toml(std::filesystem::absolute(options.web_directory).string()));
    return fmt::format(R"(# Made by `rekey init --demo`, and written anew by it. Not for real people: there is no TLS and no mail server.
[server]
listen = "127.0.0.1:{0}"
operator_listen = "127.0.0.1:{1}"
{2}
[store]
url = "sqlite:rekey.db"

[keys]
file = "rekey.keys"

[[tenant]]
name = "contoso.example"
base_urls = ["http://localhost:{0}"]

[[tenant]]
name = "fabrikam.example"
base_urls = ["http://127.0.0.1:{0}"]

[log]
format = "text"
)",
                       options.port, options.port == 65535 ? 0 : options.port + 1, web);
}

Result<void> fill_demo(Session& session) {
    for (const auto& demo : demo_tenants()) {
        const auto tenant = session.services.tenants.find(demo.name);
        if (!tenant) return std::unexpected(tenant.error());
        // Whoever tried other settings or changed a person keeps them.
        if (!session.services.identities.list(tenant->id, {.limit = 1}).empty()) continue;
        const auto set = session.services.settings.set(tenant->id, demo.settings, session.actor);
        if (!set) return std::unexpected(set.error());
        if (auto added = add_people(session, tenant->id, demo.people); !added) return added;
        if (auto shaped = shape_people(session, tenant->id); !shaped) return shaped;
    }
    return {};
}

std::string demo_welcome(const InitOptions& options) {
    return fmt::format(R"(Two organisations, on this machine only:

  Contoso    http://localhost:{0}/reset
  Fabrikam   http://127.0.0.1:{0}/reset
  Sign in    http://localhost:{0}/signin         (leads to registration when something is missing)
  Messages   http://localhost:{0}/dev/outbox     (codes and notices arrive here)

Try these user IDs at Contoso:

  anna@contoso.example    e-mail and a mobile (06 12345678); Dutch
  bert@contoso.example    e-mail only
  carla@contoso.example   e-mail, a mobile (06 87654321) and an office phone (020 5550123)
  dave@contoso.example    no method on file: a reset shows what a stranger sees. Sign in with his
                          temporary password, left-Without-methods-2, and register some
  erik@contoso.example    disabled: a reset shows what a stranger sees
  admin@contoso.example   administrator: two proofs; e-mail, mobile (06 11112222), office (020 5550123)

An authenticator app or recovery codes: rekey --config data/rekey.toml --tenant contoso.example user methods --help)",
                       options.port);
}

}  // namespace rekey::cli
