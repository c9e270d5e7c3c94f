#pragma once
#include <mutex>
#include <string>

#include "adapters/delivery/http_exchange.hpp"
#include "base/secret.hpp"
#include "ports/clock.hpp"

namespace rekey::delivery {

struct OauthOptions {
    std::string token_url, client_id, scope;  ///< no scope: the issuer's default
    Secret client_secret;                     ///< empty: a public client
    Secret refresh_token;                     ///< empty: the grant is the client's own credentials
    HttpOptions http;
};

/// What an issuer's answer says.
struct OauthToken {
    Secret access;
    Duration lives{};
};

/// RFC 6749 sections 5.1 and 5.2. Unreachable, with the issuer's error code when it is one of the RFC's form, for anything that is no bearer
/// token of at most 8 KiB of the characters RFC 6750 section 2.1 allows: it becomes part of a line to the mail server.
[[nodiscard]] Result<OauthToken> read_token(const HttpAnswer& answer);

/// Access tokens for a mail server that wants XOAUTH2: asked for by the client credentials grant or with a refresh token (RFC 6749 sections
/// 4.4 and 6), kept in memory until shortly before their end. A refresh token the issuer gives in exchange is not kept: use an issuer that
/// does not rotate them. Several threads may call it; one asks, the others wait.
class TokenSource final {
public:
    TokenSource(OauthOptions options, const ports::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    [[nodiscard]] Result<Secret> token();
    /// The mail server did not take `refused`: the next call asks for another.
    void drop(const Secret& refused);

private:
    [[nodiscard]] HttpRequest request() const;

    OauthOptions options_;
    const ports::Clock& clock_;
    std::mutex mutex_;
    OauthToken kept_;
    Instant until_{};
};

}  // namespace rekey::delivery
