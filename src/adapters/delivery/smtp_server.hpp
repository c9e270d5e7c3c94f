#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/delivery/oauth_token.hpp"
#include "adapters/delivery/provider.hpp"
#include "base/secret.hpp"
#include "ports/clock.hpp"

namespace rekey::delivery {

/// StartTls and Tls verify the server's certificate and name, always, and never fall back to clear text.
enum class SmtpTls : std::uint8_t { StartTls, Tls, None };

struct SmtpOptions {
    std::string name;
    std::string host;
    std::uint16_t port = 587;
    SmtpTls tls = SmtpTls::StartTls;  ///< None: clear text, for a server on this machine
    std::filesystem::path ca_file;    ///< PEM; empty: the system's
    std::string user;                 ///< empty: no AUTH; else PLAIN or LOGIN, or XOAUTH2 with `oauth`
    Secret password;
    std::optional<OauthOptions> oauth;
    std::string from, from_name;      ///< where the tenant has none of its own; an empty name: the tenant's
    std::string bounces;              ///< the envelope's sender, where failure reports go; empty: the From address
    std::string helo;                 ///< name to greet with; empty: the machine's
    Duration connect_timeout = seconds{10};
    Duration timeout = seconds{30};   ///< for the whole of one message
};

class SmtpSession;

/// E-mail through one SMTP server (RFC 5321, STARTTLS RFC 3207, AUTH RFC 4954, SMTPUTF8 RFC 6531). Connections are kept and used again.
/// Refused: the server answered 5xx to this message, or an address or header is not fit to be sent. Deferred: 4xx to this message. Unsure: all
/// of it was sent and no answer came. Trouble: everything else (network, time, TLS, AUTH, a server that closes), which the operator or time mends.
class SmtpServer final : public Provider {
public:
    SmtpServer(SmtpOptions options, const ports::Clock& clock);
    ~SmtpServer() override;

    [[nodiscard]] const std::string& name() const override { return options_.name; }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return everywhere_; }
    [[nodiscard]] message::BreakerRules rules() const override;
    [[nodiscard]] Attempt send(const Text& text) override;

    /// Greets, starts TLS, authenticates and leaves; for `rekey check`.
    [[nodiscard]] Result<void> probe();

private:
    class Lease;
    [[nodiscard]] TokenSource* tokens() { return tokens_ ? &*tokens_ : nullptr; }

    SmtpOptions options_;
    const std::vector<std::string> everywhere_;
    const ports::Clock& clock_;
    std::optional<TokenSource> tokens_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<SmtpSession>> idle_;  ///< as many as have ever sent at the same time
};

}  // namespace rekey::delivery
