// Resets of people whose password is mastered in a directory, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"
#include "flows/writeback_recovery.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {
namespace {

using directory::Refusal;
using directory::Writability;
using directory::Written;
using flows::StepKind;
using password::Rule;
using policy::Obstacle;
using How = directory::Written::How;

constexpr const char* kAnna = "anna@contoso.example";
constexpr const char* kNew = "maple lantern quiet river";

class Writeback : public StoreTest {
protected:
    Writeback()
        : rig(store(), entropy(), macs(), hasher()),
          recovery(rig.ports()),
          place(rig.add_office()),
          id(rig.add_person(kAnna, "anna.private@mail.example", place.id)),
          anchor(rig.add_entry(place.id, "anna", id)) {
        entry().password = "old password";
        entry().state.password_set_at = "1";
    }

    void change(const std::function<void(ports::UnitOfWork&)>& work) { ports::transact(store(), rig.tenant, work); }
    void set(const std::function<void(directory::Settings&)>& edit) {
        change([&](ports::UnitOfWork& unit) {
            edit(place.settings);
            EXPECT_TRUE(unit.directories().update(place));
            place = *unit.directories().find(place.id);
        });
    }
    static directory::Health health_of(Instant now, std::optional<Instant> down_since) {
        directory::Health health;
        health.checked_at = now;
        health.down_since = down_since;
        return health;
    }
    FakeDirectory::Item& entry() { return rig.directory.at(anchor); }
    Result<flows::PasswordOutcome> try_set(const Secret& handle, const char* password = kNew) {
        return rig.service.set_password(rig.tenant, handle, Secret{std::string_view(password)}, rig.caller);
    }
    std::vector<Rule> rules_of(const Result<flows::PasswordOutcome>& outcome) {
        std::vector<Rule> rules;
        EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().detail);
        if (outcome) {
            for (const auto& each : outcome->reasons) rules.push_back(each.rule);
        }
        return rules;
    }
    flows::StepView view(const Secret& handle) {
        auto answer = rig.service.view(rig.tenant, handle);
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().detail);
        return answer ? answer->step : flows::StepView{};
    }
    /// The step after everything that is asked before a password.
    flows::StepView after_proof() {
        const auto waiting = rig.wait_for_code(kAnna);
        auto answered = rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}});
        EXPECT_TRUE(answered);
        return answered ? answered->step : flows::StepView{};
    }
    flows::StepView unlock() {
        rig.set("unlock_offered", "true");
        const auto started = rig.start(kAnna);
        const auto chosen = rig.service.choose_need(rig.tenant, *started->handle, reset::Need::Unlock);
        const auto sent = rig.service.choose_method(rig.tenant, *started->handle, chosen->step.methods.at(0).id, "");
        auto answered = rig.service.answer(rig.tenant, *started->handle, sent->step.challenge, {Secret{rig.newest_code()}});
        EXPECT_TRUE(answered) << (answered ? "" : answered.error().detail);
        if (!answered) return {};
        handle_after_unlock = std::move(answered->handle);
        return answered->step;
    }
    /// As if the one who wrote had died long ago.
    void recover() {
        sql("UPDATE writeback SET leased_until = 0");
        static_cast<void>(recovery.step(rig.tenant));
    }
    void let_time_pass() { sql("UPDATE writeback SET began_at = began_at - 300000"); }
    std::int64_t count(audit::Kind kind) {
        const auto events = rig.events();
        return std::ranges::count(events, kind, &audit::Event::kind);
    }
    /// A server that dies in the middle of a write.
    void die_while_writing(const Secret& handle) {
        rig.directory.before_write = [] { throw std::runtime_error("killed"); };
        EXPECT_THROW(static_cast<void>(try_set(handle)), std::runtime_error);
        rig.directory.before_write = [] {};
    }

    ResetRig rig;
    flows::WritebackRecovery recovery;
    directory::Directory place;
    IdentityId id;
    directory::Anchor anchor;
    std::optional<Secret> handle_after_unlock;
};

