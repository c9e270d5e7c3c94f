#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/pipeline/target.hpp"

namespace rekey::http {
namespace {

/// Takes the first segment off "/a/b/c".
std::string_view take_segment(std::string_view& path) {
    const auto end = std::min(path.find('/', 1), path.size());
    const auto segment = path.substr(1, end - 1);
    path.remove_prefix(end);
    return segment;
}

bool is_name(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

/// Fills `values` when the path has the pattern's form.
bool matches(std::string_view pattern, std::string_view path, Fields& values) {
    values = {};
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto segment = take_segment(path);
        if (!is_name(wanted)) {
            if (wanted != segment) return false;
            continue;
        }
        auto value = percent_decode(segment);
        if (!value || value->empty()) return false;
        values.add(std::string(wanted.substr(1, wanted.size() - 2)), std::move(*value));
    }
    return pattern.empty() && path.empty();
}

}  // namespace

std::string_view name(Runs runs) noexcept {
    switch (runs) {
        case Runs::Inline: return "inline";
        case Runs::Quick: return "quick";
        case Runs::Hash: return "hash";
        case Runs::Directory: return "directory";
    }
    return "inline";
}

void Router::add(Route route) {
    if (!route.pattern.starts_with('/') || !route.handler) throw std::invalid_argument("route: " + route.pattern);
    const auto same = std::ranges::find(entries_, route.pattern, [](const auto& entry) { return entry->pattern; });
    const auto at = static_cast<std::size_t>(same - entries_.begin());
    if (same == entries_.end()) {
        entries_.push_back(std::make_unique<Entry>(Entry{route.pattern, {}}));
        const std::string_view pattern = entries_.back()->pattern;
        if (pattern.find('{') == std::string_view::npos) {
            exact_.emplace(pattern, at);
        } else {
            with_values_.push_back(at);
        }
    }
    auto& routes = entries_[at]->routes;
    if (std::ranges::find(routes, route.method, &Route::method) != routes.end())
        throw std::invalid_argument("route twice: " + route.pattern);
    order_.emplace_back(at, routes.size());
    routes.push_back(std::move(route));
}

const Router::Entry* Router::find_entry(std::string_view path, Fields& values) const {
    if (const auto found = exact_.find(path); found != exact_.end()) return entries_[found->second].get();
    for (const auto at : with_values_) {
        if (matches(entries_[at]->pattern, path, values)) return entries_[at].get();
    }
    return nullptr;
}

std::variant<Router::Match, Router::NoRoute, Router::OtherMethods> Router::find(Method method, std::string_view path) const {
    Fields values;
    const Entry* entry = find_entry(path, values);
    if (entry == nullptr) return NoRoute{};

    const auto wanted = method == Method::Head ? Method::Get : method;
    const auto found = std::ranges::find(entry->routes, wanted, &Route::method);
    if (found != entry->routes.end()) return Match{&*found, std::move(values)};

    std::string allow = "OPTIONS";
    for (const auto& route : entry->routes) {
        allow += ", ";
        allow += name(route.method);
        if (route.method == Method::Get) allow += ", HEAD";
    }
    return OtherMethods{std::move(allow)};
}

std::vector<const Route*> Router::all() const {
    std::vector<const Route*> routes;
    for (const auto& [entry, at] : order_) routes.push_back(&entries_[entry]->routes[at]);
    return routes;
}

}  // namespace rekey::http
