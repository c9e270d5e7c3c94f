#include "adapters/delivery/smtp_channel.hpp"

#include <fmt/format.h>

#include <utility>

#include "adapters/delivery/letterhead.hpp"
#include "adapters/delivery/mail_header.hpp"
#include "adapters/delivery/smtp_session.hpp"

namespace rekey::delivery {
namespace {

/// The sender a tenant wants, or the operator's.
struct From {
    std::string address, name;
};

From from_of(const SmtpOptions& options, const ports::Sender& sender) {
    From from{options.from, options.from_name};
    if (sender.settings != nullptr) {
        if (!sender.settings->mail_from.empty()) from.address = sender.settings->mail_from;
        if (!sender.settings->mail_from_name.empty()) from.name = sender.settings->mail_from_name;
    }
    if (from.name.empty()) from.name = sender.tenant;
    return from;
}

Result<Mail> compose(const message::Message& message, const message::Rendered& rendered, const From& from, Instant now) {
    const auto sender = ascii_domain(from.address);
    const auto recipient = ascii_domain(message.destination);
    if (!sender || !is_header_safe(*sender)) return fail(ErrorCode::Refused, "the sender's address is not fit for mail");
    if (!recipient || !is_header_safe(*recipient)) return fail(ErrorCode::Refused, "the recipient's address is not fit for mail");
    if (!is_header_safe(from.name) || !is_header_safe(rendered.subject)) return fail(ErrorCode::Refused, "a header would not be safe");

    Mail mail{*sender, *recipient, {}, to_crlf(rendered.text), to_crlf(rendered.html)};
    mail.headers = {
        "Date: " + mail_date(now), "From: " + encode_mailbox(from.name, *sender), "To: " + encode_mailbox({}, *recipient),
        "Subject: " + encode_unstructured(rendered.subject),
        // The outbox row's id: a mail that is sent again after a crash has the same one, and mailboxes drop the copy.
        fmt::format("Message-ID: <{}@{}>", message.id.text(), sender->substr(sender->rfind('@') + 1)),
        "Auto-Submitted: auto-generated",          // RFC 3834 section 5: no vacation notices
        "X-Auto-Response-Suppress: All",           // the same for Exchange
    };
    return mail;
}

}  // namespace

/// A session of one's own, given back for the next mail.
class SmtpChannel::Lease final {
public:
    explicit Lease(SmtpChannel& channel) : channel_(channel) {
        const std::scoped_lock lock{channel_.mutex_};
        if (channel_.idle_.empty()) {
            session_ = std::make_unique<SmtpSession>(channel_.options_);
        } else {
            session_ = std::move(channel_.idle_.back());
            channel_.idle_.pop_back();
        }
    }
    ~Lease() {
        const std::scoped_lock lock{channel_.mutex_};
        channel_.idle_.push_back(std::move(session_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    SmtpSession* operator->() const noexcept { return session_.get(); }

private:
    SmtpChannel& channel_;
    std::unique_ptr<SmtpSession> session_;
};

SmtpChannel::SmtpChannel(SmtpOptions options, const ports::Clock& clock) : options_(std::move(options)), clock_(clock) {}
SmtpChannel::~SmtpChannel() = default;

ports::Delivery SmtpChannel::send(const message::Message& message, const ports::Sender& sender) { return {mail(message, sender), "smtp"}; }

Result<void> SmtpChannel::mail(const message::Message& message, const ports::Sender& sender) {
    const auto rendered = message::render(message, letterhead(sender));
    if (!rendered) return fail(ErrorCode::Refused, rendered.error().detail);
    const auto mail = compose(message, *rendered, from_of(options_, sender), clock_.now());
    if (!mail) return std::unexpected(mail.error());
    const Lease session{*this};
    return session->send(*mail);
}

Result<void> SmtpChannel::probe() {
    // A connection of its own: it is not one that mails could use afterwards.
    return SmtpSession{options_}.probe();
}

}  // namespace rekey::delivery
