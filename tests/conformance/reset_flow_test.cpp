// The reset over both stores: what a person, a stranger and a racing attacker can reach.
#include <gtest/gtest.h>

#include <thread>

#include "conformance/store_fixture.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {
namespace {

using flows::StepKind;

class ResetFlow : public StoreTest {
protected:
    [[nodiscard]] ResetRig make_rig() { return ResetRig(store(), entropy(), macs(), hasher()); }

    /// As if half a minute had passed since the last code.
    void let_resend() { sql("UPDATE challenge SET resend_at = created_at"); }
    static ErrorCode error_of(const auto& result) { return result ? ErrorCode::NotFound : result.error().code; }
};

TEST_P(ResetFlow, APersonProvesWhoTheyAreAndSetsANewPassword) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    const auto id = rig.add_person("anna@contoso.example", "anna.private@mail.example");

    auto started = rig.start("Anna@Contoso.example");
    ASSERT_TRUE(started);
    EXPECT_EQ(started->step.kind, StepKind::ChooseMethod);
    EXPECT_EQ(started->step.gates, std::nullopt);
    ASSERT_EQ(started->step.methods.size(), 1U);
    EXPECT_EQ(started->step.methods[0].hint, (method::Hint{"a", "e", "m", "example", ""}));

    const auto sent = rig.service.choose_method(rig.tenant, *started->handle, started->step.methods[0].id, "");
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->step.kind, StepKind::EnterCode);
    EXPECT_EQ(sent->step.digits, 8);
    const auto code = rig.newest_code();
    EXPECT_EQ(code.size(), 8U);

    auto answered =
        rig.service.answer(rig.tenant, *started->handle, sent->step.challenge, {Secret{code.substr(0, 4) + " " + code.substr(4)}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.kind, StepKind::SetPassword);
    ASSERT_TRUE(answered->handle);
    EXPECT_NE(answered->handle->reveal(), started->handle->reveal());

    const auto done = rig.service.set_password(rig.tenant, *answered->handle, Secret{"maple lantern quiet river"}, rig.caller);
    ASSERT_TRUE(done);
    ASSERT_TRUE(done->done);
    EXPECT_EQ(done->done->step.kind, StepKind::Completed);
    EXPECT_TRUE(rig.verifies(id, "maple lantern quiet river"));
    EXPECT_FALSE(rig.verifies(id, "old password of anna@contoso.example"));

    const auto notices = rig.collect_messages();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, message::Kind::PasswordChanged);
    EXPECT_EQ(notices[0].destination, "anna.private@mail.example");
    EXPECT_EQ(notices[0].parameters.at("device"), "Firefox on Linux");
    for (const auto& [name, value] : notices[0].parameters) EXPECT_EQ(value.find("maple"), std::string::npos) << name;
}

