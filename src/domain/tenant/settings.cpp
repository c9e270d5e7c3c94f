#include "domain/tenant/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "domain/tenant/form.hpp"

namespace rekey::tenant {
namespace {

std::unexpected<Error> refuse(const Key& key, std::string_view why) {
    return fail(ErrorCode::InvalidInput, fmt::format("{} {}", key.name, why));
}

Result<void> check_line(const Key& key, const std::string& text, std::int64_t most) {
    if (!is_line(text)) return refuse(key, "must be one line of text without control characters");
    if (static_cast<std::int64_t>(code_points(text)) > most) return refuse(key, fmt::format("may have {} characters at most", most));
    if (!key.choices.empty() && std::ranges::find(key.choices, text) == key.choices.end()) {
        return refuse(key, fmt::format("knows {}, not \"{}\"", fmt::join(key.choices, ", "), text));
    }
    if (const auto wrong = why_not(key.form, text)) return refuse(key, *wrong);
    return {};
}

Result<void> check_number(const Key& key, std::int64_t value) {
    if (value < key.least || value > key.most)
        return refuse(key, fmt::format("must be between {} and {}, not {}", key.least, key.most, value));
    return {};
}

Result<void> check_text(const Key& key, const std::string& text) {
    if (text.empty() && key.least == 0) return {};
    if (text.empty()) return refuse(key, "must not be empty");
    return check_line(key, text, key.most);
}

Result<void> check_list(const Key& key, const std::vector<std::string>& list) {
    constexpr std::int64_t kLongestEntry = 600;
    const auto count = std::ssize(list);
    if (count < key.least) return refuse(key, fmt::format("needs {} at least", key.least));
    if (count > key.most) return refuse(key, fmt::format("may have {} entries at most", key.most));
    for (auto entry = list.begin(); entry != list.end(); ++entry) {
        if (entry->empty()) return refuse(key, "has an empty entry");
        if (std::find(list.begin(), entry, *entry) != entry) return refuse(key, fmt::format("has \"{}\" twice", *entry));
        if (const auto good = check_line(key, *entry, kLongestEntry); !good) return good;
    }
    return {};
}

/// Sets an enum whose names are the key's choices, in its order.
template <class Enum>
Result<void> set_choice(const Key& key, Enum& target, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto found = text ? std::ranges::find(key.choices, *text) : key.choices.end();
    if (found == key.choices.end()) return refuse(key, fmt::format("must be one of {}", fmt::join(key.choices, ", ")));
    target = static_cast<Enum>(found - key.choices.begin());
    return {};
}

template <class T, class Check>
Result<void> set_value(const Key& key, T& target, const Value& value, std::string_view type, Check check) {
    const auto* wanted = std::get_if<T>(&value);
    if (!wanted) return refuse(key, fmt::format("must be {}", type));
    if (const auto good = check(key, *wanted); !good) return good;
    target = *wanted;
    return {};
}

}  // namespace

Value get(const Settings& settings, const Key& key) {
    return std::visit(
        Overloaded{
            [&](Scope Settings::* field) -> Value { return std::string(key.choices[static_cast<std::size_t>(settings.*field)]); },
            [&](VoiceProof Settings::* field) -> Value { return std::string(key.choices[static_cast<std::size_t>(settings.*field)]); },
            [&](StrangerAnswers Settings::* field) -> Value { return std::string(key.choices[static_cast<std::size_t>(settings.*field)]); },
            [&](auto Settings::* field) -> Value { return settings.*field; }},
        key.field);
}

Result<void> set(Settings& settings, const Key& key, const Value& value) {
    return std::visit(
        Overloaded{[&](std::int64_t Settings::* field) { return set_value(key, settings.*field, value, "a number", check_number); },
                   [&](bool Settings::* field) {
                       return set_value(key, settings.*field, value, "true or false", [](const Key&, bool) { return Result<void>{}; });
                   },
                   [&](std::string Settings::* field) { return set_value(key, settings.*field, value, "a text", check_text); },
                   [&](std::vector<std::string> Settings::* field) { return set_value(key, settings.*field, value, "a list", check_list); },
                   [&](Scope Settings::* field) { return set_choice(key, settings.*field, value); },
                   [&](VoiceProof Settings::* field) { return set_choice(key, settings.*field, value); },
                   [&](StrangerAnswers Settings::* field) { return set_choice(key, settings.*field, value); }},
        key.field);
}

std::string to_text(const Value& value) {
    return std::visit(Overloaded{[](std::int64_t number) { return std::to_string(number); },
                                 [](bool on) { return std::string(on ? "true" : "false"); }, [](const std::string& text) { return text; },
                                 [](const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, "\n")); }},
                      value);
}

Result<Value> from_text(const Key& key, std::string_view text) {
    if (std::holds_alternative<std::int64_t Settings::*>(key.field)) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return refuse(key, "must be a number");
        return number;
    }
    if (std::holds_alternative<bool Settings::*>(key.field)) {
        if (text != "true" && text != "false") return refuse(key, "must be true or false");
        return text == "true";
    }
    if (!std::holds_alternative<std::vector<std::string> Settings::*>(key.field)) return std::string(text);
    std::vector<std::string> list;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        list.emplace_back(line);
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return list;
}

Settings load(const std::map<std::string, std::string>& stored) {
    Settings settings;
    for (const auto& [name, text] : stored) {
        const auto* key = find_key(name);
        if (!key) continue;
        const auto value = from_text(*key, text);
        // A bound that became tighter since: the default stands, which every bound contains.
        if (value) static_cast<void>(set(settings, *key, *value).has_value());
    }
    return settings;
}

std::vector<std::string> served_countries(const Settings& settings) {
    std::vector<std::string> countries{settings.region};
    for (const auto& each : settings.phone_regions) {
        if (each != settings.region) countries.push_back(each);
    }
    return countries;
}

Result<ReturnLink> return_link(const Settings& settings, std::string_view name) {
    for (const auto& text : settings.return_links) {
        auto link = parse_return_link(text);
        if (link && link->name == name) return *link;
    }
    return fail(ErrorCode::NotFound, "no return link has this name");
}

}  // namespace rekey::tenant