TEST_P(Writeback, ThePasswordIsSetWhereItIsMasteredAndNowhereElse) {
    entry().state.locked = true;
    const auto handle = rig.pass_all_gates(kAnna);
    static_cast<void>(rig.collect_messages());
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done) << (outcome ? "" : outcome.error().detail);
    EXPECT_EQ(outcome->done->step.kind, StepKind::Completed);
    EXPECT_EQ(entry().password, kNew);
    EXPECT_FALSE(entry().state.locked);
    EXPECT_TRUE(rig.verifies(id, std::string("old password of ") + kAnna)) << "what was here before is not touched";
    EXPECT_FALSE(rig.verifies(id, kNew));

    EXPECT_EQ(count(audit::Kind::PasswordReset), 1);
    const auto notices = rig.collect_messages();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, message::Kind::PasswordChanged);
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::AttemptEnded) << "the handle and the grant are used up";
    recover();
    EXPECT_EQ(rig.directory.resets.size(), 1U);
}

TEST_P(Writeback, EachRefusalIsAReasonAndAnotherPasswordMayBeTried) {
    const std::pair<Refusal, Rule> table[] = {{Refusal::TooShort, Rule::TooShort},     {Refusal::TooSimple, Rule::TooFewClasses},
                                              {Refusal::UsedBefore, Rule::UsedBefore}, {Refusal::TooSoon, Rule::TooSoon},
                                              {Refusal::Rules, Rule::Directory},       {Refusal::Other, Rule::Directory}};
    const auto handle = rig.pass_all_gates(kAnna);
    for (const auto& [refusal, rule] : table) {
        rig.directory.writes = Written{.how = How::Refused, .refusal = refusal, .detail = "19 on ldap1"};
        EXPECT_THAT(rules_of(try_set(handle)), testing::ElementsAre(rule)) << directory::name(refusal);
        EXPECT_EQ(view(handle).kind, StepKind::SetPassword);
    }
    EXPECT_EQ(count(audit::Kind::WritebackFailed), std::ssize(table));
    EXPECT_EQ(rig.events().front().details.at("detail"), "19 on ldap1");
    rig.directory.writes.reset();
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.kind, StepKind::Completed);
}

TEST_P(Writeback, WhatNoPasswordWouldMendEndsTheAttempt) {
    const std::pair<Refusal, Obstacle> table[] = {{Refusal::Locked, Obstacle::AccountDisabled},
                                                  {Refusal::NotThere, Obstacle::AccountDisabled},
                                                  {Refusal::NotPermitted, Obstacle::Protected}};
    for (const auto& [refusal, obstacle] : table) {
        const auto handle = rig.pass_all_gates(kAnna);
        rig.directory.writes = Written{.how = How::Refused, .refusal = refusal};
        const auto outcome = try_set(handle);
        ASSERT_TRUE(outcome && outcome->done);
        EXPECT_EQ(outcome->done->step.kind, StepKind::Refused);
        EXPECT_EQ(outcome->done->step.reason, obstacle) << directory::name(refusal);
    }
    const auto step = after_proof();
    EXPECT_EQ(step.kind, StepKind::Refused) << "nobody is led on to a password again";
    EXPECT_EQ(step.reason, Obstacle::Protected);
}

TEST_P(Writeback, ADirectoryThatIsNotReachedCostsNothing) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.refuses = Error{ErrorCode::Unreachable, "no route", {}};
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::DirectoryUnavailable);
    rig.directory.refuses.reset();
    rig.directory.writes = Written{.how = How::NotSent, .detail = "closed"};
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::DirectoryUnavailable);
    EXPECT_EQ(view(handle).kind, StepKind::SetPassword);
    rig.directory.writes.reset();
    EXPECT_TRUE(try_set(handle).value().done);
}

TEST_P(Writeback, AnAnswerThatIsLostIsLookedUpAtOnce) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.writes = Written{.how = How::Unknown, .detail = "cut"};
    rig.directory.writes_all_the_same = true;
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.kind, StepKind::Completed);
    EXPECT_EQ(rig.directory.resets.size(), 1U);
}

TEST_P(Writeback, WhoDoesNotKnowYetWaitsAndNothingElseIsAllowed) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.writes = Written{.how = How::Unknown, .detail = "cut"};
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.kind, StepKind::Writing);
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::NotAllowedNow);
    static_cast<void>(recovery.step(rig.tenant));
    EXPECT_EQ(view(handle).kind, StepKind::Writing) << "the server may still be at it";
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::Writing) << "and so may the directory, which shows what was before until it has it";
    let_time_pass();
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::SetPassword) << "the directory says that nothing has changed";
    rig.directory.writes.reset();
    EXPECT_TRUE(try_set(handle).value().done);
    EXPECT_EQ(rig.directory.resets.size(), 2U) << "both asked for by the person";
}