// Security item 16 of the flow: the order of steps is closed.
TEST_P(ResetFlow, EveryRequestOutsideTheTableIsRefusedInEveryState) {
    auto rig = make_rig();
    rig.set("unlock_offered", "true");
    int number = 0;
    for (const auto state : reset::kAllStates) {
        for (const auto request : reset::kAllRequests) {
            const auto name = "person" + std::to_string(++number) + "@contoso.example";
            const auto id = rig.add_person(name, name);
            auto started = rig.start(name);
            ASSERT_TRUE(started);
            // The row is put into the state directly: no request leads to most of these pairs.
            std::string challenge;
            ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
                auto attempt = unit.attempts()
                                   .find(macs().mac(ports::MacPurpose::AttemptHandle, {rig.tenant.view(), started->handle->bytes()}))
                                   .get()
                                   .value();
                reset::Challenge open;
                open.id = ports::make_id<ChallengeId>(entropy());
                open.attempt = attempt.id;
                open.authenticator = unit.authenticators().of(id).at(0).id;
                open.created_at = unit.now();
                open.expires_at = unit.now() + minutes{10};
                open.resend_at = unit.now();
                challenge = open.id.text();
                unit.challenges().insert(open);
                // A grant lies there in every state but the one that has it by right: it must not help.
                unit.grants().insert({attempt.id, 0, unit.now(), unit.now() + minutes{10}, std::nullopt});
                attempt.state = state;
                ASSERT_TRUE(unit.attempts().update(attempt));
            });
            const auto code = [&]() -> ErrorCode {
                auto& service = rig.service;
                const auto& handle = *started->handle;
                switch (request) {
                    case reset::Request::View: return error_of(service.view(rig.tenant, handle));
                    case reset::Request::ChooseNeed: return error_of(service.choose_need(rig.tenant, handle, reset::Need::Reset));
                    case reset::Request::ChooseMethod: return error_of(service.choose_method(rig.tenant, handle, "any", ""));
                    case reset::Request::Resend: return error_of(service.resend(rig.tenant, handle));
                    case reset::Request::UseAnother: return error_of(service.use_another(rig.tenant, handle));
                    case reset::Request::Answer: return error_of(service.answer(rig.tenant, handle, challenge, {Secret{"00000000"}}));
                    case reset::Request::CheckPassword:
                        return error_of(service.check_password(rig.tenant, handle, Secret{"maple lantern quiet"}));
                    case reset::Request::SetPassword:
                        return error_of(service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller));
                    case reset::Request::Cancel: return error_of(service.cancel(rig.tenant, handle));
                }
                return ErrorCode::NotFound;
            }();
            const bool refused = code == ErrorCode::NotAllowedNow || code == ErrorCode::AttemptEnded;
            EXPECT_EQ(refused, !reset::allowed(state, request))
                << reset::name(state) << " × " << reset::name(request) << " → " << rekey::name(code);
            const bool may_change = state == reset::State::AwaitingPassword && request == reset::Request::SetPassword;
            EXPECT_EQ(rig.verifies(id, "maple lantern quiet"), may_change) << reset::name(state) << " × " << reset::name(request);
        }
    }
}

TEST_P(ResetFlow, SettingAPasswordWithoutAGrantIsRefusedEvenInTheRightState) {
    auto rig = make_rig();
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    auto started = rig.start("anna@contoso.example");
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        auto attempt =
            unit.attempts().find(macs().mac(ports::MacPurpose::AttemptHandle, {rig.tenant.view(), started->handle->bytes()})).get().value();
        attempt.state = reset::State::AwaitingPassword;
        ASSERT_TRUE(unit.attempts().update(attempt));
    });
    EXPECT_FALSE(rig.service.set_password(rig.tenant, *started->handle, Secret{"maple lantern quiet"}, rig.caller));
    EXPECT_FALSE(rig.verifies(id, "maple lantern quiet"));
}

// Security item 9.
TEST_P(ResetFlow, OfManyParallelRightCodesExactlyOneSucceeds) {
    auto rig = make_rig();
    for (int round = 0; round < 5; ++round) {
        const auto name = "anna" + std::to_string(round) + "@contoso.example";
        static_cast<void>(rig.add_person(name, name));
        const auto waiting = rig.wait_for_code(name);
        const auto code = rig.newest_code();
        // Five tries are all a challenge has, so no more than five may even be compared.
        std::atomic<int> successes = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back(
                [&] { successes += rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{code}}).has_value(); });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(successes, 1);
    }
}

TEST_P(ResetFlow, OfManyParallelNewPasswordsExactlyOneIsSet) {
    auto rig = make_rig();
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    std::atomic<int> successes = 0;
    std::atomic<int> winner = -1;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const auto outcome =
                rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet " + std::to_string(i)}, rig.caller);
            if (!outcome || !outcome->done) return;
            ++successes;
            winner = i;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(successes, 1);
    EXPECT_TRUE(rig.verifies(id, "maple lantern quiet " + std::to_string(winner)));
}

// Security item 8: five comparisons a challenge, however many arrive at once.
TEST_P(ResetFlow, ParallelWrongCodesAreComparedFiveTimesAtMost) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto code = rig.newest_code();
    const std::string wrong = code == "00000000" ? "11111111" : "00000000";
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            for (int each = 0; each < 4; ++each)
                EXPECT_FALSE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{wrong}}));
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{code}})), ErrorCode::TooManyTries);
}

