// One account of an OpenLDAP with password policy: 10 characters, history of 3, locks after 3 wrong ones until somebody unlocks.
#include <chrono>
#include <thread>

#include "accounts_rig.hpp"
#include "slapd.hpp"
#include "stalling_relay.hpp"

namespace rekey::ldap {
namespace {

using directory::Whom;
using test::difficult_passwords;
using test::outcome;
using test::Slapd;

constexpr const char* kNew = "a slow green bicycle";
constexpr const char* kOther = "a fast red tricycle";

class OpenLdapAccounts : public ::testing::Test {
protected:
    static void SetUpTestSuite() { slapd_ = new Slapd; }
    static void TearDownTestSuite() { delete slapd_; }

    static PoolOptions options() {
        PoolOptions options;
        options.servers = {{.host = "127.0.0.1",
                            .port = slapd_->tls_port(),
                            .ca_file = slapd_->ca_file(),
                            .connect_timeout = seconds{2},
                            .timeout = seconds{2}}};
        options.account = Slapd::kService;
        options.password = Secret{Slapd::kServicePassword};
        options.most = 1;  // nothing here may need two at once
        options.wait = Duration{500};
        return options;
    }
    static test::AccountsRig rig_with(PoolOptions options) {
        return {*directory::find_driver("openldap"), Slapd::kBase, std::move(options)};
    }
    static void modify(const std::string& dn, const std::string& what) {
        slapd_->change("dn: " + dn + "\nchangetype: modify\n" + what + "\n");
    }
    static void policy(const std::string& what) { modify("cn=default,ou=policies," + std::string(Slapd::kBase), what); }
    Whom person(int number) { return rig_.whom(Slapd::person(number)); }
    void lock(const Whom& whom) {
        for (int i = 0; i < 3; ++i) EXPECT_EQ(rig_.signs_in(whom, "wrong"), "wrong");
    }

    static Slapd* slapd_;
    test::AccountsRig rig_ = rig_with(options());
};
Slapd* OpenLdapAccounts::slapd_ = nullptr;

TEST_F(OpenLdapAccounts, SignInWithTheRightPasswordOnly) {
    const auto whom = person(1);
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
    EXPECT_EQ(rig_.signs_in(whom, "wrong"), "wrong");
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 1) << "once";
    EXPECT_EQ(rig_.signs_in(whom, ""), "wrong");
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 1) << "an empty one was never sent";
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 0);
}

TEST_F(OpenLdapAccounts, SignInLeavesTheServiceItsRights) {
    const auto whom = person(1);
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
    EXPECT_EQ(outcome(rig_.sets(person(2), kNew)), "done") << "which a person may not";
    EXPECT_EQ(rig_.signs_in(person(2), kNew), "right");
}

TEST_F(OpenLdapAccounts, AreNotWrittenByWhoeverComesLate) {
    const auto before = rig_.state(person(2)).password_set_at;
    rig_.late = seconds{21};
    EXPECT_EQ(outcome(rig_.sets(person(2), kOther)), "not_sent") << "somebody else looks by now what became of it";
    EXPECT_EQ(outcome(rig_.changes(person(1), Slapd::kPassword, kOther)), "not_sent");
    EXPECT_EQ(rig_.state(person(2)).password_set_at, before);
    EXPECT_EQ(rig_.signs_in(person(1), Slapd::kPassword), "right");
}

TEST_F(OpenLdapAccounts, AreFoundByTheirAnchorWhereverTheyAre) {
    const auto whom = person(3);
    slapd_->change("dn: " + Slapd::person(3) + "\nchangetype: modrdn\nnewrdn: uid=moved\ndeleteoldrdn: 1\n");
    EXPECT_EQ(rig_.state(whom).dn, "uid=moved,ou=people," + std::string(Slapd::kBase));
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right");
    // Somebody else gets the name. He is nobody that was asked for.
    slapd_->change("dn: " + Slapd::person(3) +
                   "\nchangetype: add\nobjectClass: inetOrgPerson\nuid: person3\ncn: Other\nsn: Other\nuserPassword: " + Slapd::kPassword +
                   "\n");
    EXPECT_EQ(rig_.state(whom).dn, "uid=moved,ou=people," + std::string(Slapd::kBase));
    EXPECT_EQ(outcome(rig_.sets(whom, kOther)), "done");
    EXPECT_EQ(rig_.signs_in(rig_.whom(Slapd::person(3)), Slapd::kPassword), "right");
    for (const auto* const dn :
         {"", "no name at all", "*)(uid=*", "uid=person1)(uid=*,ou=people,dc=contoso,dc=example", "uid=person1,dc=elsewhere"})
        EXPECT_EQ(rig_.state({whom.anchor, dn}).dn, "uid=moved,ou=people," + std::string(Slapd::kBase)) << dn;
}

