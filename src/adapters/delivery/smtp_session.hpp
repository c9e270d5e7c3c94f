#pragma once
#include <string>

#include "adapters/delivery/smtp_server.hpp"

namespace rekey::delivery {

/// A mail that is ready to go: every value is checked and encoded.
struct Mail {
    std::string envelope_from, envelope_to;  ///< bare addresses
    std::vector<std::string> headers;        ///< "Name: body", folded where long
    std::string text, html;                  ///< UTF-8, CRLF
};

/// One connection to the server, opened when needed and kept between mails. Used by one thread at a time.
class SmtpSession final {
public:
    /// `tokens`: for XOAUTH2; null without.
    SmtpSession(const SmtpOptions& options, TokenSource* tokens);
    ~SmtpSession();
    SmtpSession(const SmtpSession&) = delete;
    SmtpSession& operator=(const SmtpSession&) = delete;

    [[nodiscard]] Attempt send(const Mail& mail);
    /// The server's lines in it, as they came; the beginning of them.
    [[nodiscard]] const std::string& said() const noexcept { return said_; }
    [[nodiscard]] Result<void> probe();

private:
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> authenticate();
    [[nodiscard]] Judgement perform();

    const SmtpOptions& options_;
    TokenSource* tokens_;
    Secret token_;     ///< of the mail that is on its way
    std::string said_;
    void* curl_;  ///< CURL*: the header stays free of curl
};

}  // namespace rekey::delivery
