// Receipts on both stores: what each does to a message in each state, once, whoever is quicker.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <span>
#include <thread>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using message::Fate;
using message::State;
using How = ports::Ending::How;
constexpr auto kEmail = method::Channel::Email;

class StoreReceipts : public StoreTest {
protected:
    StoreReceipts() : tenant(add_tenant("contoso.example")), now(store().begin(tenant, ports::Access::Read)->now()) {}

    auto outbox(auto&& act) {
        return ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { return act(unit.outbox()); });
    }
    MessageId add() {
        const auto message = make_message(entropy(), message::Kind::ResetCode, now, now + minutes{10});
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.outbox().add(message); });
        return message.id;
    }
    std::vector<message::Message> claim(const IdBytes& owner) {
        return outbox([&](auto& box) { return box.claim({kEmail, owner, minutes{1}, 10}); });
    }
    MessageId add_leased() {
        const auto id = add();
        EXPECT_EQ(claim(worker).size(), 1U);
        return id;
    }
    [[nodiscard]] ports::Ending awaiting(const MessageId& id, std::string provider = "first", std::string reference = "ref-1") const {
        return {id, How::Awaiting, now + minutes{10}, {}, {}, std::move(provider), std::move(reference)};
    }
    bool end(const IdBytes& owner, const ports::Ending& ending) {
        return outbox([&](auto& box) -> bool { return box.end(owner, std::span(&ending, 1)).at(0); });
    }
    MessageId add_awaiting() {
        const auto id = add_leased();
        EXPECT_TRUE(end(worker, awaiting(id)));
        return id;
    }
    std::optional<State> receive(const MessageId& id, Fate fate, std::string provider = "first", std::string reference = "ref-1") {
        return outbox([&](auto& box) { return box.receive({id, provider, reference, fate, "5"}); });
    }
    ports::Journey journey(const MessageId& id) {
        return outbox([&](auto& box) { return box.find(id).value(); });
    }
    void expect_rows(std::int64_t wanted, std::string_view where) {
        EXPECT_NO_THROW(
            sql("DROP TABLE IF EXISTS expectation; CREATE TABLE expectation (holds INTEGER CHECK (holds = 1)); "
                "INSERT INTO expectation SELECT CASE WHEN count(*) = " +
                std::to_string(wanted) + " THEN 1 ELSE 0 END FROM outbox WHERE " + std::string(where)))
            << "not " << wanted << " rows with " << where;
    }

    TenantId tenant;
    Instant now;
    IdBytes worker = entropy().new_id(), rival = entropy().new_id();
};

TEST_P(StoreReceipts, AMessageWithAReceiptExpectedKeepsItsBodyUntilItCame) {
    const auto id = add_awaiting();
    expect_rows(1, "state = 'sent' AND body_sealed IS NOT NULL AND destination_sealed IS NOT NULL");
    EXPECT_EQ(journey(id).provider, "first");
    EXPECT_EQ(journey(id).reference, "ref-1");
    EXPECT_EQ(journey(id).fate, Fate::Unknown);
    EXPECT_TRUE(claim(rival).empty()) << "it is no work any more";
    EXPECT_EQ(outbox([](auto& box) { return box.depth(); }), 0);

    EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
    EXPECT_EQ(journey(id).fate, Fate::Delivered);
    expect_rows(0, "body_sealed IS NOT NULL OR destination_sealed IS NOT NULL");
}

TEST_P(StoreReceipts, WithoutAReceiptItIsErasedWhenItIsHandedOver) {
    const auto id = add_leased();
    EXPECT_TRUE(end(worker, {id, How::Sent, {}, {}, {}, "phone", "call-1", Fate::Delivered}));
    EXPECT_EQ(journey(id).fate, Fate::Delivered) << "as of a call";
    EXPECT_EQ(journey(id).reference, "call-1");
    expect_rows(0, "body_sealed IS NOT NULL");
    EXPECT_FALSE(receive(id, Fate::Undelivered, "phone", "call-1"));
}

TEST_P(StoreReceipts, AFateIsKeptWithWhatFailed) {
    const auto id = add_leased();
    EXPECT_TRUE(end(worker, {id, How::Failed, {}, "engaged", {}, "phone", {}, Fate::Busy}));
    EXPECT_EQ(journey(id).state, State::Failed);
    EXPECT_EQ(journey(id).fate, Fate::Busy);
    EXPECT_EQ(journey(id).error, "engaged");
}

