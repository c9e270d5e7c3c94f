#pragma once
#include "base/time.hpp"

namespace rekey::ports {

/// The machine's wall clock, where no unit of work is open (captcha challenges, log). Expiry of rows uses UnitOfWork::now().
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace rekey::ports
