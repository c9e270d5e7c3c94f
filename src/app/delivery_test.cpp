#include "app/delivery_test.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/crypto/entropy.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/meter.hpp"
#include "app/channels.hpp"
#include "domain/message/segment.hpp"
#include "domain/method/method.hpp"
#include "ports/entropy.hpp"

namespace rekey::app {
namespace {

constexpr std::string_view kText = "Test message of Rekey: text messages arrive here. No code, nothing to do.";
constexpr std::string_view kCall =
    "This is a test call of Rekey. One, two, three. There is no code, and nothing to do. Press 1 to hear it again.";
constexpr std::string_view kMailSubject = "Test message of Rekey";
constexpr std::string_view kMail = "E-mail arrives here. There is no code in this message, and nothing to do.\n";

cli::DeliveryStep told(const delivery::Step& step) {
    cli::DeliveryStep out;
    out.provider = step.provider;
    out.passed_over = step.passed_over;
    if (!step.attempt) return out;
    out.verdict = name(step.attempt->judgement.verdict);
    out.reason = step.attempt->judgement.why;
    out.request = step.attempt->request;
    out.answer = step.attempt->answer;
    out.reference = step.attempt->judgement.id;
    out.milliseconds = step.attempt->took.count();
    return out;
}

template <class Kind>
Result<void> has_provider(const std::vector<Kind>& providers, std::string_view section, const std::string& name) {
    if (providers.empty()) return fail(ErrorCode::NotFound, fmt::format("the configuration has no [[{}]]", section));
    if (name.empty() || std::ranges::find(providers, name, &Kind::name) != providers.end()) return {};
    return fail(ErrorCode::NotFound, fmt::format("no [[{}]] has this name", section));
}

/// What a router needs besides its providers.
struct Surroundings {
    phone::LibPhoneNumbers phones;
    system::SystemClock clock;
    system::PrometheusMeter meter;
    crypto::OsEntropy entropy;
    [[nodiscard]] delivery::RouterPorts ports() { return {phones, clock, meter}; }
    [[nodiscard]] std::string id() { return ports::make_id<MessageId>(entropy).text(); }
};

cli::DeliveryTest told(const delivery::Text& text, const delivery::Route& route) {
    cli::DeliveryTest test;
    test.accepted = route.delivery.outcome.has_value();
    test.id = text.id;
    test.to = text.to;
    test.text = text.text;
    std::ranges::transform(route.steps, std::back_inserter(test.steps), [](const delivery::Step& step) { return told(step); });
    return test;
}

Result<cli::DeliveryTest> test_mail(const config::Config& config, const config::Environment& environment,
                                    const cli::DeliveryQuestion& question) {
    if (const auto there = has_provider(config.mail.providers, "mail.provider", question.provider); !there)
        return std::unexpected(there.error());
    const auto to = method::parse_email(question.to);
    if (!to) return fail(ErrorCode::InvalidInput, "this is no e-mail address");
    Surroundings around;
    delivery::Text text{*to, std::string(kMail), around.id()};
    text.explain = true;
    text.letter = {std::string(kMailSubject), fmt::format("<p>{}</p>", kMail), {}, {}, "Rekey"};
    return told(text, make_mail(config, environment, around.ports())->route(text, {}, question.provider));
}

Result<cli::DeliveryTest> test_text(const config::Config& config, const config::Environment& environment,
                                    const cli::DeliveryQuestion& question) {
    if (const auto there = has_provider(config.sms.providers, "sms.provider", question.provider); !there)
        return std::unexpected(there.error());
    // It is in no outbox, so no receipt could find it.
    auto without_receipts = config;
    for (auto& provider : without_receipts.sms.providers) provider.receipts = config::Receipts::None;
    Surroundings around;
    const auto to = around.phones.parse(question.to, {});
    if (!to) return std::unexpected(to.error());
    delivery::Text text{*to, std::string(kText), around.id()};
    text.explain = true;
    auto test = told(text, make_sms(without_receipts, environment, around.ports())->route(text, {}, question.provider));
    const auto parts = message::segments(text.text).value_or(message::Segments{});
    test.alphabet = parts.alphabet == message::Alphabet::Gsm7 ? "GSM-7" : "UCS-2";
    test.segments = parts.count;
    return test;
}

Result<cli::DeliveryTest> test_call(const config::Config& config, const config::Environment& environment,
                                    const cli::DeliveryQuestion& question) {
    if (const auto there = has_provider(config.voice.providers, "voice.provider", question.provider); !there)
        return std::unexpected(there.error());
    Surroundings around;
    const auto to = around.phones.parse(question.to, {});
    if (!to) return std::unexpected(to.error());
    delivery::Text text{*to, std::string(kCall), around.id()};
    text.explain = true;
    text.call = {"en", {}, true};
    return told(text, make_voice(config, environment, around.ports())->route(text, {}, question.provider));
}

}  // namespace

Result<cli::DeliveryTest> test_delivery(const config::Config& config, const config::Environment& environment,
                                        const cli::DeliveryQuestion& question) {
    if (question.way == cli::DeliveryQuestion::Way::Call) return test_call(config, environment, question);
    return question.to.find('@') == std::string::npos ? test_text(config, environment, question) : test_mail(config, environment, question);
}

}  // namespace rekey::app
