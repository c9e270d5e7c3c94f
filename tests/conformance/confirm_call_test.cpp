// A call that is confirmed by the keys of the phone (security item 20), on both stores. Its provider is played by the test.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "adapters/system/clock.hpp"
#include "conformance/store_fixture.hpp"
#include "flows/outbox_relay.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {
namespace {

using flows::StepKind;
using message::Keyed;
using method::Kind;

constexpr std::string_view kAnna = "anna@contoso.example";
constexpr std::string_view kMobile = "+31612345678";

/// Whoever is called presses what the test says.
class Phone final : public ports::Channel {
public:
    [[nodiscard]] method::Channel kind() const override { return method::Channel::Voice; }
    [[nodiscard]] ports::Delivery send(const message::Message& message, const ports::Sender&) override {
        calls.push_back(message);
        ports::Delivery played{{}, "phone"};
        played.keyed = presses;
        return played;
    }
    Keyed presses = Keyed::Nothing;
    std::vector<message::Message> calls;
};

class ConfirmCall : public StoreTest {
protected:
    ConfirmCall() : rig(store(), entropy(), macs(), hasher(), {Kind::Sms, Kind::VoiceMobile}) {
        rig.set("voice_proof", "number");
        rig.set("internal.decoy_shares", "sms 100\nvoice_mobile 100\n");
        anna = rig.add_person(kAnna);
        rig.add_authenticator(anna, Kind::VoiceMobile, kMobile);
        rig.add_authenticator(anna, Kind::Sms, kMobile);
    }

    struct Open {
        Secret handle;
        flows::StepView step;
    };
    Open choose(std::string_view user = kAnna, Kind kind = Kind::VoiceMobile) {
        auto started = rig.start(user).value();
        const auto chosen = std::ranges::find(started.step.methods, kind, &flows::MethodView::kind);
        auto asked = rig.service.choose_method(rig.tenant, *started.handle, chosen->id, kMobile).value();
        return {std::move(*started.handle), std::move(asked.step)};
    }
    flows::StepView view(const Open& open) { return rig.service.view(rig.tenant, open.handle).value().step; }
    Result<flows::ResetAnswer> go_on(const Open& open, std::string_view code = {}) {
        return rig.service.answer(rig.tenant, open.handle, open.step.challenge, {Secret{code}});
    }
    static ErrorCode error_of(const Result<flows::ResetAnswer>& result) {
        return result ? throw std::logic_error("there is no error") : result.error().code;
    }
    /// Everybody who waits for a call is called.
    void call(Keyed presses) {
        phone.presses = presses;
        flows::RelayPorts relay_ports{store(), entropy(), clock, phone, rig.meter, {}};
        relay_ports.answers.emplace(entropy(), macs());
        flows::OutboxRelay relay{relay_ports};
        while (relay.step(rig.tenant).done > 0) {
        }
    }
    bool confirm(const MessageId& message) {
        return ports::transact(store(), rig.tenant,
                               [&](ports::UnitOfWork& unit) { return unit.challenges().confirm(message, unit.now()); });
    }
    MessageId message_of(const Open& open) {
        return ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            return unit.challenges().open(attempt_of(unit, open)).value().message.value();
        });
    }
    AttemptId attempt_of(ports::UnitOfWork& unit, const Open& open) {
        const auto mac = macs().mac(ports::MacPurpose::AttemptHandle, {rig.tenant.view(), open.handle.bytes()});
        return unit.attempts().find(mac).get().value().id;
    }
    std::int64_t count(audit::Kind kind) { return std::ranges::count(rig.events(), kind, &audit::Event::kind); }
    /// What a page shows, but for what is drawn or goes by the clock.
    static auto shown(const flows::StepView& step) {
        return std::tuple(step.kind, step.gate, step.method->kind, step.confirmed, step.digits, step.number / 100,
                          step.code_expires_at.has_value(), step.resend_at.has_value(), step.resent, step.message.has_value());
    }

    ResetRig rig;
    IdentityId anna;
    Phone phone;
    system::SystemClock clock;
};

TEST_P(ConfirmCall, TheNumberOfThePageIsTypedOnThePhoneAndThePageGoesOn) {
    const auto open = choose();
    EXPECT_EQ(open.step.kind, StepKind::ConfirmCall);
    EXPECT_GE(open.step.number, 20);
    EXPECT_LE(open.step.number, 89);
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeMismatch);
    call(Keyed::Confirmed);
    ASSERT_EQ(phone.calls.size(), 1U);
    EXPECT_EQ(phone.calls[0].parameters.at("number"), std::to_string(open.step.number));
    EXPECT_FALSE(phone.calls[0].parameters.contains("code"));
    EXPECT_TRUE(view(open).confirmed);
    EXPECT_EQ(go_on(open).value().step.kind, StepKind::SetPassword);
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::AttemptEnded);
}