TEST_P(StoreReceipts, ARefusalSendsItOnOnceAndNotBackToWhoRefused) {
    const auto id = add_awaiting();
    EXPECT_EQ(receive(id, Fate::Undelivered), State::Queued);
    EXPECT_FALSE(receive(id, Fate::Undelivered)) << "twice";
    EXPECT_FALSE(receive(id, Fate::Delivered)) << "who changes their mind";
    const auto again = claim(rival);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].refused_by, message::Providers{"first"});
    EXPECT_FALSE(again[0].parameters.empty());
    EXPECT_FALSE(receive(id, Fate::Undelivered)) << "late";

    EXPECT_TRUE(end(rival, awaiting(id, "second", "ref-2")));
    EXPECT_FALSE(receive(id, Fate::Undelivered)) << "the next provider has sent it";
    EXPECT_FALSE(receive(id, Fate::Delivered)) << "the next provider has sent it";
    EXPECT_EQ(journey(id).fate, Fate::Unknown);
    EXPECT_EQ(receive(id, Fate::Undelivered, "second", "ref-2"), State::Queued);
    ASSERT_EQ(claim(worker).size(), 1U);
    EXPECT_TRUE(end(worker, awaiting(id, "third", "ref-3")));
    EXPECT_FALSE(receive(id, Fate::Undelivered, "second", "ref-2"));
    EXPECT_EQ(receive(id, Fate::Delivered, "third", "ref-3"), State::Sent);
}

TEST_P(StoreReceipts, WhoIsBusyOrDoesNotAnswerIsCalledByNobodyElse) {
    for (const auto fate : {Fate::Busy, Fate::NoAnswer}) {
        const auto id = add_awaiting();
        EXPECT_EQ(receive(id, fate), State::Failed);
        EXPECT_EQ(journey(id).state, State::Failed);
        EXPECT_EQ(journey(id).fate, fate);
        EXPECT_EQ(journey(id).error, "5");
        EXPECT_TRUE(claim(rival).empty());
        EXPECT_FALSE(receive(id, fate)) << "twice";
        EXPECT_FALSE(receive(id, Fate::Undelivered)) << "after its end";
        EXPECT_TRUE(outbox([&](auto& box) { return box.revive(id); })) << "an operator may have the person called again";
        EXPECT_EQ(journey(id).fate, Fate::Unknown);
        sql("DELETE FROM outbox");
    }
}

TEST_P(StoreReceipts, BusyIsTheEndWhateverAWorkerDoesWithIt) {
    for (const auto& ending : {How::Awaiting, How::Sent, How::Retry, How::Untouched, How::Failed}) {
        const auto id = add_leased();
        EXPECT_EQ(receive(id, Fate::Busy), State::Failed);
        EXPECT_FALSE(end(worker, {id, ending, now, "no answer", {}, "first", "ref-1"})) << static_cast<int>(ending);
        EXPECT_EQ(journey(id).state, State::Failed);
        EXPECT_EQ(journey(id).fate, Fate::Busy);
        EXPECT_EQ(journey(id).provider, "first");
        sql("UPDATE outbox SET due_at = 0");
        EXPECT_TRUE(claim(rival).empty());
        sql("DELETE FROM outbox");
    }
}

TEST_P(StoreReceipts, AMessageIsOpenedUntilItsEnd) {
    const auto open = [&](const MessageId& id) { return outbox([&](auto& box) { return box.open(id); }); };
    const auto id = add_awaiting();
    ASSERT_TRUE(open(id));
    EXPECT_EQ(open(id)->id, id);
    EXPECT_FALSE(open(id)->parameters.empty());
    EXPECT_FALSE(open(ports::make_id<MessageId>(entropy())));
    const auto elsewhere = add_tenant("fabrikam.example");
    EXPECT_FALSE(ports::transact(store(), elsewhere, [&](ports::UnitOfWork& unit) { return unit.outbox().open(id); }));
    EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
    EXPECT_FALSE(open(id)) << "erased";
    const auto old = add_awaiting();
    sql("UPDATE outbox SET expires_at = 1, created_at = 0");
    EXPECT_FALSE(open(old)) << "too old";
}

