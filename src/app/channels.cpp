#include "app/channels.hpp"

#include <algorithm>
#include <iterator>

#include "app/secret.hpp"

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

delivery::OauthOptions oauth_of(const config::MailProvider& provider, const config::Environment& environment) {
    delivery::OauthOptions oauth;
    oauth.token_url = provider.token_url;
    oauth.client_id = provider.client_id;
    oauth.scope = provider.scope;
    if (!provider.client_secret.empty()) oauth.client_secret = secret_of(provider.client_secret, environment);
    if (!provider.refresh_token.empty()) oauth.refresh_token = secret_of(provider.refresh_token, environment);
    return oauth;
}

template <class Kind>
delivery::HttpOptions http_of(const Kind& provider) {
    delivery::HttpOptions http;
    http.ca_file = provider.ca_file;
    http.timeout = seconds{provider.timeout_seconds};
    http.connect_timeout = std::min<Duration>(http.connect_timeout, http.timeout);
    return http;
}

/// What an account at a gateway has of every channel.
template <class Kind>
delivery::GatewayOptions account_at(const Kind& provider, const std::string& sender) {
    delivery::GatewayOptions options;
    options.name = provider.name;
    options.user = provider.user;
    options.sender = sender;
    options.countries = provider.countries;
    options.form = delivery::template_of(provider);
    options.http = http_of(provider);
    return options;
}

delivery::GatewayOptions gateway_of(const config::SmsProvider& provider, const config::Environment& environment) {
    auto options = account_at(provider, provider.sender);
    if (!provider.secret.empty()) options.secret = secret_of(provider.secret, environment);
    if (!provider.receipt_secret.empty()) options.receipt_secret = secret_of(provider.receipt_secret, environment);
    return options;
}

delivery::GatewayOptions cloud_of(const config::VoiceProvider& provider, const config::Environment& environment) {
    auto options = account_at(provider, provider.caller);
    options.secret = secret_of(provider.password, environment);
    return options;
}

std::vector<delivery::GatewayOptions> clouds_of(const config::Config& config, const config::Environment& environment) {
    std::vector<delivery::GatewayOptions> clouds;
    for (const auto& provider : config.voice.providers) {
        if (provider.kind == config::VoiceKind::Twilio) clouds.push_back(cloud_of(provider, environment));
    }
    return clouds;
}

template <class Kind>
std::unique_ptr<delivery::ProviderRouter> make_router(method::Channel channel, std::vector<std::unique_ptr<Kind>> made,
                                                      const delivery::RouterPorts& ports) {
    if (made.empty()) return nullptr;
    std::vector<std::unique_ptr<delivery::Provider>> providers;
    std::ranges::move(made, std::back_inserter(providers));
    return std::make_unique<delivery::ProviderRouter>(channel, std::move(providers), ports);
}

}  // namespace

std::vector<std::unique_ptr<delivery::SmtpServer>> make_mail_servers(const config::Config& config, const config::Environment& environment,
                                                                     const ports::Clock& clock) {
    std::vector<std::unique_ptr<delivery::SmtpServer>> servers;
    for (const auto& provider : config.mail.providers) {
        delivery::SmtpOptions options;
        options.name = provider.name;
        options.host = provider.host;
        options.port = static_cast<std::uint16_t>(provider.port);
        options.tls = tls_of(provider.tls);
        options.ca_file = provider.ca_file;
        options.user = provider.user;
        options.from = config.mail.from;
        options.from_name = config.mail.from_name;
        options.bounces = config.mail.bounces;
        options.helo = provider.helo;
        options.timeout = seconds{provider.timeout_seconds};
        options.connect_timeout = std::min<Duration>(options.connect_timeout, options.timeout);
        if (!provider.password.empty()) options.password = secret_of(provider.password, environment);
        if (!provider.token_url.empty()) options.oauth = oauth_of(provider, environment);
        servers.push_back(std::make_unique<delivery::SmtpServer>(std::move(options), clock));
    }
    return servers;
}

