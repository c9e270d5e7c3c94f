#pragma once
#include "ports/channel.hpp"
#include "ports/clock.hpp"

namespace rekey::delivery {

class FixedClock final : public ports::Clock {
public:
    [[nodiscard]] Instant now() const override { return from_millis(1795357920000); }  // 2026-11-22 14:32 UTC
};

inline message::Message code_for(std::string_view destination, method::Channel channel = method::Channel::Email) {
    message::Message out;
    out.id.bytes = {0x01, 0x9a, 0xbc, 0xde, 0xf0, 0x12, 0x70, 0x34, 0x80, 0x56, 1, 2, 3, 4, 5, 6};
    out.channel = channel;
    out.destination = destination;
    out.language = "en";
    out.created_at = FixedClock{}.now();
    out.expires_at = out.created_at + minutes{10};
    out.parameters = {{"code", "48291357"}, {"expires", to_rfc3339(out.expires_at)}};
    return out;
}

}  // namespace rekey::delivery