TEST_P(ConfirmCall, ACallThatNobodyConfirmsOpensNothing) {
    const auto open = choose();
    call(Keyed::Nothing);
    EXPECT_FALSE(view(open).confirmed);
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(go_on(open, std::to_string(open.step.number))), ErrorCode::CodeMismatch);
    EXPECT_EQ(error_of(go_on(open, "no code is drawn for this kind")), ErrorCode::CodeMismatch);
}

TEST_P(ConfirmCall, ASpokenCodeIsNotConfirmedByKeys) {
    rig.set("voice_proof", "code");
    const auto open = choose();
    EXPECT_EQ(open.step.kind, StepKind::EnterCode);
    call(Keyed::Confirmed);
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeMismatch);
    EXPECT_EQ(go_on(open, phone.calls.at(0).parameters.at("code")).value().step.kind, StepKind::SetPassword);
}

TEST_P(ConfirmCall, WhatHasEndedIsTooOldOrWasHeldBackIsNotConfirmed) {
    auto open = choose();
    auto message = message_of(open);
    EXPECT_TRUE(rig.service.use_another(rig.tenant, open.handle));
    EXPECT_FALSE(confirm(message));
    sql("DELETE FROM counter");
    open = choose();
    sql("UPDATE challenge SET expires_at = 1");
    EXPECT_FALSE(confirm(message_of(open)));
    open = choose("nobody@contoso.example");
    EXPECT_FALSE(confirm(message_of(open)));
    EXPECT_FALSE(confirm(ports::make_id<MessageId>(entropy())));
}

TEST_P(ConfirmCall, AConfirmationOfACodeThatWasReplacedOpensNothing) {
    const auto open = choose();
    const auto message = message_of(open);
    sql("UPDATE challenge SET resend_at = 0; DELETE FROM counter");
    const auto again = rig.service.resend(rig.tenant, open.handle).value().step;
    EXPECT_NE(again.challenge, open.step.challenge);
    EXPECT_FALSE(confirm(message));
    EXPECT_FALSE(view(open).confirmed);
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::NotAllowedNow);
    call(Keyed::Confirmed);
    EXPECT_EQ(rig.service.answer(rig.tenant, open.handle, again.challenge, {}).value().step.kind, StepKind::SetPassword);
}

TEST_P(ConfirmCall, AConfirmationThatComesTooLateForThePageOpensNothing) {
    const auto open = choose();
    call(Keyed::Confirmed);
    sql("UPDATE challenge SET expires_at = 1");
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeExpired);
}

TEST_P(ConfirmCall, AnAccountThatChangedMeanwhileEndsTheAttempt) {
    const auto open = choose();
    call(Keyed::Confirmed);
    rig.change(anna, [](auto& person) { ++person.security_stamp; });
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::AttemptEnded);
}

TEST_P(ConfirmCall, OfTwoNodesThatConfirmAtOnceOneDoes) {
    for (int round = 0; round < 10; ++round) {
        sql("DELETE FROM counter");
        const auto message = message_of(choose());
        std::atomic<int> confirmed = 0;
        std::latch together{2};
        {
            std::vector<std::jthread> nodes;
            for (int node = 0; node < 2; ++node) {
                nodes.emplace_back([&] {
                    together.arrive_and_wait();
                    confirmed += confirm(message) ? 1 : 0;
                });
            }
        }
        EXPECT_EQ(confirmed, 1);
    }
}

TEST_P(ConfirmCall, OfTwoPagesThatGoOnAtOnceOneDoes) {
    for (int round = 0; round < 10; ++round) {
        sql("DELETE FROM counter");
        const auto open = choose();
        call(Keyed::Confirmed);
        std::atomic<int> passed = 0;
        std::latch together{3};
        {
            std::vector<std::jthread> pages;
            for (int page = 0; page < 3; ++page) {
                pages.emplace_back([&] {
                    together.arrive_and_wait();
                    passed += go_on(open) ? 1 : 0;
                });
            }
        }
        EXPECT_EQ(passed, 1);
    }
}