TEST_P(Writeback, AServerThatDiesBeforeTheWriteLeavesAnAttemptThatGoesOn) {
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    EXPECT_EQ(view(handle).kind, StepKind::Writing);
    let_time_pass();
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::SetPassword);
    EXPECT_EQ(entry().password, "old password");
}

TEST_P(Writeback, AServerThatDiesAfterTheWriteLeavesOneThatIsCompleted) {
    const auto handle = rig.pass_all_gates(kAnna);
    static_cast<void>(rig.collect_messages());
    die_while_writing(handle);
    entry().password = kNew;
    entry().state.password_set_at = "2";
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::Completed) << "the page has no newer handle";
    EXPECT_EQ(count(audit::Kind::PasswordReset), 1);
    EXPECT_EQ(rig.collect_messages().size(), 1U);
    EXPECT_TRUE(rig.directory.resets.size() == 1U) << "never repeated";
}

TEST_P(Writeback, WhatCannotBeToldEndsAsOutcomeUnknown) {
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    rig.directory.refuses = Error{ErrorCode::Unreachable, "no route", {}};
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::Writing) << "it is asked again";
    let_time_pass();
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::Refused);
    EXPECT_EQ(view(handle).reason, Obstacle::OutcomeUnknown);
    EXPECT_EQ(count(audit::Kind::WritebackUnknown), 1);
    rig.directory.refuses.reset();
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::NotAllowedNow);
}

TEST_P(Writeback, ADirectoryWithoutATimeOfPasswordsCannotTell) {
    entry().state.password_set_at.clear();
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    recover();
    EXPECT_EQ(view(handle).reason, Obstacle::OutcomeUnknown);
}

TEST_P(Writeback, APasswordThatHadJustBeenSetCannotTellFromTheNext) {
    entry().state.password_set = store().begin(rig.tenant, ports::Access::Read)->now();
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    recover();
    EXPECT_EQ(view(handle).reason, Obstacle::OutcomeUnknown) << "the directory may tell whole seconds";
}

TEST_P(Writeback, OneOfSeveralServersMayNotHaveHeardYet) {
    set([](auto& settings) { settings.servers = {"ldaps://one.example", "ldaps://two.example"}; });
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    recover();
    EXPECT_EQ(view(handle).kind, StepKind::Writing);
    const auto now = store().begin(rig.tenant, ports::Access::Read)->now();
    const auto tells = [&](Instant when) {
        entry().state.password_set_at = std::to_string(when.time_since_epoch().count());
        entry().state.password_set = when;
        recover();
        return view(handle).kind;
    };
    EXPECT_EQ(tells(now - hours{1}), StepKind::Writing) << "another time, but not that of this write: the one before, or an earlier one";
    EXPECT_EQ(tells(now), StepKind::Completed);
}

TEST_P(Writeback, WhoeverPutsTheOutcomeDownFirstIsTheOnlyOne) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.before_write = [&] {
        let_time_pass();
        recover();
    };
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.kind, StepKind::SetPassword) << "as the one who came first has put it down";
    EXPECT_EQ(count(audit::Kind::PasswordReset), 0);
    EXPECT_EQ(count(audit::Kind::WritebackUnknown), 1) << "an administrator can see that it was written all the same";
}

TEST_P(Writeback, OfTwoAttemptsOfAPersonOneWritesAtATime) {
    const auto first = rig.pass_all_gates(kAnna), second = rig.pass_all_gates(kAnna);
    rig.directory.before_write = [&] {
        EXPECT_EQ(try_set(second, "a third maple lantern").error().code, ErrorCode::DirectoryUnavailable);
        EXPECT_EQ(view(second).kind, StepKind::SetPassword) << "it may be tried again";
    };
    EXPECT_EQ(try_set(first)->done->step.kind, StepKind::Completed);
    EXPECT_EQ(entry().password, kNew);
    EXPECT_EQ(try_set(second, "a third maple lantern").error().code, ErrorCode::AttemptEnded);
    EXPECT_EQ(rig.directory.resets.size(), 1U);
}

