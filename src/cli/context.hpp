#pragma once
#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

#include "cli/output.hpp"
#include "cli/program.hpp"
#include "config/problem.hpp"

namespace rekey::cli {

/// What a command works with, made before it runs.
struct Session {
    const config::Config& config;
    flows::AdminServices& services;
    tenant::Tenant tenant;  ///< for commands about one tenant
    const Output& out;
    flows::Actor actor{};
};

/// The global options, and the one command that was chosen.
class Context final {
public:
    explicit Context(const Program& program) : program(program) {}

    const Program& program;
    Output out;
    std::string config_file;
    std::string tenant_name;  ///< empty: the only one

    // A command says what it needs; when that cannot be had, the reason is printed and the command does not run.
    void run(CLI::App* command, std::function<Exit()> work);
    void with_config(CLI::App* command, std::function<Exit(const config::Config&)> work);
    void with_store(CLI::App* command, std::function<Exit(Session&)> work);
    void with_tenant(CLI::App* command, std::function<Exit(Session&)> work);

    /// Runs the command that was chosen; Ok when there was none.
    [[nodiscard]] Exit finish() const;
    /// Prints the error and gives its exit code.
    [[nodiscard]] Exit refuse(std::string_view subject, const Error& error, Exit code = Exit::Refused) const;
    /// Prints what is wrong with the configuration.
    [[nodiscard]] Exit refuse(const std::vector<config::Problem>& problems) const;

private:
    [[nodiscard]] Exit open(const std::function<Exit(Session&)>& work, bool needs_tenant) const;
    std::function<Exit()> chosen_;
};

/// Prints the answer of a command that succeeded, or the error of one that did not.
template <class T, class Show>
[[nodiscard]] Exit answer(const Context& context, std::string_view subject, const Result<T>& result, Show show) {
    if (!result) return context.refuse(subject, result.error());
    if constexpr (std::is_void_v<T>) {
        show();
    } else {
        show(*result);
    }
    return Exit::Ok;
}

/// A command of a group: its help ends with examples.
[[nodiscard]] CLI::App* add_command(CLI::App* parent, const std::string& name, const std::string& help, const std::string& examples = {});

// One function a group of commands.
void add_server_commands(CLI::App& app, Context& context);    // serve check migrate version routes
void add_init_command(CLI::App& app, Context& context);       // init
void add_tenant_commands(CLI::App& app, Context& context);    // tenant
void add_user_commands(CLI::App& app, Context& context);      // user
void add_invite_command(CLI::App& app, Context& context);     // invite
void add_group_commands(CLI::App& app, Context& context);     // group
void add_directory_commands(CLI::App& app, Context& context);  // directory
void add_sync_commands(CLI::App& app, Context& context);       // sync
void add_report_commands(CLI::App& app, Context& context);     // report
void add_settings_commands(CLI::App& app, Context& context);  // settings
void add_delivery_commands(CLI::App& app, Context& context);  // delivery
void add_key_commands(CLI::App& app, Context& context);       // keys, config

}  // namespace rekey::cli
