#pragma once
#include <optional>

#include "adapters/voice/g711.hpp"
#include "adapters/voice/re.hpp"
#include "base/error.hpp"

namespace rekey::voice {

/// What both sides have agreed on.
struct Agreed {
    sa remote{};             ///< where sound goes
    std::uint8_t payload = 0;
    Law law = Law::Mu;
    std::optional<std::uint8_t> events;  ///< payload type of keys (RFC 4733)
};

/// Our side of a call in SDP (RFC 3264): one line of sound, PCMU or PCMA, with keys as events.
class Description final {
public:
    /// `local` is where we listen. Throws Fault when libre has no memory.
    explicit Description(const sa& local);

    [[nodiscard]] Owned<mbuf> offer() const { return encode(true); }
    [[nodiscard]] Owned<mbuf> answer() const { return encode(false); }
    // The peer's side, from the buffer's position to its end. Refused when there is nothing to agree on.
    [[nodiscard]] Result<Agreed> take_answer(mbuf* body) { return take(body, false); }
    [[nodiscard]] Result<Agreed> take_offer(mbuf* body) { return take(body, true); }

private:
    [[nodiscard]] Owned<mbuf> encode(bool offer) const;
    [[nodiscard]] Result<Agreed> take(mbuf* body, bool offer);

    sa local_;
    Owned<sdp_session> session_;
    sdp_media* media_ = nullptr;  ///< of the session
};

}  // namespace rekey::voice