TEST_P(StoreReceipts, ChangesNothingWhenItIsAboutAnotherSending) {
    const auto id = add_awaiting();
    for (const auto fate : {Fate::Delivered, Fate::Undelivered, Fate::Busy}) {
        EXPECT_FALSE(receive(ports::make_id<MessageId>(entropy()), fate)) << "an unknown id";
        EXPECT_FALSE(receive(id, fate, "second", "ref-1")) << "another provider's";
        EXPECT_FALSE(receive(id, fate, "first", "ref-2")) << "another reference";
        EXPECT_FALSE(receive(id, fate, "firs", "ref-1")) << "a part of the name";
    }
    EXPECT_EQ(journey(id).fate, Fate::Unknown);
    expect_rows(1, "state = 'sent' AND body_sealed IS NOT NULL AND refused_by IS NULL");
    const auto elsewhere = add_tenant("fabrikam.example");
    EXPECT_FALSE(ports::transact(store(), elsewhere, [&](ports::UnitOfWork& unit) {
        return unit.outbox().receive({id, "first", "ref-1", Fate::Delivered, {}});
    })) << "another tenant's";
    EXPECT_EQ(receive(id, Fate::Delivered, "first", ""), State::Sent) << "some name no reference";
}

TEST_P(StoreReceipts, ARefusalAfterTheEndOfACodeIsTooLate) {
    const auto id = add_awaiting();
    sql("UPDATE outbox SET expires_at = 1, created_at = 0");
    EXPECT_FALSE(receive(id, Fate::Undelivered));
    EXPECT_FALSE(receive(id, Fate::Busy));
    EXPECT_EQ(outbox([](auto& box) { return box.expire(10).unheard; }), 1);
    EXPECT_EQ(journey(id).state, State::Sent);
    expect_rows(0, "body_sealed IS NOT NULL");
    EXPECT_FALSE(receive(id, Fate::Delivered)) << "erased";
    EXPECT_TRUE(claim(rival).empty());
}

// A gateway may be quicker than the worker that has just asked it.
TEST_P(StoreReceipts, DeliveredBeforeTheWorkerSaidSoEndsIt) {
    const auto id = add_leased();
    EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
    expect_rows(0, "body_sealed IS NOT NULL");
    EXPECT_TRUE(end(worker, awaiting(id)));
    EXPECT_EQ(journey(id).state, State::Sent);
    EXPECT_EQ(journey(id).fate, Fate::Delivered);
}

TEST_P(StoreReceipts, DeliveredIsNotSentAgainByAnybody) {
    for (const auto how : {How::Retry, How::Untouched, How::Failed}) {
        const auto id = add_leased();
        EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
        EXPECT_FALSE(end(worker, {id, how, now, "no answer"})) << static_cast<int>(how);
        EXPECT_EQ(journey(id).fate, Fate::Delivered);
        EXPECT_TRUE(claim(rival).empty());
    }
}

TEST_P(StoreReceipts, DeliveredIsNotSentAgainWhenItsWorkerHasDied) {
    const auto id = add_leased();
    EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
    sql("UPDATE outbox SET due_at = 0");
    EXPECT_TRUE(claim(rival).empty());
    EXPECT_EQ(journey(id).state, State::Sent);
}

TEST_P(StoreReceipts, DeliveredAfterTheWorkerHadNoAnswer) {
    for (const auto how : {How::Retry, How::Failed}) {
        const auto id = add_leased();
        EXPECT_TRUE(end(worker, {id, how, now, "no answer", {"first"}, "first"}));
        EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
        EXPECT_TRUE(claim(rival).empty());
        EXPECT_FALSE(outbox([&](auto& box) { return box.revive(id); }));
    }
}

TEST_P(StoreReceipts, RefusedBeforeTheWorkerSaidItIsSentSendsItOn) {
    const auto id = add_leased();
    EXPECT_EQ(receive(id, Fate::Undelivered), State::Leased) << "the worker holds it";
    EXPECT_TRUE(claim(rival).empty()) << "nobody else may send it meanwhile";
    EXPECT_TRUE(end(worker, awaiting(id)));
    const auto again = claim(rival);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].refused_by, message::Providers{"first"});
    EXPECT_TRUE(end(rival, awaiting(id, "second", "ref-2")));
    EXPECT_EQ(journey(id).state, State::Sent);
}

TEST_P(StoreReceipts, RefusedByOneWhileAnotherTookItChangesNothingMore) {
    const auto id = add_leased();
    EXPECT_EQ(receive(id, Fate::Undelivered, "slow", ""), State::Leased);
    EXPECT_TRUE(end(worker, awaiting(id)));
    EXPECT_EQ(journey(id).state, State::Sent);
    EXPECT_EQ(journey(id).provider, "first");
    EXPECT_TRUE(claim(rival).empty());
}