TEST_P(ResetFlow, FiveFailedProofsPauseTheAccountAndTellThePerson) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    for (int i = 0; i < 5; ++i) {
        const auto waiting = rig.wait_for_code("anna@contoso.example");
        EXPECT_EQ(error_of(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{"none"}})), ErrorCode::CodeMismatch);
    }
    int notices = 0;
    for (const auto& message : rig.collect_messages()) notices += message.kind == message::Kind::ResetPaused && message.deliverable;
    EXPECT_EQ(notices, 1);

    // A stranger sees nothing of it: the same step as ever. But no code is sent any more, and none fits.
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto messages = rig.collect_messages();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_FALSE(messages[0].deliverable);
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{messages[0].parameters.at("code")}})),
              ErrorCode::CodeMismatch);
}

TEST_P(ResetFlow, AWrongAnswerFollowedByTheRightOneCostsNothingOfTheBudget) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    for (int i = 0; i < 7; ++i) {
        const auto waiting = rig.wait_for_code("anna@contoso.example");
        EXPECT_FALSE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{"none"}}));
        EXPECT_TRUE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}})) << i;
    }
}

TEST_P(ResetFlow, TheBudgetHoldsOverManyChallengesAtOnce) {
    auto rig = make_rig();
    rig.set("email_sends_per_hour", "30");
    rig.set("destination_emails_per_hour", "30");
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    std::vector<ResetRig::Waiting> waiting;
    for (int i = 0; i < 12; ++i) waiting.push_back(rig.wait_for_code("anna@contoso.example"));
    std::vector<std::thread> threads;
    for (auto& each : waiting) {
        threads.emplace_back(
            [&rig, &each] { EXPECT_FALSE(rig.service.answer(rig.tenant, each.handle, each.challenge, {Secret{"none"}})); });
    }
    for (auto& thread : threads) thread.join();
    // Twelve challenges had a wrong answer, the budget is five: for the other seven even the right code is not compared.
    std::map<std::string, std::string> codes;
    int accepted = 0;
    for (const auto& message : rig.collect_messages()) {
        if (message.kind != message::Kind::ResetCode) continue;
        for (const auto& each : waiting)
            accepted += rig.service.answer(rig.tenant, each.handle, each.challenge, {Secret{message.parameters.at("code")}}).has_value();
    }
    EXPECT_LE(accepted, 5);
}

TEST_P(ResetFlow, AStrangerGetsAStepLikeAnybodysAndNoMessageLeaves) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto unknown = rig.start("nobody@contoso.example");
    const auto known = rig.start("anna@contoso.example");
    ASSERT_TRUE(unknown && known);
    EXPECT_EQ(unknown->step.kind, known->step.kind);
    EXPECT_EQ(unknown->step.methods.size(), known->step.methods.size());
    EXPECT_EQ(unknown->step.methods[0].kind, known->step.methods[0].kind);
    EXPECT_EQ(unknown->handle->size(), known->handle->size());

    const auto waiting = rig.wait_for_code("nobody@contoso.example");
    const auto messages = rig.collect_messages();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_FALSE(messages[0].deliverable);
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{messages[0].parameters.at("code")}})),
              ErrorCode::CodeMismatch);
}

// Security item 4.
TEST_P(ResetFlow, AChannelInTroubleIsShownToEverybodyAlike) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@private.example"));
    for (const bool slow : {true, false}) {
        if (slow) rig.in_trouble = {method::Channel::Email};
        for (const auto* user : {"anna@contoso.example", "nobody@contoso.example"}) {
            const auto started = rig.start(user);
            ASSERT_EQ(started->step.methods.size(), 1U);
            EXPECT_EQ(started->step.methods[0].slow, slow) << user;
            const auto chosen = rig.service.choose_method(rig.tenant, *started->handle, started->step.methods[0].id, {});
            ASSERT_TRUE(chosen);
            EXPECT_EQ(chosen->step.method->slow, slow) << user;
        }
        rig.in_trouble = {method::Channel::Sms};
    }
}

