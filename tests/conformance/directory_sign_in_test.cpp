// People who are mastered in a directory: signing in by a bind, and changing the password there, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/admin/identity_admin.hpp"
#include "flows/freeze.hpp"
#include "flows/writeback_recovery.hpp"
#include "support/signin_rig.hpp"

namespace rekey::test {
namespace {

using directory::SignIn;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAnna = "anna@contoso.example";
constexpr const char* kRight = "right brown kettle 7";
constexpr const char* kNew = "maple lantern quiet river";
constexpr const char* kOnFile = "old password of anna@contoso.example";  // of the record that is here

class DirectorySignIns : public StoreTest {
protected:
    DirectorySignIns() : rig(store(), entropy(), macs(), hasher()) {}

    static ErrorCode error_of(const auto& result) { return result ? ErrorCode::NotFound : result.error().code; }
    std::string newest_reason() {
        for (const auto& event : rig.events()) {
            if (event.kind == audit::Kind::SignInFailed) return event.details.at("reason");
        }
        return {};
    }
    std::optional<Secret> signed_in() {
        auto answered = rig.sign_in(kAnna, kRight);
        return answered ? std::move(answered->token) : std::nullopt;
    }
    bool refused(std::string_view password, std::string_view from = "198.51.100.1") {
        return error_of(rig.sign_in_from(from, kAnna, password)) == ErrorCode::SignInRefused;
    }
    std::int64_t count(const policy::Limit& limit, const IdentityId& id) {
        const auto key = macs().mac(ports::MacPurpose::Counter, {as_bytes("account"), rig.tenant.view(), id.view()});
        return store().begin(rig.tenant, ports::Access::Read)->counters().count(limit.name, key);
    }
    /// The network that `rig.caller` comes from becomes one of the person's own.
    void make_familiar() { ASSERT_TRUE(rig.sign_in(kAnna, kRight)); }
    std::size_t writebacks() {
        return ports::transact(store(), rig.tenant, [](auto& unit) { return unit.writebacks().claim_overdue(Duration{0}, 10).size(); });
    }
    Instant now() { return store().begin(rig.tenant, ports::Access::Read)->now(); }
    void let_leases_end() { sql("UPDATE writeback SET leased_until = 0"); }

    SignInRig rig;
};

TEST_P(DirectorySignIns, TheirPasswordIsTheDirectorysAndNoRecordHereLetsAnybodyIn) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto answered = rig.sign_in(kAnna, kRight);
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.stage, signin::Stage::SignedIn);
    EXPECT_TRUE(rig.holds(*answered->token));
    EXPECT_TRUE(refused(kOnFile)) << "a record here is a history";
    rig.make_temporary(anna.id);
    rig.set("password_days", "1");
    sql("UPDATE password SET set_at = 1");
    EXPECT_EQ(rig.sign_in(kAnna, kRight)->step.stage, signin::Stage::SignedIn) << "nor does it ask for a change";
}

TEST_P(DirectorySignIns, EveryAnswerOfTheDirectoryLeadsSomewhere) {
    rig.add_directory_person(kAnna, kRight, 0);
    for (const auto answer : {SignIn::MustChange, SignIn::PasswordExpired}) {
        rig.directory.answer = answer;
        const auto answered = rig.sign_in(kAnna, kRight);
        ASSERT_TRUE(answered);
        EXPECT_EQ(answered->step.stage, signin::Stage::MustChangePassword);
        EXPECT_EQ(answered->step.rules->min_length, 10) << "the directory's";
        EXPECT_FALSE(rig.holds(*answered->token));
    }
    const std::map<SignIn, std::string> refusals{{SignIn::Wrong, "wrong_password"},
                                                 {SignIn::Locked, "directory_locked"},
                                                 {SignIn::Disabled, "directory_disabled"},
                                                 {SignIn::AccountExpired, "account_expired"},
                                                 {SignIn::NotNow, "not_now"}};
    for (const auto& [answer, reason] : refusals) {
        rig.directory.answer = answer;
        EXPECT_TRUE(refused("typed when it is " + reason));
        EXPECT_EQ(newest_reason(), reason);
    }
}

