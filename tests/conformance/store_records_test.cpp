#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using message::Kind;
using How = ports::Ending::How;
constexpr auto kEmail = method::Channel::Email;

class StoreRecords : public StoreTest {
protected:
    StoreRecords() : tenant(add_tenant("contoso.example")), now(store().begin(tenant, ports::Access::Read)->now()) {}

    auto work(auto&& act) { return ports::transact(store(), tenant, act); }
    message::Message add(Kind kind, Duration age = Duration{0}, Duration life = minutes{10}) {
        const auto message = make_message(entropy(), kind, now - age, now - age + life);
        work([&](ports::UnitOfWork& unit) { unit.outbox().add(message); });
        return message;
    }
    std::vector<MessageId> claim(const IdBytes& owner, Duration lease = minutes{1}, std::int64_t limit = 10) {
        std::vector<MessageId> ids;
        for (const auto& message : work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, owner, lease, limit}); })) {
            ids.push_back(message.id);
        }
        return ids;
    }
    auto outbox(auto&& act) {
        return work([&](ports::UnitOfWork& unit) { return act(unit.outbox()); });
    }
    bool end(const IdBytes& owner, const ports::Ending& ending) {
        return outbox([&](auto& box) -> bool { return box.end(owner, std::span(&ending, 1)).at(0); });
    }
    /// No row may keep anything: one that did would break a rule.
    void expect_erased() {
        EXPECT_NO_THROW(
            sql("DROP TABLE IF EXISTS proof; CREATE TABLE proof (one INTEGER NOT NULL CHECK (one = 0));"
                "INSERT INTO proof SELECT count(*) FROM outbox WHERE destination_sealed IS NOT NULL OR body_sealed IS NOT NULL;"
                "DROP TABLE proof"));
    }

    TenantId tenant;
    Instant now;
    IdBytes worker = entropy().new_id(), rival = entropy().new_id();
};

TEST_P(StoreRecords, AMessageComesBackAsItWasWithItsTryCounted) {
    const auto message = add(Kind::ResetCode);
    const auto claimed = work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, worker, minutes{1}, 5}); });
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].id, message.id);
    EXPECT_EQ(claimed[0].kind, message.kind);
    EXPECT_EQ(claimed[0].channel, kEmail);
    EXPECT_EQ(claimed[0].destination, message.destination);
    EXPECT_EQ(claimed[0].language, "en");
    EXPECT_EQ(claimed[0].parameters, message.parameters);
    EXPECT_TRUE(claimed[0].deliverable);
    EXPECT_EQ(claimed[0].created_at, message.created_at);
    EXPECT_EQ(claimed[0].expires_at, message.expires_at);
    EXPECT_EQ(claimed[0].tries, 1);
}

TEST_P(StoreRecords, CodesGoBeforeNoticesAndOlderBeforeYounger) {
    const auto notice = add(Kind::PasswordChanged, minutes{9});
    const auto young = add(Kind::ResetCode), old = add(Kind::ResetCode, minutes{5});
    EXPECT_EQ(claim(worker, minutes{1}, 1), (std::vector{old.id}));
    EXPECT_EQ(claim(worker), (std::vector{young.id, notice.id}));
}

TEST_P(StoreRecords, AClaimTakesOneChannelOnly) {
    auto text = make_message(entropy(), Kind::ResetCode, now, now + minutes{10});
    text.channel = method::Channel::Sms;
    work([&](ports::UnitOfWork& unit) { unit.outbox().add(text); });
    EXPECT_TRUE(claim(worker).empty());
    EXPECT_EQ(work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({method::Channel::Sms, worker, minutes{1}, 5}).size(); }), 1U);
}

TEST_P(StoreRecords, ALeasedMessageIsNobodyElsesUntilTheLeaseIsOver) {
    const auto message = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker), (std::vector{message.id}));
    EXPECT_TRUE(claim(rival).empty());
    sql("UPDATE outbox SET due_at = 0");  // the lease runs out
    EXPECT_EQ(claim(rival), (std::vector{message.id}));
    EXPECT_FALSE(end(worker, {message.id, How::Sent})) << "the lease was lost";
    EXPECT_TRUE(end(rival, {message.id, How::Sent}));
}

