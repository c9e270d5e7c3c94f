#pragma once
#include "ports/strength.hpp"

namespace rekey::system {

/// zxcvbn (Wheeler, 2012). Its work grows faster than the password, so it looks at the first 100 characters only.
class ZxcvbnEstimator final : public ports::StrengthEstimator {
public:
    [[nodiscard]] int strength(const Secret& password, const std::vector<std::string>& known) const override;
};

}  // namespace rekey::system
