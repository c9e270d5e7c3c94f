// One account of an Active Directory, which Samba is here: 10 characters, complexity, history of 5, locks after 3 wrong ones for 30 minutes.
#include <chrono>
#include <optional>

#include "accounts_rig.hpp"
#include "adapters/directory/controls.hpp"
#include "samba_ad.hpp"
#include "stalling_relay.hpp"

namespace rekey::ldap {
namespace {

using directory::Whom;
using test::difficult_passwords;
using test::outcome;
using test::SambaAd;

constexpr const char* kNew = "A-sl0w-green-bicycle";
constexpr const char* kOther = "A-f4st-red-tricycle";

class SambaAccounts : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        if (SambaAd::why_not().empty()) samba_ = new SambaAd;
    }
    static void TearDownTestSuite() { delete samba_; }
    void SetUp() override {
        if (const auto reason = SambaAd::why_not(); !reason.empty()) GTEST_SKIP() << reason;
        rig_.emplace(*directory::find_driver("active_directory"), SambaAd::kBase, options());
    }

    static PoolOptions options() {
        PoolOptions options;
        options.servers = {{.host = samba_->address(), .ca_file = samba_->ca_file(), .connect_timeout = seconds{2}, .timeout = seconds{3}}};
        options.account = SambaAd::kService;
        options.password = Secret{SambaAd::kServicePassword};
        options.most = 1;  // nothing here may need two at once
        options.wait = Duration{500};
        return options;
    }
    static void modify(const std::string& dn, const std::string& what) {
        samba_->change("dn: " + dn + "\nchangetype: modify\n" + what + "\n");
    }
    Whom person(int number) { return rig_->whom(SambaAd::person(number)); }
    void lock(const Whom& whom) {
        for (int i = 0; i < 3; ++i) EXPECT_EQ(rig_->signs_in(whom, "wrong"), "wrong");
    }

    static SambaAd* samba_;
    std::optional<test::AccountsRig> rig_;
};
SambaAd* SambaAccounts::samba_ = nullptr;

TEST_F(SambaAccounts, SignInWithTheRightPasswordOnly) {
    const auto whom = person(1);
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
    EXPECT_EQ(rig_->signs_in(whom, "wrong"), "wrong");
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 1) << "once";
    EXPECT_EQ(rig_->signs_in(whom, ""), "wrong");
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 1) << "an empty one was never sent";
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 0);
}

TEST_F(SambaAccounts, ThatMayNotSignInAreToldWhy) {
    const auto disabled = rig_->whom(SambaAd::person("Disabled"));
    EXPECT_TRUE(rig_->state(disabled).disabled);
    EXPECT_EQ(rig_->signs_in(disabled, SambaAd::kPassword), "disabled");
    const auto whom = person(2);
    EXPECT_FALSE(rig_->state(whom).disabled);
    modify(whom.dn, "replace: accountExpires\naccountExpires: 116444736000000000");  // 1970
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "account_expired");
    modify(whom.dn, "replace: accountExpires\naccountExpires: 0");
    modify(whom.dn, "replace: logonHours\nlogonHours:: AAAAAAAAAAAAAAAAAAAAAAAAAAAA");  // never
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "not_now");
    modify(whom.dn, "delete: logonHours");
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
}

TEST_F(SambaAccounts, AreFoundByTheirAnchorWhereverTheyAre) {
    const auto whom = person(3);
    const auto anchor = rig_->state(whom);
    samba_->change("dn: " + whom.dn + "\nchangetype: modrdn\nnewrdn: CN=O'Brien\\, \\\"Bob\\\" \\<x\\>)(cn\\=*\ndeleteoldrdn: 1\n");
    const auto moved = rig_->state(whom).dn;
    EXPECT_NE(moved, whom.dn);
    EXPECT_NE(moved.find("Brien"), std::string::npos) << moved;
    EXPECT_EQ(outcome(rig_->sets(whom, kNew)), "done");
    EXPECT_EQ(rig_->signs_in(whom, kNew), "right");
    for (const auto* const dn : {"", "no name at all", "*)(cn=*", "CN=Person 1,OU=People,DC=ad,DC=contoso,DC=example"}) {
        EXPECT_EQ(rig_->state({whom.anchor, dn}).dn, moved) << dn;
        EXPECT_EQ(rig_->signs_in({whom.anchor, dn}, kNew), "right") << dn;
    }
}

TEST_F(SambaAccounts, ThatAreGoneAreNotThere) {
    const auto whom = person(4);
    samba_->change("dn: " + whom.dn + "\nchangetype: delete\n");
    const auto found = find_account(rig_->place(), whom);
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_FALSE(*found);
    EXPECT_EQ(outcome(rig_->sets(whom, kNew)), "refused not_there");
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, kNew)), "refused not_there");
    EXPECT_EQ(outcome(rig_->unlocks(whom)), "refused not_there");
    const auto signed_in = sign_in(rig_->place(), whom, Secret{SambaAd::kPassword});
    ASSERT_FALSE(signed_in);
    EXPECT_EQ(signed_in.error().code, ErrorCode::Refused);
}

