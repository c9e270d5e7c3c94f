#include "flows/decoy_shapes.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>
#include <utility>

namespace rekey::flows {
namespace {

// Kept beside the settings, under names that are not in their table: no administrator sees or exports them.
constexpr std::string_view kShapesKey = "internal.decoy_shapes";
constexpr std::string_view kSharesKey = "internal.decoy_shares";
constexpr std::string_view kCountedKey = "internal.decoy_shapes_counted";

constexpr Duration kFresh = hours{1};
constexpr std::int64_t kPage = 500;
/// The common ones are enough: a rare shape would point at its owner.
constexpr std::size_t kMost = 24;

struct Counts {
    std::map<std::pair<std::string, std::string>, std::int64_t> shapes;
    std::map<method::Kind, std::int64_t> kinds;  ///< people who have it
    std::int64_t people = 0;                     ///< with any method
};

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void count(const std::vector<method::Authenticator>& on_file, Counts& counts) {
    std::set<method::Kind> kinds;
    for (const auto& authenticator : on_file) {
        kinds.insert(authenticator.kind);
        if (authenticator.kind != method::Kind::Email) continue;
        const auto hint = method::hint_for(authenticator.kind, authenticator.address);
        ++counts.shapes[{hint.domain_first, hint.suffix}];
    }
    for (const auto kind : kinds) ++counts.kinds[kind];
    counts.people += kinds.empty() ? 0 : 1;
}

Counts count_all(ports::UnitOfWork& unit) {
    Counts counts;
    for (std::string after;;) {
        const auto page = unit.identities().list("", after, kPage, false);
        for (const auto& person : page) count(unit.authenticators().of(person.id), counts);
        if (std::ssize(page) < kPage) return counts;
        after = page.back().user_name;
    }
}

std::string shapes_text(const Counts& counts) {
    std::vector<std::pair<std::int64_t, std::string>> lines;
    for (const auto& [shape, weight] : counts.shapes) lines.emplace_back(weight, shape.first + " " + shape.second);
    std::ranges::sort(lines, std::greater{});
    lines.resize(std::min(lines.size(), kMost));
    std::string text;
    for (const auto& [weight, shape] : lines) text += shape + " " + std::to_string(weight) + "\n";
    return text;
}

/// Rounded up, so that what a few have is shown now and then.
std::string shares_text(const Counts& counts) {
    std::string text;
    for (const auto& [kind, people] : counts.kinds)
        text += std::string(method::name(kind)) + " " + std::to_string((100 * people + counts.people - 1) / counts.people) + "\n";
    return text;
}

std::string stored_text(const std::map<std::string, std::string>& settings, std::string_view key) {
    const auto found = settings.find(std::string(key));
    return found == settings.end() ? std::string{} : found->second;
}

}  // namespace

bool DecoyShapes::refresh(const TenantId& tenant) {
    Counts counts;
    {
        const auto unit = store_.begin(tenant, ports::Access::Read);
        const auto stored = unit->settings().all();
        const auto counted = stored.find(std::string(kCountedKey));
        if (counted != stored.end() && unit->now() - from_millis(number(counted->second)) < kFresh) return false;
        counts = count_all(*unit);
    }
    ports::transact(store_, tenant, [&](ports::UnitOfWork& unit) {
        unit.settings().put(kShapesKey, shapes_text(counts));
        unit.settings().put(kSharesKey, shares_text(counts));
        unit.settings().put(kCountedKey, std::to_string(to_millis(unit.now())));
    });
    return true;
}

void forget_count(ports::UnitOfWork& unit) { unit.settings().put(kCountedKey, "0"); }

std::vector<reset::Shape> parse_shapes(const std::map<std::string, std::string>& settings) {
    std::vector<reset::Shape> shapes;
    std::istringstream lines(stored_text(settings, kShapesKey));
    for (reset::Shape shape; lines >> shape.domain_first >> shape.suffix >> shape.weight;) shapes.push_back(shape);
    return shapes;
}

reset::Shares parse_shares(const std::map<std::string, std::string>& settings) {
    reset::Shares shares;
    std::istringstream lines(stored_text(settings, kSharesKey));
    std::string name;
    for (std::int64_t share = 0; lines >> name >> share;) {
        if (const auto kind = method::parse_kind(name)) shares[*kind] = share;
    }
    return shares.empty() ? reset::common_shares() : shares;
}

}  // namespace rekey::flows
