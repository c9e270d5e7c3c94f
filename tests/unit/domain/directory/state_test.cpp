#include "domain/directory/state.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rekey::directory {
namespace {

constexpr Instant kNow = from_millis(1'795'731'276'000);  // 2026-11-26T22:14:36Z

struct Value {
    std::string name, value;
};

Entry entry(const std::vector<Value>& values) {
    Entry entry{"cn=somebody", {}};
    for (const auto& [name, value] : values) {
        auto found = std::ranges::find(entry.attributes, name, &Attribute::name);
        if (found == entry.attributes.end()) found = entry.attributes.insert(found, {name, {}});
        found->values.push_back(value);
    }
    return entry;
}

AccountState state(std::string_view driver, const std::vector<Value>& values, std::optional<PasswordPolicy> policy = {}) {
    return read_state(*find_driver(driver), entry(values), policy, kNow);
}

PasswordPolicy locks_for(Duration duration) {
    PasswordPolicy policy;
    policy.lockout_threshold = 3;
    policy.lockout_duration = duration;
    return policy;
}

TEST(State, OfAnEntryWithNothingIsThatOfAnOrdinaryAccount) {
    for (const auto& driver : drivers()) {
        const auto told = read_state(driver, entry({}), {}, kNow);
        EXPECT_EQ(told.dn, "cn=somebody");
        EXPECT_FALSE(told.disabled || told.locked || told.permanently_locked || told.protected_account) << driver.name;
        EXPECT_EQ(told.password_set_at, "");
        EXPECT_EQ(told.wrong_passwords, 0);
    }
}

TEST(State, AsksForEveryAttributeOnce) {
    for (const auto& driver : drivers()) {
        auto names = state_attributes(driver);
        EXPECT_TRUE(std::ranges::none_of(names, &std::string::empty)) << driver.name;
        EXPECT_NE(std::ranges::find(names, driver.password_set_at), names.end());
        std::ranges::sort(names);
        EXPECT_EQ(std::ranges::adjacent_find(names), names.end()) << driver.name;
    }
}

TEST(State, OfOpenLdapTellsTheTimeAlsoOfAPasswordThatMustBeChanged) {
    const auto told = state("openldap", {{"pwdReset", "TRUE"}, {"pwdChangedTime", "20261127000000Z"}});
    EXPECT_FALSE(told.hides_set_at);
    EXPECT_EQ(told.password_set_at, "20261127000000Z");
}

TEST(State, OfActiveDirectoryIsReadFromItsBits) {
    EXPECT_TRUE(state("active_directory", {{"userAccountControl", "514"}}).disabled);
    EXPECT_FALSE(state("active_directory", {{"userAccountControl", "512"}}).disabled);
    EXPECT_FALSE(state("active_directory", {{"userAccountControl", "two"}}).disabled);
    EXPECT_TRUE(state("active_directory", {{"adminCount", "1"}}).protected_account);
    EXPECT_FALSE(state("active_directory", {{"adminCount", "0"}}).protected_account);
    EXPECT_EQ(state("active_directory", {{"badPwdCount", "2"}}).wrong_passwords, 2);
    const auto set = state("active_directory", {{"pwdLastSet", "134402050759969790"}});
    EXPECT_EQ(set.password_set_at, "134402050759969790");
    EXPECT_FALSE(set.hides_set_at);
    EXPECT_EQ(set.password_set, from_millis(1'795'731'475'996));
    const auto must_change = state("active_directory", {{"pwdLastSet", "0"}});
    EXPECT_TRUE(must_change.hides_set_at);
    EXPECT_EQ(must_change.password_set_at, "0");
    EXPECT_EQ(must_change.password_set, std::nullopt);
}

TEST(State, OfALockThatOnlyThePolicyCouldEndNobodyIsSure) {
    const auto counted = state("freeipa", {{"krbLoginFailedCount", "1"}});
    EXPECT_TRUE(counted.locked && counted.lock_may_be_over);
    const auto since = state("openldap", {{"pwdAccountLockedTime", "20201127000000Z"}});
    EXPECT_TRUE(since.locked && since.lock_may_be_over);
    const auto told = state("openldap", {{"pwdAccountLockedTime", "20201127000000Z"}}, locks_for({}));
    EXPECT_TRUE(told.locked && !told.lock_may_be_over) << "for ever";
    EXPECT_FALSE(state("openldap", {{"pwdAccountLockedTime", "000001010000Z"}}).lock_may_be_over);
    EXPECT_FALSE(state("active_directory", {{"msDS-User-Account-Control-Computed", "16"}}).lock_may_be_over);
}

TEST(State, OfActiveDirectoryIsLockedAsTheServerComputes) {
    const Value lock{"lockoutTime", "134402000000000000"};  // 20:53:20 of that day
    EXPECT_TRUE(state("active_directory", {lock, {"msDS-User-Account-Control-Computed", "16"}}, locks_for(minutes{1})).locked);
    EXPECT_TRUE(state("active_directory", {lock, {"msDS-User-Account-Control-Computed", "8388624"}}).locked);
    EXPECT_FALSE(state("active_directory", {lock, {"msDS-User-Account-Control-Computed", "0"}}).locked);
    EXPECT_FALSE(state("active_directory", {lock, {"msDS-User-Account-Control-Computed", "8388608"}}).locked) << "must change";
}

TEST(State, OfActiveDirectoryIsLockedByTheClockWhereNothingIsComputed) {
    const Value lock{"lockoutTime", "134402000000000000"};
    EXPECT_TRUE(state("active_directory", {lock}).locked) << "nobody knows how long";
    EXPECT_TRUE(state("active_directory", {lock}, locks_for(hours{2})).locked);
    EXPECT_FALSE(state("active_directory", {lock}, locks_for(hours{1})).locked);
    EXPECT_TRUE(state("active_directory", {lock}, locks_for(Duration{0})).locked) << "until somebody unlocks";
    EXPECT_FALSE(state("active_directory", {{"lockoutTime", "0"}}).locked);
    EXPECT_TRUE(state("active_directory", {{"lockoutTime", "garbage"}}, locks_for(hours{1})).locked) << "what cannot be read holds";
}

TEST(State, OfOpenLdapIsReadFromItsPolicyOverlay) {
    const Value lock{"pwdAccountLockedTime", "20261126214436Z"};  // half an hour ago
    EXPECT_TRUE(state("openldap", {lock}).locked);
    EXPECT_FALSE(state("openldap", {lock}, locks_for(minutes{30})).locked) << "just over";
    EXPECT_TRUE(state("openldap", {lock}, locks_for(minutes{30} + Duration{1})).locked);
    EXPECT_FALSE(state("openldap", {lock}).permanently_locked);
    const auto permanent = state("openldap", {{"pwdAccountLockedTime", "000001010000Z"}}, locks_for(minutes{1}));
    EXPECT_TRUE(permanent.locked);
    EXPECT_TRUE(permanent.permanently_locked);
    EXPECT_EQ(state("openldap", {{"pwdFailureTime", "20261126214436.1Z"}, {"pwdFailureTime", "20261126214437.2Z"}}).wrong_passwords, 2);
    EXPECT_EQ(state("openldap", {{"PWDCHANGEDTIME", "20261126221436Z"}}).password_set, kNow);
}

TEST(State, CountsNoWrongPasswordThatTheDirectoryWouldForget) {
    auto policy = locks_for(hours{1});
    policy.lockout_window = minutes{30};
    EXPECT_EQ(state("openldap", {{"pwdFailureTime", "20261126214436Z"}, {"pwdFailureTime", "20261126214437Z"}}, policy).wrong_passwords, 1);
    const auto half_an_hour_ago = "134402030760000000", a_minute_ago = "134402048160000000";
    EXPECT_EQ(state("active_directory", {{"badPwdCount", "4"}, {"badPasswordTime", half_an_hour_ago}}, policy).wrong_passwords, 0);
    EXPECT_EQ(state("active_directory", {{"badPwdCount", "4"}, {"badPasswordTime", a_minute_ago}}, policy).wrong_passwords, 4);
    EXPECT_EQ(state("active_directory", {{"badPwdCount", "4"}, {"badPasswordTime", "garbage"}}, policy).wrong_passwords, 4);
    EXPECT_EQ(state("active_directory", {{"badPwdCount", "4"}, {"badPasswordTime", half_an_hour_ago}}).wrong_passwords, 4)
        << "when the policy is not known";
}

TEST(State, Of389DirectoryServerIsLockedUntilATime) {
    EXPECT_TRUE(state("389ds", {{"accountUnlockTime", "20261126221437Z"}}).locked);
    EXPECT_FALSE(state("389ds", {{"accountUnlockTime", "20261126221436Z"}}).locked);
    EXPECT_TRUE(state("389ds", {{"accountUnlockTime", "19700101000000Z"}}).locked) << "until somebody unlocks";
    EXPECT_TRUE(state("389ds", {{"nsAccountLock", "true"}}).disabled);
    EXPECT_FALSE(state("389ds", {{"nsAccountLock", "false"}}).disabled);
    EXPECT_EQ(state("389ds", {{"passwordRetryCount", "2"}}).wrong_passwords, 2);
    const auto expires = state("389ds", {{"passwordExpirationTime", "20270101000000Z"}});
    EXPECT_EQ(expires.password_set_at, "20270101000000Z");
    EXPECT_EQ(expires.password_set, std::nullopt) << "that is when it ends";
}

TEST(State, OfFreeIpaIsLockedByACount) {
    EXPECT_TRUE(state("freeipa", {{"krbLoginFailedCount", "1"}}).locked) << "nobody knows how many are too many";
    EXPECT_FALSE(state("freeipa", {{"krbLoginFailedCount", "2"}}, locks_for(minutes{1})).locked);
    EXPECT_TRUE(state("freeipa", {{"krbLoginFailedCount", "3"}}, locks_for(minutes{1})).locked);
    EXPECT_FALSE(state("freeipa", {{"krbLoginFailedCount", "3"}}, PasswordPolicy{}).locked) << "it never locks";
    EXPECT_FALSE(state("freeipa", {{"krbLoginFailedCount", "0"}}).locked);
}

}  // namespace
}  // namespace rekey::directory
