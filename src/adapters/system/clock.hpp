#pragma once
#include "ports/clock.hpp"

namespace rekey::system {

class SystemClock final : public ports::Clock {
public:
    [[nodiscard]] Instant now() const override;
};

}  // namespace rekey::system
