#include <fmt/format.h>

#include <set>

#include "base/url.hpp"
#include "config/provider_place.hpp"

namespace rekey::config {
namespace {

/// Checks one provider; says what is wrong at the keys it concerns.
class ProviderCheck final {
public:
    ProviderCheck(const MailProvider& provider, std::size_t number, const Where& where, std::vector<Problem>& wrong)
        : provider_(provider), place_("mail.provider", number, where, wrong) {}

    void run() {
        place_.check_secret(provider_.password, "password");
        place_.check_secret(provider_.client_secret, "client_secret");
        place_.check_secret(provider_.refresh_token, "refresh_token");
        if (provider_.tls == MailTls::None && !is_loopback_host(provider_.host))
            say("tls", "= \"none\" is for a mail server on this machine: codes must not travel in clear");
        if (provider_.token_url.empty()) {
            password();
        } else {
            token();
        }
    }

private:
    void password() {
        const bool stray = !provider_.client_id.empty() || !provider_.client_secret.empty() || !provider_.refresh_token.empty();
        if (stray) say("token_url", "is missing: client_id, client_secret and refresh_token are for it");
        if (!stray && provider_.user.empty() != provider_.password.empty())
            say(provider_.user.empty() ? "password_file" : "user",
                "and a password (mail.provider.password_file or mail.provider.password_env) belong together");
    }

    void token() {
        if (!provider_.password.empty()) say("token_url", "and a password exclude each other");
        if (provider_.user.empty()) say("user", "is missing: the mailbox the tokens are for");
        if (provider_.client_id.empty()) say("client_id", "is missing");
        if (provider_.client_secret.empty() && provider_.refresh_token.empty())
            say("client_secret_file", "is missing (or mail.provider.client_secret_env, or a refresh token)");
    }

    void say(std::string_view key, std::string_view what) const { place_.say(key, what); }

    const MailProvider& provider_;
    ProviderPlace place_;
};

}  // namespace

std::optional<std::string> why_not_endpoint(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return "must be an address like https://login.example.org/token";
    if (!is_safe(*url)) return "must begin with https:// (http:// is for this machine only)";
    return std::nullopt;
}

void check_mail(const Config& config, const Where& where, std::vector<Problem>& wrong) {
    const auto& mail = config.mail;
    const bool sender = !mail.from.empty();
    if (sender && mail.providers.empty()) wrong.push_back({where("mail.from"), "there is no [[mail.provider]] to send from it"});
    if (!sender && !mail.providers.empty()) wrong.push_back({where("mail.provider[0]"), "mail.from is missing: messages need a sender"});
    std::set<std::string> names;
    for (std::size_t i = 0; i < mail.providers.size(); ++i) {
        const auto& provider = mail.providers[i];
        ProviderCheck(provider, i, where, wrong).run();
        if (!provider.name.empty() && !names.insert(provider.name).second)
            wrong.push_back(
                {where(fmt::format("mail.provider[{}].name", i)), fmt::format("mail.provider {} is there twice", provider.name)});
    }
}

}  // namespace rekey::config