TEST_P(ResetFlow, ADecoyIsTheSameInEverySpellingAndForEveryAlias) {
    auto rig = make_rig();
    const auto hint = [&](std::string_view user) { return rig.start(user)->step.methods.at(0).hint; };
    EXPECT_EQ(hint("nobody@contoso.example"), hint(" NOBODY@Contoso.Example "));
    const auto disabled = rig.add_person("dora@contoso.example", "dora@mail.example");
    rig.change(disabled, [](auto& person) { person.status = identity::Status::Disabled; });
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        ASSERT_TRUE(unit.identities().add_alias(disabled, identity::fold("d.smith").value()));
    });
    EXPECT_EQ(hint("dora@contoso.example"), hint("D.Smith"));
    EXPECT_NE(hint("dora@contoso.example"), (method::Hint{"d", "a", "m", "example", ""}));
}

TEST_P(ResetFlow, WhoHasTooFewMethodsIsToldAfterTheFirstProof) {
    auto rig = make_rig();
    const auto id = rig.add_person("admin@contoso.example", "admin@mail.example");
    rig.change(id, [](auto& person) { person.role = identity::Role::GlobalAdministrator; });
    const auto waiting = rig.wait_for_code("admin@contoso.example");
    const auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.kind, StepKind::Refused);
    EXPECT_EQ(answered->step.reason, policy::Obstacle::TooFewMethods);
    EXPECT_EQ(answered->step.missing, 1);
    EXPECT_EQ(answered->step.reference.size(), 9U);
}

TEST_P(ResetFlow, WhoIsMasteredInADirectoryIsToldAfterTheProofsAndNothingIsSetHere) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    const auto id = rig.add_person("anna@contoso.example", "anna.private@mail.example");
    sql("UPDATE identity SET directory_id = id");
    const auto started = rig.start("anna@contoso.example");
    EXPECT_EQ(started->step.kind, StepKind::ChooseMethod) << "a stranger learns nothing";
    const auto sent = rig.service.choose_method(rig.tenant, *started->handle, started->step.methods[0].id, "");
    const auto answered = rig.service.answer(rig.tenant, *started->handle, sent->step.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.kind, StepKind::Refused);
    EXPECT_EQ(answered->step.reason, policy::Obstacle::DirectoryUnavailable);
    EXPECT_TRUE(rig.verifies(id, "old password of anna@contoso.example"));
}

TEST_P(ResetFlow, WhoIsOutOfScopeIsToldAfterTheFirstProof) {
    auto rig = make_rig();
    rig.set("scope", "selected");
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.reason, policy::Obstacle::OutOfScope);
}

TEST_P(ResetFlow, ATenantThatExplainsTellsAtOnce) {
    auto rig = make_rig();
    rig.set("scope", "selected");
    rig.set("stranger_answers", "explain");
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    EXPECT_EQ(rig.start("anna@contoso.example")->step.reason, policy::Obstacle::OutOfScope);
    EXPECT_EQ(rig.start("nobody@contoso.example")->step.reason, policy::Obstacle::AccountDisabled);
}

TEST_P(ResetFlow, ScopeNoneSaysSoToEverybody) {
    auto rig = make_rig();
    rig.set("scope", "none");
    EXPECT_EQ(error_of(rig.start("nobody@contoso.example")), ErrorCode::ResetOff);
}

// Security item 38.
TEST_P(ResetFlow, AnAccountDisabledMeanwhileCannotSetAPassword) {
    auto rig = make_rig();
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    rig.change(id, [](auto& person) { person.status = identity::Status::Disabled; });
    EXPECT_EQ(error_of(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller)), ErrorCode::AttemptEnded);
    rig.change(id, [](auto& person) { person.status = identity::Status::Enabled; });
    EXPECT_EQ(error_of(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller)), ErrorCode::AttemptEnded);
    EXPECT_FALSE(rig.verifies(id, "maple lantern quiet"));
}

// Security item 39.
TEST_P(ResetFlow, TheFirstOfTwoAttemptsEndsTheOther) {
    auto rig = make_rig();
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    const auto first = rig.pass_all_gates("anna@contoso.example");
    const auto second = rig.pass_all_gates("anna@contoso.example");
    EXPECT_TRUE(rig.service.set_password(rig.tenant, first, Secret{"maple lantern quiet"}, rig.caller));
    EXPECT_EQ(error_of(rig.service.set_password(rig.tenant, second, Secret{"another lantern quiet"}, rig.caller)), ErrorCode::AttemptEnded);
    EXPECT_TRUE(rig.verifies(id, "maple lantern quiet"));
}

