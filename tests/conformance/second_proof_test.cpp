// The second proof at sign-in over both stores: when it is asked for, what it opens, what is counted, and that nothing is used twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <liboath/oath.h>

#include <algorithm>
#include <array>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "support/signin_rig.hpp"

namespace rekey::test {
namespace {

using method::Kind;
using signin::Stage;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kAnna = "anna@contoso.example";
constexpr std::string_view kRight = "old password of anna@contoso.example";
constexpr std::string_view kNew = "maple lantern quiet river";
constexpr std::string_view kNobodys = "4F7Q-0ZKD-81MX-RT2B";
constexpr std::string_view kElsewhere = "203.0.113.9";

class SecondProofs : public StoreTest {
protected:
    SecondProofs() : rig(store(), entropy(), macs(), hasher()), anna(rig.add_person(kAnna, "anna@private.example")) {}

    static ErrorCode error_of(const auto& result) { return result ? throw std::logic_error("there is no error") : result.error().code; }

    /// What an app shows `steps` from now, by the library called directly.
    std::string shown(const Secret& key, int steps = 0) {
        while (to_millis(now()) % 30'000 > 27'000) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        std::array<char, 7> code{};
        oath_totp_generate(key.reveal().data(), key.size(), to_millis(now()) / 1000 + 30 * steps, 30, 0, 6, code.data());
        return code.data();
    }
    /// A code that this app shows at none of the steps that are taken.
    std::string wrong(const Secret& key) {
        std::string code = "000000";
        while (code == shown(key, -1) || code == shown(key) || code == shown(key, 1)) ++code.back();
        return code;
    }
    Instant now() { return store().begin(rig.tenant, ports::Access::Read)->now(); }

    /// A browser after the right password, where a second proof is asked for.
    std::optional<Secret> asked(std::string_view from = "198.51.100.1") {
        auto answered = rig.sign_in_from(from, kAnna, kRight);
        EXPECT_EQ(answered.value().step.stage, Stage::SecondProof);
        return std::move(answered->token);
    }
    Result<flows::SignInAnswer> prove(const std::optional<Secret>& token, std::string_view code, std::string_view from = "198.51.100.1") {
        return rig.signins.prove(rig.tenant, token, Secret{code}, {std::string(from), rig.caller.user_agent});
    }
    std::optional<ports::LockoutRepository::State> lockout(identity::Side side = identity::Side::Unfamiliar) {
        const auto account = macs().mac(ports::MacPurpose::Counter, {as_bytes("account"), rig.tenant.view(), anna.view()});
        return store().begin(rig.tenant, ports::Access::Read)->lockouts().find(account, side);
    }
    std::int64_t failures() { return lockout().value_or(ports::LockoutRepository::State{}).failures; }
    std::vector<std::string> reasons() {
        std::vector<std::string> all;
        for (const auto& event : rig.events()) {
            const bool failed = event.kind == audit::Kind::SignInFailed || event.kind == audit::Kind::SecondProofWrong;
            if (failed) all.push_back(event.details.at("reason"));
        }
        return all;
    }
    std::int64_t count(audit::Kind kind) { return std::ranges::count(rig.events(), kind, &audit::Event::kind); }
    bool in(const auto& answered) { return answered && answered->step.stage == Stage::SignedIn; }
    /// As if an hour had passed for the budgets.
    void forget_budgets() { sql("DELETE FROM counter"); }