TEST_F(OpenLdapAccounts, ThatAreGoneAreNotThere) {
    auto whom = person(4);
    slapd_->change("dn: " + Slapd::person(4) + "\nchangetype: delete\n");
    const auto found = find_account(rig_.place(), whom);
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found);
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "refused not_there");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, kNew)), "refused not_there");
    EXPECT_EQ(outcome(rig_.unlocks(whom)), "refused not_there");
    const auto signed_in = sign_in(rig_.place(), whom, Secret{Slapd::kPassword});
    ASSERT_FALSE(signed_in);
    EXPECT_EQ(signed_in.error().code, ErrorCode::Refused);
    whom.dn = Slapd::person(5);  // somebody else's name does not make him that
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "refused not_there");
    EXPECT_EQ(rig_.signs_in(person(5), Slapd::kPassword), "right");
}

TEST_F(OpenLdapAccounts, GetPasswordsUnderTheRulesOfTheirDirectory) {
    const auto whom = person(5);
    const auto before = rig_.state(whom);
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right");
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "wrong");
    const auto after = rig_.state(whom);
    EXPECT_NE(after.password_set_at, before.password_set_at);
    ASSERT_TRUE(after.password_set);
    EXPECT_LT(std::chrono::abs(*after.password_set - std::chrono::floor<Duration>(std::chrono::system_clock::now())), minutes{5});
    EXPECT_EQ(outcome(rig_.sets(whom, Slapd::kPassword)), "refused used_before");
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "refused used_before");
    EXPECT_EQ(outcome(rig_.sets(whom, "short")), "refused too_short");
    EXPECT_EQ(outcome(rig_.sets(whom, "")), "refused too_short");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right");
}

TEST_F(OpenLdapAccounts, TellTheAdministratorWhatWasRefusedButNotWhatWasTyped) {
    const auto refused = rig_.sets(person(5), "Sh0rt!");
    for (const auto* const part : {"19 Constraint violation: Password fails quality checking policy", "uid=person5,ou=people",
                                   "server 127.0.0.1:", "control 1.3.6.1.4.1.42.2.27.8.5.1"})
        EXPECT_NE(refused.detail.find(part), std::string::npos) << refused.detail;
    EXPECT_EQ(refused.detail.find("Sh0rt!"), std::string::npos);
}

TEST_F(OpenLdapAccounts, TakeAnyPasswordAsItIs) {
    const auto whom = person(6);
    std::string last = Slapd::kPassword;
    for (const auto& password : difficult_passwords()) {
        EXPECT_EQ(outcome(rig_.sets(whom, password)), "done") << password;
        EXPECT_EQ(rig_.signs_in(whom, password), "right") << password;
        const auto changed = password + "!";
        EXPECT_EQ(outcome(rig_.changes(whom, password, changed)), "done") << password;
        EXPECT_EQ(rig_.signs_in(whom, changed), "right") << changed;
        EXPECT_EQ(rig_.signs_in(whom, last), "wrong") << last;
        last = changed;
        EXPECT_EQ(rig_.signs_in(whom, last), "right");
    }
}

TEST_F(OpenLdapAccounts, ThatAreLockedAreUnlocked) {
    const auto whom = person(7);
    EXPECT_FALSE(rig_.state(whom).locked);
    EXPECT_EQ(outcome(rig_.unlocks(whom)), "done") << "there was nothing to do";
    lock(whom);
    EXPECT_TRUE(rig_.state(whom).locked);
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 3);
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "locked");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, kNew)), "refused locked");
    EXPECT_EQ(outcome(rig_.unlocks(whom)), "done");
    EXPECT_FALSE(rig_.state(whom).locked);
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 0);
    EXPECT_EQ(rig_.signs_in(whom, "wrong"), "wrong");
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right") << "one more wrong one does not lock";
    lock(whom);
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right");
}

TEST_F(OpenLdapAccounts, AreLockedAsLongAsTheirPolicySays) {
    const auto whom = person(8);
    lock(whom);
    EXPECT_TRUE(rig_.state(whom).locked) << "nobody knows how long";
    rig_.facts.policy = directory::PasswordPolicy{.lockout_duration = minutes{30}};
    EXPECT_FALSE(rig_.state(whom).locked) << "it is over by the clock of the test";
    rig_.now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    EXPECT_TRUE(rig_.state(whom).locked);
    rig_.facts.policy->lockout_duration = Duration{0};
    rig_.now = from_millis(1'800'000'000'000);
    EXPECT_TRUE(rig_.state(whom).locked) << "until somebody unlocks";
}