// Security item 11.
TEST_P(ResetFlow, ACodeFitsOnlyTheAttemptItWasMadeFor) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto first = rig.wait_for_code("anna@contoso.example");
    const auto code = rig.newest_code();
    const auto second = rig.wait_for_code("anna@contoso.example");
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, second.handle, second.challenge, {Secret{code}})), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, second.handle, first.challenge, {Secret{code}})), ErrorCode::NotAllowedNow);
    EXPECT_TRUE(rig.service.answer(rig.tenant, first.handle, first.challenge, {Secret{code}}));
}

// Security item 33.
TEST_P(ResetFlow, TheHandleFromBeforeAProofIsDeadAfterIt) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(error_of(rig.service.view(rig.tenant, waiting.handle)), ErrorCode::AttemptEnded);
    EXPECT_TRUE(rig.service.view(rig.tenant, *answered->handle));
}

TEST_P(ResetFlow, AnAttemptOfOneTenantIsUnknownToAnother) {
    auto rig = make_rig();
    auto other = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto started = rig.start("anna@contoso.example");
    EXPECT_EQ(error_of(rig.service.view(other.tenant, *started->handle)), ErrorCode::AttemptEnded);
}

// Security item 36.
TEST_P(ResetFlow, ACaptchaIsSpentByLookingAtItRightOrWrong) {
    auto rig = make_rig();
    const auto start = [&](std::string_view token, std::string_view answer) {
        return error_of(
            rig.service.start(rig.tenant, {"anna@contoso.example", std::string(token), std::string(answer), "en", ""}, rig.caller));
    };
    EXPECT_EQ(start("captcha A", "right"), ErrorCode::NotFound);  // accepted
    EXPECT_EQ(start("captcha A", "right"), ErrorCode::CaptchaWrong);
    EXPECT_EQ(start("captcha B", "wrong"), ErrorCode::CaptchaWrong);
    EXPECT_EQ(start("captcha B", "right"), ErrorCode::CaptchaWrong);
    EXPECT_EQ(start("captcha-old", "right"), ErrorCode::CaptchaWrong);
    EXPECT_EQ(start("forged", "right"), ErrorCode::CaptchaWrong);
}

TEST_P(ResetFlow, OfManyParallelStartsWithOneCaptchaExactlyOneSucceeds) {
    auto rig = make_rig();
    std::atomic<int> successes = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back(
            [&] { successes += rig.service.start(rig.tenant, {"a@b.example", "captcha one", "right", "en", ""}, rig.caller).has_value(); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(successes, 1);
}

TEST_P(ResetFlow, ANetworkMayStartTenTimesInTenMinutesAndIsToldWhenAgain) {
    auto rig = make_rig();
    rig.set("starts_per_10_minutes", "10");
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(rig.start("nobody@contoso.example"));
    const auto refused = rig.start("nobody@contoso.example");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TooManyStarts);
    EXPECT_GT(refused.error().retry_after.value(), minutes{9});
    rig.caller.address = "198.51.100.2";
    EXPECT_TRUE(rig.start("nobody@contoso.example"));
}

TEST_P(ResetFlow, ATrustedNetworkHasItsOwnLimit) {
    auto rig = make_rig();
    rig.set("starts_per_10_minutes", "2");
    rig.set("trusted_networks", "198.51.100.0/24");
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(rig.start("nobody@contoso.example"));
}

TEST_P(ResetFlow, AResendReplacesTheCodeAndWaitsItsTurn) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto old_code = rig.newest_code();
    let_resend();
    const auto resent = rig.service.resend(rig.tenant, waiting.handle);
    ASSERT_TRUE(resent);
    EXPECT_TRUE(resent->step.resent);
    EXPECT_NE(resent->step.challenge, waiting.challenge);
    EXPECT_EQ(error_of(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{old_code}})), ErrorCode::NotAllowedNow);
    EXPECT_TRUE(rig.service.answer(rig.tenant, waiting.handle, resent->step.challenge, {Secret{rig.newest_code()}}));
}

