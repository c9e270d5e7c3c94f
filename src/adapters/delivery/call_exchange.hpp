#pragma once
#include <filesystem>

#include "base/time.hpp"
#include "domain/call/call.hpp"

namespace rekey::delivery {

struct CallAnswer {
    call::Outcome outcome;
    Duration took{};
};

/// Asks `rekey voice` for one call and waits for its outcome. Its socket must be this user's or root's: codes are told to nobody else. No
/// answer in time, or a connection that ends, is Trouble before the call has begun and Unsure from then on.
[[nodiscard]] CallAnswer ask_voice(const std::filesystem::path& socket, const call::Request& request, Duration deadline);

}  // namespace rekey::delivery
