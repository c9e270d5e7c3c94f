#include "app/adapters.hpp"

#include "adapters/crypto/key_file.hpp"
#include "adapters/store/store.hpp"

namespace rekey::app {
namespace {

crypto::KeyRing load_keys(const config::Config& config) {
    auto keys = crypto::load_key_file(config.keys_file.string());
    if (!keys) throw Fault(FaultKind::Invariant, keys.error().detail);
    return std::move(*keys);
}

}  // namespace

std::string store_url(const config::Config& config, const config::Environment& environment) {
    if (config.store.password.empty()) return config.store.url;
    const auto password = config::read_secret(config.store.password, environment);
    if (!password) throw Fault(FaultKind::Invariant, password.error().detail);
    // libpq reads it as a parameter of the URL: percent-encoded, so that no character of it is taken for syntax.
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string url = config.store.url + (config.store.url.find('?') == std::string::npos ? "?password=" : "&password=");
    for (const auto byte : password->bytes()) {
        url += '%';
        url += kHex[byte >> 4U];
        url += kHex[byte & 15U];
    }
    return url;
}

Adapters::Adapters(const config::Config& config, const config::Environment& environment)
    : keys(load_keys(config)),
      macs(keys),
      sealer(keys, entropy),
      hasher({config.password_hash.memory_kib, config.password_hash.passes}, static_cast<std::size_t>(config.password_hash.at_once)),
      store(store::open_store(store_url(config, environment), {static_cast<std::size_t>(config.store.connections)}, clock, sealer, macs)),
      connectors(clock) {}

std::vector<method::Kind> offered_kinds(const config::Config& config, Providers providers) {
    using method::Kind;
    std::vector kinds{Kind::Totp, Kind::RecoveryCode, Kind::SecurityQuestions};  // nothing is sent for these
    if (!config.mail.providers.empty() || providers == Providers::Development) kinds.push_back(Kind::Email);
    if (!config.sms.providers.empty() || providers == Providers::Development) kinds.push_back(Kind::Sms);
    if (!config.voice.providers.empty() || providers == Providers::Development)
        kinds.insert(kinds.end(), {Kind::VoiceMobile, Kind::VoiceOffice});
    return kinds;
}

}  // namespace rekey::app
