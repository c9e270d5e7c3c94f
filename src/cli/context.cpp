#include "cli/context.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "config/load.hpp"

namespace rekey::cli {

void Context::run(CLI::App* command, std::function<Exit()> work) {
    command->callback([this, work = std::move(work)] { chosen_ = work; });
}

void Context::with_config(CLI::App* command, std::function<Exit(const config::Config&)> work) {
    run(command, [this, work = std::move(work)] {
        const auto config = config::load(config_file);
        return config ? work(*config) : refuse(config.error());
    });
}

void Context::with_store(CLI::App* command, std::function<Exit(Session&)> work) {
    run(command, [this, work = std::move(work)] { return open(work, false); });
}

void Context::with_tenant(CLI::App* command, std::function<Exit(Session&)> work) {
    run(command, [this, work = std::move(work)] { return open(work, true); });
}

Exit Context::open(const std::function<Exit(Session&)>& work, bool needs_tenant) const {
    const auto config = config::load(config_file);
    if (!config) return refuse(config.error());
    const auto services = program.open(*config);
    if (!services) return refuse(config->keys_file.string(), services.error(), Exit::Configuration);

    Session session{*config, **services, {}, out};
    if (needs_tenant) {
        auto tenant = tenant_name.empty() ? session.services.tenants.only() : session.services.tenants.find(tenant_name);
        if (!tenant) return refuse(tenant_name.empty() ? "--tenant" : tenant_name, tenant.error());
        session.tenant = std::move(*tenant);
    }
    return work(session);
}

Exit Context::finish() const {
    if (!chosen_) return Exit::Ok;
    try {
        const auto exit = chosen_();
        // What is still in the buffer: that a disk is full may show only now.
        if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category(), "standard output");
        return exit;
    } catch (const Fault& fault) {
        const bool store = fault.kind() == FaultKind::StoreUnavailable || fault.kind() == FaultKind::Serialization;
        const auto code = store ? ErrorCode::Unreachable : ErrorCode::Refused;
        return refuse("", Error{code, fault.what(), {}}, store ? Exit::StoreUnavailable : Exit::Refused);
    } catch (const std::system_error& error) {
        // Who reads no further, as head does, has got what they want.
        if (error.code() == std::errc::broken_pipe) return Exit::Refused;
        return refuse("", Error{ErrorCode::Refused, error.what(), {}});
    }
}

Exit Context::refuse(std::string_view subject, const Error& error, Exit code) const {
    out.complain(subject, error);
    return code;
}

Exit Context::refuse(const std::vector<config::Problem>& problems) const {
    if (out.format == Format::Text) {
        for (const auto& problem : problems) tell(config::to_text(problem) + '\n');
        return Exit::Configuration;
    }
    json::array list;
    for (const auto& problem : problems) {
        list.push_back({{"file", problem.place.file}, {"line", problem.place.line}, {"message", problem.message}});
    }
    const json::value value{{"error", {{"code", "configuration"}, {"message", "the configuration is not right"}, {"problems", list}}}};
    tell(json::serialize(value) + '\n');
    return Exit::Configuration;
}

CLI::App* add_command(CLI::App* parent, const std::string& name, const std::string& help, const std::string& examples) {
    auto* command = parent->add_subcommand(name, help);
    command->fallthrough();
    command->footer(examples.empty() ? "" : "Examples:\n" + examples);
    return command;
}

}  // namespace rekey::cli
