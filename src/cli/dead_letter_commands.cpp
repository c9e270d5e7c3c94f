#include "cli/dead_letter_commands.hpp"

#include <fmt/format.h>

namespace rekey::cli {
namespace {

constexpr std::int64_t kMost = 1000;

struct Arguments {
    std::vector<std::string> messages;
    bool all = false;
};

Exit list(Session& session) {
    Table table({"MESSAGE", "KIND", "BY", "FAILED", "TRIES", "CAN BE SENT UNTIL", "WHY"});
    json::array messages;
    for (const auto& letter : session.services.dead_letters.list(session.tenant.id, kMost)) {
        const auto until = letter.erased ? std::string{} : to_rfc3339(letter.expires_at);
        const std::string kind{name(letter.kind)}, channel{method::name(letter.channel)};
        table.add({letter.id.text(), kind, channel, to_rfc3339(letter.failed_at), std::to_string(letter.tries),
                   letter.erased ? "(too old)" : until, letter.error});
        json::object message{{"id", letter.id.text()},
                             {"kind", kind},
                             {"channel", channel},
                             {"made_at", to_rfc3339(letter.created_at)},
                             {"failed_at", to_rfc3339(letter.failed_at)},
                             {"tries", letter.tries},
                             {"reason", letter.error}};
        if (!letter.erased) message["can_be_sent_until"] = until;
        messages.push_back(std::move(message));
    }
    session.out.answer(messages, table.empty() ? "No message has failed lately." : table.text());
    return Exit::Ok;
}

Exit show(const Context& context, Session& session, const std::string& message) {
    const auto journey = session.services.dead_letters.find(session.tenant.id, message);
    if (!journey) return context.refuse(message, journey.error());
    const std::string state{name(journey->state)}, fate{name(journey->fate)}, channel{method::name(journey->channel)};
    const auto ended = journey->finished_at ? to_rfc3339(*journey->finished_at) : std::string{};
    auto text = fmt::format("{}, by {}, made {}", state, channel, to_rfc3339(journey->created_at));
    if (!ended.empty()) text += ", ended " + ended;
    if (!journey->provider.empty()) text += "\nprovider: " + journey->provider;
    if (!journey->reference.empty()) text += "\nits id of the message: " + journey->reference;
    text += "\nreceipt: " + fate;
    if (!journey->error.empty()) text += "\nlast trouble: " + journey->error;
    session.out.answer({{"id", message},
                        {"state", state},
                        {"fate", fate},
                        {"channel", channel},
                        {"provider", journey->provider},
                        {"reference", journey->reference},
                        {"reason", journey->error},
                        {"made_at", to_rfc3339(journey->created_at)},
                        {"ended_at", ended}},
                       text);
    return Exit::Ok;
}

Exit retry(const Context& context, Session& session, const Arguments& args) {
    auto& letters = session.services.dead_letters;
    std::int64_t retried = args.all ? letters.retry_all(session.tenant.id, kMost, session.actor) : 0;
    for (const auto& message : args.messages) {
        if (const auto done = letters.retry(session.tenant.id, message, session.actor); !done) return context.refuse(message, done.error());
        ++retried;
    }
    session.out.answer({{"retried", retried}}, fmt::format("{} message{} sent again.", retried, retried == 1 ? " is" : "s are"));
    return Exit::Ok;
}

}  // namespace

void add_dead_letter_commands(CLI::App* delivery, Context& context) {
    auto* failed = add_command(delivery, "failed", "Messages that could not be sent, and why; the newest first",
                               "  rekey delivery failed\n  rekey delivery failed --json");
    context.with_tenant(failed, list);

    const auto message = std::make_shared<std::string>();
    auto* showing = add_command(delivery, "show", "How far a message has come, and what its provider tells about it",
                                "  rekey delivery show 0190a5b2-7c3e-7d41-9f6a-2b8c4d5e6f70");
    showing->add_option("message", *message, "Its id, as the log and `rekey delivery failed` show it")->required();
    context.with_tenant(showing, [&context, message](Session& session) { return show(context, session, *message); });

    const auto args = std::make_shared<Arguments>();
    auto* retrying = add_command(delivery, "retry", "Send messages again that have failed and are not too old",
                                 "  rekey delivery retry --all\n  rekey delivery retry 0190a5b2-7c3e-7d41-9f6a-2b8c4d5e6f70");
    auto* messages = retrying->add_option("message", args->messages, "Ids, as `rekey delivery failed` shows them");
    retrying->add_flag("--all", args->all, "Every one that can be sent")->excludes(messages);
    retrying->require_option(1);
    context.with_tenant(retrying, [&context, args](Session& session) { return retry(context, session, *args); });
}

}  // namespace rekey::cli
