#pragma once
#include <cstddef>
#include <cstdint>

#include "world.hpp"

namespace rekey::bench {

/// Mails a second that the server at that port of loopback takes from a client that does nothing but send: one mail again and again, of the size
/// of a code's, over so many connections.
[[nodiscard]] double bare_mails(std::uint16_t port, int connections, double seconds);

/// Codes a second that one node's workers bring from the outbox to that server. `most`: no more than that a second.
[[nodiscard]] double delivery_rate(World& world, std::uint16_t port, int workers, double seconds, double most);

}  // namespace rekey::bench
