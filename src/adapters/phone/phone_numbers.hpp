#pragma once
#include "ports/phone_numbers.hpp"

namespace rekey::phone {

/// libphonenumber. Debian's metadata is of 2022: only what it knows to be bad is refused.
class LibPhoneNumbers final : public ports::PhoneNumbers {
public:
    [[nodiscard]] Result<std::string> parse(std::string_view typed, std::string_view region) const override;
    [[nodiscard]] std::string country_of(std::string_view e164, std::span<const std::string> countries) const override;
};

}  // namespace rekey::phone
