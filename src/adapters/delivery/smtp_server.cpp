#include "adapters/delivery/smtp_server.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "adapters/delivery/mail_header.hpp"
#include "adapters/delivery/smtp_session.hpp"
#include "base/log.hpp"

namespace rekey::delivery {
namespace {

/// The sender a tenant wants, or the operator's.
struct From {
    std::string address, name;
};

From from_of(const SmtpOptions& options, const Letter& letter) {
    From from{letter.from.empty() ? options.from : letter.from, letter.from_name.empty() ? options.from_name : letter.from_name};
    if (from.name.empty()) from.name = letter.tenant;
    return from;
}

Result<Mail> compose(const SmtpOptions& options, const Text& text, Instant now) {
    const auto from = from_of(options, text.letter);
    const auto sender = ascii_domain(from.address);
    const auto recipient = ascii_domain(text.to);
    if (!sender || !is_header_safe(*sender)) return fail(ErrorCode::Refused, "the sender's address is not fit for mail");
    if (!recipient || !is_header_safe(*recipient)) return fail(ErrorCode::Refused, "the recipient's address is not fit for mail");
    if (!is_header_safe(from.name) || !is_header_safe(text.letter.subject)) return fail(ErrorCode::Refused, "a header would not be safe");

    const auto domain = sender->substr(sender->rfind('@') + 1);
    Mail mail{options.bounces.empty() ? *sender : options.bounces, *recipient, {}, to_crlf(text.text), to_crlf(text.letter.html)};
    mail.headers = {
        "Date: " + mail_date(now), "From: " + encode_mailbox(from.name, *sender), "To: " + encode_mailbox({}, *recipient),
        "Subject: " + encode_unstructured(text.letter.subject),
        // The outbox row's id: a mail that is sent again after a crash has the same one, and mailboxes drop the copy.
        fmt::format("Message-ID: <{}@{}>", text.id, domain),
        "Auto-Submitted: auto-generated",                         // RFC 3834 section 5: no vacation notices
        "X-Auto-Response-Suppress: All",                          // the same for Exchange
        fmt::format("List-Id: <account-messages.{}>", domain),    // the same for Sieve's vacation, RFC 5230 section 4.6
    };
    return mail;
}

std::string_view word(SmtpTls tls) {
    switch (tls) {
        case SmtpTls::StartTls: return "STARTTLS";
        case SmtpTls::Tls: return "TLS";
        case SmtpTls::None: return "no TLS";
    }
    return {};
}

std::string description(const SmtpOptions& options, const Mail& mail) {
    const auto* const mechanism = options.oauth ? "XOAUTH2" : "PLAIN or LOGIN";
    return fmt::format("{}:{}, {}, {}\nMAIL FROM:<{}>\nRCPT TO:<{}>\n{}", options.host, options.port, word(options.tls),
                       options.user.empty() ? "no AUTH" : fmt::format("AUTH {} as {}", mechanism, options.user), mail.envelope_from,
                       mail.envelope_to, fmt::join(mail.headers, "\n"));
}

}  // namespace

/// A session of one's own, given back for the next mail.
class SmtpServer::Lease final {
public:
    explicit Lease(SmtpServer& server) : server_(server) {
        const std::scoped_lock lock{server_.mutex_};
        if (server_.idle_.empty()) {
            session_ = std::make_unique<SmtpSession>(server_.options_, server_.tokens());
        } else {
            session_ = std::move(server_.idle_.back());
            server_.idle_.pop_back();
        }
    }
    ~Lease() {
        const std::scoped_lock lock{server_.mutex_};
        server_.idle_.push_back(std::move(session_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    SmtpSession* operator->() const noexcept { return session_.get(); }

private:
    SmtpServer& server_;
    std::unique_ptr<SmtpSession> session_;
};

SmtpServer::SmtpServer(SmtpOptions options, const ports::Clock& clock) : options_(std::move(options)), clock_(clock) {
    if (options_.oauth) tokens_.emplace(std::move(*options_.oauth), clock_);
}
SmtpServer::~SmtpServer() = default;

message::BreakerRules SmtpServer::rules() const {
    message::BreakerRules rules;
    rules.slow = options_.timeout / 2;
    return rules;
}

Attempt SmtpServer::send(const Text& text) {
    const auto mail = compose(options_, text, clock_.now());
    if (!mail) return {{Verdict::Refused, {}, mail.error().detail}, {}, {}, {}};
    const Lease session{*this};
    auto attempt = session->send(*mail);
    if (text.explain) {
        attempt.request = description(options_, *mail);
        attempt.answer = log::escape(session->said());
    }
    return attempt;
}

Result<void> SmtpServer::probe() {
    // A connection of its own: it is not one that mails could use afterwards.
    return SmtpSession{options_, tokens()}.probe();
}

}  // namespace rekey::delivery