TEST_P(ConfirmCall, AConfirmationThatRacesANewCallOpensNoOtherChallenge) {
    for (int round = 0; round < 10; ++round) {
        sql("DELETE FROM counter");
        const auto open = choose();
        const auto message = message_of(open);
        sql("UPDATE challenge SET resend_at = 0");
        std::latch together{2};
        {
            std::jthread phone_says([&] {
                together.arrive_and_wait();
                static_cast<void>(confirm(message));
            });
            std::jthread page_asks([&] {
                together.arrive_and_wait();
                static_cast<void>(rig.service.resend(rig.tenant, open.handle));
            });
        }
        EXPECT_FALSE(view(open).confirmed);
        EXPECT_EQ(error_of(go_on(open)), ErrorCode::NotAllowedNow);
    }
}

TEST_P(ConfirmCall, OfTenPromptsInAMinuteOneRings) {
    rig.set("phone_sends_per_hour", "10");
    rig.set("destination_mobile_per_hour", "50");
    rig.set("starts_per_10_minutes", "1000");
    std::vector<Open> pages;
    for (int i = 0; i < 10; ++i) pages.push_back(choose());
    for (const auto& page : pages) EXPECT_EQ(shown(page.step), shown(pages.front().step));
    call(Keyed::Nothing);
    EXPECT_EQ(phone.calls.size(), 1U);
    sql("DELETE FROM counter WHERE name <> 'calls.prompts'; UPDATE counter SET ends_at = ends_at - 61000");
    static_cast<void>(choose());
    call(Keyed::Nothing);
    EXPECT_EQ(phone.calls.size(), 2U);
}

TEST_P(ConfirmCall, ANewCallMayBeAskedForWhenItWouldRing) {
    const auto open = choose();
    EXPECT_GE(*open.step.resend_at - open.step.now, minutes{1});
}

TEST_P(ConfirmCall, WhoPressesNineIsLeftAloneAndThePageShowsNothingOfIt) {
    const auto open = choose();
    const auto before = shown(view(open));
    call(Keyed::Denied);
    EXPECT_EQ(shown(view(open)), before);
    EXPECT_EQ(count(audit::Kind::CallDenied), 1);
    EXPECT_FALSE(confirm(message_of(open)));
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeMismatch);
    sql("DELETE FROM counter WHERE name = 'calls.prompts'");
    EXPECT_EQ(shown(choose().step), before);
    call(Keyed::Confirmed);
    EXPECT_EQ(phone.calls.size(), 1U);
    EXPECT_EQ(choose(kAnna, Kind::Sms).step.kind, StepKind::EnterCode);
    EXPECT_TRUE(rig.collect_messages(method::Channel::Sms).at(0).deliverable);
    sql("DELETE FROM counter WHERE name LIKE 'calls.%'");
    static_cast<void>(choose());
    call(Keyed::Nothing);
    EXPECT_EQ(phone.calls.size(), 2U);
}

TEST_P(ConfirmCall, NineThatIsToldTwiceCountsOnce) {
    static_cast<void>(choose());
    call(Keyed::Denied);
    for (int i = 0; i < 2; ++i) {
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            flows::take_call_answer(unit, {entropy(), macs()}, rig.tenant, phone.calls.at(0).id, Keyed::Denied);
        });
    }
    EXPECT_EQ(count(audit::Kind::CallDenied), 1);
}

TEST_P(ConfirmCall, NineAfterASpokenCodeSpoilsTheCode) {
    rig.set("voice_proof", "code");
    const auto open = choose();
    call(Keyed::Denied);
    EXPECT_EQ(error_of(go_on(open, phone.calls.at(0).parameters.at("code"))), ErrorCode::CodeMismatch);
    static_cast<void>(choose());
    call(Keyed::Nothing);
    EXPECT_EQ(phone.calls.size(), 1U);
}

TEST_P(ConfirmCall, AConfirmationThatIsTakenBackIsNone) {
    const auto open = choose();
    call(Keyed::Confirmed);
    const auto message = phone.calls.at(0).id;
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        flows::take_call_answer(unit, {entropy(), macs()}, rig.tenant, message, Keyed::Denied);
    });
    EXPECT_EQ(error_of(go_on(open)), ErrorCode::CodeMismatch);
}

TEST_P(ConfirmCall, ADecoyShowsANumberAndWaitsLikewise) {
    const auto known = choose(), nobody = choose("nobody@contoso.example");
    EXPECT_EQ(shown(known.step), shown(nobody.step));
    call(Keyed::Nothing);
    EXPECT_EQ(shown(view(known)), shown(view(nobody)));
    EXPECT_EQ(error_of(go_on(known)), error_of(go_on(nobody)));
    EXPECT_EQ(shown(view(known)), shown(view(nobody)));
}

INSTANTIATE_STORES(ConfirmCall);

}  // namespace
}  // namespace rekey::test
