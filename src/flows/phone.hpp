#pragma once
#include <string>
#include <string_view>

#include "domain/tenant/settings.hpp"
#include "ports/phone_numbers.hpp"

namespace rekey::flows {

/// The country of a number that this tenant may text or call; empty: it may not.
[[nodiscard]] inline std::string country_served(const ports::PhoneNumbers& phones, const tenant::Settings& settings,
                                                std::string_view e164) {
    return phones.country_of(e164, tenant::served_countries(settings));
}

/// A phone number that this tenant may text or call, in E.164. `region` is the country somebody picked; empty: the tenant's.
/// InvalidInput with a sentence. For registering; what is typed to prove a number is only parsed.
[[nodiscard]] inline Result<std::string> allowed_number(const ports::PhoneNumbers& phones, const tenant::Settings& settings,
                                                        std::string_view typed, std::string_view region = {}) {
    auto number = phones.parse(typed, region.empty() ? std::string_view(settings.region) : region);
    if (!number) return number;
    if (country_served(phones, settings, *number).empty())
        return fail(ErrorCode::InvalidInput, "numbers of that country are not texted or called here (setting phone_regions)");
    return number;
}

}  // namespace rekey::flows