    SignInRig rig;
    IdentityId anna;
};

TEST_P(SecondProofs, AreAskedForAfterTheRightPasswordAndOpenNothingBefore) {
    const auto key = rig.add_totp(anna);
    EXPECT_EQ(error_of(rig.sign_in(kAnna, "not it at all")), ErrorCode::SignInRefused);
    const auto waiting = asked();
    EXPECT_THAT(rig.signins.view(rig.tenant, waiting)->step.methods, ElementsAre(Kind::Totp));
    EXPECT_EQ(error_of(rig.accounts.session(rig.tenant, waiting)), ErrorCode::NotSignedIn);
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, waiting, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::NotSignedIn);
    EXPECT_EQ(error_of(rig.signins.change_password(rig.tenant, waiting, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(prove(std::nullopt, shown(key))), ErrorCode::NotSignedIn);

    const auto proven = prove(waiting, " " + shown(key).insert(3, " "));
    ASSERT_TRUE(in(proven));
    EXPECT_NE(proven->token->reveal(), waiting->reveal());
    EXPECT_TRUE(rig.holds(*proven->token));
    EXPECT_EQ(error_of(rig.signins.view(rig.tenant, waiting)), ErrorCode::NotSignedIn) << "the token from before is dead";
    EXPECT_EQ(error_of(prove(proven->token, shown(key, 1))), ErrorCode::NotAllowedNow);
    EXPECT_EQ(count(audit::Kind::SecondProofAsked), 1);
    EXPECT_EQ(count(audit::Kind::SignedIn), 1);
}

TEST_P(SecondProofs, MakeTheSessionOneWithTwoProofsAndANewPasswordKeepsThat) {
    const auto key = rig.add_totp(anna);
    rig.make_temporary(anna);
    const auto proven = prove(asked(), shown(key));
    ASSERT_EQ(proven.value().step.stage, Stage::MustChangePassword) << "the password is changed by who has proven everything";
    const auto changed = rig.signins.change_password(rig.tenant, proven->token, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed->done);
    const auto sessions = store().begin(rig.tenant, ports::Access::Read)->sessions().of(anna);
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().stage, Stage::SignedIn);
    EXPECT_TRUE(sessions.front().second_proof_at);
}

TEST_P(SecondProofs, ARecoveryCodeWorksOnceIsToldOfAndTheLastOneEndsItsSet) {
    static_cast<void>(rig.add_totp(anna));
    const auto codes = rig.add_recovery_codes(anna);
    const auto waiting = asked();
    EXPECT_THAT(rig.signins.view(rig.tenant, waiting)->step.methods, testing::UnorderedElementsAre(Kind::Totp, Kind::RecoveryCode));
    EXPECT_TRUE(in(prove(waiting, codes[0].reveal())));
    const auto told = rig.collect_messages();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].kind, message::Kind::RecoveryCodeUsed);
    EXPECT_EQ(told[0].parameters.at("device"), "Firefox on Linux");

    const auto again = asked();
    EXPECT_EQ(error_of(prove(again, codes[0].reveal())), ErrorCode::CodeMismatch);
    EXPECT_TRUE(in(prove(again, codes[1].reveal())));
    EXPECT_THAT(rig.signins.view(rig.tenant, asked())->step.methods, ElementsAre(Kind::Totp));
}

TEST_P(SecondProofs, AnAppsStepWorksOnceAndNotAfterALaterOne) {
    const auto key = rig.add_totp(anna);
    const auto code = shown(key), before = shown(key, -1);
    EXPECT_TRUE(in(prove(asked(), code)));
    const auto again = asked();
    EXPECT_EQ(error_of(prove(again, code)), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(prove(again, before)), ErrorCode::CodeMismatch);
    EXPECT_TRUE(in(prove(again, shown(key, 1))));
}

TEST_P(SecondProofs, WhatMayNotBeUsedYetOrAnyMoreIsNotAskedFor) {
    static_cast<void>(rig.add_totp(anna));
    const auto password_only = [&] { return rig.sign_in(kAnna, kRight).value().step.stage == Stage::SignedIn; };
    EXPECT_FALSE(password_only());
    sql("UPDATE authenticator SET usable_from = usable_from + 3600000 WHERE kind = 'totp'");
    EXPECT_TRUE(password_only()) << "its waiting time is not over";
    sql("UPDATE authenticator SET usable_from = usable_from - 3600000 WHERE kind = 'totp'");
    sql("UPDATE authenticator SET quarantined_at = 1 WHERE kind = 'totp'");
    EXPECT_TRUE(password_only()) << "somebody said that it is not theirs";
    sql("UPDATE authenticator SET quarantined_at = NULL WHERE kind = 'totp'");
    rig.set("methods", "email\nrecovery_code");
    EXPECT_TRUE(password_only()) << "the tenant does not use apps";
    rig.set("methods", "email\ntotp");
    EXPECT_FALSE(password_only());
    sql("DELETE FROM authenticator WHERE kind = 'totp'");
    static_cast<void>(rig.add_recovery_codes(anna));
    rig.set("methods", "email\ntotp\nrecovery_code");
    EXPECT_FALSE(password_only());
    sql("DELETE FROM recovery_code");
    EXPECT_TRUE(password_only()) << "nobody can type a code of an empty set";
}

