// What became of a message is told to who may know it, and to nobody else.
#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/store_fixture.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {
namespace {

using How = ports::Ending::How;
using message::Fate;
using message::Progress;
using method::Kind;

constexpr std::string_view kAnna = "anna@contoso.example";
constexpr std::string_view kMobile = "+31612345678";

class MessageTold : public StoreTest {
protected:
    MessageTold() : rig(store(), entropy(), macs(), hasher(), {Kind::Sms, Kind::Email}) {
        rig.set("methods", "email\nsms");
        anna = rig.add_person(kAnna, "anna@mail.example");
        rig.add_authenticator(anna, Kind::Sms, kMobile);
    }

    struct Open {
        Secret handle;
        flows::StepView step;
    };
    Open start(std::string_view user = kAnna) {
        auto started = rig.start(user).value();
        return {std::move(*started.handle), std::move(started.step)};
    }
    Open choose(Open open, Kind kind) {
        const auto chosen = std::ranges::find(open.step.methods, kind, &flows::MethodView::kind);
        const auto number = kind == Kind::Sms ? kMobile : std::string_view{};
        open.step = rig.service.choose_method(rig.tenant, open.handle, chosen->id, number).value().step;
        return open;
    }
    /// All that wait are ended so, as a relay would.
    std::vector<message::Message> end(How how, method::Channel channel = method::Channel::Email, Fate fate = Fate::Unknown) {
        const auto owner = entropy().new_id();
        return ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            auto messages = unit.outbox().claim({channel, owner, minutes{1}, 1000});
            std::vector<ports::Ending> endings;
            for (const auto& each : messages)
                endings.push_back({each.id, each.deliverable ? how : How::Suppressed, unit.now(), {}, {}, {}, {}, fate});
            static_cast<void>(unit.outbox().end(owner, endings));
            return messages;
        });
    }
    std::optional<Progress> told(const Open& open) { return rig.service.view(rig.tenant, open.handle).value().step.message; }

    ResetRig rig;
    IdentityId anna;
};

TEST_P(MessageTold, AStrangerIsToldNothingWhomeverHeNames) {
    for (const auto* user : {kAnna.data(), "nobody@contoso.example"}) {
        SCOPED_TRACE(user);
        const auto open = choose(start(user), Kind::Email);
        EXPECT_FALSE(open.step.message);
        end(How::Failed);
        EXPECT_FALSE(told(open));
    }
}

TEST_P(MessageTold, WhereTheTenantExplainsItIsToldFromTheBeginning) {
    rig.set("stranger_answers", "explain");
    const auto open = choose(start(), Kind::Email);
    EXPECT_EQ(open.step.message, Progress::Waiting);
    end(How::Retry);
    EXPECT_EQ(told(open), Progress::Waiting);
    end(How::Failed);
    EXPECT_EQ(told(open), Progress::Failed);
    end(How::Sent, method::Channel::Sms);
    EXPECT_EQ(told(open), Progress::Failed);
}

TEST_P(MessageTold, WhatItsProviderTellsIsTold) {
    rig.set("stranger_answers", "explain");
    const auto open = choose(start(), Kind::Email);
    end(How::Failed, method::Channel::Email, Fate::Busy);
    EXPECT_EQ(told(open), Progress::Busy);
    const auto other = choose(start(), Kind::Sms);
    end(How::Sent, method::Channel::Sms, Fate::Delivered);
    EXPECT_EQ(told(other), Progress::Delivered);
}

TEST_P(MessageTold, WhoHasPassedAGateIsTold) {
    rig.set("gates", "2");
    auto open = choose(start(), Kind::Email);
    const auto code = end(How::Sent).at(0).parameters.at("code");
    EXPECT_FALSE(told(open));
    auto passed = rig.service.answer(rig.tenant, open.handle, open.step.challenge, {Secret{code}}).value();
    open = choose({std::move(*passed.handle), std::move(passed.step)}, Kind::Sms);
    EXPECT_EQ(open.step.message, Progress::Waiting);
    end(How::Sent, method::Channel::Sms);
    EXPECT_EQ(told(open), Progress::Sent);
}

TEST_P(MessageTold, OneThatIsHeldBackLooksLikeOneThatWasSent) {
    rig.set("stranger_answers", "explain");
    for (int i = 0; i < 30; ++i) static_cast<void>(choose(start(), Kind::Email));
    end(How::Sent);
    const auto open = choose(start(), Kind::Email);
    EXPECT_EQ(open.step.message, Progress::Waiting);
    EXPECT_FALSE(end(How::Failed).at(0).deliverable);
    EXPECT_EQ(told(open), Progress::Sent);
}

TEST_P(MessageTold, ANewCodeIsANewMessage) {
    rig.set("stranger_answers", "explain");
    rig.set("resend_seconds", "30");
    const auto open = choose(start(), Kind::Email);
    end(How::Failed);
    sql("UPDATE challenge SET resend_at = 0");
    EXPECT_EQ(rig.service.resend(rig.tenant, open.handle).value().step.message, Progress::Waiting);
    end(How::Sent);
    EXPECT_EQ(told(open), Progress::Sent);
}

TEST_P(MessageTold, OneThatIsTooOldHasFailed) {
    rig.set("stranger_answers", "explain");
    const auto open = choose(start(), Kind::Email);
    sql("UPDATE outbox SET expires_at = 1");
    ports::transact(store(), rig.tenant, [](ports::UnitOfWork& unit) { EXPECT_EQ(unit.outbox().expire(10).unsent, 1); });
    EXPECT_EQ(told(open), Progress::Failed);
}

TEST_P(MessageTold, WhatIsSweptAwayOrNeverWasIsNotTold) {
    rig.set("stranger_answers", "explain");
    const auto open = choose(start(), Kind::Email);
    sql("DELETE FROM outbox");
    EXPECT_FALSE(told(open));
    sql("UPDATE challenge SET message_id = NULL");
    EXPECT_FALSE(told(open));
}

INSTANTIATE_STORES(MessageTold);

}  // namespace
}  // namespace rekey::test
