#pragma once
#include "config/config.hpp"

namespace rekey::app {

/// The secret; Fault in words for the operator when it cannot be read.
[[nodiscard]] inline Secret secret_of(const config::SecretSource& source, const config::Environment& environment) {
    auto secret = config::read_secret(source, environment);
    if (!secret) throw Fault(FaultKind::Invariant, secret.error().detail);
    return std::move(*secret);
}

}  // namespace rekey::app
