#include "cli/method_commands.hpp"

#include <fmt/format.h>

#include "cli/identity_output.hpp"

namespace rekey::cli {
namespace {

struct Arguments {
    std::string user, id;
    flows::NewAddresses addresses;
};
using Shared = std::shared_ptr<Arguments>;

/// A command about one person's methods.
CLI::App* add_method_command(CLI::App* methods, Context& context, const Shared& args, const std::string& name, const std::string& help,
                             const std::string& examples, std::function<Exit(Session&)> work) {
    auto* command = add_command(methods, name, help, examples);
    command->add_option("user", args->user, "User name, alias or id")->required();
    context.with_tenant(command, std::move(work));
    return command;
}

void add_listing(CLI::App* methods, Context& context, const Shared& args) {
    add_method_command(
        methods, context, args, "list", "List them", "  rekey user methods list anna@contoso.example", [&context, args](Session& session) {
            return answer(context, args->user, session.services.identities.show(session.tenant.id, args->user),
                          [&](const flows::IdentityView& view) { session.out.answer(to_json(view).at("methods"), methods_table(view)); });
        });
}

void add_addresses(CLI::App* methods, Context& context, const Shared& args) {
    auto* command = add_method_command(
        methods, context, args, "add", "Add an address or a number; it can be used at once",
        "  rekey user methods add anna@contoso.example --email anna@mail.example\n"
        "  rekey user methods add anna@contoso.example --mobile '06 12345678' --office +31201234567",
        [&context, args](Session& session) {
            return answer(context, args->user,
                          session.services.identities.add_methods(session.tenant.id, args->user, args->addresses, session.actor),
                          [&](const std::vector<method::Authenticator>& added) {
                              json::array all;
                              std::string names;
                              for (const auto& each : added) {
                                  all.push_back(to_json(each));
                                  names += (names.empty() ? "" : ", ") + std::string(method::name(each.kind));
                              }
                              session.out.answer(all, fmt::format("{}: {} added.", args->user, names));
                          });
        });
    command->add_option("--email", args->addresses.email, "A private e-mail address, for codes");
    command->add_option("--mobile", args->addresses.mobile, "Mobile number: may be texted and called");
    command->add_option("--office", args->addresses.office, "Office number: may be called");
}

void add_secrets(CLI::App* methods, Context& context, const Shared& args) {
    add_method_command(methods, context, args, "totp", "Set up an authenticator app; its key is shown once and replaces the one before",
                       "  rekey user methods totp anna@contoso.example", [&context, args](Session& session) {
                           return answer(
                               context, args->user, session.services.identities.add_totp(session.tenant.id, args->user, session.actor),
                               [&](const flows::NewTotp& made) {
                                   session.out.answer({{"user", args->user}, {"uri", made.uri.reveal()}},
                                                      fmt::format("{}\n\nTo type into an app: {}", made.uri.reveal(), made.text.reveal()));
                               });
                       });
    add_method_command(methods, context, args, "recovery-codes",
                       "Make ten recovery codes; they are shown once, and those before stop working",
                       "  rekey user methods recovery-codes anna@contoso.example", [&context, args](Session& session) {
                           return answer(context, args->user,
                                         session.services.identities.renew_recovery_codes(session.tenant.id, args->user, session.actor),
                                         [&](const std::vector<Secret>& codes) {
                                             json::array all;
                                             std::string text;
                                             for (const auto& code : codes) {
                                                 all.emplace_back(code.reveal());
                                                 text += (text.empty() ? "" : "\n") + std::string(code.reveal());
                                             }
                                             session.out.answer({{"user", args->user}, {"codes", std::move(all)}}, text);
                                         });
                       });
}

/// A command about one method, by its id.
void add_with_id(CLI::App* methods, Context& context, const Shared& args, const std::string& name, const std::string& help,
                 const char* done,
                 Result<void> (flows::IdentityAdmin::*work)(const TenantId&, std::string_view, const AuthenticatorId&,
                                                            const flows::Actor&)) {
    auto* command = add_method_command(
        methods, context, args, name, help, fmt::format("  rekey user methods {} anna@contoso.example 0192f7c1-…", name),
        [&context, args, done, work](Session& session) {
            const auto id = AuthenticatorId::parse(args->id);
            if (!id)
                return context.refuse(args->id, Error{ErrorCode::InvalidInput, "the id of a method is in rekey user methods list", {}});
            return answer(context, args->user, (session.services.identities.*work)(session.tenant.id, args->user, *id, session.actor),
                          [&] { session.out.answer({{"user", args->user}, {"done", done}}, fmt::format("{}: {}.", args->user, done)); });
        });
    command->add_option("id", args->id, "Its id, as listed")->required();
}

}  // namespace

void add_method_commands(CLI::App* user, Context& context) {
    auto* methods = add_command(user, "methods", "What a person can prove themselves with");
    methods->require_subcommand(1);
    const auto args = std::make_shared<Arguments>();
    add_listing(methods, context, args);
    add_addresses(methods, context, args);
    add_secrets(methods, context, args);
    add_with_id(methods, context, args, "remove", "Remove one, by its id", "method removed", &flows::IdentityAdmin::remove_method);
    add_with_id(methods, context, args, "release", "Let a changed number of the directory count at once; ask the person first",
                "method released", &flows::IdentityAdmin::release_method);
}

}  // namespace rekey::cli
