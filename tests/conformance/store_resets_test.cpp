#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreResets : public StoreTest {
protected:
    StoreResets() : tenant(add_tenant("contoso.example")), other(add_tenant("fabrikam.example")) {}

    auto work(auto&& act) { return ports::transact(store(), tenant, act); }
    void insert(const reset::Attempt& attempt) {
        work([&](ports::UnitOfWork& unit) { unit.attempts().insert(attempt); });
    }
    std::optional<reset::Attempt> find(const Mac& handle) { return store().begin(tenant, ports::Access::Read)->attempts().find(handle); }

    TenantId tenant, other;
};

TEST_P(StoreResets, AnAttemptComesBackInEveryState) {
    for (const auto state : reset::kAllStates) {
        auto attempt = make_attempt(entropy());
        attempt.state = state;
        attempt.side = identity::Side::Familiar;
        attempt.need = reset::Need::Unlock;
        attempt.passed = {method::Channel::Email, method::Channel::Saved};
        attempt.obstacle = policy::Obstacle::TooFewMethods;
        attempt.missing = 2;
        attempt.return_name = "mail";
        attempt.security_stamp = 9;
        insert(attempt);
        const auto found = find(attempt.handle);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, attempt.id);
        EXPECT_EQ(found->subject, attempt.subject);
        EXPECT_TRUE(found->live);
        EXPECT_EQ(found->side, attempt.side);
        EXPECT_EQ(found->state, state);
        EXPECT_EQ(found->need, attempt.need);
        EXPECT_EQ(found->passed, attempt.passed);
        EXPECT_EQ(found->obstacle, attempt.obstacle);
        EXPECT_EQ(found->missing, 2);
        EXPECT_EQ(found->typed, attempt.typed);
        EXPECT_EQ(found->language, "en");
        EXPECT_EQ(found->return_name, "mail");
        EXPECT_EQ(found->network, attempt.network);
        EXPECT_EQ(found->security_stamp, 9);
        EXPECT_EQ(found->started_at, attempt.started_at);
        EXPECT_EQ(found->expires_at, attempt.expires_at);
    }
}

TEST_P(StoreResets, AnAttemptIsUpdatedOverItsVersionOnce) {
    auto attempt = make_attempt(entropy());
    insert(attempt);
    const auto old_handle = attempt.handle;
    attempt.handle = random_mac(entropy());
    attempt.state = reset::State::AwaitingPassword;
    attempt.live = false;
    const auto update = [&] { return work([&](ports::UnitOfWork& unit) { return unit.attempts().update(attempt); }); };
    EXPECT_TRUE(update());
    EXPECT_FALSE(update()) << "the version has moved on";
    EXPECT_FALSE(find(old_handle));
    const auto found = find(attempt.handle);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, reset::State::AwaitingPassword);
    EXPECT_FALSE(found->live);
    EXPECT_EQ(found->version, attempt.version + 1);
}

TEST_P(StoreResets, AnAttemptIsInvisibleToAnotherTenant) {
    const auto attempt = make_attempt(entropy());
    insert(attempt);
    ports::transact(store(), other, [&](ports::UnitOfWork& unit) {
        EXPECT_FALSE(unit.attempts().find(attempt.handle).get());
        EXPECT_FALSE(unit.attempts().update(attempt));
        unit.attempts().end_others(attempt.subject, ports::make_id<AttemptId>(entropy()));
    });
    EXPECT_EQ(find(attempt.handle)->state, attempt.state);
}

TEST_P(StoreResets, EndOthersEndsOpenAttemptsOfTheSubjectOnly) {
    auto mine = make_attempt(entropy()), open = make_attempt(entropy()), done = make_attempt(entropy());
    const auto stranger = make_attempt(entropy());
    open.subject = done.subject = mine.subject;
    done.state = reset::State::Completed;
    for (const auto& attempt : {mine, open, done, stranger}) insert(attempt);
    work([&](ports::UnitOfWork& unit) { unit.attempts().end_others(mine.subject, mine.id); });
    EXPECT_EQ(find(mine.handle)->state, reset::State::AwaitingMethod);
    EXPECT_EQ(find(open.handle)->state, reset::State::Ended);
    EXPECT_EQ(find(open.handle)->version, open.version + 1);
    EXPECT_EQ(find(done.handle)->state, reset::State::Completed);
    EXPECT_EQ(find(stranger.handle)->state, reset::State::AwaitingMethod);
}

