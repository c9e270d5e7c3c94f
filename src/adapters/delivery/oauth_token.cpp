#include "adapters/delivery/oauth_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/text.hpp"

namespace rekey::delivery {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestToken = 8192;
constexpr seconds kUnsaid{300}, kLongest{24 * 3600};  // expires_in is only recommended (RFC 6749 section 5.1)
constexpr seconds kMargin{60};                        // a mail that begins with it must end with it

bool is_small_or_underscore(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

std::string text_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    const auto* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

Duration life_of(const json::object& object) {
    const auto* const value = object.if_contains("expires_in");
    const auto* const number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number <= 0) return kUnsaid;
    return seconds{std::min<std::int64_t>(*number, kLongest.count())};
}

auto without_token(std::string_view why) {
    return fail(ErrorCode::Unreachable, fmt::format("no access token for the mail server: {}", why));
}

}  // namespace

Result<OauthToken> read_token(const HttpAnswer& answer) {
    if (!answer.failure.empty()) return without_token(answer.failure);
    boost::system::error_code error;
    const auto document = json::parse(answer.body, error);
    const auto* const object = error ? nullptr : document.if_object();
    if (object == nullptr) return without_token(fmt::format("status {}, no JSON object", answer.status));
    if (answer.status != 200) {
        const auto code = text_at(*object, "error");
        const bool sayable = !code.empty() && code.size() <= 40 && std::ranges::all_of(code, is_small_or_underscore);
        return without_token(fmt::format("status {}{}{}", answer.status, sayable ? ", " : "", sayable ? code : ""));
    }
    auto access = text_at(*object, "access_token");
    if (to_lower(text_at(*object, "token_type")) != "bearer" || access.empty() || access.size() > kLongestToken ||
        !std::ranges::all_of(access, is_token_character))
        return without_token("status 200, no bearer token");
    OauthToken token{Secret{std::string_view{access}}, life_of(*object)};
    wipe(access);
    return token;
}

HttpRequest TokenSource::request() const {
    HttpRequest request;
    request.url = options_.token_url;
    request.headers = {"Accept: application/json"};
    request.content_type = "application/x-www-form-urlencoded";
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) request.body += fmt::format("{}{}={}", request.body.empty() ? "" : "&", name, percent_encoded(value));
    };
    add("grant_type", options_.refresh_token.empty() ? "client_credentials" : "refresh_token");
    add("refresh_token", options_.refresh_token.reveal());
    add("client_id", options_.client_id);
    add("client_secret", options_.client_secret.reveal());
    add("scope", options_.scope);
    return request;
}

Result<Secret> TokenSource::token() {
    const std::scoped_lock lock{mutex_};
    const auto now = clock_.now();
    if (kept_.access.empty() || now >= until_) {
        auto asked = request();
        auto answer = exchange(asked, options_.http);
        auto token = read_token(answer);
        wipe(asked.body);
        wipe(answer.body);
        if (!token) return std::unexpected(token.error());
        kept_ = std::move(*token);
        until_ = now + std::max<Duration>(kept_.lives - kMargin, kept_.lives / 2);
    }
    return Secret{kept_.access.reveal()};
}

void TokenSource::drop(const Secret& refused) {
    const std::scoped_lock lock{mutex_};
    if (kept_.access.reveal() == refused.reveal()) kept_ = {};
}

}  // namespace rekey::delivery
