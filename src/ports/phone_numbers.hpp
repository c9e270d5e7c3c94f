#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rekey::ports {

/// Reading of phone numbers as people type them. Safe to call from several threads.
class PhoneNumbers {
public:
    virtual ~PhoneNumbers() = default;
    /// E.164 ("+31612345678"). `region` (ISO 3166, two capitals) is for numbers typed without a country code. A number that is possible by
    /// its length is taken even when it is in no list of ranges: such lists grow old. InvalidInput with a sentence when it is no number, or
    /// one that costs the caller extra or is nobody's phone (premium, shared-cost, toll-free, personal, pager, voice mail).
    [[nodiscard]] virtual Result<std::string> parse(std::string_view typed, std::string_view region) const = 0;
    /// Which of these countries (ISO 3166) an E.164 number belongs to; empty: none. Countries that share a calling code are told apart where
    /// that is possible, and else the first of them is the answer.
    [[nodiscard]] virtual std::string country_of(std::string_view e164, std::span<const std::string> countries) const = 0;
};

}  // namespace rekey::ports
