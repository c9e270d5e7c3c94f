#pragma once
#include <string>
#include <string_view>

#include "domain/tenant/settings.hpp"
#include "ports/phone_numbers.hpp"

namespace rekey::flows {

/// A phone number that this tenant may text or call, in E.164. `region` is the country somebody picked; empty: the tenant's.
/// InvalidInput with a sentence. For registering; what is typed to prove a number is only parsed.
[[nodiscard]] inline Result<std::string> allowed_number(const ports::PhoneNumbers& phones, const tenant::Settings& settings,
                                                        std::string_view typed, std::string_view region = {}) {
    auto number = phones.parse(typed, region.empty() ? std::string_view(settings.region) : region);
    if (!number) return number;
    auto regions = settings.phone_regions;
    regions.push_back(settings.region);
    if (!phones.in_regions(*number, regions))
        return fail(ErrorCode::InvalidInput, "numbers of that country are not texted or called here (setting phone_regions)");
    return number;
}

}  // namespace rekey::flows