TEST_P(SecondProofs, FiveWrongOnesEndTheSignIn) {
    const auto key = rig.add_totp(anna);
    const auto waiting = asked();
    for (int i = 0; i < 4; ++i) EXPECT_EQ(error_of(prove(waiting, i % 2 == 0 ? wrong(key) : kNobodys)), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(prove(waiting, wrong(key))), ErrorCode::TooManyTries);
    EXPECT_EQ(error_of(prove(waiting, shown(key))), ErrorCode::NotSignedIn);
    EXPECT_TRUE(in(prove(asked(), shown(key)))) << "the person begins again";
}

TEST_P(SecondProofs, OverTheAccountsBudgetNothingFitsAndNobodyIsTold) {
    const auto key = rig.add_totp(anna);
    rig.set("lockout_failures", "50");
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(prove(asked(), wrong(key)));
    EXPECT_EQ(error_of(prove(asked(), shown(key))), ErrorCode::CodeMismatch);
    EXPECT_EQ(reasons().front(), "too_many_codes");
    forget_budgets();
    EXPECT_TRUE(in(prove(asked(), shown(key))));
    // What was right is no guess: a person may sign in as often as they like.
    for (int i = 0; i < 12; ++i) {
        sql("UPDATE totp SET last_step = 0");
        EXPECT_TRUE(in(prove(asked(), shown(key))));
    }
}

// docs/adr/0009: a right password neither counts nor clears; each wrong code is a failure; a complete sign-in clears.
TEST_P(SecondProofs, TheLockoutCountsEachWrongThingOnceAndForgetsOnlyAfterTheLast) {
    const auto key = rig.add_totp(anna);
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(rig.sign_in(kAnna, "wrong " + std::to_string(i)));
    EXPECT_EQ(failures(), 4);
    for (int i = 0; i < 20; ++i) static_cast<void>(asked());
    EXPECT_EQ(failures(), 4) << "whoever knows the password neither gets guesses by it nor locks the person out";
    const auto waiting = asked();
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(prove(waiting, wrong(key)));
    EXPECT_EQ(failures(), 7);
    EXPECT_TRUE(in(prove(waiting, shown(key))));
    EXPECT_FALSE(lockout());
}

TEST_P(SecondProofs, TenWrongOnesLockAsTenWrongPasswordsDo) {
    const auto key = rig.add_totp(anna);
    rig.set("validations_per_hour", "30");
    const auto before = asked();
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(prove(asked(), wrong(key)));
    EXPECT_GT(lockout()->locked_until, now() + seconds{50});
    EXPECT_EQ(count(audit::Kind::SignInLocked), 1);
    EXPECT_EQ(error_of(prove(before, shown(key))), ErrorCode::CodeMismatch)
        << "while a lock holds a right code is refused like a wrong one";
    EXPECT_EQ(reasons().front(), "locked");
    EXPECT_EQ(error_of(rig.sign_in(kAnna, kRight)), ErrorCode::SignInRefused);
    sql("UPDATE sign_in_lockout SET locked_until = locked_until - 61000");
    EXPECT_TRUE(in(prove(before, shown(key))));
}

TEST_P(SecondProofs, TheTenthFailureInFlightIsTakenBackByARightPassword) {
    const auto key = rig.add_totp(anna);
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(rig.sign_in(kAnna, "wrong " + std::to_string(i)));
    EXPECT_TRUE(in(prove(asked(), shown(key))));
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(rig.sign_in(kAnna, "wrong " + std::to_string(i)));
    EXPECT_FALSE(rig.sign_in(kAnna, kRight)) << "the network is familiar, and that side is locked now";
}