TEST_F(SambaAccounts, GetPasswordsUnderTheRulesOfTheirDirectory) {
    const auto whom = person(5);
    const auto before = rig_->state(whom);
    EXPECT_EQ(outcome(rig_->sets(whom, kNew)), "done");
    EXPECT_EQ(rig_->signs_in(whom, kNew), "right");
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "wrong");
    const auto after = rig_->state(whom);
    EXPECT_NE(after.password_set_at, before.password_set_at);
    ASSERT_TRUE(after.password_set);
    EXPECT_LT(std::chrono::abs(*after.password_set - std::chrono::floor<Duration>(std::chrono::system_clock::now())), minutes{5});
    EXPECT_EQ(outcome(rig_->sets(whom, "Sh0rt!")), "refused rules");
    EXPECT_EQ(outcome(rig_->sets(whom, "all of it in small letters")), "refused rules");
    EXPECT_EQ(outcome(rig_->sets(whom, "")), "refused too_short");
    EXPECT_EQ(outcome(rig_->sets(whom, "\xFF not text at all 9A")), "refused other");
    EXPECT_EQ(rig_->signs_in(whom, kNew), "right");
}

TEST_F(SambaAccounts, TellTheAdministratorWhatWasRefusedButNotWhatWasTyped) {
    const auto refused = rig_->sets(person(5), "Sh0rt!");
    for (const std::string& part :
         {std::string("19 Constraint violation: 0000052D: "), "server " + samba_->address() + ":636", "DN " + SambaAd::person(5)})
        EXPECT_NE(refused.detail.find(part), std::string::npos) << refused.detail;
    EXPECT_EQ(refused.detail.find("Sh0rt!"), std::string::npos);
    rig_->facts.policy_hints = kPolicyHints;  // Samba has no such control
    const auto with_hints = rig_->sets(person(5), kOther);
    EXPECT_EQ(outcome(with_hints), "refused other") << "better nothing than a password past the history";
    EXPECT_NE(with_hints.detail.find("12 Critical extension is unavailable"), std::string::npos) << with_hints.detail;
    EXPECT_NE(with_hints.detail.find(kPolicyHints), std::string::npos) << with_hints.detail;
}

TEST_F(SambaAccounts, TakeAnyPasswordAsItIs) {
    const auto whom = person(6);
    for (const auto& password : difficult_passwords()) {
        EXPECT_EQ(outcome(rig_->sets(whom, password)), "done") << password;
        EXPECT_EQ(rig_->signs_in(whom, password), "right") << password;
        const auto changed = password + "!";
        EXPECT_EQ(outcome(rig_->changes(whom, password, changed)), "done") << password;
        EXPECT_EQ(rig_->signs_in(whom, changed), "right") << changed;
        EXPECT_EQ(rig_->signs_in(whom, password), "wrong") << password;
    }
}

TEST_F(SambaAccounts, ThatAreLockedAreUnlocked) {
    const auto whom = person(7);
    EXPECT_FALSE(rig_->state(whom).locked);
    EXPECT_EQ(outcome(rig_->unlocks(whom)), "done") << "there was nothing to do";
    lock(whom);
    EXPECT_TRUE(rig_->state(whom).locked);
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 3);
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "locked");
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, kNew)), "refused locked");
    EXPECT_EQ(outcome(rig_->unlocks(whom)), "done");
    EXPECT_FALSE(rig_->state(whom).locked);
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 0);
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
}

TEST_F(SambaAccounts, AreUnlockedByAResetWhenThatIsWanted) {
    const auto whom = person(8);
    lock(whom);
    EXPECT_EQ(outcome(rig_->sets(whom, kNew, {.unlock = false})), "done");
    EXPECT_TRUE(rig_->state(whom).locked);
    EXPECT_EQ(rig_->signs_in(whom, kNew), "locked");
    EXPECT_EQ(outcome(rig_->sets(whom, kOther)), "done");
    EXPECT_FALSE(rig_->state(whom).locked);
    EXPECT_EQ(rig_->signs_in(whom, kOther), "right");
}

TEST_F(SambaAccounts, ChangeTheirPasswordWithTheOneOfToday) {
    const auto whom = person(9);
    EXPECT_EQ(outcome(rig_->changes(whom, "wrong", kNew)), "refused current_wrong");
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 1) << "once";
    EXPECT_EQ(outcome(rig_->changes(whom, "", kNew)), "refused current_wrong");
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, "")), "refused too_short");
    EXPECT_EQ(rig_->state(whom).wrong_passwords, 1);
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, "Sh0rt!")), "refused rules");
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, SambaAd::kPassword)), "refused rules");
    EXPECT_EQ(outcome(rig_->changes(whom, SambaAd::kPassword, kNew)), "done");
    EXPECT_EQ(outcome(rig_->changes(whom, kNew, SambaAd::kPassword)), "refused rules") << "in the history";
    EXPECT_EQ(rig_->signs_in(whom, kNew), "right");
    samba_->tool({"domain", "passwordsettings", "set", "--min-pwd-age=1"});
    EXPECT_EQ(outcome(rig_->changes(whom, kNew, kOther)), "refused rules") << "too young";
    samba_->tool({"domain", "passwordsettings", "set", "--min-pwd-age=0"});
}