TEST_P(Writeback, OneThatIsNotKnownIsNotTakenForThatOfAnotherAttempt) {
    const auto first = rig.pass_all_gates(kAnna), second = rig.pass_all_gates(kAnna);
    die_while_writing(first);
    EXPECT_EQ(try_set(second).error().code, ErrorCode::DirectoryUnavailable);
    let_time_pass();
    recover();
    EXPECT_EQ(view(first).kind, StepKind::SetPassword);
    EXPECT_EQ(try_set(second)->done->step.kind, StepKind::Completed);
}

TEST_P(Writeback, AnAttemptThatExpiredMeanwhileIsKeptUntilItsOutcomeIsPutDown) {
    const auto handle = rig.pass_all_gates(kAnna);
    die_while_writing(handle);
    entry().state.password_set_at = "2";
    sql("UPDATE attempt SET started_at = 0, expires_at = 1");
    const auto sweep = [&] {
        return ports::transact(store(), rig.tenant, [](auto& unit) { return unit.housekeeping().sweep(from_millis(2), 100); });
    };
    EXPECT_EQ(sweep(), 0);
    recover();
    EXPECT_EQ(count(audit::Kind::PasswordReset), 1);
    EXPECT_EQ(sweep(), 1);
}

TEST_P(Writeback, AFreezeWhileItIsOnItsWayStays) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.before_write = [&] { rig.freeze(id, registration::Happening::MethodAdded, {}); };
    EXPECT_EQ(try_set(handle)->done->step.kind, StepKind::Completed);
    const auto unit = store().begin(rig.tenant, ports::Access::Read);
    const auto account = flows::account_key(macs(), rig.tenant, id);
    for (const auto side : {identity::Side::Familiar, identity::Side::Unfamiliar})
        EXPECT_EQ(unit->counters().count(policy::pause(side).name, account), 1);
}

TEST_P(Writeback, ManyAtOnceWriteOnce) {
    const auto handle = rig.pass_all_gates(kAnna);
    std::atomic<int> done = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back([&, i] {
                const auto outcome = try_set(handle, (std::string(kNew) + " " + std::to_string(i)).c_str());
                if (outcome && outcome->done && outcome->done->step.kind == StepKind::Completed) ++done;
            });
        }
    }
    EXPECT_EQ(done, 1);
    EXPECT_EQ(rig.directory.resets.size(), 1U);
    EXPECT_EQ(count(audit::Kind::PasswordReset), 1);
}

TEST_P(Writeback, OfManyAtOnceNoMoreAreJudgedThanAnAttemptHas) {
    const auto handle = rig.pass_all_gates(kAnna);
    set([](auto& settings) { settings.kind = "active_directory"; });
    rig.directory.told.policy = directory::PasswordPolicy{.history = 3, .min_age = days{1}};
    entry().state.password_set = store().begin(rig.tenant, ports::Access::Read)->now() - hours{23};
    std::atomic<int> judged = 0, refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 24; ++i) {
            threads.emplace_back([&, i] {
                const auto outcome = try_set(handle, i % 2 == 0 ? "short" : kNew);  // by a rule; by what the directory tells
                if (outcome && !outcome->reasons.empty()) ++judged;
                if (!outcome && outcome.error().code == ErrorCode::TooManyPasswords) ++refused;
            });
        }
    }
    EXPECT_EQ(judged, 10);
    EXPECT_EQ(refused, 14);
    EXPECT_TRUE(rig.directory.resets.empty());
    EXPECT_EQ(try_set(handle, "a third maple lantern").error().code, ErrorCode::TooManyPasswords);
}

TEST_P(Writeback, WhoHasChangedMeanwhileIsNotWritten) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.before_find = [&] {
        rig.directory.before_find = [] {};
        change([&](ports::UnitOfWork& unit) { static_cast<void>(unit.identities().raise_security_stamp(id)); });
    };
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::AttemptEnded);
    EXPECT_TRUE(rig.directory.resets.empty());
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::AttemptEnded);
}