TEST_P(StoreRecords, AnExpiredMessageIsNeverClaimed) {
    static_cast<void>(add(Kind::ResetCode, minutes{11}));
    EXPECT_TRUE(claim(worker).empty());
    EXPECT_EQ(outbox([](auto& box) { return box.depth(); }), 1);
    EXPECT_EQ(outbox([](auto& box) { return box.expire(10).unsent; }), 1);
    EXPECT_EQ(outbox([](auto& box) { return box.expire(10).unsent; }), 0);
    EXPECT_EQ(outbox([](auto& box) { return box.depth(); }), 0);
}

TEST_P(StoreRecords, ExpiringLeavesAMessageToTheWorkerThatSendsIt) {
    const auto message = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 1U);
    sql("UPDATE outbox SET expires_at = 1, created_at = 0");
    EXPECT_EQ(outbox([](auto& box) { return box.expire(10).unsent; }), 0);
    EXPECT_TRUE(end(worker, {message.id, How::Sent}));
}

TEST_P(StoreRecords, ARetryIsDueAtItsTime) {
    const auto message = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 1U);
    EXPECT_FALSE(end(rival, {message.id, How::Retry, now + minutes{1}, "451"}));
    EXPECT_TRUE(end(worker, {message.id, How::Retry, now + minutes{1}, "451", {"first", "second"}}));
    EXPECT_TRUE(claim(worker).empty());
    sql("UPDATE outbox SET due_at = 0");
    const auto again = work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, worker, minutes{1}, 5}); });
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].tries, 2);
    EXPECT_EQ(again[0].parameters, message.parameters);
    EXPECT_EQ(again[0].may_have_it, (message::Providers{"first", "second"}));
}

TEST_P(StoreRecords, WhatWasNotTriedGoesBackToItsPlaceWithItsTryNotCounted) {
    const auto old = add(Kind::ResetCode, minutes{5});
    EXPECT_EQ(claim(worker), (std::vector{old.id}));
    static_cast<void>(add(Kind::ResetCode));
    EXPECT_TRUE(end(worker, {old.id, How::Untouched}));
    const auto again = work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, rival, minutes{1}, 1}); });
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].id, old.id) << "before what came after it";
    EXPECT_EQ(again[0].tries, 1);
}

TEST_P(StoreRecords, AClaimOfCodesTakesNoNotices) {
    static_cast<void>(add(Kind::PasswordChanged, minutes{5}));
    const auto code = add(Kind::ResetCode);
    const auto claimed =
        work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, worker, minutes{1}, 10, ports::Claim::Of::Codes}); });
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].id, code.id);
}

TEST_P(StoreRecords, TheSameMessageIsAddedOnce) {
    auto message = add(Kind::ResetCode);
    message.destination = "eve@attacker.example";
    work([&](ports::UnitOfWork& unit) { unit.outbox().add(message); });
    const auto claimed = work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, worker, minutes{1}, 10}); });
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_NE(claimed[0].destination, message.destination) << "the first one stays";
}

TEST_P(StoreRecords, ABatchEndsAtOnceAndEachByItself) {
    const auto sent = add(Kind::ResetCode), lost = add(Kind::ResetCode), later = add(Kind::ResetCode), suppressed = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 4U);
    sql("UPDATE outbox SET due_at = 0");
    EXPECT_EQ(claim(rival, minutes{1}, 1).size(), 1U);  // whichever it is, it is the rival's now
    const std::vector<ports::Ending> endings{
        {sent.id, How::Sent}, {lost.id, How::Sent}, {later.id, How::Retry, now + minutes{1}, "451"}, {suppressed.id, How::Suppressed}};
    const auto ended = outbox([&](auto& box) { return box.end(worker, endings); });
    EXPECT_EQ(std::ranges::count(ended, true), 3);
    EXPECT_EQ(std::ranges::count(ended, false), 1);
}

TEST_P(StoreRecords, EveryEndErasesDestinationAndBody) {
    const auto sent = add(Kind::ResetCode), suppressed = add(Kind::ResetCode);
    static_cast<void>(add(Kind::PasswordChanged, minutes{11}));
    EXPECT_EQ(claim(worker).size(), 2U);
    EXPECT_TRUE(end(worker, {sent.id, How::Sent}));
    EXPECT_TRUE(end(worker, {suppressed.id, How::Suppressed}));
    EXPECT_EQ(outbox([](auto& box) { return box.expire(10).unsent; }), 1);
    EXPECT_FALSE(end(worker, {sent.id, How::Sent})) << "an end is the end";
    expect_erased();
}

