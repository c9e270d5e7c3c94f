#include "adapters/delivery/gateway_answer.hpp"

#include <fmt/format.h>

#include "adapters/delivery/gateway_field.hpp"
#include "base/text.hpp"

namespace rekey::delivery {
namespace {

constexpr std::size_t kLongestId = 128;

/// What a status that is no success says about the message (RFC 9110 section 15).
Verdict verdict_of(long status) {
    if (status == 400 || status == 413 || status == 422) return Verdict::Refused;
    // These may come after the work was done: from something in between, or as the way to its result.
    if (status < 200 || status == 303 || status == 500 || status == 502 || status == 504) return Verdict::Unsure;
    return Verdict::Trouble;
}

/// An answer that came whole.
class Reading final {
public:
    Reading(const GatewayTemplate& form, const HttpAnswer& answer) : form_(form), answer_(answer), document_(parsed(answer.body)) {}

    [[nodiscard]] Judgement judgement() const { return answer_.status / 100 == 2 ? success() : failure(verdict_of(answer_.status)); }

private:
    [[nodiscard]] Judgement success() const {
        if (!form_.success_status.empty() && !contains(form_.success_status, std::to_string(answer_.status)))
            return unagreed("a status that was not agreed");
        if (!form_.success_field.empty()) {
            const auto said = field(document_, form_.success_field);
            if (!said) return unagreed(form_.success_field + " is missing");
            if (*said != form_.success_value) return failure(Verdict::Refused);
        }
        if (form_.id_field.empty()) return {Verdict::Accepted, {}, fmt::format("status {}", answer_.status)};
        auto id = field(document_, form_.id_field);
        if (!id || id->empty() || id->size() > kLongestId || !is_line(*id)) return unagreed(form_.id_field + " is missing");
        return {Verdict::Accepted, std::move(*id), fmt::format("status {}", answer_.status)};
    }

    [[nodiscard]] Judgement failure(Verdict verdict) const {
        const auto code = form_.error_field.empty() ? std::nullopt : field(document_, form_.error_field);
        if (verdict == Verdict::Refused && code && contains(form_.later_values, *code)) verdict = Verdict::Trouble;
        auto why = fmt::format("status {}", answer_.status);
        if (answer_.status / 100 == 3) why += " (redirects are not followed)";
        if (code && is_error_code(*code)) why += ", code " + *code;
        return {verdict, {}, std::move(why)};
    }

    [[nodiscard]] Judgement unagreed(std::string_view what) const {
        return {Verdict::Unsure, {}, fmt::format("status {}, but {}", answer_.status, what)};
    }

    const GatewayTemplate& form_;
    const HttpAnswer& answer_;
    std::optional<boost::json::value> document_;
};

}  // namespace

std::string_view name(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::Accepted: return "accepted";
        case Verdict::Refused: return "refused";
        case Verdict::Deferred: return "deferred";
        case Verdict::Trouble: return "trouble";
        case Verdict::NotTaken: return "not_taken";
        case Verdict::Unsure: return "unsure";
    }
    return {};
}

Judgement judge(const GatewayTemplate& form, const HttpAnswer& answer) {
    if (answer.status == 0) return {answer.sent ? Verdict::Unsure : Verdict::Trouble, {}, answer.failure};
    if (answer.failure.empty()) return Reading(form, answer).judgement();
    // Broken off: a refusal is one by its status alone.
    const auto verdict = answer.status / 100 == 2 ? Verdict::Unsure : verdict_of(answer.status);
    return {verdict, {}, fmt::format("status {}, {}", answer.status, answer.failure)};
}

}  // namespace rekey::delivery
