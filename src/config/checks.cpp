#include "config/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/network.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace rekey::config {
namespace {

using Wrong = std::optional<std::string>;

/// Argon2id settings of equal strength, from the OWASP password storage cheat sheet: 46 MiB × 1, 19 MiB × 2 … 7 MiB × 5.
constexpr std::int64_t kLeastHashWork = 35'840;

template <class Allowed>
bool consists_of(std::string_view text, Allowed allowed) {
    return !text.empty() && std::ranges::all_of(text, allowed);
}

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool has_password(std::string_view url) {
    const auto authority = url.substr(0, url.find('/', url.find("://") + 3));
    const auto at = authority.rfind('@');
    const bool in_authority = at != std::string_view::npos && authority.find(':', authority.find("://") + 3) < at;
    return in_authority || url.find("password=") != std::string_view::npos;
}

void check_server(const Config& config, const Where& where, std::vector<Problem>& wrong) {
    const auto& server = config.server;
    if (server.tls_certificate.empty() != server.tls_key.empty()) {
        const auto* there = server.tls_key.empty() ? "server.tls_certificate" : "server.tls_key";
        wrong.push_back({where(there), "server.tls_certificate and server.tls_key belong together"});
    }
    if (server.listen == server.operator_listen && server.listen.port != 0) {
        wrong.push_back({where("server.operator_listen"), "server.operator_listen must differ from server.listen"});
    }
    if (config.password_hash.memory_kib * config.password_hash.passes < kLeastHashWork) {
        wrong.push_back({where("password_hash.memory_kib"),
                         fmt::format("password_hash is too cheap: memory_kib × passes must be {} at least (OWASP)", kLeastHashWork)});
    }
}

void check_tenants(const Config& config, const Where& where, std::vector<Problem>& wrong) {
    if (config.tenants.empty()) wrong.push_back({where(""), "there is no [[tenant]]: without a base URL nobody can be served"});
    std::map<std::string, std::string> names, origins;
    for (std::size_t i = 0; i < config.tenants.size(); ++i) {
        const auto& tenant = config.tenants[i];
        const auto place = [&](const char* key) { return where(fmt::format("tenant[{}].{}", i, key)); };
        if (!tenant.name.empty() && !names.try_emplace(tenant.name, tenant.name).second) {
            wrong.push_back({place("name"), fmt::format("tenant {} is there twice", tenant.name)});
        }
        if (!tenant.receipts_url.empty() && std::ranges::find(tenant.base_urls, tenant.receipts_url) == tenant.base_urls.end())
            wrong.push_back({place("receipts_url"), "tenant.receipts_url must be one of tenant.base_urls"});
        for (const auto& url : tenant.base_urls) {
            const auto [owner, is_new] = origins.try_emplace(url, tenant.name);
            if (!is_new) wrong.push_back({place("base_urls"), fmt::format("{} belongs to tenant {} already", url, owner->second)});
        }
    }
}

}  // namespace

Wrong why_not_network(std::string_view text) {
    if (parse_network(text)) return std::nullopt;
    return "must be a network like 10.0.0.0/8 or 2001:db8::/32";
}

Wrong why_not_store(std::string_view text) {
    if (text.starts_with("sqlite:") && text.find_first_not_of('/', 7) != std::string_view::npos && is_line(text)) return std::nullopt;
    const bool postgres = text.starts_with("postgresql://") || text.starts_with("postgres://");
    if (!postgres || !is_line(text)) return "must be sqlite:FILE or postgresql://USER@HOST/DATABASE";
    if (has_password(text)) return "must not hold a password: use store.password_file or store.password_env";
    return std::nullopt;
}

Wrong why_not_variable(std::string_view text) {
    const bool good = consists_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
    return good ? std::nullopt : Wrong("must be the name of an environment variable, not a secret");
}

Wrong why_not_tenant(std::string_view text) {
    const bool good = consists_of(text, [](char c) { return is_small_or_digit(c) || c == '.' || c == '-'; }) && text.size() <= 63 &&
                      is_small_or_digit(text.front()) && is_small_or_digit(text.back());
    return good ? std::nullopt : Wrong("must be small letters, digits, dots and hyphens (63 at most)");
}

Wrong why_not_origin(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return "must be an address like https://reset.example.org";
    if (!is_safe(*url)) return "must begin with https:// (http:// is for this machine only)";
    if (!url->path.empty()) return fmt::format("must end after the host: {}", text.substr(0, text.size() - url->path.size()));
    const int usual = url->scheme == "https" ? 443 : 80;
    if (url->port == usual) return fmt::format("must leave out :{}, as browsers do", usual);
    return std::nullopt;
}

Wrong why_not_host(std::string_view text) {
    if (parse_url(fmt::format("https://{}", text)) && text.find_first_of("/?#") == std::string_view::npos &&
        (text.starts_with('[') || text.find(':') == std::string_view::npos))
        return std::nullopt;
    return "must be the name or address of a machine";
}

Wrong why_not_address(std::string_view text) {
    const auto at = text.find('@');
    const bool plain = consists_of(
        text, [](char c) { return c > 0x20 && c < 0x7F && std::string_view("\"(),:;<>[\\]").find(c) == std::string_view::npos; });
    if (plain && at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos)
        return std::nullopt;
    return "must be an e-mail address";
}

Wrong why_not_line(std::string_view text) {
    if (is_line(text)) return std::nullopt;
    return "must be one line of text without control characters";
}

void check_secret(const SecretSource& source, std::string_view at, std::string_view key, const Where& where, std::vector<Problem>& wrong) {
    if (source.file.empty() || source.env.empty()) return;
    wrong.push_back(
        {where(fmt::format("{}{}_env", at, key.substr(key.rfind('.')))), fmt::format("{0}_file and {0}_env exclude each other", key)});
}

std::vector<Problem> check_together(const Config& config, const Where& where) {
    std::vector<Problem> wrong;
    check_server(config, where, wrong);
    check_secret(config.store.password, "store", "store.password", where, wrong);
    check_mail(config, where, wrong);
    check_sms(config, where, wrong);
    check_voice(config, where, wrong);
    check_tenants(config, where, wrong);
    return wrong;
}

}  // namespace rekey::config
