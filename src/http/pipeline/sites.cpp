#include "http/pipeline/sites.hpp"

#include <algorithm>
#include <charconv>

#include "base/url.hpp"

namespace rekey::http {
namespace {

std::string key(std::string_view host, unsigned port) { return std::string(host) + ':' + std::to_string(port); }

unsigned default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
    // The strict URL parser does the work: what it accepts behind a scheme is an authority when no path follows.
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    auto url = parse_url("http://" + lower);
    if (!url || !url->path.empty()) return std::nullopt;
    return Authority{std::move(url->host), url->port};
}

Result<Sites> Sites::make(std::vector<Site> sites) {
    Sites made;
    for (auto& site : sites) {
        const auto url = parse_url(site.origin);
        if (!url || !url->path.empty() || !is_safe(*url)) return fail(ErrorCode::InvalidInput, "not a base URL: " + site.origin);
        const auto& kept = made.sites_.emplace_back(std::move(site));
        const auto port = url->port != 0 ? unsigned{url->port} : default_port(url->scheme);
        if (!made.known_.emplace(key(url->host, port), &kept).second)
            return fail(ErrorCode::AlreadyExists, "base URL twice: " + kept.origin);
        // Without a port the scheme's own is meant; which scheme that was, a proxy may have hidden from us.
        if (port == default_port(url->scheme)) made.known_.emplace(key(url->host, 0), &kept);
    }
    return made;
}

const Site* Sites::select(const Authority& authority) const noexcept {
    const auto found = known_.find(key(authority.host, authority.port));
    return found == known_.end() ? nullptr : found->second;
}

}  // namespace rekey::http
