#include "adapters/delivery/gateway_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace rekey::delivery {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestId = 128;

std::optional<json::value> parsed(std::string_view body) {
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code error;
    auto value = json::parse(body, error, {}, options);
    if (error) return std::nullopt;
    return value;
}

const json::value* member(const json::value& value, std::string_view name) {
    if (const auto* const object = value.if_object()) return object->if_contains(name);
    const auto* const list = value.if_array();
    std::size_t place = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), place);
    if (list == nullptr || error != std::errc{} || end != name.data() + name.size()) return nullptr;
    return list->if_contains(place);
}

std::optional<std::string> as_text(const json::value& value) {
    if (const auto* const text = value.if_string()) return std::string(*text);
    if (const auto* const number = value.if_int64()) return std::to_string(*number);
    if (const auto* const number = value.if_uint64()) return std::to_string(*number);
    if (const auto* const yes = value.if_bool()) return *yes ? "true" : "false";
    return std::nullopt;
}

/// The text or number at "messages.0.status".
std::optional<std::string> field(const std::optional<json::value>& document, std::string_view path) {
    const auto* at = document ? &*document : nullptr;
    while (at != nullptr && !path.empty()) {
        const auto name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(name.size() + 1, path.size()));
        at = member(*at, name);
    }
    return at == nullptr ? std::nullopt : as_text(*at);
}

/// A number of at most five digits or a word without any: nothing that could be a phone number or a code that was sent.
bool is_error_code(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; };
    if (text.empty()) return false;
    return std::ranges::all_of(text, digit) ? text.size() <= 5 : text.size() <= 40 && std::ranges::all_of(text, letter);
}

bool contains(const std::vector<std::string>& list, std::string_view text) { return std::ranges::find(list, text) != list.end(); }

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
    std::optional<json::value> document_;
};

}  // namespace

std::string_view name(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::Accepted: return "accepted";
        case Verdict::Refused: return "refused";
        case Verdict::Deferred: return "deferred";
        case Verdict::Trouble: return "trouble";
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
