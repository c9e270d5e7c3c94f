#include "adapters/delivery/call_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/delivery/call_exchange.hpp"
#include "adapters/delivery/spoken.hpp"
#include "domain/call/line.hpp"

namespace rekey::delivery {
namespace {

using call::How;

Verdict verdict_of(How how) {
    switch (how) {
        case How::Played: return Verdict::Accepted;
        case How::Busy:
        case How::NoAnswer:
        case How::HungUp:
        case How::Declined: return Verdict::NotTaken;
        case How::Refused: return Verdict::Refused;
        case How::Trouble: return Verdict::Trouble;
        case How::Unsure: break;
    }
    return Verdict::Unsure;
}

message::Fate fate_of(How how) {
    switch (how) {
        case How::Played: return message::Fate::Delivered;
        case How::Busy:
        case How::Declined: return message::Fate::Busy;
        case How::NoAnswer: return message::Fate::NoAnswer;
        case How::HungUp: return message::Fate::Undelivered;
        case How::Refused:
        case How::Trouble:
        case How::Unsure: break;
    }
    return message::Fate::Unknown;
}

}  // namespace

Duration longest_call(seconds ring) noexcept {
    constexpr seconds kSpeech{10};  // made before it is dialled, one after the other
    return kSpeech + call::kLongestSetup + ring + call::kLongestTalk;
}

message::BreakerRules CallLine::rules() const {
    message::BreakerRules rules;
    rules.slow = 2 * longest_call(options_.ring);  // a call takes as long as the person does
    return rules;
}

Attempt attempt_of(const call::Outcome& outcome) {
    Attempt attempt;
    attempt.judgement = {verdict_of(outcome.how), {}, fmt::format("{}: {}", call::name(outcome.how), outcome.why)};
    attempt.fate = fate_of(outcome.how);
    attempt.keyed = keyed_of(outcome.keyed);
    return attempt;
}

Attempt CallLine::send(const Text& text) {
    auto request = request_of(text);
    request.trunk = options_.name;
    request.ring = options_.ring;
    const auto heard = ask_voice(options_.socket, request, longest_call(options_.ring));
    auto attempt = attempt_of(heard.outcome);
    attempt.took = heard.took;
    if (text.explain) {
        attempt.request = fmt::format("a call to {} in {}, ringing up to {} s", request.to, request.language, request.ring.count());
        attempt.answer = fmt::format("{}", fmt::join(heard.outcome.steps, "\n"));
        if (heard.outcome.keyed != call::Keyed::Nothing) attempt.answer += fmt::format("\n{} by the keys", call::name(heard.outcome.keyed));
    }
    return attempt;
}

Result<std::string> CallLine::probe() const {
    call::Request request;
    request.ask = call::Ask::Probe;
    request.trunk = options_.name;
    constexpr seconds kDeadline{10};
    const auto heard = ask_voice(options_.socket, request, kDeadline);
    if (heard.outcome.how != How::Played) return fail(ErrorCode::Unreachable, heard.outcome.why);
    return fmt::format("the trunk answers ({})", heard.outcome.why);
}

}  // namespace rekey::delivery
