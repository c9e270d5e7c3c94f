#include "domain/registration/waiting.hpp"

#include <algorithm>

namespace rekey::registration {
namespace {

constexpr Ruling kAtOnceUntold{Duration{0}, Told::Nobody, Earlier::None};
constexpr Ruling kAtOnceInstead{Duration{0}, Told::Others, Earlier::Withdrawn};
constexpr Ruling kAtOnceBeside{Duration{0}, Told::Others, Earlier::UsableMeanwhile};
constexpr Ruling kAfterTheWait{kWait, Told::Others, Earlier::UsableMeanwhile};

}  // namespace

Ruling ruling(const Change& change) noexcept {
    const bool first = change.occasion == Occasion::First;
    switch (change.source) {
        case method::Source::Administrator: return first ? kAtOnceUntold : kAtOnceInstead;
        case method::Source::Directory:
            if (first) return kAtOnceUntold;
            return change.trust == Trust::Released ? kAtOnceBeside : kAfterTheWait;
        case method::Source::Person:
            if (first) return {Duration{0}, Told::Mailbox, Earlier::None};
            return change.session == Strength::TwoProofs ? kAtOnceInstead : kAfterTheWait;
    }
    return kAfterTheWait;
}

Instant change_until(Instant signed_in_at, std::optional<Instant> second_proof_at, Occasion occasion) noexcept {
    const auto proven = std::max(signed_in_at, second_proof_at.value_or(signed_in_at));
    return occasion == Occasion::First ? std::max(signed_in_at + kFirstRegistration, proven + kFresh) : proven + kFresh;
}

}  // namespace rekey::registration
