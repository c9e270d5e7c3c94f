#include "app/voice.hpp"

#include <csignal>

#include "adapters/speech/espeak.hpp"
#include "adapters/system/hardening.hpp"
#include "adapters/voice/desk.hpp"
#include "app/secret.hpp"
#include "base/log.hpp"
#include "cli/program.hpp"

namespace rekey::app {
namespace {

voice::TrunkOptions trunk_of(const config::VoiceProvider& provider, const config::Environment& environment) {
    voice::TrunkOptions options;
    options.name = provider.name;
    options.host = provider.host;
    options.port = static_cast<std::uint16_t>(provider.port);
    options.transport = provider.transport;
    options.ca_file = provider.ca_file;
    options.user = provider.user;
    if (!provider.password.empty()) options.password = secret_of(provider.password, environment);
    options.caller = provider.caller;
    options.caller_name = provider.caller_name;
    options.domain = provider.domain;
    options.dial = provider.dial;
    return options;
}

/// Blocked in every thread that is made from now on, so that one of them can wait for them.
sigset_t hold_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

}  // namespace

int run_voice(const config::Config& config, const config::Environment& environment) {
    constexpr std::size_t kForProbes = 8;  // and for those who are told that all lines are busy
    log::configure(config.log.level, config.log.format);
    system::harden_process();
    std::vector<voice::TrunkOptions> trunks;
    for (const auto& provider : config.voice.providers) {
        if (provider.kind == config::VoiceKind::Sip) trunks.push_back(trunk_of(provider, environment));
    }
    if (trunks.empty()) {
        log::error("start_refused", {{"reason", "there is no [[voice.provider]] with kind = \"sip\" in the configuration"}});
        return static_cast<int>(cli::Exit::Configuration);
    }
    const auto signals = hold_signals();
    const speech::EspeakSpeech speech;
    const auto at_once = static_cast<std::size_t>(config.voice.calls_at_once);
    voice::Switchboard switchboard(std::move(trunks), at_once, speech);
    voice::Desk desk(config.voice.socket, switchboard, at_once + kForProbes);
    log::info("voice_ready", {{"socket", config.voice.socket.string()}});
    int signal = SIGHUP;
    while (signal == SIGHUP) sigwait(&signals, &signal);
    log::info("stopping");
    if (!desk.drain(seconds{config.server.drain_seconds})) switchboard.give_up_all();
    log::info("stopped");
    return static_cast<int>(cli::Exit::Ok);
}

}  // namespace rekey::app
