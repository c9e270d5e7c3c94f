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

    const auto args = std::make_shared<Arguments>();
    auto* retrying = add_command(delivery, "retry", "Send messages again that have failed and are not too old",
                                 "  rekey delivery retry --all\n  rekey delivery retry 0190a5b2-7c3e-7d41-9f6a-2b8c4d5e6f70");
    auto* messages = retrying->add_option("message", args->messages, "Ids, as `rekey delivery failed` shows them");
    retrying->add_flag("--all", args->all, "Every one that can be sent")->excludes(messages);
    retrying->require_option(1);
    context.with_tenant(retrying, [&context, args](Session& session) { return retry(context, session, *args); });
}

}  // namespace rekey::cli