TEST_P(StoreReceipts, AWorkerThatDiedIsFollowedByOneThatKnowsTheRefusal) {
    const auto id = add_leased();
    EXPECT_EQ(receive(id, Fate::Undelivered), State::Leased);
    sql("UPDATE outbox SET due_at = 0");
    const auto again = claim(rival);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].id, id);
    EXPECT_EQ(again[0].refused_by, message::Providers{"first"});
}

TEST_P(StoreReceipts, ADeadLetterThatIsRevivedBeginsAnew) {
    const auto id = add_awaiting();
    EXPECT_EQ(receive(id, Fate::Undelivered), State::Queued);
    ASSERT_EQ(claim(worker).size(), 1U);
    EXPECT_TRUE(end(worker, {id, How::Failed, {}, "nobody delivers it", {}, "first", {}, Fate::Undelivered}));
    EXPECT_EQ(journey(id).fate, Fate::Undelivered);
    EXPECT_FALSE(receive(id, Fate::Undelivered, "second")) << "it has ended";
    EXPECT_TRUE(outbox([&](auto& box) { return box.revive(id); }));
    EXPECT_EQ(journey(id).fate, Fate::Unknown);
    EXPECT_TRUE(claim(worker).at(0).refused_by.empty());
}

TEST_P(StoreReceipts, AsksOnceAtATimeAndMoreAndMoreSeldom) {
    const auto id = add_leased();
    auto ending = awaiting(id);
    ending.next_at = now - seconds{1};
    EXPECT_TRUE(end(worker, ending));
    const auto ask = [&] { return outbox([](auto& box) { return box.claim_awaited(10); }); };
    const auto first = ask();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].message, id);
    EXPECT_EQ(first[0].provider, "first");
    EXPECT_EQ(first[0].reference, "ref-1");
    EXPECT_TRUE(ask().empty()) << "nobody asks beside the one who does";
    expect_rows(1, "due_at - finished_at BETWEEN 5000 AND 6000");
    sql("UPDATE outbox SET due_at = 0, finished_at = finished_at - 60000");
    EXPECT_EQ(ask().size(), 1U);
    expect_rows(1, "due_at - finished_at BETWEEN 120000 AND 122000");
    sql("UPDATE outbox SET due_at = 0, finished_at = finished_at - 6000000");
    EXPECT_EQ(ask().size(), 1U);
    expect_rows(1, "due_at - finished_at BETWEEN 6360000 AND 6364000");
    sql("UPDATE outbox SET due_at = 0");
    EXPECT_EQ(receive(id, Fate::Delivered), State::Sent);
    EXPECT_TRUE(ask().empty()) << "it is known";
}

TEST_P(StoreReceipts, TheSameReceiptAtTwoNodesCountsOnce) {
    const auto node = open_another();
    for (int round = 0; round < 25; ++round) {
        const auto id = add_awaiting();
        const auto fate = std::array{Fate::Delivered, Fate::Undelivered, Fate::Busy}.at(static_cast<std::size_t>(round % 3));
        std::atomic<int> changed = 0;
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < 4; ++i) {
                callers.emplace_back([&, i] {
                    changed += ports::transact(i % 2 == 0 ? store() : *node, tenant, [&](ports::UnitOfWork& unit) {
                        return unit.outbox().receive({id, "first", "ref-1", fate, "5"}) ? 1 : 0;
                    });
                });
            }
        }
        EXPECT_EQ(changed, 1);
        sql("DELETE FROM outbox");
    }
}

TEST_P(StoreReceipts, AReceiptAndTheWorkersEndMayComeInAnyOrder) {
    const auto node = open_another();
    for (int round = 0; round < 40; ++round) {
        const auto id = add_leased();
        const auto fate = round % 2 == 0 ? Fate::Delivered : Fate::Undelivered;
        {
            const std::jthread gateway([&] {
                EXPECT_TRUE(ports::transact(
                    *node, tenant, [&](ports::UnitOfWork& unit) { return unit.outbox().receive({id, "first", "ref-1", fate, "5"}); }));
            });
            EXPECT_TRUE(end(worker, awaiting(id)));
        }
        EXPECT_EQ(journey(id).state, fate == Fate::Delivered ? State::Sent : State::Queued);
        EXPECT_EQ(claim(rival).size(), fate == Fate::Delivered ? 0U : 1U);
        sql("DELETE FROM outbox");
    }
}

INSTANTIATE_STORES(StoreReceipts);

}  // namespace
}  // namespace rekey::test