TEST_P(StoreResets, AChallengeComesBackCountsItsTriesAndEndsOnce) {
    const auto attempt = make_attempt(entropy());
    insert(attempt);
    auto challenge = make_challenge(entropy(), attempt.id);
    challenge.kind = method::Kind::VoiceOffice;
    challenge.resent = true;
    work([&](ports::UnitOfWork& unit) {
        auto& challenges = unit.challenges();
        EXPECT_FALSE(challenges.open(attempt.id));
        challenges.insert(challenge);
        const auto open = challenges.open(attempt.id);
        ASSERT_TRUE(open);
        EXPECT_EQ(open->id, challenge.id);
        EXPECT_EQ(open->attempt, attempt.id);
        EXPECT_EQ(open->kind, challenge.kind);
        EXPECT_EQ(open->authenticator, challenge.authenticator);
        EXPECT_EQ(open->code, challenge.code);
        EXPECT_TRUE(open->comparable);
        EXPECT_TRUE(open->resent);
        EXPECT_EQ(open->created_at, challenge.created_at);
        EXPECT_EQ(open->expires_at, challenge.expires_at);
        EXPECT_EQ(open->resend_at, challenge.resend_at);
        EXPECT_EQ(open->ended_at, std::nullopt);

        EXPECT_EQ(challenges.count_try(attempt.id, challenge.id)->tries, 1);
        EXPECT_EQ(challenges.count_try(attempt.id, challenge.id)->tries, 2);
        EXPECT_FALSE(challenges.count_try(ports::make_id<AttemptId>(entropy()), challenge.id)) << "of another attempt";
        EXPECT_TRUE(challenges.end(challenge.id, kStart));
        EXPECT_FALSE(challenges.end(challenge.id, kStart));
        EXPECT_FALSE(challenges.count_try(attempt.id, challenge.id));
        EXPECT_FALSE(challenges.open(attempt.id));
        EXPECT_EQ(challenges.sends(attempt.id, challenge.authenticator), 1);
        EXPECT_EQ(challenges.sends(attempt.id, ports::make_id<AuthenticatorId>(entropy())), 0);
    });
}

TEST_P(StoreResets, ASpoiledChallengeCannotBeCompared) {
    const auto attempt = make_attempt(entropy());
    insert(attempt);
    const auto challenge = make_challenge(entropy(), attempt.id);
    work([&](ports::UnitOfWork& unit) {
        unit.challenges().insert(challenge);
        unit.challenges().spoil(challenge.id);
        EXPECT_FALSE(unit.challenges().open(attempt.id)->comparable);
    });
}

TEST_P(StoreResets, AChallengeOfAnotherTenantCannotBeTriedOrEnded) {
    const auto attempt = make_attempt(entropy());
    insert(attempt);
    const auto challenge = make_challenge(entropy(), attempt.id);
    work([&](ports::UnitOfWork& unit) { unit.challenges().insert(challenge); });
    const auto unit = store().begin(other);
    EXPECT_FALSE(unit->challenges().open(attempt.id));
    EXPECT_FALSE(unit->challenges().count_try(attempt.id, challenge.id));
    EXPECT_FALSE(unit->challenges().end(challenge.id, kStart));
    EXPECT_EQ(unit->challenges().sends(attempt.id, challenge.authenticator), 0);
}

TEST_P(StoreResets, AGrantCountsCandidatesAndIsConsumedOnceBeforeItsEnd) {
    const auto attempt = make_attempt(entropy()), late = make_attempt(entropy());
    insert(attempt);
    insert(late);
    work([&](ports::UnitOfWork& unit) {
        auto& grants = unit.grants();
        EXPECT_FALSE(grants.consume(attempt.id, kStart).get()) << "no grant, no password";
        EXPECT_FALSE(grants.takes_candidate(attempt.id, 2, kStart).get());
        grants.insert({attempt.id, 0, kStart, kStart + minutes{15}, std::nullopt});
        grants.insert({late.id, 0, kStart, kStart + minutes{15}, std::nullopt});
        EXPECT_EQ(grants.count_candidate(attempt.id, 2, kStart), 1);
        EXPECT_TRUE(grants.takes_candidate(attempt.id, 2, kStart).get());
        EXPECT_EQ(grants.count_candidate(attempt.id, 2, kStart), 2);
        EXPECT_FALSE(grants.takes_candidate(attempt.id, 2, kStart).get());
        EXPECT_EQ(grants.count_candidate(attempt.id, 2, kStart), std::nullopt);
        EXPECT_TRUE(grants.consume(attempt.id, kStart).get());
        EXPECT_FALSE(grants.consume(attempt.id, kStart).get());
        EXPECT_EQ(grants.count_candidate(attempt.id, 9, kStart), std::nullopt);
        EXPECT_FALSE(grants.takes_candidate(attempt.id, 9, kStart).get());
        EXPECT_TRUE(grants.takes_candidate(late.id, 9, kStart).get());
        EXPECT_FALSE(grants.takes_candidate(late.id, 9, kStart + minutes{15}).get());
        EXPECT_FALSE(grants.consume(late.id, kStart + minutes{15}).get());
        EXPECT_EQ(grants.count_candidate(late.id, 9, kStart + minutes{15}), std::nullopt);
    });
    EXPECT_FALSE(store().begin(other)->grants().consume(late.id, kStart).get());
}

