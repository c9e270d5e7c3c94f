#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/url.hpp"
#include "config/placeholders.hpp"
#include "config/provider_place.hpp"

namespace rekey::config {
namespace {

using Wrong = std::optional<std::string>;

/// Of what RFC 3261 section 25.1 allows in the user part of an address without escapes, what dialled numbers and extensions are made of.
bool is_dialled(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("+-._*").find(c) != std::string_view::npos;
}

void check_trunk(const VoiceProvider& provider, const ProviderPlace& place) {
    const VoiceProvider standard;
    if (provider.host.empty()) place.say("host", "is missing");
    if (!provider.url.empty()) place.say("url", "is for kind = \"twilio\"");
    if (provider.timeout_seconds != standard.timeout_seconds) place.say("timeout_seconds", "is for kind = \"twilio\"");
    if (provider.user.empty() != provider.password.empty())
        place.say(provider.user.empty() ? "password_file" : "user",
                  "and a password (voice.provider.password_file or voice.provider.password_env) belong together");
    if (!provider.ca_file.empty() && provider.transport != SipTransport::Tls) place.say("ca_file", "is for transport = \"tls\"");
}

void check_cloud(const VoiceProvider& provider, const ProviderPlace& place) {
    const VoiceProvider standard;
    constexpr std::string_view kForSip = "is for kind = \"sip\"";
    if (provider.user.empty()) place.say("user", "is missing");
    if (provider.password.empty())
        place.say("password_file", "is missing: the auth token comes from voice.provider.password_file or voice.provider.password_env");
    if (!provider.caller.starts_with('+')) place.say("caller", "must be a number like +31201234567");
    if (!provider.host.empty()) place.say("host", kForSip);
    if (provider.port != standard.port) place.say("port", kForSip);
    if (provider.transport != standard.transport) place.say("transport", kForSip);
    if (!provider.caller_name.empty()) place.say("caller_name", kForSip);
    if (!provider.domain.empty()) place.say("domain", kForSip);
    if (provider.dial != standard.dial) place.say("dial", kForSip);
}

/// Receipts name the provider, whatever it sends.
bool is_gateway(const Config& config, const VoiceProvider& provider) {
    return provider.kind == VoiceKind::Twilio &&
           std::ranges::find(config.sms.providers, provider.name, &SmsProvider::name) != config.sms.providers.end();
}

}  // namespace

Wrong why_not_caller(std::string_view text) {
    if (!text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_dialled)) return std::nullopt;
    return "must be a number or an extension: letters, digits and + - . _ *";
}

Wrong why_not_display(std::string_view text) {
    const bool good = is_line(text) && text.size() <= 64 && text.find_first_of("\"\\<>") == std::string_view::npos;
    return good ? std::nullopt : Wrong("must be one line (64 bytes at most) without quotes, backslashes and angle brackets");
}

Wrong why_not_dial(std::string_view text) {
    int numbers = 0;
    bool good = true;
    const auto rest = replace_placeholders(text, [&](std::string_view name) {
        good = good && (name == "to" || name == "to_digits");
        ++numbers;
        return std::string{};
    });
    if (good && numbers == 1 && text.size() <= 64 && std::ranges::all_of(rest, is_dialled)) return std::nullopt;
    return "must hold {to} or {to_digits} once, beside letters, digits and + - . _ *";
}

void check_voice(const Config& config, const Where& where, std::vector<Problem>& wrong) {
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; i < config.voice.providers.size(); ++i) {
        const auto& provider = config.voice.providers[i];
        if (!provider.name.empty() && !names.insert(provider.name).second)
            wrong.push_back(
                {where(fmt::format("voice.provider[{}].name", i)), fmt::format("voice.provider {} is there twice", provider.name)});
        const ProviderPlace place("voice.provider", i, where, wrong);
        place.check_secret(provider.password, "password");
        if (is_gateway(config, provider)) place.say("name", "is the name of an sms.provider: its receipts would be taken for those");
        provider.kind == VoiceKind::Sip ? check_trunk(provider, place) : check_cloud(provider, place);
    }
}

}  // namespace rekey::config
