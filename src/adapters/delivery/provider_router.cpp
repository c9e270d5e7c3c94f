#include "adapters/delivery/provider_router.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/delivery/letterhead.hpp"
#include "adapters/delivery/spoken.hpp"
#include "base/log.hpp"
#include "domain/message/segment.hpp"

namespace rekey::delivery {
namespace {

constexpr std::string_view kOtherCountry = "is not used for this country";
constexpr std::string_view kDidNotArrive = "told in a receipt that it does not arrive";

bool contains(const message::Providers& list, const std::string& name) { return std::ranges::find(list, name) != list.end(); }

Letter letter(const message::Rendered& rendered, const ports::Sender& sender) {
    Letter letter{rendered.subject, rendered.html, {}, {}, sender.tenant};
    if (sender.settings != nullptr) {
        letter.from = sender.settings->mail_from;
        letter.from_name = sender.settings->mail_from_name;
    }
    return letter;
}

/// Nobody else is asked.
bool is_end(Verdict verdict) noexcept { return verdict == Verdict::Accepted || verdict == Verdict::NotTaken; }

/// What all the steps come to, for the outbox.
ports::Delivery sum_up(const std::vector<Step>& steps, const Past& past) {
    auto may_have_it = past.may_have_it;
    std::string last;
    std::string why;
    bool may_change = false;
    for (const auto& [provider, passed_over, attempt] : steps) {
        if (attempt) last = provider;
        if (attempt && attempt->judgement.verdict == Verdict::Accepted)
            return {{}, provider, std::move(may_have_it), attempt->judgement.id, attempt->fate, attempt->receipt, attempt->keyed};
        if (attempt && attempt->judgement.verdict == Verdict::Unsure && !contains(may_have_it, provider)) may_have_it.push_back(provider);
        may_change = may_change || (attempt ? attempt->judgement.verdict != Verdict::Refused
                                            : passed_over != kOtherCountry && passed_over != kDidNotArrive);
        why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", provider, attempt ? attempt->judgement.why : passed_over);
        if (attempt && attempt->judgement.verdict == Verdict::NotTaken)
            return {fail(ErrorCode::Refused, why), provider, std::move(may_have_it), {}, attempt->fate};
    }
    const auto fate = past.refused_by.empty() ? message::Fate::Unknown : message::Fate::Undelivered;
    return {fail(may_change ? ErrorCode::Unreachable : ErrorCode::Refused, why), std::move(last), std::move(may_have_it), {}, fate};
}

}  // namespace

struct ProviderRouter::Line {
    std::unique_ptr<Provider> provider;
    message::Breaker breaker;
};

ProviderRouter::ProviderRouter(method::Channel kind, std::vector<std::unique_ptr<Provider>> providers, const RouterPorts& ports)
    : kind_(kind), ports_(ports) {
    for (auto& provider : providers) {
        ports_.meter.gauge("rekey_provider_healthy", 1, {{"channel", method::name(kind_)}, {"provider", provider->name()}});
        const auto rules = provider->rules();
        lines_.push_back(std::make_unique<Line>(std::move(provider), message::Breaker{rules}));
    }
}

ProviderRouter::~ProviderRouter() = default;

ports::Delivery ProviderRouter::send(const message::Message& message, const ports::Sender& sender) {
    auto rendered = message::render(message, letterhead(sender));
    if (!rendered) return {fail(ErrorCode::Refused, rendered.error().detail)};
    Text text{message.destination, std::move(rendered->text), message.id.text()};
    if (kind_ == method::Channel::Email) text.letter = letter(*rendered, sender);
    if (kind_ == method::Channel::Voice) text.call = call_of(message);
    if (sender.receipt_url) text.receipt_url = [&](std::string_view provider) { return sender.receipt_url(message.id, provider); };
    return route(text, {message.may_have_it, message.refused_by}).delivery;
}

Route ProviderRouter::route(const Text& text, const Past& past, std::string_view only) {
    Route route;
    for (auto* const line : order(past.may_have_it)) {
        if (!only.empty() && line->provider->name() != only) continue;
        route.steps.push_back(try_one(*line, text, past));
        const auto& attempt = route.steps.back().attempt;
        if (attempt && is_end(attempt->judgement.verdict)) break;
    }
    route.delivery = sum_up(route.steps, past);
    return route;
}

bool ProviderRouter::in_trouble() const {
    constexpr minutes kOld{5};  // since nobody has tried: it may be well again
    const auto now = ports_.clock.now();
    const std::scoped_lock lock{mutex_};
    return std::ranges::all_of(lines_, [&](const auto& line) { return line->breaker.open() && now < line->breaker.until() + kOld; });
}

/// The operator's order, but for those that may have it: asking them again could send it twice.
std::vector<ProviderRouter::Line*> ProviderRouter::order(const message::Providers& may_have_it) {
    std::vector<Line*> order;
    for (const bool last : {false, true}) {
        for (const auto& line : lines_) {
            if (contains(may_have_it, line->provider->name()) == last) order.push_back(line.get());
        }
    }
    return order;
}

Step ProviderRouter::try_one(Line& line, const Text& text, const Past& past) {
    Step step{line.provider->name(), why_passed_over(line, text, past), std::nullopt};
    if (!step.passed_over.empty()) return step;
    step.attempt = line.provider->send(text);
    note(line, text, *step.attempt);
    return step;
}

std::string ProviderRouter::why_passed_over(Line& line, const Text& text, const Past& past) {
    if (contains(past.refused_by, line.provider->name())) return std::string(kDidNotArrive);
    const auto& countries = line.provider->countries();
    if (!countries.empty() && ports_.phones.country_of(text.to, countries).empty()) return std::string(kOtherCountry);
    const std::scoped_lock lock{mutex_};
    if (line.breaker.admits(ports_.clock.now())) return {};
    return fmt::format("is in trouble, asked again after {}", to_rfc3339(line.breaker.until()));
}

void ProviderRouter::note(Line& line, const Text& text, const Attempt& attempt) {
    const auto& provider = line.provider->name();
    const auto [verdict, id, why] = attempt.judgement;
    const bool good = verdict != Verdict::Trouble && verdict != Verdict::Unsure;
    bool turned = false;
    bool open = false;
    {
        const std::scoped_lock lock{mutex_};
        turned = line.breaker.record(good ? message::Turn::Good : message::Turn::Trouble, attempt.took, ports_.clock.now());
        open = line.breaker.open();
    }
    const auto channel = method::name(kind_);
    ports_.meter.count("rekey_provider_answers_total", {{"channel", channel}, {"provider", provider}, {"verdict", name(verdict)}});
    ports_.meter.time("rekey_provider_seconds", std::chrono::duration<double>(attempt.took).count(),
                      {{"channel", channel}, {"provider", provider}});
    ports_.meter.gauge("rekey_provider_healthy", open ? 0 : 1, {{"channel", channel}, {"provider", provider}});
    if (verdict == Verdict::Accepted) {
        if (kind_ == method::Channel::Sms) {
            // What it costs: gateways charge by the segment.
            const auto parts = message::segments(text.text);
            ports_.meter.count("rekey_sms_segments_total", {{"provider", provider}}, parts ? parts->count : 1);
        }
        log::debug("provider_accepted", {{"message", text.id}, {"provider", provider}, {"reference", id}});
    } else if (verdict == Verdict::NotTaken) {
        log::info("call_not_taken", {{"message", text.id}, {"provider", provider}, {"reason", why}});
    } else {
        log::warning("provider_failed",
                     {{"message", text.id}, {"provider", provider}, {"verdict", std::string(name(verdict))}, {"reason", why}});
    }
    if (turned && open) log::warning("provider_passed_over", {{"provider", provider}, {"reason", why}});
    if (turned && !open) log::info("provider_well_again", {{"provider", provider}});
}

}  // namespace rekey::delivery