TEST_P(Writeback, AnAttemptThatEndedWhileTheDirectoryWasAskedWritesNothing) {
    const auto handle = rig.pass_all_gates(kAnna);
    rig.directory.before_find = [&] {
        rig.directory.before_find = [] {};
        change([&](ports::UnitOfWork& unit) {
            unit.attempts().end_others(id, ports::make_id<AttemptId>(entropy()));
            const auto mac = macs().mac(ports::MacPurpose::AttemptHandle, {rig.tenant.view(), handle.bytes()});
            EXPECT_EQ(unit.attempts().find(mac).get().value().state, reset::State::Ended);
        });
    };
    EXPECT_EQ(try_set(handle).error().code, ErrorCode::AttemptEnded);
    EXPECT_TRUE(rig.directory.resets.empty());
}

TEST_P(Writeback, WhatIsKnownOfTheDirectoryIsToldAfterTheFirstProof) {
    const auto told = [&] {
        const auto started = rig.start(kAnna);
        EXPECT_EQ(started->step.kind, StepKind::ChooseMethod) << "a stranger learns nothing";
        return after_proof().reason;
    };
    const auto writability = [&](Writability state) {
        change([&](ports::UnitOfWork& unit) { unit.entries().set_writability(place.id, anchor, state); });
    };
    writability(Writability::NoRight);
    EXPECT_EQ(told(), Obstacle::Protected);
    rig.set("stranger_answers", "explain");
    EXPECT_EQ(rig.start(kAnna)->step.reason, Obstacle::Protected) << "at once where the tenant explains";
    rig.set("stranger_answers", "decoy");
    writability(Writability::Writable);
    EXPECT_EQ(told(), std::nullopt);

    change([&](ports::UnitOfWork& unit) {
        EXPECT_EQ(unit.healths().claim_due(minutes{1}).size(), 1U);
        unit.healths().save(place.id, health_of(unit.now(), unit.now()));
    });
    EXPECT_EQ(told(), Obstacle::DirectoryUnavailable);
    change([&](ports::UnitOfWork& unit) { unit.healths().save(place.id, health_of(unit.now(), {})); });
    set([](auto& settings) { settings.writeback = false; });
    EXPECT_EQ(told(), Obstacle::OutOfScope);
    set([](auto& settings) { settings.writeback = settings.staging = true; });
    EXPECT_EQ(told(), Obstacle::OutOfScope);
    set([](auto& settings) { settings.staging = false; });
    EXPECT_EQ(told(), std::nullopt);
    writability(Writability::Protected);
    EXPECT_EQ(told(), Obstacle::Protected);
    EXPECT_EQ(rig.directory.sign_ins, 0);
}

TEST_P(Writeback, WhoIsDisabledThereMeanwhileCannotGoOn) {
    const auto handle = rig.pass_all_gates(kAnna);
    entry().state.disabled = true;
    const auto outcome = try_set(handle);
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.reason, Obstacle::AccountDisabled);
    entry().state.disabled = false;
    EXPECT_FALSE(try_set(handle)) << "it is over";
    EXPECT_TRUE(rig.directory.resets.empty());
}

TEST_P(Writeback, TheDirectorysRulesAreShownInThePlaceOfTheTenants) {
    change([&](ports::UnitOfWork& unit) {
        static_cast<void>(unit.healths().claim_due(minutes{1}));
        auto health = health_of(unit.now(), {});
        health.policy = directory::PasswordPolicy{.min_length = 14, .complexity = true, .history = 24};
        unit.healths().save(place.id, health);
    });
    rig.set("password_min_length", "30");
    const auto step = after_proof();
    ASSERT_TRUE(step.rules);
    EXPECT_EQ(step.rules->min_length, 14);
    EXPECT_EQ(step.rules->classes, 3);
    EXPECT_EQ(step.rules->history, 24);
    const auto handle = rig.pass_all_gates(kAnna);
    EXPECT_THAT(rules_of(try_set(handle, "short one 13!")), testing::ElementsAre(Rule::TooShort));
    EXPECT_THAT(rules_of(try_set(handle, "maple lantern quiet")), testing::ElementsAre(Rule::TooFewClasses));
    EXPECT_TRUE(rig.directory.resets.empty()) << "it need not be asked";
    EXPECT_TRUE(try_set(handle, "Maple lantern quiet").value().done) << "shorter than the tenant asks of its own";
}

