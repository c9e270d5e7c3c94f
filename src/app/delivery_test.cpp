#include "app/delivery_test.hpp"

#include <algorithm>

#include "adapters/crypto/entropy.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/meter.hpp"
#include "app/channels.hpp"
#include "domain/message/segment.hpp"
#include "ports/entropy.hpp"

namespace rekey::app {
namespace {

constexpr std::string_view kText = "Test message of Rekey: text messages arrive here. No code, nothing to do.";

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

Result<void> has_provider(const config::Config& config, const std::string& name) {
    const auto& providers = config.sms.providers;
    if (providers.empty()) return fail(ErrorCode::NotFound, "the configuration has no [[sms.provider]]");
    if (name.empty() || std::ranges::find(providers, name, &config::SmsProvider::name) != providers.end()) return {};
    return fail(ErrorCode::NotFound, "no [[sms.provider]] has this name");
}

}  // namespace

Result<cli::DeliveryTest> test_delivery(const config::Config& config, const config::Environment& environment,
                                        const DeliveryQuestion& question) {
    if (const auto there = has_provider(config, question.provider); !there) return std::unexpected(there.error());
    const phone::LibPhoneNumbers phones;
    const system::SystemClock clock;
    system::PrometheusMeter meter;
    crypto::OsEntropy entropy;
    const auto to = phones.parse(question.to, {});
    if (!to) return std::unexpected(to.error());

    const delivery::Text text{*to, std::string(kText), ports::make_id<MessageId>(entropy).text()};
    const auto route = make_sms(config, environment, {phones, clock, meter})->route(text, {}, question.provider);
    cli::DeliveryTest test;
    test.accepted = route.delivery.outcome.has_value();
    test.id = text.id;
    test.to = text.to;
    test.text = text.text;
    const auto parts = message::segments(text.text).value_or(message::Segments{});
    test.alphabet = parts.alphabet == message::Alphabet::Gsm7 ? "GSM-7" : "UCS-2";
    test.segments = parts.count;
    std::ranges::transform(route.steps, std::back_inserter(test.steps), told);
    return test;
}

}  // namespace rekey::app
