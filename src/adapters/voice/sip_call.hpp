#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "adapters/voice/media.hpp"
#include "adapters/voice/trunk.hpp"
#include "domain/call/conversation.hpp"

namespace rekey::voice {

/// What is said, by call::Say.
using Sounds = std::array<ports::Sound, call::kSays>;

/// Whom a call tells, on the loop's thread.
struct Told {
    std::function<void()> begun;                    ///< a phone may ring from now on
    std::function<void(std::string step)> step;     ///< for an operator who tests
    std::function<void(call::Outcome)> ended;       ///< once; the call may be destroyed after it returned, not in it
};

/// One call, on the loop's thread. Ends by itself: each of its states has a timer.
class SipCall final {
public:
    SipCall(Trunk& trunk, const call::Request& request, Sounds sounds, Told told);
    SipCall(const SipCall&) = delete;
    SipCall& operator=(const SipCall&) = delete;

    void start();
    /// The end, now; of a call that was taken, in a BYE.
    void give_up(const std::string& why);
    void redirected(std::string_view call_id, std::uint16_t status);

private:
    enum class State : std::uint8_t { Dialling, Ringing, Talking, Over };

    [[nodiscard]] int invite();
    void progressed(std::uint16_t status);
    [[nodiscard]] int answered(const sip_msg& message);
    void established(const sip_msg& message);
    void closed(int error, const sip_msg* message);
    void pressed(char key);
    void act(call::Conversation::Next next);
    void finish(call::How how, std::string why);
    [[nodiscard]] call::How how_it_went() const;

    static int on_offer(mbuf** description, const sip_msg* message, void* arg);
    static int on_answer(const sip_msg* message, void* arg);
    static void on_progress(const sip_msg* message, void* arg);
    static void on_established(const sip_msg* message, void* arg);
    static void on_info(::sip* stack, const sip_msg* message, void* arg);
    static void on_close(int error, const sip_msg* message, void* arg);
    static void on_no_sign(void* arg);
    static void on_rung(void* arg);
    static void on_ear(void* arg);
    static void on_silence(void* arg);
    static void on_too_long(void* arg);

    Trunk& trunk_;
    const call::Request request_;
    const Sounds sounds_;
    const Told told_;
    call::Conversation talk_;
    State state_ = State::Dialling;
    std::unique_ptr<Media> media_;
    Owned<sipsess> session_;
    std::optional<Agreed> agreed_;
    sa peer_{};
    Timer wait_, keys_, most_;
};

}  // namespace rekey::voice
