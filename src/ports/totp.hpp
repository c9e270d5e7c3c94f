#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace rekey::ports {

/// Codes of authenticator apps: RFC 6238 with HMAC-SHA-1, six digits, steps of 30 seconds. Safe to call from several threads.
class Totp {
public:
    virtual ~Totp() = default;
    /// The step (seconds since 1970 / 30) this code belongs to: the one of `at`, the one before or the one after, because clocks of phones
    /// go wrong (RFC 6238 section 5.2). Nothing when it is of none. Who accepts it must use up the step.
    [[nodiscard]] virtual std::optional<std::int64_t> step_of(const Secret& key, std::string_view code, Instant at) const = 0;
};

}  // namespace rekey::ports