TEST_P(StoreRecords, ADeadLetterIsKeptUntilItIsTooOld) {
    const auto dead = add(Kind::PasswordChanged), sent = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 2U);
    EXPECT_TRUE(end(worker, {dead.id, How::Failed, {}, "smtp 550", {"first"}}));
    EXPECT_TRUE(end(worker, {sent.id, How::Sent}));
    const auto letters = outbox([](auto& box) { return box.dead_letters(10); });
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters[0].id, dead.id);
    EXPECT_EQ(letters[0].kind, Kind::PasswordChanged);
    EXPECT_EQ(letters[0].error, "smtp 550");
    EXPECT_EQ(letters[0].tries, 1);
    EXPECT_FALSE(letters[0].erased);

    sql("UPDATE outbox SET expires_at = 1, created_at = 0");
    const auto expired = outbox([](auto& box) { return box.expire(10); });
    EXPECT_EQ(expired.failed, 1);
    EXPECT_EQ(expired.unsent, 0);
    expect_erased();
    EXPECT_TRUE(outbox([](auto& box) { return box.dead_letters(10); }).at(0).erased);
    EXPECT_FALSE(outbox([&](auto& box) { return box.revive(dead.id); })) << "there is nothing left to send";
}

TEST_P(StoreRecords, ADeadLetterIsSentAgainOnce) {
    const auto dead = add(Kind::ResetCode);
    EXPECT_FALSE(outbox([&](auto& box) { return box.revive(dead.id); })) << "it waits";
    EXPECT_EQ(claim(worker).size(), 1U);
    EXPECT_FALSE(outbox([&](auto& box) { return box.revive(dead.id); })) << "it is being sent";
    EXPECT_TRUE(end(worker, {dead.id, How::Failed, {}, "550", {"first"}}));
    EXPECT_TRUE(claim(worker).empty());
    EXPECT_TRUE(outbox([&](auto& box) { return box.revive(dead.id); }));
    EXPECT_FALSE(outbox([&](auto& box) { return box.revive(dead.id); })) << "it waits again";
    EXPECT_TRUE(outbox([](auto& box) { return box.dead_letters(10); }).empty());
    const auto again = work([&](ports::UnitOfWork& unit) { return unit.outbox().claim({kEmail, worker, minutes{1}, 5}); });
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].parameters, dead.parameters);
    EXPECT_EQ(again[0].may_have_it, (message::Providers{"first"}));
}

TEST_P(StoreRecords, ACodeThatIsTooOldIsNotSentAgain) {
    const auto dead = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 1U);
    EXPECT_TRUE(end(worker, {dead.id, How::Failed, {}, "550"}));
    sql("UPDATE outbox SET expires_at = 1, created_at = 0");
    EXPECT_FALSE(outbox([&](auto& box) { return box.revive(dead.id); }));
}

TEST_P(StoreRecords, MessagesOfAnotherTenantAreOutOfReach) {
    const auto other = add_tenant("fabrikam.example");
    const auto message = add(Kind::ResetCode);
    EXPECT_TRUE(store().begin(other)->outbox().claim({kEmail, worker, minutes{1}, 10}).empty());
    EXPECT_EQ(claim(worker).size(), 1U);
    const ports::Ending ending{message.id, How::Sent};
    EXPECT_FALSE(store().begin(other)->outbox().end(worker, std::span(&ending, 1)).at(0));
    EXPECT_TRUE(end(worker, {message.id, How::Failed, {}, "550"}));
    EXPECT_TRUE(store().begin(other)->outbox().dead_letters(10).empty());
    EXPECT_FALSE(store().begin(other)->outbox().revive(message.id));
    EXPECT_EQ(store().begin(other)->outbox().depth(), 0);
}

TEST_P(StoreRecords, AuditEventsAreListedNewestFirst) {
    const auto other = add_tenant("fabrikam.example");
    audit::Event first{
        ports::make_id<EventId>(entropy()), kStart, audit::Kind::ResetStarted, std::nullopt, std::nullopt, "person", "198.51.100.1", {}};
    audit::Event second = first;
    second.id = ports::make_id<EventId>(entropy());
    second.at = kStart + seconds{1};
    second.kind = audit::Kind::PasswordReset;
    second.identity = ports::make_id<IdentityId>(entropy());
    second.attempt = ports::make_id<AttemptId>(entropy());
    second.details = {{"how", "email"}, {"line=1", "a\\b\nc=d"}, {"empty", ""}};
    work([&](ports::UnitOfWork& unit) {
        unit.audit().append(second);
        unit.audit().append(first);
    });
    const auto all = store().begin(tenant, ports::Access::Read)->audit().list(10);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, second.id);
    EXPECT_EQ(all[0].at, second.at);
    EXPECT_EQ(all[0].kind, second.kind);
    EXPECT_EQ(all[0].identity, second.identity);
    EXPECT_EQ(all[0].attempt, second.attempt);
    EXPECT_EQ(all[0].details, second.details);
    EXPECT_EQ(all[1].actor, "person");
    EXPECT_EQ(all[1].network, "198.51.100.1");
    EXPECT_EQ(all[1].identity, std::nullopt);
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->audit().list(1).size(), 1U);
    EXPECT_TRUE(store().begin(other, ports::Access::Read)->audit().list(10).empty());
}

