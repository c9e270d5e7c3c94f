#include "domain/directory/readiness.hpp"

#include <algorithm>
#include <charconv>

namespace rekey::directory {

std::string_view name(Hindrance hindrance) noexcept {
    switch (hindrance) {
        case Hindrance::Quarantined: return "quarantined";
        case Hindrance::Disabled: return "disabled";
        case Hindrance::Frozen: return "frozen";
        case Hindrance::OutOfScope: return "out_of_scope";
        case Hindrance::NoMethods: return "no_methods";
        case Hindrance::Protected: return "protected";
        case Hindrance::NoRight: return "no_right";
        case Hindrance::WritebackOff: return "writeback_off";
        case Hindrance::DirectoryDown: return "directory_down";
    }
    return {};
}

std::optional<Hindrance> parse_hindrance(std::string_view text) noexcept {
    const auto found = std::ranges::find(kHindrances, text, [](Hindrance each) { return name(each); });
    return found == kHindrances.end() ? std::nullopt : std::optional(*found);
}

void Readiness::count(const std::vector<Hindrance>& of_person) {
    ++people;
    if (of_person.empty()) ++ready;
    for (const auto each : of_person) ++counts[each];
}

std::map<std::string, std::string> store(const std::map<Hindrance, std::int64_t>& counts) {
    std::map<std::string, std::string> stored;
    for (const auto& [hindrance, count] : counts) stored.emplace(name(hindrance), std::to_string(count));
    return stored;
}

std::map<Hindrance, std::int64_t> load_hindrances(const std::map<std::string, std::string>& stored) {
    std::map<Hindrance, std::int64_t> counts;
    for (const auto& [text, count] : stored) {
        const auto hindrance = parse_hindrance(text);
        std::int64_t value = 0;
        std::from_chars(count.data(), count.data() + count.size(), value);
        if (hindrance) counts.emplace(*hindrance, value);
    }
    return counts;
}

}  // namespace rekey::directory
