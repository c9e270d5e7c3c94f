#include "cli/budget_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rekey::cli {
namespace {

Exit show(Session& session) {
    const auto view = session.services.budgets.show(session.tenant.id);
    Table table({"COUNTRY", "SENT", "OF", "THIS HOUR", "TYPED", "STOPPED UNTIL"});
    json::array countries;
    for (const auto& each : view.countries) {
        const auto typed = each.typing.sent - each.typing.untyped;
        const auto until = each.stopped_until ? to_rfc3339(*each.stopped_until) : std::string{};
        table.add({each.country, std::to_string(each.sent), std::to_string(each.most), std::to_string(each.typing.sent),
                   std::to_string(typed), until});
        json::object country{{"country", each.country},
                             {"sent", each.sent},
                             {"limit", each.most},
                             {"sent_this_hour", each.typing.sent},
                             {"typed_this_hour", typed}};
        if (each.stopped_until) country["stopped_until"] = until;
        countries.push_back(std::move(country));
    }
    json::object all{{"sent", view.sent}, {"limit", view.most}, {"countries", std::move(countries)}};
    if (view.ends_at) all["ends_at"] = to_rfc3339(*view.ends_at);
    const auto day = view.ends_at ? fmt::format(" in the 24 hours that end at {}", to_rfc3339(*view.ends_at)) : std::string{};
    session.out.answer(all, fmt::format("{} of {} codes by text and call were sent{}.\n\n{}", view.sent, view.most, day, table.text()));
    return Exit::Ok;
}

Exit lift(const Context& context, Session& session, std::string country) {
    std::ranges::transform(country, country.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return answer(context, country, session.services.budgets.lift(session.tenant.id, country, session.actor), [&] {
        session.out.answer({{"country", country}, {"done", "lifted"}}, fmt::format("Codes to numbers in {} go out again.", country));
    });
}

}  // namespace

void add_budget_commands(CLI::App* delivery, Context& context) {
    auto* budgets = add_command(delivery, "budgets", "What is spent of the budget of texts and calls, and which countries are stopped",
                                "  rekey delivery budgets\n  rekey delivery budgets --json");
    context.with_tenant(budgets, show);

    auto country = std::make_shared<std::string>();
    auto* lifting = add_command(delivery, "lift", "Let codes go again to a country that the alarm has stopped", "  rekey delivery lift BE");
    lifting->add_option("country", *country, "ISO 3166, two letters")->required();
    context.with_tenant(lifting, [&context, country](Session& session) { return lift(context, session, *country); });
}

}  // namespace rekey::cli