TEST_F(OpenLdapAccounts, ThatAnAdministratorLockedStayLocked) {
    const auto whom = person(9);
    modify(whom.dn, "replace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z");
    rig_.facts.policy = directory::PasswordPolicy{.lockout_duration = minutes{30}};
    EXPECT_TRUE(rig_.state(whom).locked);
    EXPECT_TRUE(rig_.state(whom).permanently_locked);
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "refused locked");
    EXPECT_EQ(outcome(rig_.unlocks(whom)), "refused locked");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, kNew)), "refused locked");
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "locked");
    EXPECT_TRUE(rig_.state(whom).permanently_locked);
}

TEST_F(OpenLdapAccounts, AreLookedUpAgainUnlessThatWasAMomentAgo) {
    const auto whom = person(9);
    auto found = rig_.state(whom);
    modify(whom.dn, "replace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z");
    found.seen_at = rig_.now - seconds{1};
    EXPECT_EQ(outcome(rig_.sets(whom, kNew, {.found = found})), "refused locked");
    modify(whom.dn, "delete: pwdAccountLockedTime");
    found = rig_.state(whom);
    found.permanently_locked = true;  // so that it shows what is believed
    EXPECT_EQ(outcome(rig_.sets(whom, kNew, {.found = found})), "refused locked");
    found.seen_at = rig_.now - seconds{1};
    EXPECT_EQ(outcome(rig_.sets(whom, kNew, {.found = found})), "done");
}

TEST_F(OpenLdapAccounts, AreNotWrittenByWhomSomebodyElseTakesForDead) {
    const auto whom = person(17);
    auto found = rig_.state(whom);
    found.seen_at = rig_.now - seconds{21};  // since then the process stood still
    EXPECT_EQ(outcome(rig_.sets(whom, kNew, {.found = found})), "not_sent");
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
}

TEST_F(OpenLdapAccounts, ChangeTheirPasswordWithTheOneOfToday) {
    const auto whom = person(10);
    EXPECT_EQ(outcome(rig_.changes(whom, "wrong", kNew)), "refused current_wrong");
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 1) << "once";
    EXPECT_EQ(outcome(rig_.changes(whom, "", kNew)), "refused current_wrong");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, "")), "refused too_short");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, "short")), "refused too_short");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, Slapd::kPassword)), "refused used_before");
    EXPECT_EQ(outcome(rig_.changes(whom, Slapd::kPassword, kNew)), "done");
    EXPECT_EQ(outcome(rig_.changes(whom, kNew, Slapd::kPassword)), "refused used_before");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right");
    policy("replace: pwdMinAge\npwdMinAge: 86400");
    EXPECT_EQ(outcome(rig_.changes(whom, kNew, kOther)), "refused too_soon");
    policy("delete: pwdMinAge");
    policy("replace: pwdAllowUserChange\npwdAllowUserChange: FALSE");
    EXPECT_EQ(outcome(rig_.changes(whom, kNew, kOther)), "refused not_permitted");
    policy("delete: pwdAllowUserChange");
    policy("replace: pwdSafeModify\npwdSafeModify: TRUE");
    EXPECT_EQ(outcome(rig_.changes(whom, kNew, kOther)), "done") << "with the old one in the request";
    policy("delete: pwdSafeModify");
}

TEST_F(OpenLdapAccounts, WithATemporaryPasswordMustChangeIt) {
    const auto whom = person(11);
    policy("replace: pwdMustChange\npwdMustChange: TRUE");
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done");
    EXPECT_EQ(rig_.signs_in(whom, kNew), "right") << "a reset alone asks for nothing";
    const auto temporary = rig_.sets(whom, kOther, {.must_change = true});
    EXPECT_EQ(outcome(temporary), "done");
    EXPECT_EQ(temporary.detail, "");
    EXPECT_EQ(rig_.signs_in(whom, kOther), "must_change");
    EXPECT_EQ(outcome(rig_.changes(whom, kOther, "their own new kettle")), "done");
    EXPECT_EQ(rig_.signs_in(whom, "their own new kettle"), "right");
    policy("delete: pwdMustChange");
}

