#include "flows/decoy_shapes.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

namespace rekey::flows {
namespace {

// Kept beside the settings, under names that are not in their table: no administrator sees or exports them.
constexpr std::string_view kShapesKey = "internal.decoy_shapes";
constexpr std::string_view kCountedKey = "internal.decoy_shapes_counted";

constexpr Duration kFresh = hours{1};
constexpr std::int64_t kPage = 500;
/// The common ones are enough: a rare shape would point at its owner.
constexpr std::size_t kMost = 24;

using Counts = std::map<std::pair<std::string, std::string>, std::int64_t>;

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Counts count_shapes(ports::UnitOfWork& unit) {
    Counts counts;
    for (std::string after;;) {
        const auto page = unit.identities().list("", after, kPage, false);
        for (const auto& person : page) {
            for (const auto& authenticator : unit.authenticators().of(person.id)) {
                if (authenticator.kind != method::Kind::Email) continue;
                const auto hint = method::hint_for(authenticator.kind, authenticator.address);
                ++counts[{hint.domain_first, hint.suffix}];
            }
        }
        if (std::ssize(page) < kPage) return counts;
        after = page.back().user_name;
    }
}

std::string to_text(const Counts& counts) {
    std::vector<std::pair<std::int64_t, std::string>> lines;
    for (const auto& [shape, weight] : counts) lines.emplace_back(weight, shape.first + " " + shape.second);
    std::ranges::sort(lines, std::greater{});
    lines.resize(std::min(lines.size(), kMost));
    std::string text;
    for (const auto& [weight, shape] : lines) text += shape + " " + std::to_string(weight) + "\n";
    return text;
}

}  // namespace

bool DecoyShapes::refresh(const TenantId& tenant) {
    std::string text;
    {
        const auto unit = store_.begin(tenant, ports::Access::Read);
        const auto stored = unit->settings().all();
        const auto counted = stored.find(std::string(kCountedKey));
        if (counted != stored.end() && unit->now() - from_millis(number(counted->second)) < kFresh) return false;
        text = to_text(count_shapes(*unit));
    }
    ports::transact(store_, tenant, [&](ports::UnitOfWork& unit) {
        unit.settings().put(kShapesKey, text);
        unit.settings().put(kCountedKey, std::to_string(to_millis(unit.now())));
    });
    return true;
}

std::vector<reset::Shape> parse_shapes(const std::map<std::string, std::string>& settings) {
    std::vector<reset::Shape> shapes;
    const auto stored = settings.find(std::string(kShapesKey));
    if (stored == settings.end()) return shapes;
    std::istringstream lines(stored->second);
    for (reset::Shape shape; lines >> shape.domain_first >> shape.suffix >> shape.weight;) shapes.push_back(shape);
    return shapes;
}

}  // namespace rekey::flows
