#include "adapters/directory/diagnosis.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <ldap.h>

#include "adapters/directory/controls.hpp"

namespace rekey::ldap {
namespace {

const directory::Driver& kActiveDirectory = *directory::find_driver("active_directory");
const directory::Driver& kOpenLdap = *directory::find_driver("openldap");
const directory::Driver& k389 = *directory::find_driver("389ds");
const directory::Driver& kPlain = *directory::find_driver("ldap");

std::string refusal(const directory::Driver& driver, const Reply& reply) { return std::string(name(refusal_of(driver, reply))); }
std::string sign_in(const directory::Driver& driver, const Reply& reply) {
    const auto answer = sign_in_of(driver, reply);
    return answer ? std::string(name(*answer)) : "of the server";
}
/// With an error of the password policy, or none.
Reply with_policy(int code, std::optional<char> error) {
    const std::string value = error ? std::string("\x30\x03\x81\x01", 4) + *error : std::string("\x30\x00", 2);
    return {code, {}, {{std::string(kPasswordPolicy), value, false}}};
}
/// As a domain controller refuses a bind.
Reply refused_bind(std::string_view code) {
    return {LDAP_INVALID_CREDENTIALS,
            fmt::format("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {}, v1db1", code)};
}

TEST(Diagnosis, OfActiveDirectoryIsTheCodeInFront) {
    EXPECT_EQ(read_code("0000052D: Constraint violation - check_password_restrictions: the password is too short."), 0x52DU);
    EXPECT_EQ(read_code("0000052d: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n"), 0x52DU);
    EXPECT_EQ(read_code("80090308: LdapErr"), 0x80090308U);
    EXPECT_EQ(read_code("00000000:"), 0U);
    for (const auto* const none : {"", ":", "52D: too few", "0000052D", "0000052D too", "00000052D: nine",
                                   " 0000052D:", "0x00052D:", "-0000052:", "0000052G: no digit",
                                   "error in module acl: insufficient access rights during LDB_MODIFY (50)"})
        EXPECT_EQ(read_code(none), std::nullopt) << none;
}

TEST(Diagnosis, OfARefusedBindIsTheDataInIt) {
    EXPECT_EQ(read_bind_code(refused_bind("52e").text), 0x52EU);
    EXPECT_EQ(read_bind_code("x, data 775"), 0x775U);
    for (const auto* const none : {"", "data 52e", ", data", ", data ", ", data ,", ", data 52e v1db1", ", data xyz, v1", ", data -1, v1",
                                   ", data 1ffffffff, v1", ", Data 52e, v1"})
        EXPECT_EQ(read_bind_code(none), std::nullopt) << none;
}

TEST(Diagnosis, TellsWhatABindCameTo) {
    EXPECT_EQ(sign_in(kActiveDirectory, {}), "right");
    for (const auto& [code, answer] : std::vector<std::pair<std::string, std::string>>{{"52e", "wrong"},
                                                                                       {"525", "wrong"},
                                                                                       {"530", "not_now"},
                                                                                       {"531", "not_now"},
                                                                                       {"569", "not_now"},
                                                                                       {"532", "password_expired"},
                                                                                       {"533", "disabled"},
                                                                                       {"701", "account_expired"},
                                                                                       {"773", "must_change"},
                                                                                       {"775", "locked"},
                                                                                       {"deadbeef", "wrong"}})
        EXPECT_EQ(sign_in(kActiveDirectory, refused_bind(code)), answer) << code;
    EXPECT_EQ(sign_in(kActiveDirectory, {LDAP_INVALID_CREDENTIALS, "in another form"}), "wrong");
    EXPECT_EQ(sign_in(kActiveDirectory, {LDAP_UNWILLING_TO_PERFORM, "busy"}), "of the server");
}

TEST(Diagnosis, TellsWhatABindCameToByThePolicyControl) {
    EXPECT_EQ(sign_in(kOpenLdap, {}), "right");
    EXPECT_EQ(sign_in(kOpenLdap, with_policy(0, {})), "right");
    EXPECT_EQ(sign_in(kOpenLdap, with_policy(0, '\2')), "must_change");
    EXPECT_EQ(sign_in(kOpenLdap, with_policy(49, '\0')), "password_expired");
    EXPECT_EQ(sign_in(kOpenLdap, with_policy(49, '\1')), "locked");
    EXPECT_EQ(sign_in(kOpenLdap, with_policy(49, {})), "wrong");
    EXPECT_EQ(sign_in(kOpenLdap, {49, refused_bind("775").text}), "wrong") << "that is another one's language";
    EXPECT_EQ(sign_in(kOpenLdap, {LDAP_NO_SUCH_OBJECT}), "wrong");
    EXPECT_EQ(sign_in(kOpenLdap, {LDAP_INAPPROPRIATE_AUTH}), "wrong");
    for (const int code : {LDAP_UNWILLING_TO_PERFORM, LDAP_BUSY, LDAP_UNAVAILABLE, LDAP_CONFIDENTIALITY_REQUIRED, LDAP_OTHER, -1, 9999})
        EXPECT_EQ(sign_in(kOpenLdap, {code}), "of the server") << code;
}

TEST(Diagnosis, TellsWhatABindCameToIn389DirectoryServer) {
    EXPECT_EQ(sign_in(k389, {LDAP_CONSTRAINT_VIOLATION, "Exceed password retry limit. Please try later."}), "locked");
    EXPECT_EQ(sign_in(k389, {LDAP_UNWILLING_TO_PERFORM, "Account inactivated. Contact system administrator."}), "disabled");
    EXPECT_EQ(sign_in(k389, {0, {}, {{std::string(kPasswordExpired), "0"}}}), "must_change");
    EXPECT_EQ(sign_in(k389, {49, "password expired!", {{std::string(kPasswordExpired), "0"}}}), "password_expired");
    EXPECT_EQ(sign_in(k389, {49}), "wrong");
}

TEST(Diagnosis, OfActiveDirectoryTellsWhyAWriteIsRefused) {
    for (const int code : {LDAP_CONSTRAINT_VIOLATION, LDAP_UNWILLING_TO_PERFORM}) {
        EXPECT_EQ(refusal(kActiveDirectory, {code, "0000052D: AtrErr: DSID-03191083, #1:"}), "rules");
        EXPECT_EQ(refusal(kActiveDirectory, {code, "00000056: AtrErr: DSID-03191083, #1:"}), "current_wrong");
        EXPECT_EQ(refusal(kActiveDirectory, {code, "00000775: Password change not permitted, account locked out!"}), "locked");
        EXPECT_EQ(refusal(kActiveDirectory, {code, "00000005: access is denied"}), "not_permitted");
        EXPECT_EQ(refusal(kActiveDirectory, {code, "the password is too short"}), "other") << "never by the text";
    }
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_INSUFFICIENT_ACCESS, "00002098: Object … has no write property access"}), "not_permitted");
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_INSUFFICIENT_ACCESS, "error in module acl"}), "not_permitted");
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_NO_SUCH_OBJECT, "00002030: No such Base DN"}), "not_there");
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_NO_SUCH_OBJECT, ""}), "not_there");
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_UNWILLING_TO_PERFORM, "00002035: setup_io"}), "other");
    EXPECT_EQ(refusal(kActiveDirectory, {LDAP_UNAVAILABLE_CRITICAL_EXTENSION, ""}), "other");
    EXPECT_EQ(refusal(kActiveDirectory, with_policy(LDAP_CONSTRAINT_VIOLATION, '\6')), "other") << "that is another one's language";
}