TEST_P(Writeback, WhereAResetIgnoresHistoryAndAgeTheyHoldAllTheSame) {
    set([](auto& settings) { settings.kind = "active_directory"; });
    rig.directory.told.policy = directory::PasswordPolicy{.history = 3};
    EXPECT_TRUE(try_set(rig.pass_all_gates(kAnna)).value().done);
    EXPECT_THAT(rules_of(try_set(rig.pass_all_gates(kAnna))), testing::ElementsAre(Rule::UsedBefore));
    EXPECT_TRUE(try_set(rig.pass_all_gates(kAnna), "another maple lantern").value().done);
    EXPECT_THAT(rules_of(try_set(rig.pass_all_gates(kAnna))), testing::ElementsAre(Rule::UsedBefore));

    rig.directory.told.policy->min_age = days{1};
    entry().state.password_set = store().begin(rig.tenant, ports::Access::Read)->now() - hours{23};
    EXPECT_THAT(rules_of(try_set(rig.pass_all_gates(kAnna), "a third maple lantern")), testing::ElementsAre(Rule::TooSoon));
    rig.directory.told.policy_hints = "1.2.840.113556.1.4.2239";
    EXPECT_TRUE(try_set(rig.pass_all_gates(kAnna), "a third maple lantern").value().done) << "the server itself sees to it";
}

TEST_P(Writeback, UnlockingAloneUnlocksThere) {
    entry().state.locked = true;
    EXPECT_EQ(unlock().kind, StepKind::Completed);
    EXPECT_FALSE(entry().state.locked);
    EXPECT_EQ(entry().password, "old password");
    EXPECT_EQ(count(audit::Kind::AccountUnlocked), 1);
    EXPECT_EQ(unlock().kind, StepKind::Completed) << "also when it was not locked";
}

TEST_P(Writeback, AnAdministratorsLockIsNotLifted) {
    entry().state.locked = entry().state.permanently_locked = true;
    EXPECT_EQ(unlock().reason, Obstacle::AccountDisabled);
    EXPECT_TRUE(entry().state.locked);
    EXPECT_EQ(rig.directory.unlocks, 0);
}

TEST_P(Writeback, AMissingRightToUnlockSaysNothingOfPasswords) {
    entry().state.locked = true;
    rig.directory.writes = Written{.how = How::Refused, .refusal = Refusal::NotPermitted};
    EXPECT_EQ(unlock().reason, Obstacle::Protected);
    rig.directory.writes.reset();
    rig.set("unlock_offered", "false");
    EXPECT_EQ(after_proof().kind, StepKind::SetPassword);
    const auto outcome = try_set(rig.pass_all_gates(kAnna));
    ASSERT_TRUE(outcome && outcome->done);
    EXPECT_EQ(outcome->done->step.kind, StepKind::Completed);
}

TEST_P(Writeback, AnUnlockThatIsNotSeenIsLookedUp) {
    entry().state.locked = true;
    rig.directory.writes = Written{.how = How::NotSent};
    EXPECT_EQ(unlock().reason, Obstacle::DirectoryUnavailable);

    rig.directory.writes = Written{.how = How::Unknown};
    EXPECT_EQ(unlock().kind, StepKind::Writing);
    entry().state.locked = false;
    recover();
    EXPECT_EQ(view(*handle_after_unlock).kind, StepKind::Completed);
}

TEST_P(Writeback, ItsRowIsEndedByOneAndOverdueForOneAtATime) {
    directory::Writeback row{.id = ports::make_id<WritebackId>(entropy()), .directory = place.id, .identity = id, .before = "1"};
    const auto overdue = [&] {
        return ports::transact(store(), rig.tenant, [](auto& unit) { return unit.writebacks().claim_overdue(minutes{1}, 10).size(); });
    };
    change([&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.writebacks().begin(row, minutes{1}).get()); });
    EXPECT_EQ(overdue(), 0U) << "who wrote is still at it";
    change([&](ports::UnitOfWork& unit) { unit.writebacks().postpone(row.id, Duration{0}); });
    EXPECT_EQ(overdue(), 1U);
    EXPECT_EQ(overdue(), 0U) << "somebody looks already";
    std::atomic<int> ended = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] { change([&](ports::UnitOfWork& unit) { ended += unit.writebacks().end(row.id) ? 1 : 0; }); });
    }
    EXPECT_EQ(ended, 1);
}

INSTANTIATE_STORES(Writeback);

}  // namespace
}  // namespace rekey::test
