#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/budget_commands.hpp"
#include "cli/context.hpp"
#include "cli/dead_letter_commands.hpp"

namespace rekey::cli {
namespace {

std::string indented(std::string_view text) {
    std::string out = "      ";
    for (const char c : text) {
        out += c;
        if (c == '\n') out += "      ";
    }
    return out;
}

std::string told(const DeliveryStep& step) {
    if (!step.passed_over.empty()) return fmt::format("\n{}: passed over, it {}", step.provider, step.passed_over);
    auto text = fmt::format("\n{}: {} after {} ms, {}", step.provider, step.verdict, step.milliseconds, step.reason);
    if (!step.reference.empty()) text += fmt::format("\n    its id of the message: {}", step.reference);
    if (!step.request.empty()) text += fmt::format("\n    asked:\n{}", indented(step.request));
    if (!step.answer.empty()) text += fmt::format("\n    answered:\n{}", indented(step.answer));
    return text;
}

json::object to_json(const DeliveryStep& step) {
    if (!step.passed_over.empty()) return {{"provider", step.provider}, {"passedOver", step.passed_over}};
    return {{"provider", step.provider},   {"verdict", step.verdict}, {"reason", step.reason}, {"milliseconds", step.milliseconds},
            {"reference", step.reference}, {"request", step.request}, {"answer", step.answer}};
}

Exit show(const Context& context, const DeliveryTest& test) {
    auto text = fmt::format("To {}: {}", test.to, trim(test.text));
    if (test.segments > 0) text += fmt::format(" ({} segment{} of {})", test.segments, test.segments == 1 ? "" : "s", test.alphabet);
    text += fmt::format(", id {}", test.id);
    json::array steps;
    for (const auto& step : test.steps) {
        text += told(step);
        steps.push_back(to_json(step));
    }
    text += test.accepted ? "\nThe message is on its way." : "\nNo provider took the message.";
    context.out.answer({{"accepted", test.accepted},
                        {"id", test.id},
                        {"to", test.to},
                        {"text", test.text},
                        {"alphabet", test.alphabet},
                        {"segments", test.segments},
                        {"steps", steps}},
                       text);
    return test.accepted ? Exit::Ok : Exit::Refused;
}

}  // namespace

static void add_test_command(CLI::App* delivery, Context& context) {
    const auto args = std::make_shared<DeliveryQuestion>();
    auto* test = add_command(
        delivery, "test", "Send one e-mail or text message, or make one call, as the server would, and tell every step",
        "  rekey delivery test --to jan@contoso.example\n  rekey delivery test --to +31612345678\n  rekey delivery test --to +31612345678 --provider twilio --json\n  rekey delivery test --to +31612345678 --call");
    test->add_option("--to", args->to, "Mail address, or phone number with its country's code")->required()->type_name("ADDRESS");
    test->add_flag_callback("--call", [args] { args->way = DeliveryQuestion::Way::Call; }, "Call the number instead of writing to it");
    test->add_option("--provider", args->provider, "Ask this one only")->type_name("NAME");
    context.with_config(test, [&context, args](const config::Config& config) {
        const auto result = context.program.test_delivery(config, *args);
        return result ? show(context, *result) : context.refuse(args->to, result.error());
    });
}

void add_delivery_commands(CLI::App& app, Context& context) {
    auto* delivery = add_command(&app, "delivery", "Messages to people: do they arrive, and how many may be sent?");
    delivery->require_subcommand(1);
    add_test_command(delivery, context);
    add_dead_letter_commands(delivery, context);
    add_budget_commands(delivery, context);
}

}  // namespace rekey::cli
