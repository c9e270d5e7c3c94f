#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/context.hpp"

namespace rekey::cli {
namespace {

std::vector<std::string> base_urls(const config::Config& config, const std::string& tenant) {
    const auto found = std::ranges::find(config.tenants, tenant, &config::Tenant::name);
    return found == config.tenants.end() ? std::vector<std::string>{} : found->base_urls;
}

json::object to_json(const Session& session, const tenant::Tenant& tenant) {
    return {{"name", tenant.name},
            {"id", tenant.id.text()},
            {"created_at", to_rfc3339(tenant.created_at)},
            {"base_urls", cli::to_json(base_urls(session.config, tenant.name))}};
}

Exit list(Session& session) {
    Table table({"TENANT", "CREATED", "BASE URLS"});
    json::array all;
    for (const auto& tenant : session.services.tenants.list()) {
        const auto urls = base_urls(session.config, tenant.name);
        table.add({tenant.name, to_rfc3339(tenant.created_at),
                   urls.empty() ? "none: nobody can reach it" : fmt::format("{}", fmt::join(urls, " "))});
        all.push_back(to_json(session, tenant));
    }
    session.out.answer(all, table.empty() ? "There is no tenant yet: rekey tenant add NAME" : table.text());
    return Exit::Ok;
}

void show(Session& session, const tenant::Tenant& tenant) {
    const auto urls = base_urls(session.config, tenant.name);
    const auto settings = session.services.settings.show(tenant.id);
    auto value = to_json(session, tenant);
    value["display_name"] = settings.display_name;
    session.out.answer(value,
                       fmt::format("name          {}\ndisplay name  {}\nid            {}\ncreated       {}\nbase URLs     {}", tenant.name,
                                   settings.display_name, tenant.id.text(), to_rfc3339(tenant.created_at), fmt::join(urls, " ")));
}

Exit add(const Context& context, Session& session, const std::string& name, const std::string& display_name) {
    const auto added = session.services.tenants.add(name, session.actor);
    if (added && !display_name.empty()) {
        const auto named = session.services.settings.set(added->id, {{"display_name", display_name}}, session.actor);
        if (!named) return context.refuse(name, named.error());
    }
    return answer(context, name, added, [&](const tenant::Tenant& tenant) {
        session.out.answer(to_json(session, tenant), fmt::format("Tenant {} was added.", name));
        if (base_urls(session.config, name).empty()) {
            session.out.note("It has no base URL yet: add it to the configuration as a [[tenant]] and restart the server.");
        }
    });
}

}  // namespace

void add_tenant_commands(CLI::App& app, Context& context) {
    auto* tenant = add_command(&app, "tenant", "Tenants: the isolated organisations of this installation");
    tenant->require_subcommand(1);
    struct Arguments {
        std::string name, display_name;
    };
    auto args = std::make_shared<Arguments>();

    auto* adding = add_command(tenant, "add", "Add a tenant", "  rekey tenant add contoso.example --display-name Contoso");
    adding->add_option("name", args->name, "Its name: small letters, digits, dots and hyphens")->required();
    adding->add_option("--display-name", args->display_name, "The organisation's name, as people know it");
    context.with_store(adding, [&context, args](Session& session) { return add(context, session, args->name, args->display_name); });

    context.with_store(add_command(tenant, "list", "List the tenants", "  rekey tenant list --json"), list);

    auto* showing = add_command(tenant, "show", "Show a tenant", "  rekey tenant show contoso.example");
    showing->add_option("name", args->name, "Its name (needed only when there are several)");
    context.with_store(showing, [&context, args](Session& session) {
        auto& tenants = session.services.tenants;
        const auto& name = args->name.empty() ? context.tenant_name : args->name;
        const auto found = name.empty() ? tenants.only() : tenants.find(name);
        return answer(context, name, found, [&](const tenant::Tenant& one) { show(session, one); });
    });
}

}  // namespace rekey::cli
