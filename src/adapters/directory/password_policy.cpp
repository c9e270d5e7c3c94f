#include "adapters/directory/password_policy.hpp"

#include <limits>
#include <vector>

#include "adapters/directory/asking.hpp"
#include "domain/directory/moment.hpp"

namespace rekey::ldap {
namespace {

using directory::Entry;
using directory::Filter;
using directory::PasswordPolicy;

std::int64_t number(const Entry& entry, std::string_view attribute) { return directory::read_number(entry.first(attribute)).value_or(0); }

/// Zero for "never": the smallest number there is.
Duration interval(const Entry& entry, std::string_view attribute) {
    constexpr std::int64_t kPerMillisecond = 10'000;
    const auto value = number(entry, attribute);
    return value >= 0 || value == std::numeric_limits<std::int64_t>::min() ? Duration{} : Duration{-(value / kPerMillisecond)};
}

/// A hundred years are for ever: more would run over when it is added to a time.
Duration lasting(const Entry& entry, std::string_view attribute) {
    constexpr std::int64_t kForEver = 100LL * 365 * 24 * 3600;
    const auto value = number(entry, attribute);
    return value > 0 && value < kForEver ? Duration{seconds{value}} : Duration{};
}

Result<std::optional<PasswordPolicy>> read_domain_policy(Connection& connection, const std::string& root) {
    const auto entry = look_up(connection, root,
                               {"minPwdLength", "pwdProperties", "pwdHistoryLength", "minPwdAge", "maxPwdAge", "lockoutThreshold",
                                "lockOutObservationWindow", "lockoutDuration"});
    if (!entry && entry.error().code == ErrorCode::Unreachable) return std::unexpected(entry.error());
    return entry && *entry ? domain_policy(**entry) : std::nullopt;
}

/// The only one, or the one called "default".
const Entry* chosen(const std::vector<Entry>& policies) {
    if (policies.size() == 1) return &policies.front();
    for (const auto& policy : policies) {
        if (policy.first("cn") == "default") return &policy;
    }
    return nullptr;
}

Result<std::optional<PasswordPolicy>> read_ppolicy(Connection& connection, const std::string& root) {
    static const auto filter = *Filter::parse("(objectClass=pwdPolicy)");
    std::vector<Entry> policies;
    const auto reply = good(connection.search({root,
                                               Scope::Subtree,
                                               filter,
                                               {"cn", "pwdMinLength", "pwdInHistory", "pwdMinAge", "pwdMaxAge", "pwdLockout",
                                                "pwdMaxFailure", "pwdFailureCountInterval", "pwdLockoutDuration"}},
                                              {[&](Entry entry, const std::vector<Control>&) { policies.push_back(std::move(entry)); }}));
    if (!reply && reply.error().code == ErrorCode::Unreachable) return std::unexpected(reply.error());
    const auto* const policy = reply ? chosen(policies) : nullptr;
    return policy == nullptr ? std::nullopt : std::optional(ppolicy(*policy));
}

}  // namespace

std::optional<PasswordPolicy> domain_policy(const Entry& domain) {
    constexpr std::int64_t kComplex = 1;  // DOMAIN_PASSWORD_COMPLEX
    if (domain.first("minPwdLength").empty()) return std::nullopt;
    return PasswordPolicy{.min_length = number(domain, "minPwdLength"),
                          .complexity = (number(domain, "pwdProperties") & kComplex) != 0,
                          .history = number(domain, "pwdHistoryLength"),
                          .min_age = interval(domain, "minPwdAge"),
                          .max_age = interval(domain, "maxPwdAge"),
                          .lockout_threshold = number(domain, "lockoutThreshold"),
                          .lockout_window = interval(domain, "lockOutObservationWindow"),
                          .lockout_duration = interval(domain, "lockoutDuration")};
}

PasswordPolicy ppolicy(const Entry& entry) {
    return {.min_length = number(entry, "pwdMinLength"),
            .complexity = false,
            .history = number(entry, "pwdInHistory"),
            .min_age = lasting(entry, "pwdMinAge"),
            .max_age = lasting(entry, "pwdMaxAge"),
            .lockout_threshold = entry.first("pwdLockout") == "TRUE" ? number(entry, "pwdMaxFailure") : 0,
            .lockout_window = lasting(entry, "pwdFailureCountInterval"),
            .lockout_duration = lasting(entry, "pwdLockoutDuration")};
}

Result<std::optional<PasswordPolicy>> read_policy(Connection& connection, const directory::Driver& driver, const std::string& root) {
    if (root.empty()) return std::nullopt;
    return driver.password == directory::PasswordOperation::UnicodePwd ? read_domain_policy(connection, root)
                                                                       : read_ppolicy(connection, root);
}

}  // namespace rekey::ldap