TEST_P(StoreResets, AChallengeNeedsItsAttempt) {
    const auto unit = store().begin(tenant);
    try {
        unit->challenges().insert(make_challenge(entropy(), ports::make_id<AttemptId>(entropy())));
        unit->commit();
        FAIL() << "a challenge without an attempt was stored";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::Constraint);
    }
}

TEST_P(StoreResets, ACaptchaMarkIsUsedOnce) {
    const auto mark = random_mac(entropy());
    work([&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.captcha_marks().use(mark, kStart));
        EXPECT_FALSE(unit.captcha_marks().use(mark, kStart));
    });
    EXPECT_TRUE(store().begin(other)->captcha_marks().use(mark, kStart));
}

TEST_P(StoreResets, ACounterCountsInAWindowThatBeginsWithTheFirstEvent) {
    const auto subject = random_mac(entropy());
    const auto start = work([&](ports::UnitOfWork& unit) {
        auto& counters = unit.counters();
        EXPECT_EQ(counters.count("sends", subject), 0);
        EXPECT_EQ(counters.ends_at("sends", subject), unit.now());
        EXPECT_EQ(counters.add("sends", subject, hours{1}).get(), 1);
        EXPECT_EQ(counters.add("sends", subject, hours{2}).get(), 2) << "the running window keeps its end";
        EXPECT_EQ(counters.count("sends", subject), 2);
        EXPECT_EQ(counters.count("other", subject), 0);
        EXPECT_EQ(counters.count("sends", random_mac(entropy())), 0);
        return unit.now();
    });
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->counters().ends_at("sends", subject), start + hours{1});
    EXPECT_EQ(store().begin(other, ports::Access::Read)->counters().count("sends", subject), 0);

    sql("UPDATE counter SET ends_at = " + std::to_string(to_millis(start)));  // an hour passes
    work([&](ports::UnitOfWork& unit) {
        EXPECT_EQ(unit.counters().count("sends", subject), 0);
        EXPECT_EQ(unit.counters().add("sends", subject, hours{1}).get(), 1);
        EXPECT_EQ(unit.counters().ends_at("sends", subject), unit.now() + hours{1});
    });
}

TEST_P(StoreResets, ARefundTakesOneBackAndNeverMore) {
    const auto subject = random_mac(entropy());
    work([&](ports::UnitOfWork& unit) {
        auto& counters = unit.counters();
        counters.refund("sends", subject);
        EXPECT_EQ(counters.add("sends", subject, hours{1}).get(), 1);
        counters.refund("sends", subject);
        counters.refund("sends", subject);
        EXPECT_EQ(counters.count("sends", subject), 0);
        EXPECT_EQ(counters.add("sends", subject, hours{1}).get(), 1);
        counters.clear("sends", subject);
        EXPECT_EQ(counters.count("sends", subject), 0);
    });
}

TEST_P(StoreResets, ManyCountersOfOneAreClearedTogetherAndNothingElse) {
    const auto subject = random_mac(entropy()), somebody = random_mac(entropy());
    std::vector<std::string> names;
    for (int i = 0; i < 25; ++i) names.push_back("counter " + std::to_string(i));
    work([&](ports::UnitOfWork& unit) {
        auto& counters = unit.counters();
        for (const auto& whose : {subject, somebody}) {
            for (const auto& name : names) EXPECT_EQ(counters.add(name, whose, hours{1}).get(), 1);
        }
        counters.clear(std::span<const std::string_view>{}, subject);
        EXPECT_EQ(counters.count(names[0], subject), 1);
        const std::vector<std::string_view> most(names.begin(), names.end() - 1);
        counters.clear(most, subject);
        for (const auto& name : most) EXPECT_EQ(counters.count(name, subject), 0) << name;
        EXPECT_EQ(counters.count(names.back(), subject), 1);
        for (const auto& name : names) EXPECT_EQ(counters.count(name, somebody), 1);
    });
}

INSTANTIATE_STORES(StoreResets);

}  // namespace
}  // namespace rekey::test
