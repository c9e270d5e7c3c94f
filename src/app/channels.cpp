#include "app/channels.hpp"

namespace rekey::app {
namespace {

delivery::SmtpTls tls_of(config::MailTls tls) {
    switch (tls) {
        case config::MailTls::StartTls: return delivery::SmtpTls::StartTls;
        case config::MailTls::Tls: return delivery::SmtpTls::Tls;
        case config::MailTls::None: return delivery::SmtpTls::None;
    }
    return delivery::SmtpTls::StartTls;
}

}  // namespace

std::unique_ptr<delivery::SmtpChannel> make_smtp(const config::Config& config, const config::Environment& environment,
                                                 const ports::Clock& clock) {
    const auto& mail = config.mail;
    if (mail.host.empty()) return nullptr;
    delivery::SmtpOptions options;
    options.host = mail.host;
    options.port = static_cast<std::uint16_t>(mail.port);
    options.tls = tls_of(mail.tls);
    options.ca_file = mail.ca_file;
    options.user = mail.user;
    options.from = mail.from;
    options.from_name = mail.from_name;
    options.helo = mail.helo;
    options.timeout = seconds{mail.timeout_seconds};
    if (!mail.password.empty()) {
        auto password = config::read_secret(mail.password, environment);
        if (!password) throw Fault(FaultKind::Invariant, password.error().detail);
        options.password = std::move(*password);
    }
    return std::make_unique<delivery::SmtpChannel>(std::move(options), clock);
}

std::vector<std::unique_ptr<ports::Channel>> make_channels(const config::Config& config, const config::Environment& environment,
                                                           const ports::Clock& clock, delivery::SentMessages* sent) {
    std::vector<std::unique_ptr<ports::Channel>> channels;
    auto smtp = make_smtp(config, environment, clock);
    if (sent == nullptr) {
        if (smtp) channels.push_back(std::move(smtp));
        return channels;
    }
    channels.push_back(std::make_unique<delivery::MemoryChannel>(method::Channel::Email, *sent, clock, std::move(smtp)));
    for (const auto kind : {method::Channel::Sms, method::Channel::Voice})
        channels.push_back(std::make_unique<delivery::MemoryChannel>(kind, *sent, clock));
    return channels;
}

}  // namespace rekey::app
