#include "domain/call/line.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "base/text.hpp"

namespace rekey::call {
namespace {

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\\') {
            out += "\\\\";
        } else {
            out += c;
        }
    }
    return out;
}

std::optional<std::string> unescaped(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\') {
            out += value[i];
            continue;
        }
        if (++i == value.size()) return std::nullopt;
        const auto at = std::string_view("nr\\").find(value[i]);
        if (at == std::string_view::npos) return std::nullopt;
        out += "\n\r\\"[at];
    }
    return out;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 16 && std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::optional<seconds> parse_seconds(const std::string& text) {
    constexpr int kLeast = 5, kMost = 120;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < kLeast || value > kMost) return std::nullopt;
    return seconds{value};
}

bool is_digits(std::string_view text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

using Fill = std::function<bool(const std::string&)>;

/// Every line fills a field, and none twice but those that may be repeated.
Result<void> fill(const Lines& lines, const std::map<std::string, Fill, std::less<>>& fields, std::string_view repeated) {
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : lines) {
        const auto field = fields.find(name);
        if (field == fields.end()) return fail(ErrorCode::InvalidInput, "a line nobody knows: " + name);
        if (name != repeated && std::ranges::find(seen, name) != seen.end()) return fail(ErrorCode::InvalidInput, name + " is there twice");
        if (!field->second(value)) return fail(ErrorCode::InvalidInput, name + " is not well formed");
        seen.push_back(name);
    }
    return {};
}

Fill text_into(std::string& field) {
    return [&field](const std::string& value) {
        field = value;
        return is_text(value);
    };
}

Fill line_into(std::string& field) {
    return [&field](const std::string& value) {
        field = value;
        return is_line(value) && !value.empty();
    };
}

}  // namespace

Reader::State Reader::feed(std::string_view bytes) {
    for (const char c : bytes) {
        if (state_ != State::More || ++bytes_ > kMostBytes) return state_ = State::Broken;
        if (c != '\n') {
            begun_ += c;
            continue;
        }
        state_ = take(begun_);
        begun_.clear();
    }
    return state_;
}

Reader::State Reader::take(std::string_view line) {
    if (line.empty()) return State::Done;
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos || lines_.size() == kMostLines) return State::Broken;
    auto value = unescaped(line.substr(colon + 2));
    if (!value || !is_name(line.substr(0, colon))) return State::Broken;
    lines_.emplace_back(line.substr(0, colon), std::move(*value));
    return State::More;
}

std::string line(std::string_view name, std::string_view value) {
    std::string out(name);
    out += ": ";
    out += escaped(value);
    out += '\n';
    return out;
}

std::string to_text(const Request& request) {
    if (request.ask == Ask::Probe) return line("ask", "probe") + line("trunk", request.trunk) + '\n';
    auto out = line("ask", "call") + line("trunk", request.trunk) + line("id", request.id) + line("to", request.to) +
               line("language", request.language) + line("text", request.text) + line("ring", std::to_string(request.ring.count()));
    if (!request.number.empty()) out += line("number", request.number);
    if (request.deniable) out += line("deniable", "yes");
    out += line("wrong", request.phrases.wrong) + line("confirmed", request.phrases.confirmed) + line("denied", request.phrases.denied);
    return out + '\n';
}

Result<Request> parse_request(const Lines& lines) {
    Request request;
    std::string ask;
    const std::map<std::string, Fill, std::less<>> fields{
        {"ask", line_into(ask)},
        {"trunk", line_into(request.trunk)},
        {"id", line_into(request.id)},
        {"language", line_into(request.language)},
        {"text", text_into(request.text)},
        {"wrong", text_into(request.phrases.wrong)},
        {"confirmed", text_into(request.phrases.confirmed)},
        {"denied", text_into(request.phrases.denied)},
        {"to", [&](const std::string& value) { return is_number(request.to = value); }},
        {"number", [&](const std::string& value) { return is_digits(request.number = value, 2); }},
        {"deniable", [&](const std::string& value) { return request.deniable = value == "yes"; }},
        {"ring", [&](const std::string& value) {
             const auto ring = parse_seconds(value);
             request.ring = ring.value_or(request.ring);
             return ring.has_value();
         }}};
    if (const auto filled = fill(lines, fields, {}); !filled) return std::unexpected(filled.error());
    if (request.trunk.empty()) return fail(ErrorCode::InvalidInput, "trunk is missing");
    if (ask == "probe") {
        Request probe;
        probe.ask = Ask::Probe;
        probe.trunk = request.trunk;
        return probe;
    }
    if (ask != "call") return fail(ErrorCode::InvalidInput, "ask is neither call nor probe");
    if (request.id.empty() || request.to.empty() || request.language.empty() || request.text.empty())
        return fail(ErrorCode::InvalidInput, "a call needs id, to, language and text");
    return request;
}

std::string to_text(const Outcome& outcome) {
    std::string out;
    for (const auto& step : outcome.steps) out += line("step", step);
    return out + line("how", name(outcome.how)) + line("keyed", name(outcome.keyed)) + line("why", outcome.why) + '\n';
}

Result<Outcome> parse_outcome(const Lines& lines) {
    Outcome outcome;
    std::optional<How> how;
    std::optional<Keyed> keyed;
    const std::map<std::string, Fill, std::less<>> fields{
        {std::string(kBegun), [](const std::string& value) { return value == "yes"; }},
        {"how", [&](const std::string& value) { return (how = parse_how(value)).has_value(); }},
        {"keyed", [&](const std::string& value) { return (keyed = parse_keyed(value)).has_value(); }},
        {"why", [&](const std::string& value) { return is_line(outcome.why = value); }},
        {"step", [&](const std::string& value) {
             outcome.steps.push_back(value);
             return is_line(value);
         }}};
    if (const auto filled = fill(lines, fields, "step"); !filled) return std::unexpected(filled.error());
    if (!how || !keyed) return fail(ErrorCode::InvalidInput, "how or keyed is missing");
    outcome.how = *how;
    outcome.keyed = *keyed;
    return outcome;
}

bool has_begun(const Lines& lines) {
    return std::ranges::any_of(lines, [](const auto& line) { return line.first == kBegun; });
}

}  // namespace rekey::call
