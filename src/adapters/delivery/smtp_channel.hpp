#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "ports/channel.hpp"
#include "ports/clock.hpp"

namespace rekey::delivery {

/// StartTls and Tls verify the server's certificate and name, always, and never fall back to clear text.
enum class SmtpTls : std::uint8_t { StartTls, Tls, None };

struct SmtpOptions {
    std::string host;
    std::uint16_t port = 587;
    SmtpTls tls = SmtpTls::StartTls;  ///< None: clear text, for a server on this machine
    std::filesystem::path ca_file;    ///< PEM; empty: the system's
    std::string user;                 ///< empty: no AUTH; else PLAIN or LOGIN
    Secret password;
    std::string from, from_name;      ///< where the tenant has none of its own; an empty name: the tenant's
    std::string helo;                 ///< name to greet with; empty: the machine's
    Duration connect_timeout = seconds{10};
    Duration timeout = seconds{30};   ///< for the whole of one message
};

class SmtpSession;

/// E-mail through one SMTP server (RFC 5321, STARTTLS RFC 3207, AUTH RFC 4954). Several threads may send at once; connections are kept
/// and used again. Refused: the server answered 5xx to this message, or an address or header is not fit to be sent. Unreachable:
/// everything else (4xx, network, time, TLS, AUTH): the message waits until the operator or the server has put it right.
class SmtpChannel final : public ports::Channel {
public:
    SmtpChannel(SmtpOptions options, const ports::Clock& clock);
    ~SmtpChannel() override;

    [[nodiscard]] method::Channel kind() const override { return method::Channel::Email; }
    [[nodiscard]] ports::Delivery send(const message::Message& message, const ports::Sender& sender) override;

    /// Greets, starts TLS, authenticates and leaves; for `rekey check`.
    [[nodiscard]] Result<void> probe();

private:
    class Lease;
    [[nodiscard]] Result<void> mail(const message::Message& message, const ports::Sender& sender);

    SmtpOptions options_;
    const ports::Clock& clock_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<SmtpSession>> idle_;  ///< as many as have ever sent at the same time
};

}  // namespace rekey::delivery
