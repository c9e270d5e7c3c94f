#include "http/signin/session_cookie.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kTokenSize = 43;  // 256 bits in base64url

bool is_https(const Request& request) { return request.site->origin.starts_with("https:"); }

std::string_view cookie_name(const Request& request) { return is_https(request) ? "__Host-rekey" : "rekey"; }

bool is_token(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return text.size() == kTokenSize && std::ranges::all_of(text, fits);
}

std::string attributes(const Request& request) {
    return std::string(is_https(request) ? "; Path=/; Secure" : "; Path=/") + "; HttpOnly; SameSite=Strict";
}

}  // namespace

std::optional<Secret> session_token(const Request& request) {
    if (request.headers.count("cookie") != 1) return std::nullopt;
    const auto name = cookie_name(request);
    std::optional<std::string_view> found;
    for (auto rest = request.header("cookie"); !rest.empty();) {
        const auto pair = trim(rest.substr(0, rest.find(';')));
        rest.remove_prefix(std::min(rest.size(), rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        if (found) return std::nullopt;  // somebody planted one beside ours
        found = pair.substr(equals + 1);
    }
    if (!found || !is_token(*found)) return std::nullopt;
    return Secret(*found);
}

void set_session(Response& response, const Request& request, const Secret& token) {
    response.headers.emplace_back("Set-Cookie",
                                  std::string(cookie_name(request)) + '=' + std::string(token.reveal()) + attributes(request));
}

void clear_session(Response& response, const Request& request) {
    response.headers.emplace_back("Set-Cookie", std::string(cookie_name(request)) + '=' + attributes(request) + "; Max-Age=0");
}

}  // namespace rekey::http