TEST_P(ResetFlow, AResendTooSoonIsRefusedWithTheTimeToWait) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto resent = rig.service.resend(rig.tenant, waiting.handle);
    ASSERT_FALSE(resent);
    EXPECT_EQ(resent.error().code, ErrorCode::ResendTooSoon);
    EXPECT_GT(resent.error().retry_after.value(), seconds{25});
}

TEST_P(ResetFlow, ThreeResendsAreAllThereAre) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    for (int i = 0; i < 3; ++i) {
        let_resend();
        EXPECT_TRUE(rig.service.resend(rig.tenant, waiting.handle)) << i;
    }
    let_resend();
    EXPECT_EQ(error_of(rig.service.resend(rig.tenant, waiting.handle)), ErrorCode::NoResendsLeft);
    EXPECT_EQ(rig.service.view(rig.tenant, waiting.handle)->step.resend_at, std::nullopt);
    // Going back and choosing it again is the same as asking for one more.
    const auto back = rig.service.use_another(rig.tenant, waiting.handle);
    ASSERT_TRUE(back);
    EXPECT_EQ(error_of(rig.service.choose_method(rig.tenant, waiting.handle, back->step.methods.at(0).id, "")), ErrorCode::NoResendsLeft);
}

// Security item 16.
TEST_P(ResetFlow, OverTheBudgetNothingIsSentAndTheAnswerIsTheSame) {
    auto rig = make_rig();
    rig.set("email_sends_per_hour", "3");
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    int sent = 0;
    for (int i = 0; i < 6; ++i) {
        const auto waiting = rig.wait_for_code("anna@contoso.example");
        EXPECT_FALSE(waiting.challenge.empty());
        for (const auto& message : rig.collect_messages()) sent += message.deliverable;
    }
    EXPECT_EQ(sent, 3);
}

TEST_P(ResetFlow, ADestinationHasItsBudgetAcrossAccounts) {
    auto rig = make_rig();
    rig.set("destination_emails_per_hour", "3");
    int sent = 0;
    for (int i = 0; i < 6; ++i) {
        const auto name = "person" + std::to_string(i) + "@contoso.example";
        static_cast<void>(rig.add_person(name, i % 2 == 0 ? "shared@mail.example" : "Shared@Mail.example"));
        static_cast<void>(rig.wait_for_code(name));
        for (const auto& message : rig.collect_messages()) sent += message.deliverable;
    }
    EXPECT_EQ(sent, 3);
}

TEST_P(ResetFlow, ARefusedPasswordSaysWhyAndTheAttemptStays) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    const auto rule = [&](std::string_view password) {
        const auto outcome = rig.service.set_password(rig.tenant, handle, Secret{password}, rig.caller);
        return outcome && !outcome->done ? outcome->reasons.at(0).rule : password::Rule::Directory;
    };
    EXPECT_EQ(rule("short"), password::Rule::TooShort);
    EXPECT_EQ(rule("old password of anna@contoso.example"), password::Rule::ContainsName);
    EXPECT_EQ(rig.service.view(rig.tenant, handle)->step.kind, StepKind::SetPassword);
    EXPECT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller)->done);
}

TEST_P(ResetFlow, ThePasswordsOfTheLastFiveChangesAreRefused) {
    auto rig = make_rig();
    rig.set("resets_per_day", "20");
    rig.set("destination_emails_per_hour", "100");
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    for (int i = 0; i < 6; ++i) {
        const auto handle = rig.pass_all_gates("anna@contoso.example");
        const auto hashes = rig.hasher.count.load();
        ASSERT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet " + std::to_string(i)}, rig.caller)->done);
        EXPECT_EQ(rig.hasher.count - hashes, 1) << "history must not multiply the cost";
        if (i == 0) continue;
        const auto again = rig.pass_all_gates("anna@contoso.example");
        const auto outcome =
            rig.service.set_password(rig.tenant, again, Secret{"maple lantern quiet " + std::to_string(i - 1)}, rig.caller);
        ASSERT_TRUE(outcome && !outcome->done);
        EXPECT_EQ(outcome->reasons.at(0), (password::Reason{password::Rule::UsedBefore, 5}));
    }
    EXPECT_TRUE(rig.verifies(id, "maple lantern quiet 5"));
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    EXPECT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet 0"}, rig.caller)->done)
        << "older than five changes";
}

