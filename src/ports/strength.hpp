#pragma once
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace rekey::ports {

/// Estimates how guessable a password is: 0 (at once) to 4 (very hard), by zxcvbn's scale. `known` are words about the person.
class StrengthEstimator {
public:
    virtual ~StrengthEstimator() = default;
    [[nodiscard]] virtual int strength(const Secret& password, const std::vector<std::string>& known) const = 0;
};

}  // namespace rekey::ports
