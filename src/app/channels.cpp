#include "app/channels.hpp"

#include <algorithm>
#include <iterator>

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

Secret secret_of(const config::SecretSource& source, const config::Environment& environment) {
    auto secret = config::read_secret(source, environment);
    if (!secret) throw Fault(FaultKind::Invariant, secret.error().detail);
    return std::move(*secret);
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
    if (!mail.password.empty()) options.password = secret_of(mail.password, environment);
    return std::make_unique<delivery::SmtpChannel>(std::move(options), clock);
}

std::vector<std::unique_ptr<delivery::SmsGateway>> make_gateways(const config::Config& config, const config::Environment& environment) {
    std::vector<std::unique_ptr<delivery::SmsGateway>> gateways;
    for (const auto& provider : config.sms.providers) {
        delivery::GatewayOptions options;
        options.name = provider.name;
        options.user = provider.user;
        options.sender = provider.sender;
        options.countries = provider.countries;
        options.form = delivery::template_of(provider);
        options.http.ca_file = provider.ca_file;
        options.http.timeout = seconds{provider.timeout_seconds};
        options.http.connect_timeout = std::min<Duration>(options.http.connect_timeout, options.http.timeout);
        if (!provider.secret.empty()) options.secret = secret_of(provider.secret, environment);
        gateways.push_back(std::make_unique<delivery::SmsGateway>(std::move(options)));
    }
    return gateways;
}

std::unique_ptr<delivery::ProviderRouter> make_sms(const config::Config& config, const config::Environment& environment,
                                                   const delivery::RouterPorts& ports) {
    auto gateways = make_gateways(config, environment);
    if (gateways.empty()) return nullptr;
    std::vector<std::unique_ptr<delivery::Provider>> providers;
    std::ranges::move(gateways, std::back_inserter(providers));
    return std::make_unique<delivery::ProviderRouter>(std::move(providers), ports);
}

std::vector<std::unique_ptr<ports::Channel>> make_channels(const config::Config& config, const config::Environment& environment,
                                                           const delivery::RouterPorts& ports, delivery::SentMessages* sent) {
    std::vector<std::unique_ptr<ports::Channel>> channels;
    const auto add = [&](method::Channel kind, std::unique_ptr<ports::Channel> real) {
        if (sent != nullptr) real = std::make_unique<delivery::MemoryChannel>(kind, *sent, ports.clock, std::move(real));
        if (real) channels.push_back(std::move(real));
    };
    add(method::Channel::Email, make_smtp(config, environment, ports.clock));
    add(method::Channel::Sms, make_sms(config, environment, ports));
    add(method::Channel::Voice, nullptr);
    return channels;
}

Duration deadline_of(const config::Config& config, method::Channel channel) {
    if (channel == method::Channel::Email) return seconds{config.mail.timeout_seconds};
    Duration all{};
    for (const auto& provider : config.sms.providers) all += seconds{provider.timeout_seconds};
    return all;
}

}  // namespace rekey::app
