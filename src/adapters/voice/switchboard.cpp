#include "adapters/voice/switchboard.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/log.hpp"

namespace rekey::voice {
namespace {

using call::How;
using call::Outcome;

Outcome trouble(std::string why) {
    Outcome outcome;
    outcome.why = std::move(why);
    return outcome;
}

}  // namespace

/// What the loop's thread has to say to the thread that waits.
struct Switchboard::Pending {
    std::mutex mutex;
    std::condition_variable changed;
    bool begun = false;
    std::deque<std::string> steps;
    std::optional<Outcome> outcome;

    template <class Change>
    void change(Change&& make) {
        {
            const std::scoped_lock lock(mutex);
            make();
        }
        changed.notify_one();
    }
};

class Switchboard::Line final {
public:
    Line(std::atomic<std::size_t>& busy, std::size_t most) : busy_(busy), free_(busy.fetch_add(1) < most) {}
    ~Line() { busy_.fetch_sub(1); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    [[nodiscard]] bool is_free() const noexcept { return free_; }

private:
    std::atomic<std::size_t>& busy_;
    bool free_;
};

Switchboard::Switchboard(std::vector<TrunkOptions> trunks, std::size_t calls_at_once, const ports::Speech& speech)
    : options_(std::move(trunks)), most_(calls_at_once), speech_(speech) {}

Switchboard::~Switchboard() {
    loop_.run([this] {
        calls_.clear();
        probes_.clear();
        trunks_.clear();
    });
}

const TrunkOptions* Switchboard::find(const std::string& name) const {
    const auto found = std::ranges::find(options_, name, &TrunkOptions::name);
    return found == options_.end() ? nullptr : &*found;
}

Outcome Switchboard::take(const call::Request& request, Asker& asker) {
    const auto* const options = find(request.trunk);
    if (options == nullptr) return trouble("no [[voice.provider]] has this name: is rekey voice older than the configuration?");
    if (request.ask == call::Ask::Probe) return probe_by(*options, asker);
    const Line line(busy_, most_);
    if (!line.is_free()) return trouble("all lines are busy");
    auto outcome = call_by(*options, request, asker);
    log::info("call_ended", {{"message", request.id},
                             {"provider", request.trunk},
                             {"how", std::string(name(outcome.how))},
                             {"keyed", std::string(name(outcome.keyed))},
                             {"reason", outcome.why}});
    return outcome;
}

Sounds Switchboard::say(const call::Request& request) const {
    const ports::SpeakingVoice voice{request.language};
    Sounds sounds;
    const auto& phrases = request.phrases;
    const bool confirms = !request.number.empty();
    const std::array<std::pair<bool, const std::string&>, call::kSays> texts{
        {{true, request.text}, {confirms, phrases.wrong}, {confirms, phrases.confirmed}, {request.deniable, phrases.denied}}};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& [can_be_said, text] = texts.at(i);
        if (!can_be_said) continue;  // the phone rings the sooner
        sounds.at(i) = speech_.say(text, voice);
        sounds.at(i).resize(sounds.at(i).size() + ports::kSoundRate / 4);  // never cut off, and never without an end
    }
    return sounds;
}

Outcome Switchboard::call_by(const TrunkOptions& options, const call::Request& request, Asker& asker) {
    const auto local = local_address_for(options.host);
    if (!local) return trouble(local.error().detail);
    const auto pending = std::make_shared<Pending>();
    const auto id = ++last_id_;
    try {
        loop_.post([this, &options, here = *local, &request, sounds = say(request), pending, id]() mutable {
            start_call(options, here, request, std::move(sounds), pending, id);
        });
    } catch (const Fault& fault) {
        return trouble(fault.what());
    }
    wait_for(pending, asker, id);
    return *pending->outcome;
}

Outcome Switchboard::probe_by(const TrunkOptions& options, Asker& asker) {
    const auto local = local_address_for(options.host);
    if (!local) return trouble(local.error().detail);
    const auto pending = std::make_shared<Pending>();
    const auto id = ++last_id_;
    loop_.post([this, &options, here = *local, pending, id] { start_probe(options, here, pending, id); });
    wait_for(pending, asker, id);
    return *pending->outcome;
}

void Switchboard::wait_for(const std::shared_ptr<Pending>& pending, Asker& asker, std::uint64_t id) {
    constexpr Duration kLook{200};
    bool told = false;
    bool given_up = false;
    std::unique_lock lock(pending->mutex);
    for (;;) {
        const bool last = pending->outcome.has_value();
        const auto steps = std::exchange(pending->steps, {});
        const bool begun = pending->begun;
        lock.unlock();
        if (begun && !std::exchange(told, true)) asker.begun();
        for (const auto& step : steps) asker.step(step);
        if (!last && !given_up && asker.gone()) {
            given_up = true;
            loop_.post([this, id] {
                if (const auto call = calls_.find(id); call != calls_.end()) call->second->give_up("nobody waits for it any more");
            });
        }
        lock.lock();
        if (last) return;
        pending->changed.wait_for(lock, kLook, [&] { return pending->outcome || !pending->steps.empty() || (pending->begun && !told); });
    }
}

Result<Trunk*> Switchboard::open(const TrunkOptions& options, const sa& local) {
    auto& trunk = trunks_[options.name];
    if (!trunk) {
        trunk = std::make_unique<Trunk>(options, [this](std::string_view call_id, std::uint16_t status) {
            for (const auto& [id, call] : calls_) call->redirected(call_id, status);
        });
    }
    if (const auto opened = trunk->open(local); !opened) return std::unexpected(opened.error());
    return trunk.get();
}

void Switchboard::start_call(const TrunkOptions& options, const sa& local, const call::Request& request, Sounds sounds,
                             const std::shared_ptr<Pending>& pending, std::uint64_t id) {
    const auto trunk = open(options, local);
    if (!trunk) return pending->change([&] { pending->outcome = trouble(trunk.error().detail); });
    Told told;
    told.begun = [pending] { pending->change([&] { pending->begun = true; }); };
    told.step = [pending](std::string step) { pending->change([&] { pending->steps.push_back(std::move(step)); }); };
    told.ended = [this, pending, id](Outcome outcome) {
        pending->change([&] { pending->outcome = std::move(outcome); });
        loop_.post([this, id] { forget(id); });
    };
    auto& call = calls_[id] = std::make_unique<SipCall>(**trunk, request, std::move(sounds), std::move(told));
    call->start();
}

void Switchboard::start_probe(const TrunkOptions& options, const sa& local, const std::shared_ptr<Pending>& pending, std::uint64_t id) {
    const auto trunk = open(options, local);
    if (!trunk) return pending->change([&] { pending->outcome = trouble(trunk.error().detail); });
    auto& probe = probes_[id] = std::make_unique<Probe>(**trunk, [this, pending, id](Outcome outcome) {
        pending->change([&] { pending->outcome = std::move(outcome); });
        loop_.post([this, id] { forget(id); });
    });
    probe->start();
}

void Switchboard::forget(std::uint64_t id) {
    calls_.erase(id);
    probes_.erase(id);
}

void Switchboard::give_up_all() {
    loop_.run([this] {
        for (const auto& [id, call] : calls_) call->give_up("rekey voice stops");
    });
}

}  // namespace rekey::voice