TEST_F(SambaAccounts, WithATemporaryPasswordMustChangeIt) {
    const auto whom = person(10);
    EXPECT_EQ(outcome(rig_->sets(whom, kNew, {.must_change = true})), "done");
    EXPECT_EQ(rig_->signs_in(whom, kNew), "must_change");
    EXPECT_EQ(rig_->signs_in(whom, "wrong"), "wrong");
    EXPECT_EQ(rig_->state(whom).password_set_at, "0");
    EXPECT_FALSE(rig_->state(whom).password_set);
    EXPECT_EQ(outcome(rig_->changes(whom, "wrong", kOther)), "refused current_wrong");
    EXPECT_EQ(outcome(rig_->changes(whom, kNew, kOther)), "done");
    EXPECT_EQ(rig_->signs_in(whom, kOther), "right");
}

TEST_F(SambaAccounts, OutsideTheRightsOfTheServiceAreNotWritten) {
    const auto is_protected = rig_->whom(SambaAd::person("Protected"));
    EXPECT_TRUE(rig_->state(is_protected).protected_account);
    EXPECT_EQ(rig_->writable(is_protected), "protected");
    EXPECT_EQ(outcome(rig_->sets(is_protected, kNew)), "refused not_permitted");
    const auto change = rig_->changes(is_protected, SambaAd::kPassword, kNew);
    EXPECT_EQ(outcome(change), "done") << "everybody has the right, and the old password proves who asks: " << change.detail;
    EXPECT_EQ(rig_->signs_in(is_protected, kNew), "right");
    modify(SambaAd::person(2), "replace: adminCount\nadminCount: 1");
    EXPECT_EQ(outcome(rig_->sets(person(2), kNew)), "refused not_permitted") << "though the service has the right";
    EXPECT_EQ(rig_->signs_in(person(2), SambaAd::kPassword), "right");
    modify(SambaAd::person(2), "replace: adminCount\nadminCount: 0");
    EXPECT_EQ(rig_->writable(person(2)), "writable");
    const auto elsewhere = rig_->whom(std::string("CN=svc-rekey,CN=Users,") + SambaAd::kBase);
    EXPECT_EQ(rig_->writable(elsewhere), "no_right");
    EXPECT_EQ(outcome(rig_->sets(elsewhere, kNew)), "refused not_permitted");
    EXPECT_EQ(outcome(rig_->sets(elsewhere, kNew, {.unlock = false})), "refused not_permitted");
    const auto whom = person(1);
    const auto before = rig_->state(whom);
    EXPECT_FALSE(before.protected_account);
    EXPECT_EQ(rig_->writable(whom), "writable");
    EXPECT_EQ(rig_->state(whom).password_set_at, before.password_set_at) << "asking has changed nothing";
    EXPECT_EQ(rig_->state(whom).wrong_passwords, before.wrong_passwords);
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
}

TEST_F(SambaAccounts, OfAServerThatHangsInAWriteAreUnknown) {
    const auto whom = person(1);
    test::StallingRelay relay(samba_->address(), 636);
    auto by_relay = options();
    by_relay.servers.front().port = relay.port();
    test::AccountsRig rig(*directory::find_driver("active_directory"), SambaAd::kBase, std::move(by_relay));
    EXPECT_EQ(rig.writable(whom), "writable");  // so that a connection is open
    relay.pass(1);
    const auto unknown = rig.sets(whom, kNew);
    EXPECT_EQ(outcome(unknown), "unknown") << unknown.detail;
    EXPECT_NE(unknown.detail.find("no answer within 3 s; server "), std::string::npos) << unknown.detail;
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
}

TEST_F(SambaAccounts, OfAServerThatIsNotReachedAreNotWritten) {
    const auto whom = person(2);
    auto nobody = options();
    nobody.servers.front().port = 1;
    auto stranger = options();
    stranger.servers.front().ca_file = samba_->other_ca_file();
    for (auto* const bad : {&nobody, &stranger}) {
        test::AccountsRig rig(*directory::find_driver("active_directory"), SambaAd::kBase, std::move(*bad));
        EXPECT_EQ(outcome(rig.sets(whom, kNew)), "not_sent");
        EXPECT_EQ(outcome(rig.changes(whom, SambaAd::kPassword, kNew)), "not_sent");
        EXPECT_EQ(outcome(rig.unlocks(whom)), "not_sent");
    }
    EXPECT_EQ(rig_->signs_in(whom, SambaAd::kPassword), "right");
}

}  // namespace
}  // namespace rekey::ldap