TEST_P(DirectorySignIns, ASecondProofStillComesBeforeAForcedChange) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto codes = rig.add_recovery_codes(anna.id);
    rig.directory.answer = SignIn::MustChange;
    const auto first = rig.sign_in(kAnna, kRight);
    ASSERT_EQ(first->step.stage, signin::Stage::SecondProof);
    const auto proven = rig.signins.prove(rig.tenant, first->token, codes[0], rig.caller);
    ASSERT_TRUE(proven);
    EXPECT_EQ(proven->step.stage, signin::Stage::MustChangePassword);

    rig.directory.answer.reset();
    const auto again = rig.sign_in(kAnna, kRight);
    ASSERT_EQ(again->step.stage, signin::Stage::SecondProof);
    EXPECT_EQ(rig.signins.prove(rig.tenant, again->token, codes[1], rig.caller)->step.stage, signin::Stage::SignedIn);
}

TEST_P(DirectorySignIns, WhoIsDisabledGoneOrLockedThereIsRefusedWithoutABind) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto expect = [&](const std::string& reason) {
        EXPECT_TRUE(refused(kRight)) << reason;
        EXPECT_EQ(newest_reason(), reason);
    };
    rig.directory.at(anna.anchor).state.disabled = true;
    expect("directory_disabled");
    rig.directory.at(anna.anchor).state.disabled = false;
    rig.directory.at(anna.anchor).state.locked = true;
    expect("directory_locked");
    rig.directory.at(anna.anchor).state.locked = false;
    rig.directory.at(anna.anchor).state.permanently_locked = true;
    rig.directory.at(anna.anchor).state.lock_may_be_over = true;
    expect("directory_locked");
    const auto item = rig.directory.at(anna.anchor);
    rig.directory.remove(anna.anchor);
    expect("directory_gone");
    rig.directory.put_back(item);
    rig.directory.at(anna.anchor).state = {};
    rig.change(anna.id, [](auto& person) { person.status = identity::Status::Disabled; });
    expect("disabled");
    EXPECT_EQ(rig.directory.sign_ins, 0);
}

TEST_P(DirectorySignIns, ADirectoryThatDoesNotAnswerIsNobodysFailure) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    rig.directory.refuses = Error{ErrorCode::Unreachable, "no answer", {}};
    for (int i = 0; i < 12; ++i) EXPECT_TRUE(refused(kRight));
    EXPECT_EQ(newest_reason(), "directory_unreachable");
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 0);
    rig.directory.refuses.reset();
    EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << "twelve failures would have locked";
}

TEST_P(DirectorySignIns, AnAnswerThatIsLostMayHaveBeenCountedThere) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    rig.directory.before_sign_in = [&] { rig.directory.refuses = Error{ErrorCode::Unreachable, "cut off", {}}; };
    EXPECT_TRUE(refused("wrong"));
    EXPECT_EQ(newest_reason(), "directory_unreachable");
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 1);
}

TEST_P(DirectorySignIns, WhatWasNotPassedOnTakesNoPlace) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 5);
    rig.directory.before_sign_in = [&] { rig.directory.refuses = Error{ErrorCode::Busy, "all connections to it are in use", {}}; };
    EXPECT_TRUE(refused(kRight));
    EXPECT_EQ(newest_reason(), "directory_unreachable");
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 0);
    EXPECT_EQ(count(policy::unfamiliar_binds(0, {}), anna.id), 0);
    EXPECT_EQ(count(policy::open_binds(0), anna.id), 0);
}

TEST_P(DirectorySignIns, ALockThatMayBeOverIsFoundOutByTheBind) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 5);
    auto& state = rig.directory.at(anna.anchor).state;
    state.locked = state.lock_may_be_over = true;
    state.wrong_passwords = 1;
    EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << "one wrong password of a stranger is no lock";
    rig.directory.at(anna.anchor).state.wrong_passwords = 4;
    EXPECT_TRUE(refused(kRight)) << "the fifth would lock, if it were wrong";
    EXPECT_EQ(newest_reason(), "directory_budget");
}

