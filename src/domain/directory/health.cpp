#include "domain/directory/health.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace rekey::directory {
namespace {

constexpr std::array kNumbers{std::pair{"min_length", &PasswordPolicy::min_length}, std::pair{"history", &PasswordPolicy::history},
                              std::pair{"lockout_threshold", &PasswordPolicy::lockout_threshold}};
constexpr std::array kTimes{std::pair{"min_age", &PasswordPolicy::min_age}, std::pair{"max_age", &PasswordPolicy::max_age},
                            std::pair{"lockout_window", &PasswordPolicy::lockout_window},
                            std::pair{"lockout_duration", &PasswordPolicy::lockout_duration}};

std::int64_t number(const std::map<std::string, std::string>& stored, const char* key) {
    const auto found = stored.find(key);
    std::int64_t value = 0;
    if (found != stored.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

}  // namespace

std::map<std::string, std::string> store(const std::optional<PasswordPolicy>& policy) {
    std::map<std::string, std::string> stored;
    if (!policy) return stored;
    for (const auto& [key, field] : kNumbers) stored[key] = std::to_string(*policy.*field);
    for (const auto& [key, field] : kTimes) stored[key] = std::to_string((*policy.*field).count());
    stored["complexity"] = policy->complexity ? "1" : "0";
    return stored;
}

std::optional<PasswordPolicy> load_policy(const std::map<std::string, std::string>& stored) {
    if (stored.empty()) return std::nullopt;
    PasswordPolicy policy;
    for (const auto& [key, field] : kNumbers) policy.*field = number(stored, key);
    for (const auto& [key, field] : kTimes) policy.*field = Duration{number(stored, key)};
    policy.complexity = number(stored, "complexity") == 1;
    return policy;
}

}  // namespace rekey::directory