// Nothing a stranger does keeps the person from signing in from a familiar network, also not with the password, nor at the reset.
TEST_P(SecondProofs, GuessesFromElsewhereKeepNobodyOutWhereTheyUsuallyAre) {
    const auto key = rig.add_totp(anna);
    EXPECT_TRUE(in(prove(asked(), shown(key))));
    for (int i = 0; i < 15; ++i) {
        const auto answered = rig.sign_in_from(kElsewhere, kAnna, kRight);
        if (answered) EXPECT_FALSE(prove(answered->token, wrong(key), kElsewhere));
    }
    EXPECT_FALSE(rig.sign_in_from(kElsewhere, kAnna, kRight));
    EXPECT_TRUE(in(prove(asked(), shown(key, 1))));
}

TEST_P(SecondProofs, ANetworkIsFamiliarOnlyWhenTheSignInIsComplete) {
    const auto key = rig.add_totp(anna);
    static_cast<void>(asked(kElsewhere));
    EXPECT_FALSE(prove(asked(kElsewhere), wrong(key), kElsewhere));
    EXPECT_EQ(failures(), 1) << "on the unfamiliar side";
    EXPECT_TRUE(in(prove(asked(kElsewhere), shown(key), kElsewhere)));
    EXPECT_FALSE(prove(asked(kElsewhere), wrong(key), kElsewhere));
    EXPECT_FALSE(lockout());
    EXPECT_EQ(lockout(identity::Side::Familiar)->failures, 1);
}

TEST_P(SecondProofs, WrongOnesCountAgainstTheNetwork) {
    const auto key = rig.add_totp(anna);
    rig.set("refused_sign_ins_per_10_minutes", "10");
    for (int i = 0; i < 15; ++i) static_cast<void>(asked());
    const auto waiting = asked();
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(rig.sign_in("nobody" + std::to_string(i), "x"));
    const auto refused = prove(waiting, shown(key));
    EXPECT_EQ(error_of(refused), ErrorCode::TooManySignIns);
    EXPECT_TRUE(refused.error().retry_after);
    EXPECT_TRUE(in(prove(waiting, shown(key), kElsewhere)));
}

// What a code costs depends on what was typed, not on what the person has.
TEST_P(SecondProofs, TheWorkDoesNotTellWhatAPersonHas) {
    const auto work = [&](std::string_view code) {
        const auto waiting = asked();
        const auto before = rig.hasher.count.load();
        EXPECT_FALSE(prove(waiting, code));
        return rig.hasher.count.load() - before;
    };
    const auto key = rig.add_totp(anna);
    EXPECT_EQ(work(wrong(key)), 0);
    EXPECT_EQ(work(kNobodys), 1);
    sql("DELETE FROM authenticator WHERE kind = 'totp'");
    static_cast<void>(rig.add_recovery_codes(anna));
    EXPECT_EQ(work("123456"), 0);
    EXPECT_EQ(work(kNobodys), 1);
}

TEST_P(SecondProofs, AnythingMayBeTyped) {
    static_cast<void>(rig.add_totp(anna));
    static_cast<void>(rig.add_recovery_codes(anna));
    rig.set("lockout_failures", "50");
    for (const auto& typed : {std::string("1"), std::string(64, '9'), std::string("\0\0", 2), std::string("１２３４５６"), std::string("-"),
                              std::string("'; DROP TABLE session; --"), std::string(64, 'Z')})
        EXPECT_EQ(error_of(prove(asked(), typed)), ErrorCode::CodeMismatch) << typed;
}

TEST_P(SecondProofs, OneStepSignsInOnceUnderSixtyFourSubmits) {
    const auto key = rig.add_totp(anna);
    rig.set("lockout_failures", "50");
    rig.set("validations_per_hour", "30");
    std::vector<std::optional<Secret>> waiting;
    for (int i = 0; i < 64; ++i) waiting.push_back(asked());
    const auto code = shown(key);
    std::atomic<int> accepted = 0;
    {
        std::vector<std::jthread> all;
        for (auto& each : waiting) all.emplace_back([&] { accepted += prove(each, code) ? 1 : 0; });
    }
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(count(audit::Kind::SignedIn), 1);
}