TEST_F(OpenLdapAccounts, WhosePasswordHasExpiredAreToldSo) {
    const auto whom = person(12);
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done");
    policy("replace: pwdMaxAge\npwdMaxAge: 1");
    std::this_thread::sleep_for(seconds{3});
    EXPECT_EQ(rig_.signs_in(whom, kNew), "password_expired");
    EXPECT_EQ(outcome(rig_.changes(whom, kNew, kOther)), "refused other") << "nobody who is not let in can change anything";
    policy("delete: pwdMaxAge");
}

TEST_F(OpenLdapAccounts, OutsideTheRightsOfTheServiceAreNotWritten) {
    const auto service = rig_.whom(Slapd::kService);
    EXPECT_EQ(outcome(rig_.sets(service, kNew)), "refused not_permitted");
    EXPECT_EQ(rig_.writable(service), "no_right");
    const auto whom = person(13);
    const auto before = rig_.state(whom);
    EXPECT_EQ(rig_.writable(whom), "writable");
    EXPECT_EQ(rig_.state(whom).password_set_at, before.password_set_at) << "asking has changed nothing";
    EXPECT_EQ(rig_.state(whom).wrong_passwords, 0);
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
}

TEST_F(OpenLdapAccounts, OfAServerThatHangsInAWriteAreUnknown) {
    const auto whom = person(14);
    test::StallingRelay relay("127.0.0.1", slapd_->tls_port());
    auto by_relay = options();
    by_relay.servers.front().port = relay.port();
    auto rig = rig_with(std::move(by_relay));
    const auto stalled = [&](int packets, const auto& write) {
        relay.pass(1'000'000);
        EXPECT_EQ(rig.writable(whom), "writable");  // so that a connection is open
        relay.pass(packets);
        const auto began = std::chrono::steady_clock::now();
        const auto written = write();
        EXPECT_LT(std::chrono::steady_clock::now() - began, seconds{6});
        return written;
    };
    const auto set = [&] { return rig.sets(whom, kNew); };
    EXPECT_EQ(outcome(stalled(0, set)), "not_sent") << "who it is was not even found out";
    const auto unknown = stalled(1, set);
    EXPECT_EQ(outcome(unknown), "unknown") << unknown.detail;
    EXPECT_NE(unknown.detail.find("no answer within 2 s; server 127.0.0.1:"), std::string::npos) << unknown.detail;
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right") << "this time nothing had happened";
    lock(whom);
    EXPECT_EQ(outcome(stalled(1, [&] { return rig.unlocks(whom); })), "unknown");
    EXPECT_TRUE(rig_.state(whom).locked);
}

TEST_F(OpenLdapAccounts, OfAServerThatDiesAreNotAskedTwice) {
    const auto whom = person(16);
    EXPECT_EQ(rig_.writable(whom), "writable");
    slapd_->pause();
    const auto hanging = rig_.sets(whom, kNew);
    slapd_->resume();
    EXPECT_EQ(outcome(hanging), "not_sent") << hanging.detail;
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "done") << "by a new connection";
}

TEST_F(OpenLdapAccounts, OfAServerThatIsNotReachedAreNotWritten) {
    const auto whom = person(15);
    auto nobody = options();
    nobody.servers.front().port = 1;
    auto stranger = options();
    stranger.servers.front().ca_file = slapd_->other_ca_file();
    auto refused = options();
    refused.password = Secret{"wrong"};
    EXPECT_EQ(outcome(rig_with(std::move(refused)).sets(whom, kNew)), "not_sent");  // once: the service too is locked after three
    for (auto* const bad : {&nobody, &stranger}) {
        auto rig = rig_with(std::move(*bad));
        EXPECT_EQ(outcome(rig.sets(whom, kNew)), "not_sent");
        EXPECT_EQ(outcome(rig.changes(whom, Slapd::kPassword, kNew)), "not_sent");
        EXPECT_EQ(outcome(rig.unlocks(whom)), "not_sent");
        EXPECT_EQ(find_account(rig.place(), whom).error().code, ErrorCode::Unreachable);
        EXPECT_EQ(sign_in(rig.place(), whom, Secret{Slapd::kPassword}).error().code, ErrorCode::Busy) << "nothing was passed on";
        EXPECT_EQ(writability(rig.place(), whom).error().code, ErrorCode::Unreachable);
    }
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "right");
}

TEST_F(OpenLdapAccounts, WaitForAConnectionNoLongerThanTheyMay) {
    const auto whom = person(15);
    auto lease = rig_.place().pool.take();
    ASSERT_TRUE(lease);
    EXPECT_EQ(rig_.signs_in(whom, Slapd::kPassword), "all connections to it are in use");
    EXPECT_EQ(outcome(rig_.sets(whom, kNew)), "not_sent");
}

}  // namespace
}  // namespace rekey::ldap