TEST_P(DirectorySignIns, APasswordThatMustBeChangedMayBeTheOneThatWasWrong) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 0);
    rig.directory.at(anna.anchor).state.hides_set_at = true;
    EXPECT_TRUE(refused("Welcome2026!"));
    rig.directory.at(anna.anchor).password = "Welcome2026!";  // by the help desk, to be changed as well
    EXPECT_TRUE(rig.sign_in(kAnna, "Welcome2026!"));
}

TEST_P(DirectorySignIns, AnAdministratorGivesPlacesBack) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 5);
    EXPECT_TRUE(refused("a slip"));
    rig.directory.at(anna.anchor).state.wrong_passwords = 0;  // unlocked there
    EXPECT_TRUE(refused(kRight)) << "the only place for unfamiliar networks is taken";
    const phone::LibPhoneNumbers phones;
    flows::IdentityAdmin identities({store(), entropy(), macs(), hasher(), phones, {}});
    ASSERT_TRUE(identities.unblock(rig.tenant, kAnna, {"boss", "192.0.2.1"}));
    EXPECT_TRUE(rig.sign_in(kAnna, kRight));
}

TEST_P(DirectorySignIns, ADirectoryThatIsSwitchedOffLetsNobodyIn) {
    rig.add_directory_person(kAnna, kRight);
    ports::transact(store(), rig.tenant, [](auto& unit) {
        auto office = unit.directories().find("office").value();
        office.settings.enabled = false;
        EXPECT_TRUE(unit.directories().update(office));
    });
    EXPECT_TRUE(refused(kRight));
    EXPECT_EQ(newest_reason(), "directory_off");
    EXPECT_EQ(rig.directory.sign_ins, 0);
}

TEST_P(DirectorySignIns, AWrongPasswordIsPassedOnOnceUntilThePasswordIsSetAnew) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 7);
    for (int i = 0; i < 12; ++i) EXPECT_TRUE(refused("the one of last year"));
    EXPECT_EQ(rig.directory.sign_ins, 1);
    EXPECT_TRUE(refused("the one of last year", "203.0.113.9")) << "also from elsewhere";
    EXPECT_EQ(rig.directory.sign_ins, 1);

    auto& item = rig.directory.at(anna.anchor);
    item.password = "the one of last year";
    item.state.password_set_at = "20261127000000Z";
    EXPECT_TRUE(rig.sign_in(kAnna, "the one of last year"));
}

TEST_P(DirectorySignIns, ADirectoryThatDoesNotTellWhenAPasswordWasSetIsAskedEveryTime) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 0);
    rig.directory.at(anna.anchor).state.password_set_at.clear();
    EXPECT_TRUE(refused("tomorrow's password"));
    rig.directory.at(anna.anchor).password = "tomorrow's password";
    EXPECT_TRUE(rig.sign_in(kAnna, "tomorrow's password"));
}

// Security item 21.
TEST_P(DirectorySignIns, StrangersLeaveTheAccountUnlockedThereAndAWayInForThePerson) {
    rig.add_directory_person(kAnna, kRight, 7);
    make_familiar();
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(refused("guess " + std::to_string(i), "203.0.113." + std::to_string(i + 1)));
    EXPECT_EQ(rig.directory.most_wrong, 3) << "of five, two are kept for familiar networks";
    EXPECT_EQ(newest_reason(), "locked");
    EXPECT_TRUE(refused("a slip"));
    EXPECT_EQ(rig.directory.most_wrong, 4);
    EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << "from a familiar network";
    EXPECT_TRUE(refused("guess 51", "203.0.113.99")) << "the lockout of unfamiliar networks is its own";
}

TEST_P(DirectorySignIns, ARightPasswordGivesBackWhatTheDirectoryHasForgotten) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 7);
    for (int round = 0; round < 4; ++round) {
        EXPECT_TRUE(refused("slip " + std::to_string(round)));
        EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << round;
    }
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 0);
    EXPECT_EQ(count(policy::open_binds(0), anna.id), 0);
}

