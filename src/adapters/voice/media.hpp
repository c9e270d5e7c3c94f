#pragma once
#include <functional>

#include "adapters/voice/description.hpp"
#include "adapters/voice/keys.hpp"
#include "ports/speech.hpp"

namespace rekey::voice {

/// The sound of one call, on the loop's thread: packets of 20 ms from when it starts to when it goes, speech or silence, and keys that come.
class Media final {
public:
    struct Handlers {
        std::function<void(char key)> key;
        std::function<void()> spoken;  ///< all of the sound is out
    };

    /// Opens a port of kFirstPort to kLastPort at this address. Throws Fault when there is none.
    Media(const sa& local, Handlers handlers);
    Media(const Media&) = delete;
    Media& operator=(const Media&) = delete;

    static constexpr std::uint16_t kFirstPort = 16384, kLastPort = 16639;

    [[nodiscard]] Description& description() noexcept { return description_; }
    /// Begins, or goes on elsewhere. Keys count from the host that sound goes to, and from `peer`, who signals.
    void start(const Agreed& agreed, const sa& peer);
    /// The sound outlives its saying.
    void say(const ports::Sound& sound);
    void hush() { sound_ = nullptr; }
    /// Of what is said, from 0 to 1.
    [[nodiscard]] double progress() const;

private:
    static Owned<struct rtp_sock> listen(const sa& local, void* arg);
    static void on_packet(const sa* from, const rtp_header* header, mbuf* payload, void* arg);
    static void on_tick(void* arg);
    void send_packet();

    Handlers handlers_;
    Owned<struct rtp_sock> socket_;
    Description description_;
    KeyEvents keys_;
    Agreed agreed_;
    sa peer_{};
    Timer tick_;
    std::uint64_t next_at_ = 0;  ///< milliseconds of libre's clock
    std::uint32_t timestamp_ = 0;
    const ports::Sound* sound_ = nullptr;
    std::size_t at_ = 0;
};

}  // namespace rekey::voice
