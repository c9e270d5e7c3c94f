#include "adapters/directory/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "ldap_stub.hpp"
#include "samba_ad.hpp"
#include "slapd.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using test::SambaAd;
using test::Slapd;
using ::testing::ElementsAre;
using ::testing::StartsWith;

class FactsOfSamba : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto reason = SambaAd::why_not(); !reason.empty()) GTEST_SKIP() << reason;
        signal(SIGPIPE, SIG_IGN);
        samba_.emplace();
    }
    Connection connection(const std::string& who = SambaAd::kService, std::string_view password = SambaAd::kServicePassword) {
        auto opened = Connection::open({.host = samba_->address(), .ca_file = samba_->ca_file(), .timeout = seconds{5}});
        if (!opened || !opened->bind(who, Secret{password})->good()) throw std::runtime_error("no Samba");
        return std::move(*opened);
    }
    directory::Facts facts(const std::string& who = SambaAd::kService, std::string_view password = SambaAd::kServicePassword) {
        auto opened = connection(who, password);
        auto read = read_facts(opened, *directory::find_driver("active_directory"), SambaAd::people());
        if (!read) throw std::runtime_error(read.error().detail);
        return std::move(*read);
    }
    std::optional<SambaAd> samba_;
};

TEST_F(FactsOfSamba, AreWhatTheServerSays) {
    const auto told = facts();
    EXPECT_THAT(told.vendor, StartsWith("Samba"));
    EXPECT_EQ(told.root, SambaAd::kBase);
    EXPECT_EQ(told.policy_hints, "") << "Samba 4.17 has no such control";
    EXPECT_EQ(told.server.size(), 36U);
    ASSERT_TRUE(told.clock);
    const auto off = *told.clock - std::chrono::floor<Duration>(std::chrono::system_clock::now());
    EXPECT_LT(std::chrono::abs(off), minutes{1});
}

TEST_F(FactsOfSamba, PassOverDirSyncWhereNoDeletionIsSeen) {
    EXPECT_THAT(facts().deltas, ElementsAre(Delta::UsnChanged)) << "nobody was deleted yet";
    samba_->change("dn: " + SambaAd::person(10) + "\nchangetype: delete\n");
    EXPECT_THAT(facts().deltas, ElementsAre(Delta::DirSync, Delta::UsnChanged));
    EXPECT_THAT(facts("person1@ad.contoso.example", SambaAd::kPassword).deltas, ElementsAre(Delta::UsnChanged)) << "who may not see them";
}

TEST_F(FactsOfSamba, HaveTheDomainsPasswordPolicy) {
    const directory::PasswordPolicy made{.min_length = 10,
                                         .complexity = true,
                                         .history = 5,
                                         .min_age = Duration{},
                                         .max_age = days{42},
                                         .lockout_threshold = 3,
                                         .lockout_window = minutes{30},
                                         .lockout_duration = minutes{30}};
    EXPECT_EQ(facts().policy, made);
    samba_->tool({"domain", "passwordsettings", "set", "--max-pwd-age=0", "--min-pwd-age=1", "--complexity=off"});
    const auto after = facts().policy;
    ASSERT_TRUE(after);
    EXPECT_EQ(after->max_age, Duration{}) << "passwords grow old never";
    EXPECT_EQ(after->min_age, days{1});
    EXPECT_FALSE(after->complexity);
}

TEST_F(FactsOfSamba, OfAServerThatDiesAreUnreachable) {
    auto opened = connection();
    samba_->stop();
    const auto read = read_facts(opened, *directory::find_driver("active_directory"), SambaAd::people());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::Unreachable);
}

class FactsOfSlapd : public ::testing::Test {
protected:
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }
    directory::Facts facts(const std::string& kind, const std::string& base, const std::string& who = Slapd::kService,
                           std::string_view password = Slapd::kServicePassword) {
        auto opened =
            Connection::open({.host = "127.0.0.1", .port = slapd_.tls_port(), .ca_file = slapd_.ca_file(), .timeout = seconds{5}});
        if (!opened || !opened->bind(who, Secret{password})->good()) throw std::runtime_error("no slapd");
        auto read = read_facts(*opened, *directory::find_driver(kind), base);
        if (!read) throw std::runtime_error(read.error().detail);
        return std::move(*read);
    }
    Slapd slapd_;
};

