// What a directory sends beside values: the name of a part of an attribute says what was read of it, a name is within itself and its own folders, and a
// policy never holds for less than no time.
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#include "adapters/directory/password_policy.hpp"
#include "adapters/directory/ranges.hpp"
#include "adapters/directory/root.hpp"

namespace {

using namespace rekey::ldap;  // NOLINT: all of it is under test
using rekey::Duration;
using rekey::directory::Entry;

void check_range(std::string_view name) {
    const auto range = read_range(name);
    if (!range) return;
    if (range->first < 0 || (range->last && *range->last < range->first)) std::abort();
    const auto again =
        read_range(fmt::format("{};range={}-{}", range->attribute, range->first, range->last ? std::to_string(*range->last) : "*"));
    if (!again || again->first != range->first || again->last != range->last) std::abort();
}

void check_name(const std::string& name) {
    const bool is_name = is_within(name, "");
    if (is_within(name, name) != is_name) std::abort();
    if (is_name && !name.empty() && name.front() != '\0' && is_within("cn=x," + name, "") && !is_within("cn=x," + name, name)) std::abort();
}

void check_policy(const std::string& value) {
    Entry entry{"dc=x", {{"minPwdLength", {"1"}}}};
    for (const auto* const name :
         {"minPwdAge", "maxPwdAge", "lockOutObservationWindow", "lockoutDuration", "pwdMinAge", "pwdMaxAge", "pwdLockoutDuration"})
        entry.attributes.push_back({name, {value}});
    for (const auto& policy : {*domain_policy(entry), ppolicy(entry)}) {
        if (policy.min_age < Duration{} || policy.max_age < Duration{} || policy.lockout_duration < Duration{}) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    check_range(text);
    check_name(text);
    check_policy(text);
    return 0;
}
