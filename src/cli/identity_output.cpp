#include "cli/identity_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rekey::cli {
namespace {

json::value time_or_null(const std::optional<Instant>& at) { return at ? json::value(to_rfc3339(*at)) : json::value(nullptr); }

std::string password_of(const flows::IdentityView& view) {
    if (!view.directory.empty()) return "in the directory";  // what is kept here is only the history of passwords set from here
    return view.password_set_at ? "set " + to_rfc3339(*view.password_set_at) : std::string("none");
}

}  // namespace

json::object to_json(const identity::Identity& person) {
    return {{"id", person.id.text()},
            {"user_name", person.user_name},
            {"display_name", person.display_name},
            {"given_name", person.given_name},
            {"surname", person.surname},
            {"language", person.language},
            {"status", identity::name(person.status)},
            {"role", identity::name(person.role)},
            {"created_at", to_rfc3339(person.created_at)}};
}

json::object to_json(const method::Authenticator& method) {
    return {{"id", method.id.text()},
            {"kind", method::name(method.kind)},
            {"address", method.address},
            {"source", method::name(method.source)},
            {"verified_at", time_or_null(method.verified_at)},
            {"usable_from", to_rfc3339(method.usable_from)}};
}

json::object to_json(const flows::IdentityView& view) {
    auto value = to_json(view.identity);
    json::array methods;
    for (const auto& method : view.methods) {
        auto made = to_json(method);
        if (const auto found = view.questions.find(method.id); found != view.questions.end()) made["questions"] = found->second;
        methods.push_back(std::move(made));
    }
    value["identifiers"] = to_json(view.identifiers);
    value["methods"] = std::move(methods);
    value["groups"] = to_json(view.groups);
    value["directory"] = view.directory.empty() ? json::value(nullptr) : json::value(view.directory);
    value["password_set_at"] = time_or_null(view.password_set_at);
    value["password_must_change"] = view.password_must_change;
    return value;
}

std::string to_text(const flows::IdentityView& view) {
    const auto& person = view.identity;
    std::string text;
    const auto line = [&](std::string_view label, std::string_view value) {
        if (!value.empty()) text += fmt::format("{:<14}{}\n", label, value);
    };
    line("user name", person.user_name);
    line("also known as",
         fmt::format("{}", fmt::join(view.identifiers.begin() + (view.identifiers.empty() ? 0 : 1), view.identifiers.end(), ", ")));
    line("display name", person.display_name);
    line("given name", person.given_name);
    line("surname", person.surname);
    line("language", person.language);
    line("status", identity::name(person.status));
    line("role", identity::name(person.role));
    line("groups", fmt::format("{}", fmt::join(view.groups, ", ")));
    line("directory", view.directory);
    line("password", password_of(view));
    if (view.password_must_change) line("", "must be changed at the next sign-in");
    line("created", to_rfc3339(person.created_at));
    line("id", person.id.text());
    return text + "\n" + methods_table(view);
}

std::string people_table(const std::vector<identity::Identity>& people) {
    if (people.empty()) return "Nobody.";
    Table table({"USER NAME", "DISPLAY NAME", "STATUS", "ROLE", "ID"});
    for (const auto& person : people) {
        table.add({person.user_name, person.display_name, std::string(identity::name(person.status)),
                   std::string(identity::name(person.role)), person.id.text()});
    }
    return table.text();
}

json::array to_json(const std::vector<signin::Session>& sessions) {
    json::array all;
    for (const auto& session : sessions) {
        all.push_back(json::object{{"id", session.id.text()},
                                   {"stage", signin::name(session.stage)},
                                   {"device", session.device},
                                   {"network", session.network},
                                   {"signed_in_at", to_rfc3339(session.signed_in_at)},
                                   {"last_seen_at", to_rfc3339(session.last_seen_at)},
                                   {"ends_at", to_rfc3339(session.ends_at)}});
    }
    return all;
}

std::string sessions_table(const std::vector<signin::Session>& sessions) {
    if (sessions.empty()) return "Not signed in.";
    Table table({"DEVICE", "NETWORK", "SIGNED IN", "LAST SEEN", "ID"});
    for (const auto& session : sessions) {
        table.add({session.device, session.network, to_rfc3339(session.signed_in_at), to_rfc3339(session.last_seen_at), session.id.text()});
    }
    return table.text();
}

std::string methods_table(const flows::IdentityView& view) {
    if (view.methods.empty()) return "No methods.";
    Table table({"METHOD", "ADDRESS", "SOURCE", "USABLE FROM", "ID"});
    for (const auto& method : view.methods) {
        const auto found = view.questions.find(method.id);
        const auto address = found == view.questions.end() ? method.address : fmt::format("({} questions)", found->second);
        table.add({std::string(method::name(method.kind)), address, std::string(method::name(method.source)),
                   to_rfc3339(method.usable_from), method.id.text()});
    }
    return table.text();
}

}  // namespace rekey::cli