std::unique_ptr<delivery::ProviderRouter> make_mail(const config::Config& config, const config::Environment& environment,
                                                    const delivery::RouterPorts& ports) {
    return make_router(method::Channel::Email, make_mail_servers(config, environment, ports.clock), ports);
}

std::vector<std::unique_ptr<delivery::SmsGateway>> make_gateways(const config::Config& config, const config::Environment& environment) {
    std::vector<std::unique_ptr<delivery::SmsGateway>> gateways;
    for (const auto& provider : config.sms.providers)
        gateways.push_back(std::make_unique<delivery::SmsGateway>(gateway_of(provider, environment)));
    return gateways;
}

std::unique_ptr<delivery::GatewayReceipts> make_receipts(const config::Config& config, const config::Environment& environment) {
    auto gateways = clouds_of(config, environment);
    for (const auto& provider : config.sms.providers) {
        if (provider.receipts != config::Receipts::None) gateways.push_back(gateway_of(provider, environment));
    }
    return std::make_unique<delivery::GatewayReceipts>(std::move(gateways));
}

std::unique_ptr<delivery::ProviderRouter> make_sms(const config::Config& config, const config::Environment& environment,
                                                   const delivery::RouterPorts& ports) {
    return make_router(method::Channel::Sms, make_gateways(config, environment), ports);
}

std::vector<std::unique_ptr<delivery::Caller>> make_callers(const config::Config& config, const config::Environment& environment) {
    std::vector<std::unique_ptr<delivery::Caller>> callers;
    for (const auto& provider : config.voice.providers) {
        if (provider.kind == config::VoiceKind::Twilio) {
            callers.push_back(std::make_unique<delivery::CloudCaller>(cloud_of(provider, environment)));
        } else {
            callers.push_back(std::make_unique<delivery::CallLine>(
                delivery::CallOptions{provider.name, config.voice.socket, provider.countries, seconds{provider.ring_seconds}}));
        }
    }
    return callers;
}

std::unique_ptr<delivery::CloudTalks> make_talks(const config::Config& config, const config::Environment& environment) {
    return std::make_unique<delivery::CloudTalks>(clouds_of(config, environment));
}

std::unique_ptr<delivery::ProviderRouter> make_voice(const config::Config& config, const config::Environment& environment,
                                                     const delivery::RouterPorts& ports) {
    return make_router(method::Channel::Voice, make_callers(config, environment), ports);
}

std::vector<std::unique_ptr<ports::Channel>> make_channels(const config::Config& config, const config::Environment& environment,
                                                           const delivery::RouterPorts& ports, delivery::SentMessages* sent) {
    std::vector<std::unique_ptr<ports::Channel>> channels;
    const auto add = [&](method::Channel kind, std::unique_ptr<ports::Channel> real) {
        if (sent != nullptr) real = std::make_unique<delivery::MemoryChannel>(kind, *sent, ports.clock, std::move(real));
        if (real) channels.push_back(std::move(real));
    };
    add(method::Channel::Email, make_mail(config, environment, ports));
    add(method::Channel::Sms, make_sms(config, environment, ports));
    add(method::Channel::Voice, make_voice(config, environment, ports));
    return channels;
}

Duration deadline_of(const config::Config& config, method::Channel channel) {
    Duration all{};
    if (channel == method::Channel::Email) {
        const auto token = delivery::HttpOptions{}.timeout;
        for (const auto& provider : config.mail.providers)
            all += seconds{provider.timeout_seconds} + (provider.token_url.empty() ? Duration{} : token);
        return all;
    }
    if (channel == method::Channel::Voice) {
        for (const auto& provider : config.voice.providers)
            all += provider.kind == config::VoiceKind::Twilio ? Duration{seconds{provider.timeout_seconds}}
                                                              : delivery::longest_call(seconds{provider.ring_seconds});
        return all;
    }
    for (const auto& provider : config.sms.providers) all += seconds{provider.timeout_seconds};
    return all;
}

}  // namespace rekey::app
