#include "adapters/directory/password_policy.hpp"

#include <gtest/gtest.h>

namespace rekey::ldap {
namespace {

using directory::PasswordPolicy;

TEST(PasswordPolicy, OfADomainIsReadInItsUnits) {
    const PasswordPolicy expected{.min_length = 7,
                                  .complexity = true,
                                  .history = 24,
                                  .min_age = days{1},
                                  .max_age = days{42},
                                  .lockout_threshold = 5,
                                  .lockout_window = minutes{30},
                                  .lockout_duration = minutes{30}};
    EXPECT_EQ(domain_policy({"dc=x",
                             {{"minPwdLength", {"7"}},
                              {"pwdProperties", {"17"}},
                              {"pwdHistoryLength", {"24"}},
                              {"minPwdAge", {"-864000000000"}},
                              {"maxPwdAge", {"-36288000000000"}},
                              {"lockoutThreshold", {"5"}},
                              {"lockOutObservationWindow", {"-18000000000"}},
                              {"lockoutDuration", {"-18000000000"}}}}),
              expected);
}

TEST(PasswordPolicy, OfADomainTakesTheSmallestNumberForNever) {
    const auto policy = domain_policy({"dc=x",
                                       {{"minPwdLength", {"0"}},
                                        {"pwdProperties", {"16"}},
                                        {"maxPwdAge", {"-9223372036854775808"}},
                                        {"lockoutDuration", {"-9223372036854775808"}},
                                        {"minPwdAge", {"nonsense"}}}});
    EXPECT_EQ(policy, PasswordPolicy{});
    EXPECT_FALSE(domain_policy({"dc=x", {{"pwdProperties", {"1"}}}})) << "it may not be read";
}

TEST(PasswordPolicy, OfTheOverlayIsReadInSeconds) {
    const PasswordPolicy expected{.min_length = 12,
                                  .history = 3,
                                  .min_age = hours{1},
                                  .max_age = days{90},
                                  .lockout_threshold = 4,
                                  .lockout_window = minutes{5},
                                  .lockout_duration = minutes{10}};
    directory::Entry entry{"cn=x",
                           {{"pwdMinLength", {"12"}},
                            {"pwdInHistory", {"3"}},
                            {"pwdMinAge", {"3600"}},
                            {"pwdMaxAge", {"7776000"}},
                            {"pwdLockout", {"TRUE"}},
                            {"pwdMaxFailure", {"4"}},
                            {"pwdFailureCountInterval", {"300"}},
                            {"pwdLockoutDuration", {"600"}}}};
    EXPECT_EQ(ppolicy(entry), expected);
    entry.attributes[4].values = {"FALSE"};
    EXPECT_EQ(ppolicy(entry).lockout_threshold, 0);
    entry.attributes[3].values = {"9223372036854775807"};
    EXPECT_EQ(ppolicy(entry).max_age, Duration{}) << "that is for ever";
}

}  // namespace
}  // namespace rekey::ldap