TEST_P(DirectorySignIns, WhatWasTypedWrongAtTheDeskCountsToo) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 5);
    rig.directory.at(anna.anchor).state.wrong_passwords = 4;
    EXPECT_TRUE(refused(kRight)) << "the fifth would lock, if it were wrong";
    EXPECT_EQ(newest_reason(), "directory_budget");
    EXPECT_EQ(rig.directory.sign_ins, 0);
    rig.directory.at(anna.anchor).state.wrong_passwords = 3;
    EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << "what was not judged is not remembered as wrong";
}

TEST_P(DirectorySignIns, OfManyGuessesAtOnceTheDirectorySeesNoMoreThanTheBudget) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 9);
    rig.set("lockout_failures", "100");  // ours would stop them first
    rig.directory.before_sign_in = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
    const auto storm = [&](int from) {
        std::vector<std::jthread> guesses;
        for (int i = from; i < from + 32; ++i)
            guesses.emplace_back([&, i] { EXPECT_TRUE(refused("guess " + std::to_string(i), "203.0.113." + std::to_string(i + 1))); });
    };
    storm(0);
    EXPECT_GE(rig.directory.sign_ins, 1);
    storm(32);
    EXPECT_LE(rig.directory.sign_ins, 5) << "9 - 2, less the two for familiar networks";
    EXPECT_EQ(rig.directory.most_wrong, rig.directory.sign_ins);
    EXPECT_EQ(count(policy::open_binds(0), anna.id), 0);
}

TEST_P(DirectorySignIns, OfManyGuessesAtOnceNoneLocksWhoHasMistypedAtTheDesk) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 9);
    rig.set("lockout_failures", "100");
    rig.directory.at(anna.anchor).state.wrong_passwords = 6;
    rig.directory.before_sign_in = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
    {
        std::vector<std::jthread> guesses;
        for (int i = 0; i < 32; ++i)
            guesses.emplace_back([&, i] { EXPECT_TRUE(refused("guess " + std::to_string(i), "203.0.113." + std::to_string(i + 1))); });
    }
    EXPECT_LE(rig.directory.most_wrong, 8) << "the ninth locks";
}

TEST_P(DirectorySignIns, KnownAndUnknownCostTheSameHashes) {
    rig.add_directory_person(kAnna, kRight);
    static_cast<void>(rig.add_person("bert@contoso.example", "bert@mail.example"));
    std::vector<int> hashes;
    for (const auto* user : {kAnna, "bert@contoso.example", "nobody@contoso.example"}) {
        rig.hasher.count = 0;
        EXPECT_FALSE(rig.sign_in(user, "a wrong one"));
        hashes.push_back(rig.hasher.count);
    }
    EXPECT_THAT(hashes, ElementsAre(1, 1, 1));
    EXPECT_EQ(rig.directory.sign_ins, 1);
}

// ---- Changing it.

TEST_P(DirectorySignIns, AChangeGoesToTheDirectoryAndEndsTheOtherSessions) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto other = signed_in();
    const auto mine = signed_in();
    EXPECT_EQ(rig.accounts.password(rig.tenant, mine)->rules.min_length, 10);
    const auto changed = rig.accounts.change_password(rig.tenant, mine, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed);
    ASSERT_TRUE(changed->done);
    EXPECT_FALSE(rig.holds(*other));
    EXPECT_FALSE(rig.holds(*mine));
    EXPECT_TRUE(rig.holds(*changed->done->token));
    EXPECT_EQ(rig.directory.at(anna.anchor).password, kNew);
    EXPECT_TRUE(rig.verifies(anna.id, kNew)) << "the history of what was set from here";
    EXPECT_EQ(rig.collect_messages().at(0).kind, message::Kind::PasswordChanged);
    EXPECT_TRUE(rig.sign_in(kAnna, kNew));
    EXPECT_TRUE(refused(kRight));
    let_leases_end();
    EXPECT_EQ(writebacks(), 0U);
}