TEST_P(StoreRecords, TheJanitorRemovesWhatHasEndedInBatches) {
    const auto other = add_tenant("fabrikam.example");
    for (int i = 0; i < 3; ++i) {
        const auto attempt = make_attempt(entropy(), kStart + minutes{i});
        work([&](ports::UnitOfWork& unit) {
            unit.attempts().insert(attempt);
            unit.challenges().insert(make_challenge(entropy(), attempt.id));
            unit.grants().insert({attempt.id, 0, kStart, kStart + minutes{15}, std::nullopt});
            EXPECT_TRUE(unit.captcha_marks().use(random_mac(entropy()), kStart));
            EXPECT_EQ(unit.counters().add("sends", random_mac(entropy()), hours{1}).get(), 1);
        });
    }
    const auto message = add(Kind::ResetCode);
    EXPECT_EQ(claim(worker).size(), 1U);
    EXPECT_TRUE(end(worker, {message.id, How::Sent}));
    const auto waiting = add(Kind::ResetCode);
    const auto sweep = [&](const TenantId& where, Instant before, std::int64_t limit) {
        return ports::transact(store(), where, [&](ports::UnitOfWork& unit) { return unit.housekeeping().sweep(before, limit); });
    };
    EXPECT_EQ(sweep(other, now + days{1}, 100), 0);
    EXPECT_EQ(sweep(tenant, kStart, 100), 0) << "nothing has ended before";
    EXPECT_EQ(sweep(tenant, kStart + minutes{15} + Duration{1}, 1), 2) << "one attempt, one mark";
    EXPECT_EQ(sweep(tenant, now + days{1}, 100), 2 + 2 + 3 + 1);
    EXPECT_EQ(sweep(tenant, now + days{1}, 100), 0);
    EXPECT_EQ(claim(worker), (std::vector{waiting.id})) << "what waits is not finished";
    sql("CREATE TABLE proof (one INTEGER NOT NULL CHECK (one = 0));"
        "INSERT INTO proof SELECT count(*) FROM challenge; INSERT INTO proof SELECT count(*) FROM password_grant; DROP TABLE proof");
}

TEST_P(StoreRecords, DeletedPeopleArePurgedWithAllThatIsTheirs) {
    auto gone = make_identity(entropy(), "anna@contoso.example");
    gone.status = identity::Status::Deleted;
    const auto stays = make_identity(entropy(), "bram@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.identities().insert(gone));
        EXPECT_TRUE(unit.identities().insert(stays));
        unit.authenticators().insert(make_mailbox(entropy(), gone.id, "anna@mail.example"));
        unit.networks().remember(gone.id, random_mac(entropy()), kStart);
        EXPECT_TRUE(unit.passwords().save(gone.id, {{{8, 1}, Bytes(16), {random_mac(entropy())}}, std::nullopt, kStart, 0}));
    });
    const auto purge = [&](Instant before) {
        return work([&](ports::UnitOfWork& unit) { return unit.housekeeping().purge_deleted(before, 10); });
    };
    EXPECT_EQ(purge(now - days{1}), 0) << "deleted later than that";
    EXPECT_EQ(purge(now + days{1}), 1);
    work([&](ports::UnitOfWork& unit) {
        EXPECT_FALSE(unit.identities().find(gone.id));
        EXPECT_TRUE(unit.identities().find(stays.id));
        EXPECT_TRUE(unit.authenticators().of(gone.id).empty());
        EXPECT_FALSE(unit.passwords().find(gone.id).get());
        EXPECT_TRUE(unit.identities().insert(make_identity(entropy(), "anna@contoso.example"))) << "the name is free again";
    });
}

INSTANTIATE_STORES(StoreRecords);

}  // namespace
}  // namespace rekey::test