TEST_P(SecondProofs, OfTwoRightCodesAtOnceTheSecondIsNotUsedUp) {
    const auto key = rig.add_totp(anna);
    const auto codes = rig.add_recovery_codes(anna);
    rig.set("lockout_failures", "50");
    for (int round = 0; round < 2; ++round) {
        sql("UPDATE totp SET last_step = 0");
        const auto waiting = asked();
        const auto code = shown(key);
        std::atomic<int> accepted = 0;
        {
            std::jthread app([&] { accepted += prove(waiting, code) ? 1 : 0; });
            std::jthread saved([&] { accepted += prove(waiting, codes[static_cast<std::size_t>(round)].reveal()) ? 1 : 0; });
        }
        EXPECT_EQ(accepted, 1);
    }
    const auto used = std::ranges::count_if(rig.events(), [](const auto& event) {
        return event.kind == audit::Kind::SignedIn && event.details.at("method") == "recovery_code";
    });
    std::int64_t left = 0;
    for (const auto& each : store().begin(rig.tenant, ports::Access::Read)->authenticators().of(anna)) {
        if (each.kind == Kind::RecoveryCode)
            left = std::ssize(store().begin(rig.tenant, ports::Access::Read)->proofs().codes(each.id)->verifiers);
    }
    EXPECT_EQ(left, 2 - used);
}

TEST_P(SecondProofs, SixtyFourWrongOnesInOneSignInAreComparedFiveTimes) {
    const auto key = rig.add_totp(anna);
    rig.set("lockout_failures", "50");
    rig.set("validations_per_hour", "30");
    const auto waiting = asked();
    const auto code = wrong(key);
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 64; ++i) all.emplace_back([&] { EXPECT_FALSE(prove(waiting, code)); });
    }
    EXPECT_LE(std::ranges::count(reasons(), "wrong_code"), 5);
    EXPECT_GE(std::ranges::count(reasons(), "wrong_code"), 1);
    EXPECT_EQ(error_of(prove(waiting, shown(key))), ErrorCode::NotSignedIn);
}

TEST_P(SecondProofs, AMethodFromBeforeTheChangeEndsTheFreeze) {
    const auto key = rig.add_totp(anna);
    sql("UPDATE authenticator SET source = 'person'");
    rig.freeze(anna, registration::Happening::MethodAdded, now() + seconds{1});
    const auto frozen = [&] { return store().begin(rig.tenant, ports::Access::Read)->registrations().find(anna).frozen_at.has_value(); };
    const auto waiting = asked();
    EXPECT_FALSE(prove(waiting, wrong(key)));
    EXPECT_TRUE(frozen()) << "the password alone ends nothing";
    EXPECT_TRUE(in(prove(waiting, shown(key))));
    EXPECT_FALSE(frozen());
    EXPECT_EQ(count(audit::Kind::AccountUnfrozen), 1);
    const auto handle = rig.pass_all_gates(kAnna);
    EXPECT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{kNew}, rig.caller)->done) << "resetting is not paused any more";
}

TEST_P(SecondProofs, AMethodThatCameWithTheChangeEndsNoFreeze) {
    const auto since = now();
    const auto key = rig.add_totp(anna);
    sql("UPDATE authenticator SET source = 'person' WHERE kind = 'totp'");
    const auto waiting = asked();
    rig.freeze(anna, registration::Happening::MethodAdded, since);
    EXPECT_EQ(error_of(prove(waiting, shown(key))), ErrorCode::NotSignedIn) << "a sign-in under way ends with the freeze";
    EXPECT_TRUE(in(rig.sign_in(kAnna, kRight))) << "who has the password only may look";
    EXPECT_TRUE(store().begin(rig.tenant, ports::Access::Read)->registrations().find(anna).frozen_at);
    EXPECT_EQ(count(audit::Kind::AccountUnfrozen), 0);
}

INSTANTIATE_STORES(SecondProofs);

}  // namespace
}  // namespace rekey::test
