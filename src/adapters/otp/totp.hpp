#pragma once
#include "ports/totp.hpp"

namespace rekey::otp {

/// RFC 6238 by liboath. Throws Fault(Invariant) when the library cannot start.
class OathTotp final : public ports::Totp {
public:
    OathTotp();
    [[nodiscard]] std::optional<std::int64_t> step_of(const Secret& key, std::string_view code, Instant at) const override;
};

}  // namespace rekey::otp
