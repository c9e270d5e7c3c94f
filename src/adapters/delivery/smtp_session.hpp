#pragma once
#include <string>

#include "adapters/delivery/smtp_channel.hpp"

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
    explicit SmtpSession(const SmtpOptions& options);
    ~SmtpSession();
    SmtpSession(const SmtpSession&) = delete;
    SmtpSession& operator=(const SmtpSession&) = delete;

    [[nodiscard]] Result<void> send(const Mail& mail);
    [[nodiscard]] Result<void> probe();

private:
    void prepare();
    [[nodiscard]] Result<void> perform();

    const SmtpOptions& options_;
    void* curl_;  ///< CURL*: the header stays free of curl
};

}  // namespace rekey::delivery