TEST(Diagnosis, OfLdapTellsWhyAWriteIsRefused) {
    const std::vector<std::string> by_error{"rules",      "locked",    "rules",    "not_permitted", "not_permitted",
                                            "too_simple", "too_short", "too_soon", "used_before",   "rules"};
    for (std::size_t error = 0; error < by_error.size(); ++error)
        EXPECT_EQ(refusal(kOpenLdap, with_policy(LDAP_CONSTRAINT_VIOLATION, static_cast<char>(error))), by_error[error]) << error;
    for (const auto* const driver : {&kOpenLdap, &k389, &kPlain}) {
        EXPECT_EQ(refusal(*driver, {LDAP_CONSTRAINT_VIOLATION, "0000052D: not its language"}), "rules");
        EXPECT_EQ(refusal(*driver, {LDAP_CONSTRAINT_VIOLATION, "00000775: not its language"}), "rules");
        EXPECT_EQ(refusal(*driver, {LDAP_INSUFFICIENT_ACCESS}), "not_permitted");
        EXPECT_EQ(refusal(*driver, {LDAP_NO_SUCH_OBJECT}), "not_there");
        EXPECT_EQ(refusal(*driver, {LDAP_INVALID_CREDENTIALS}), "current_wrong");
        for (const int code : {LDAP_UNWILLING_TO_PERFORM, LDAP_REFERRAL, LDAP_BUSY, LDAP_OTHER, -1, 9999})
            EXPECT_EQ(refusal(*driver, {code}), "other") << code;
    }
    EXPECT_EQ(refusal(kOpenLdap, with_policy(LDAP_INSUFFICIENT_ACCESS, '\3')), "not_permitted");
}

}  // namespace
}  // namespace rekey::ldap
