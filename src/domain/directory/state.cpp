#include "domain/directory/state.hpp"

#include <algorithm>

#include "domain/directory/moment.hpp"

namespace rekey::directory {
namespace {

constexpr std::int64_t kAccountDisable = 0x2, kLockout = 0x10;  // MS-ADTS 2.2.16

std::int64_t number_or_zero(std::string_view text) { return read_number(text).value_or(0); }

bool is_true(std::string_view text) {
    constexpr std::string_view kTrue = "TRUE";
    return std::ranges::equal(text, kTrue, {}, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
}

std::optional<Instant> read_time(TimeForm form, std::string_view text) {
    switch (form) {
        case TimeForm::FileTime: return read_file_time(text);
        case TimeForm::Generalized: return read_generalized_time(text);
        case TimeForm::None: return std::nullopt;
    }
    return std::nullopt;
}

/// Of a lock that began or ends at this time. One that cannot be read holds.
bool is_over(const LockForm& lock, std::string_view value, const std::optional<PasswordPolicy>& policy, Instant now) {
    const auto time = read_time(lock.form, value);
    if (!time) return false;
    // 389 DS writes 1970 when only an administrator may unlock.
    if (lock.tells == LockTells::Until) return to_millis(*time) > 0 && *time <= now;
    return policy && policy->lockout_duration > Duration{0} && *time + policy->lockout_duration <= now;
}

enum class Lock : std::uint8_t { No, Perhaps, Yes };

Lock lock_of(const LockForm& lock, const Entry& entry, const std::optional<PasswordPolicy>& policy, Instant now) {
    const auto sure = [](bool locked) { return locked ? Lock::Yes : Lock::No; };
    if (lock.attribute.empty()) return Lock::No;
    if (!lock.computed.empty() && entry.find(lock.computed) != nullptr)
        return sure((number_or_zero(entry.first(lock.computed)) & kLockout) != 0);
    const auto value = entry.first(lock.attribute);
    if (value.empty() || value == lock.open) return Lock::No;
    if (!lock.permanent.empty() && value == lock.permanent) return Lock::Yes;
    if (!policy && lock.tells != LockTells::Until) return Lock::Perhaps;
    if (lock.tells != LockTells::Count) return sure(!is_over(lock, value, policy, now));
    return sure(policy->lockout_threshold > 0 && number_or_zero(value) >= policy->lockout_threshold);
}

/// A failure that is no longer counted together with the next one. A time that cannot be read still is.
bool is_forgotten(const LockForm& lock, std::string_view value, const std::optional<PasswordPolicy>& policy, Instant now) {
    const auto time = read_time(lock.form, value);
    return time && policy && policy->lockout_window > Duration{0} && *time + policy->lockout_window <= now;
}

/// Servers leave old failures standing until the next one.
std::int64_t wrong_passwords(const LockForm& lock, const Entry& entry, const std::optional<PasswordPolicy>& policy, Instant now) {
    const auto* const failures = lock.failures.empty() ? nullptr : entry.find(lock.failures);
    if (failures == nullptr || failures->values.empty()) return 0;
    const auto number = read_number(failures->values.front());
    if (!number) return std::ranges::count_if(failures->values, [&](const auto& value) { return !is_forgotten(lock, value, policy, now); });
    const bool forgotten = !lock.last_failure.empty() && is_forgotten(lock, entry.first(lock.last_failure), policy, now);
    return forgotten ? 0 : *number;
}

}  // namespace

bool is_disabled(const Driver& driver, const Entry& entry) {
    if (driver.disabled.empty()) return false;
    const auto value = entry.first(driver.disabled);
    return driver.disabled_form == DisabledForm::Truth ? is_true(value) : (number_or_zero(value) & kAccountDisable) != 0;
}

/// Of several values, which a schema does not allow, any: what is protected is left alone.
bool is_protected(const Driver& driver, const Entry& entry) {
    const auto* const found = driver.protection.empty() ? nullptr : entry.find(driver.protection);
    return found != nullptr && std::ranges::find(found->values, "1") != found->values.end();
}

std::vector<std::string> state_attributes(const Driver& driver) {
    std::vector<std::string> names;
    for (const auto name : {driver.disabled, driver.lock.attribute, driver.lock.counter, driver.lock.computed, driver.lock.failures,
                            driver.lock.last_failure, driver.protection, driver.password_set_at})
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
    return names;
}

AccountState read_state(const Driver& driver, const Entry& entry, const std::optional<PasswordPolicy>& policy, Instant now) {
    AccountState state;
    state.dn = entry.dn;
    state.seen_at = now;
    state.disabled = is_disabled(driver, entry);
    const auto lock = lock_of(driver.lock, entry, policy, now);
    state.locked = lock != Lock::No;
    state.lock_may_be_over = lock == Lock::Perhaps;
    state.permanently_locked = !driver.lock.permanent.empty() && entry.first(driver.lock.attribute) == driver.lock.permanent;
    state.protected_account = is_protected(driver, entry);
    state.password_set_at = entry.first(driver.password_set_at);
    const auto& must_change = driver.must_change;
    state.hides_set_at = must_change.attribute == driver.password_set_at && must_change.value == state.password_set_at;
    state.password_set = read_time(driver.password_set_form, state.password_set_at);
    state.wrong_passwords = wrong_passwords(driver.lock, entry, policy, now);
    return state;
}

}  // namespace rekey::directory