TEST_P(ResetFlow, TenCandidatesAreAllAnAttemptHas) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(rig.service.set_password(rig.tenant, handle, Secret{"short"}, rig.caller)->done);
    EXPECT_EQ(error_of(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller)),
              ErrorCode::TooManyPasswords);
}

TEST_P(ResetFlow, ASixthResetOnOneDayIsRefusedAfterTheProof) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    for (int i = 0; i < 5; ++i) {
        const auto handle = rig.pass_all_gates("anna@contoso.example");
        ASSERT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet " + std::to_string(i)}, rig.caller)->done);
    }
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    const auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.reason, policy::Obstacle::TooManyResets);
}

TEST_P(ResetFlow, AfterAResetTheNetworkIsFamiliarAndStrangersCannotPauseIt) {
    auto rig = make_rig();
    rig.set("email_sends_per_hour", "30");
    rig.set("destination_emails_per_hour", "30");
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto home = rig.caller.address;
    const auto handle = rig.pass_all_gates("anna@contoso.example");
    ASSERT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet"}, rig.caller)->done);
    rig.caller.address = "203.0.113.66";
    for (int i = 0; i < 6; ++i) {
        const auto waiting = rig.wait_for_code("anna@contoso.example");
        EXPECT_FALSE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{"none"}}));
    }
    static_cast<void>(rig.collect_messages());
    rig.caller.address = home;
    EXPECT_NO_THROW(static_cast<void>(rig.pass_all_gates("anna@contoso.example")));
}

TEST_P(ResetFlow, UnlockingNeedsTheProofsAndLeavesThePasswordAlone) {
    auto rig = make_rig();
    rig.set("unlock_offered", "true");
    const auto id = rig.add_person("anna@contoso.example", "anna@mail.example");
    const auto started = rig.start("anna@contoso.example");
    EXPECT_EQ(started->step.kind, StepKind::ChooseNeed);
    const auto chosen = rig.service.choose_need(rig.tenant, *started->handle, reset::Need::Unlock);
    ASSERT_TRUE(chosen);
    const auto sent = rig.service.choose_method(rig.tenant, *started->handle, chosen->step.methods.at(0).id, "");
    for (const auto& step : {chosen->step, sent->step}) EXPECT_EQ(step.outcome, reset::Need::Unlock) << "the page says where this leads";
    const auto messages = rig.collect_messages();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].kind, message::Kind::UnlockCode) << "which tells of no new password";
    const auto answered =
        rig.service.answer(rig.tenant, *started->handle, sent->step.challenge, {Secret{messages[0].parameters.at("code")}});
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.kind, StepKind::Completed);
    EXPECT_EQ(answered->step.outcome, reset::Need::Unlock);
    EXPECT_TRUE(rig.verifies(id, "old password of anna@contoso.example"));
}

TEST_P(ResetFlow, EveryStepLeavesItsTrace) {
    auto rig = make_rig();
    static_cast<void>(rig.add_person("anna@contoso.example", "anna@mail.example"));
    const auto waiting = rig.wait_for_code("anna@contoso.example");
    EXPECT_FALSE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{"none"}}));
    auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
    ASSERT_TRUE(rig.service.set_password(rig.tenant, *answered->handle, Secret{"maple lantern quiet"}, rig.caller)->done);
    std::vector<audit::Kind> kinds;
    for (const auto& event : rig.events()) kinds.insert(kinds.begin(), event.kind);
    using audit::Kind;
    EXPECT_EQ(kinds, (std::vector{Kind::ResetStarted, Kind::CodeSent, Kind::CodeWrong, Kind::ProofPassed, Kind::PasswordReset}));
}

INSTANTIATE_STORES(ResetFlow);

}  // namespace
}  // namespace rekey::test