TEST_P(DirectorySignIns, AForcedChangeLeadsToTheAccount) {
    rig.add_directory_person(kAnna, kRight);
    rig.directory.answer = SignIn::MustChange;
    const auto waiting = rig.sign_in(kAnna, kRight);
    rig.directory.answer.reset();
    const auto changed = rig.signins.change_password(rig.tenant, waiting->token, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed && changed->done);
    EXPECT_EQ(changed->done->step.stage, signin::Stage::SignedIn);
    EXPECT_EQ(rig.sign_in(kAnna, kNew)->step.stage, signin::Stage::SignedIn);
}

TEST_P(DirectorySignIns, AWrongCurrentPasswordTakesAPlaceAmongTheWrongOnes) {
    const auto anna = rig.add_directory_person(kAnna, kRight, 5);
    const auto token = signed_in();
    std::vector<ErrorCode> errors;
    for (int i = 0; i < 5; ++i)
        errors.push_back(
            error_of(rig.accounts.change_password(rig.tenant, token, Secret{"guess " + std::to_string(i)}, Secret{kNew}, rig.caller)));
    EXPECT_THAT(errors, ElementsAre(ErrorCode::CurrentPasswordWrong, ErrorCode::CurrentPasswordWrong, ErrorCode::CurrentPasswordWrong,
                                    ErrorCode::TooManyPasswords, ErrorCode::TooManyPasswords));
    EXPECT_EQ(rig.directory.at(anna.anchor).state.wrong_passwords, 3);
}

TEST_P(DirectorySignIns, TheDirectorysRefusalIsAReasonAndCostsNoPlace) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    rig.directory.writes = directory::Written{.how = directory::Written::How::Refused, .refusal = directory::Refusal::UsedBefore};
    const auto used = rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(used);
    EXPECT_THAT(used->reasons, ElementsAre(password::Reason{password::Rule::UsedBefore, 3}));
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 0);
    EXPECT_TRUE(rig.holds(*token));

    const auto changes = rig.directory.changes;
    const auto named = rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{"contains anna inside"}, rig.caller);
    EXPECT_THAT(named->reasons, Contains(password::Reason{password::Rule::ContainsName})) << "ours";
    EXPECT_EQ(rig.directory.changes, changes) << "and the directory is not asked";
}

TEST_P(DirectorySignIns, ADirectoryThatDoesNotAnswerChangesNothing) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    const auto change = [&] { return rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller); };
    rig.directory.writes = directory::Written{.how = directory::Written::How::NotSent};
    const auto failed = change();
    EXPECT_EQ(error_of(failed), ErrorCode::DirectoryUnavailable);
    EXPECT_TRUE(failed.error().retry_after);
    rig.directory.writes.reset();
    rig.directory.refuses = Error{ErrorCode::Unreachable, "no answer", {}};
    EXPECT_EQ(error_of(change()), ErrorCode::DirectoryUnavailable);
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 0);
    let_leases_end();
    EXPECT_EQ(writebacks(), 0U);
    EXPECT_TRUE(rig.holds(*token));
}

TEST_P(DirectorySignIns, AChangeThatWasNotAnsweredIsLookedUpAndElseLeftToWhoeverLooksLater) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    rig.directory.writes = directory::Written{.how = directory::Written::How::Unknown};
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::OutcomeUnknown);
    EXPECT_TRUE(rig.holds(*token));
    let_leases_end();
    EXPECT_EQ(writebacks(), 1U);
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::DirectoryUnavailable)
        << "one at a time";
    sql("DELETE FROM writeback");

    rig.directory.writes_all_the_same = true;
    const auto changed = rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed && changed->done) << "it says when the password was set";
    EXPECT_TRUE(rig.verifies(anna.id, kNew));
}

TEST_P(DirectorySignIns, AChangeThatTurnsOutLaterEndsTheSessions) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    rig.directory.writes = directory::Written{.how = directory::Written::How::Unknown};
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::OutcomeUnknown);
    flows::WritebackRecovery recovery(static_cast<ResetRig&>(rig).ports());
    EXPECT_EQ(recovery.step(rig.tenant).done, 0) << "its time has not come";
    rig.directory.at(anna.anchor).state.password_set_at = "20261127000000Z";
    let_leases_end();
    EXPECT_EQ(recovery.step(rig.tenant).done, 1);
    EXPECT_FALSE(rig.holds(*token));
    EXPECT_EQ(rig.collect_messages().at(0).kind, message::Kind::PasswordChanged);
    let_leases_end();
    EXPECT_EQ(writebacks(), 0U);
}

