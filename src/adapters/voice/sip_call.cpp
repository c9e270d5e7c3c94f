#include "adapters/voice/sip_call.hpp"

#include <fmt/format.h>

#include <cstring>

#include "adapters/voice/answers.hpp"

namespace rekey::voice {
namespace {

using call::How;
using Next = call::Conversation::Next;

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kEarMillis = 700;  ///< from the key to the ear

SipCall& self(void* arg) { return *static_cast<SipCall*>(arg); }

}  // namespace

SipCall::SipCall(Trunk& trunk, const call::Request& request, Sounds sounds, Told told)
    : trunk_(trunk), request_(request), sounds_(std::move(sounds)), told_(std::move(told)), talk_(request) {}

void SipCall::start() {
    try {
        media_ =
            std::make_unique<Media>(trunk_.local(), Media::Handlers{[this](char key) { pressed(key); }, [this] { act(talk_.spoken()); }});
        told_.begun();
        if (const int error = invite(); error != 0) return finish(How::Trouble, std::strerror(error));
    } catch (const Fault& fault) {
        return finish(How::Trouble, fault.what());
    }
    wait_.start(static_cast<std::uint64_t>(call::kLongestSetup.count()) * kSecond, on_no_sign, this);
}

int SipCall::invite() {
    const auto& options = trunk_.options();
    const auto to = trunk_.address_of(request_.to);
    const auto from = trunk_.own_address();
    const auto route = trunk_.route();
    const char* routes[] = {route.c_str()};
    const auto* const name = options.caller_name.empty() ? nullptr : options.caller_name.c_str();
    const auto offer = media_->description().offer();
    told_.step(fmt::format("INVITE to {}, from {}", options.host, options.caller));
    sipsess* session = nullptr;
    const int error = sipsess_connect(&session, trunk_.sessions(), to.c_str(), name, from.c_str(), options.caller.c_str(), routes,
                                      route.empty() ? 0 : 1, "application/sdp", offer.get(), Trunk::credentials, &trunk_, false, on_offer,
                                      on_answer, on_progress, on_established, on_info, nullptr, on_close, this, nullptr);
    session_.reset(session);
    return error;
}

void SipCall::progressed(std::uint16_t status) {
    told_.step(words(status));
    if (state_ != State::Dialling) return;
    state_ = State::Ringing;
    wait_.start(static_cast<std::uint64_t>(request_.ring.count()) * kSecond, on_rung, this);
}

int SipCall::answered(const sip_msg& message) {
    auto agreed = media_->description().take_answer(message.mb);
    if (!agreed) {
        told_.step(agreed.error().detail);
        return EPROTO;
    }
    agreed_ = *agreed;
    return 0;
}

void SipCall::established(const sip_msg& message) {
    if (state_ == State::Over || !agreed_) return;
    state_ = State::Talking;
    peer_ = message.src;
    told_.step(fmt::format("200 OK: answered, {}{}", agreed_->law == Law::Mu ? "PCMU" : "PCMA", agreed_->events ? ", keys as events" : ""));
    media_->start(*agreed_, peer_);
    most_.start(static_cast<std::uint64_t>(call::kLongestTalk.count()) * kSecond, on_too_long, this);
    wait_.start(kEarMillis, on_ear, this);
}

void SipCall::closed(int error, const sip_msg* message) {
    if (state_ == State::Talking) return finish(how_it_went(), error == 0 ? "the person has hung up" : std::strerror(error));
    if (error != 0 || message == nullptr) return finish(How::Trouble, error == 0 ? "ended" : std::strerror(error));
    const auto outcome = outcome_of(message->scode);
    finish(outcome.how, outcome.why);
}

How SipCall::how_it_went() const { return talk_.heard() || talk_.keyed() != call::Keyed::Nothing ? How::Played : How::HungUp; }

void SipCall::pressed(char key) {
    if (state_ != State::Talking) return;
    told_.step(fmt::format("key {}", key));
    talk_.progress(media_->progress());
    act(talk_.key(key));
}

void SipCall::act(Next next) {
    if (state_ != State::Talking) return;
    const auto patience = static_cast<std::uint64_t>(talk_.patience().count()) * kSecond;
    switch (next) {
        case Next::GoOn: break;
        case Next::Say:
            keys_.stop();
            told_.step(fmt::format("says {} s", sounds_[static_cast<std::size_t>(talk_.saying())].size() / ports::kSoundRate));
            media_->say(sounds_[static_cast<std::size_t>(talk_.saying())]);
            break;
        case Next::Listen:
            media_->hush();
            keys_.start(patience, on_silence, this);
            break;
        case Next::HangUp: finish(how_it_went(), "said, and hung up"); break;
    }
}

void SipCall::finish(How how, std::string why) {
    if (state_ == State::Over) return;
    if (state_ == State::Talking) talk_.progress(media_->progress());
    state_ = State::Over;
    wait_.stop();
    keys_.stop();
    most_.stop();
    session_.reset();  // sends CANCEL or BYE
    if (media_) media_->hush();
    call::Outcome outcome;
    outcome.how = how;
    outcome.keyed = talk_.keyed();
    outcome.why = std::move(why);
    told_.ended(std::move(outcome));
}

void SipCall::give_up(const std::string& why) {
    if (state_ == State::Talking) return finish(how_it_went() == How::Played ? How::Played : How::Unsure, why);
    finish(How::Unsure, why);
}

void SipCall::redirected(std::string_view call_id, std::uint16_t status) {
    if (state_ == State::Over || !session_ || call_id != sip_dialog_callid(sipsess_dialog(session_.get()))) return;
    const auto outcome = outcome_of(status);
    finish(outcome.how, outcome.why);
}

/// A re-INVITE: the trunk moves the sound elsewhere.
int SipCall::on_offer(mbuf** description, const sip_msg* message, void* arg) {
    auto& call = self(arg);
    if (call.state_ != State::Talking) return EPROTO;
    try {
        if (mbuf_get_left(message->mb) == 0) {
            *description = call.media_->description().offer().release();
            return 0;
        }
        const auto agreed = call.media_->description().take_offer(message->mb);
        if (!agreed) return EPROTO;
        *description = call.media_->description().answer().release();
        call.agreed_ = *agreed;
        call.media_->start(*agreed, call.peer_);
        return 0;
    } catch (const Fault&) {
        return ENOMEM;
    }
}

int SipCall::on_answer(const sip_msg* message, void* arg) { return self(arg).answered(*message); }
void SipCall::on_progress(const sip_msg* message, void* arg) { self(arg).progressed(message->scode); }
void SipCall::on_established(const sip_msg* message, void* arg) { self(arg).established(*message); }
void SipCall::on_close(int error, const sip_msg* message, void* arg) { self(arg).closed(error, message); }

void SipCall::on_info(::sip* stack, const sip_msg* message, void* arg) {
    static_cast<void>(sip_reply(stack, message, 200, "OK"));
    const auto key = info_key({reinterpret_cast<const char*>(mbuf_buf(message->mb)), mbuf_get_left(message->mb)});
    if (key) self(arg).pressed(*key);
}

void SipCall::on_no_sign(void* arg) {
    self(arg).finish(How::Trouble, fmt::format("no answer from the trunk within {} s", call::kLongestSetup.count()));
}
void SipCall::on_rung(void* arg) { self(arg).finish(How::NoAnswer, fmt::format("not taken within {} s", self(arg).request_.ring.count())); }
void SipCall::on_ear(void* arg) { self(arg).act(Next::Say); }
void SipCall::on_silence(void* arg) { self(arg).act(self(arg).talk_.silence()); }
void SipCall::on_too_long(void* arg) { self(arg).finish(self(arg).how_it_went(), "the longest time a call may take is over"); }

}  // namespace rekey::voice