TEST_F(FactsOfSlapd, AreWhatTheServerSays) {
    const auto told = facts("openldap", std::string("OU=People, ") + Slapd::kBase);
    EXPECT_EQ(told.vendor, "OpenLDAP");
    EXPECT_EQ(told.root, Slapd::kBase);
    EXPECT_THAT(told.deltas, ElementsAre(Delta::ContentSync, Delta::ModifyTimestamp));
    EXPECT_EQ(told.policy_hints, "");
    EXPECT_EQ(told.server, "");
    EXPECT_FALSE(told.clock);
    const directory::PasswordPolicy made{.min_length = 10, .history = 3, .lockout_threshold = 3};
    EXPECT_EQ(told.policy, made);
}

TEST_F(FactsOfSlapd, HaveThePolicyThatIsTheDefaultAmongSeveral) {
    const auto policy = [](const std::string& name, int length) {
        return "dn: cn=" + name + ",ou=policies," + Slapd::kBase +
               "\nchangetype: add\nobjectClass: device\nobjectClass: pwdPolicy\npwdAttribute: userPassword\ncn: " + name +
               "\npwdMinLength: " + std::to_string(length) + "\npwdMaxFailure: 9\npwdLockoutDuration: 600\npwdFailureCountInterval: 60\n";
    };
    slapd_.change(policy("admins", 20));
    EXPECT_EQ(facts("openldap", Slapd::kBase).policy->min_length, 10);
    slapd_.change(std::string("dn: cn=default,ou=policies,") + Slapd::kBase + "\nchangetype: delete\n");
    const directory::PasswordPolicy only{
        .min_length = 20, .lockout_threshold = 0, .lockout_window = seconds{60}, .lockout_duration = seconds{600}};
    EXPECT_EQ(facts("openldap", Slapd::kBase).policy, only) << "without pwdLockout it never locks";
    slapd_.change(policy("others", 12));
    EXPECT_FALSE(facts("openldap", Slapd::kBase).policy) << "nobody knows which";
}

TEST_F(FactsOfSlapd, AreNearlyNoneWhereLittleMayBeRead) {
    const auto told = facts("ldap", "dc=elsewhere,dc=example", Slapd::person(1), Slapd::kPassword);
    EXPECT_EQ(told.root, "");
    EXPECT_THAT(told.deltas, ElementsAre(Delta::ModifyTimestamp));
    EXPECT_FALSE(told.policy);
    EXPECT_FALSE(facts("openldap", Slapd::kBase, Slapd::person(1), Slapd::kPassword).policy);
}

TEST(FactsOfALittleServer, HaveOnlyWhatItSays) {
    signal(SIGPIPE, SIG_IGN);
    const test::LdapStub stub("limits");
    auto opened = Connection::open({.host = "127.0.0.1", .port = stub.port(), .ca_file = stub.ca_file(), .timeout = seconds{5}});
    ASSERT_TRUE(opened);
    for (const auto* const kind : {"openldap", "active_directory"}) {
        const auto told = read_facts(*opened, *directory::find_driver(kind), test::LdapStub::kBase);
        ASSERT_TRUE(told) << told.error().detail;
        EXPECT_EQ(told->vendor, directory::find_driver(kind)->title);
        EXPECT_EQ(told->root, "dc=contoso,dc=example");
        EXPECT_EQ(told->deltas.size(), std::string_view(kind) == "openldap" ? 1U : 0U)
            << "RFC 4533, DirSync and change numbers are not there";
        EXPECT_FALSE(told->policy);
        EXPECT_FALSE(told->clock);
    }
}

TEST(FactsOfALittleServer, HaveNoChangeNumbersOfWhoDoesNotSayWhoItIs) {
    signal(SIGPIPE, SIG_IGN);
    const test::LdapStub stub("counts");
    auto opened = Connection::open({.host = "127.0.0.1", .port = stub.port(), .ca_file = stub.ca_file(), .timeout = seconds{5}});
    ASSERT_TRUE(opened);
    const auto told = read_facts(*opened, *directory::find_driver("active_directory"), test::LdapStub::kBase);
    ASSERT_TRUE(told) << told.error().detail;
    EXPECT_TRUE(told->deltas.empty()) << "they cannot be read by";
}

}  // namespace
}  // namespace rekey::ldap