TEST_P(DirectorySignIns, AChangeOfWhichNobodyCanTellEndsTheSessions) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    rig.directory.at(anna.anchor).state.password_set_at.clear();
    const auto token = signed_in();
    rig.directory.writes = directory::Written{.how = directory::Written::How::Unknown};
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::OutcomeUnknown);
    let_leases_end();
    flows::WritebackRecovery recovery(static_cast<ResetRig&>(rig).ports());
    EXPECT_EQ(recovery.step(rig.tenant).done, 1);
    EXPECT_FALSE(rig.holds(*token));
    EXPECT_TRUE(std::ranges::any_of(rig.events(), [](const auto& event) { return event.kind == audit::Kind::WritebackUnknown; }));
}

TEST_P(DirectorySignIns, ACurrentPasswordThatMayHaveBeenJudgedKeepsItsPlace) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    rig.directory.writes = directory::Written{.how = directory::Written::How::NotSent, .judged = true};
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::DirectoryUnavailable);
    EXPECT_EQ(count(policy::binds(0, {}), anna.id), 1);
    let_leases_end();
    EXPECT_EQ(writebacks(), 0U);
}

TEST_P(DirectorySignIns, WhoCannotBeJudgedCostsTheNetworkAsMuchAsANameNobodyHas) {
    rig.add_directory_person(kAnna, kRight);
    rig.set("refused_sign_ins_per_10_minutes", "10");
    rig.directory.refuses = Error{ErrorCode::Unreachable, "no answer", {}};
    const auto refused_from = [&](std::string_view network, std::string_view user) {
        int times = 0;
        while (times < 100 && error_of(rig.sign_in_from(network, user, kRight)) == ErrorCode::SignInRefused) ++times;
        return times;
    };
    const auto nobody = refused_from("198.51.100.1", "nobody@contoso.example");
    EXPECT_LT(nobody, 100);
    EXPECT_EQ(refused_from("198.51.100.2", kAnna), nobody) << "or it would be known who is in the directory";
}

TEST_P(DirectorySignIns, APasswordThatWasSetByAThiefOpensNothingAlone) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    rig.freeze(anna.id, registration::Happening::PasswordChanged, now() + seconds{1});
    const auto binds = rig.directory.sign_ins;
    EXPECT_TRUE(refused(kRight));
    EXPECT_EQ(newest_reason(), "frozen");
    EXPECT_EQ(rig.directory.sign_ins, binds);
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(flows::unfreeze(unit, rig.macs, rig.tenant, anna.id, flows::Quarantined::Removed));
    });
    EXPECT_TRUE(rig.sign_in(kAnna, kRight));
}

TEST_P(DirectorySignIns, WhoHasASecondProofIsAskedForItAndNotTurnedAway) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    static_cast<void>(rig.add_totp(anna.id));
    rig.freeze(anna.id, registration::Happening::PasswordChanged, now() + seconds{1});
    EXPECT_TRUE(rig.sign_in(kAnna, kRight)) << "it ends the freeze";
}

TEST_P(DirectorySignIns, AChangeIsPutDownAlsoWhenTheSessionEndedMeanwhile) {
    const auto anna = rig.add_directory_person(kAnna, kRight);
    const auto token = signed_in();
    const auto other = signed_in();
    rig.directory.before_write = [&] { rig.signins.sign_out(rig.tenant, token, rig.caller); };
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, token, Secret{kRight}, Secret{kNew}, rig.caller)), ErrorCode::NotSignedIn);
    EXPECT_FALSE(rig.holds(*other));
    EXPECT_TRUE(rig.verifies(anna.id, kNew));
    EXPECT_TRUE(std::ranges::any_of(rig.events(), [](const auto& event) { return event.kind == audit::Kind::PasswordChanged; }));
}

INSTANTIATE_STORES(DirectorySignIns);

}  // namespace
}  // namespace rekey::test
