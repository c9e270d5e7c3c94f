// Security items 16 and 17: what many people may have sent together, over both stores; who asks for it sees nothing of it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "flows/account_notice.hpp"
#include "flows/admin/send_budgets.hpp"
#include "support/registration_rig.hpp"

namespace rekey::test {
namespace {

using flows::StepKind;
using message::Kind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SendBudget : public StoreTest {
protected:
    SendBudget()
        : rig(store(), entropy(), macs(), hasher()),
          budgets({store(), entropy(), macs(), hasher(), rig.phones, RegistrationRig::kOffered}) {
        for (const auto& [key, value] : {std::pair{"phone_sends_per_hour", "10"}, {"destination_mobile_per_hour", "50"}})
            rig.set(key, value);
    }

    static std::string user(int number) { return fmt::format("person{}@contoso.example", number); }
    static std::string dutch(int number) { return fmt::format("+316{:08}", 12'345'000 + number); }
    static std::string belgian(int number) { return fmt::format("+3247{:07}", 1'234'000 + number); }

    /// So many people, each with a mobile of their own.
    void add_people(int count, std::string (*number)(int) = dutch) {
        for (int i = 0; i < count; ++i) rig.add_authenticator(rig.add_person(user(i)), method::Kind::Sms, number(i));
    }
    IdentityId add_administrator() {
        const auto boss = rig.add_person("boss@contoso.example", "boss@private.example");
        rig.change(boss, [](identity::Identity& person) { person.role = identity::Role::GlobalAdministrator; });
        return boss;
    }

    /// Asks for a code by text; the browser afterwards.
    struct Asked {
        Secret handle;
        flows::StepView step;
    };
    Asked ask(std::string_view who, std::string_view number) {
        auto started = rig.start(who).value();
        const auto& methods = started.step.methods;
        const auto sms = std::ranges::find(methods, method::Kind::Sms, &flows::MethodView::kind);
        if (sms == methods.end()) throw std::logic_error("no text is offered");
        auto sent = rig.service.choose_method(rig.tenant, *started.handle, sms->id, number);
        if (!sent) throw std::runtime_error(std::string(name(sent.error().code)));
        return {std::move(*started.handle), std::move(sent->step)};
    }
    /// The waiting codes by text that are to be sent; all that wait are ended.
    std::vector<message::Message> sent_texts() {
        auto texts = rig.collect_messages(method::Channel::Sms);
        std::erase_if(texts, [](const auto& each) { return !each.deliverable || !message::is_code(each.kind); });
        return texts;
    }
    std::ptrdiff_t count_events(audit::Kind kind) { return std::ranges::count(rig.events(), kind, &audit::Event::kind); }
    std::string last_reason() {
        for (const auto& event : rig.events()) {
            if (event.kind == audit::Kind::CodeSuppressed) return event.details.at("reason");
        }
        return {};
    }
    std::vector<std::string> told(Kind kind) {
        std::vector<std::string> addresses;
        for (const auto& each : rig.messages(kind)) addresses.push_back(each.destination);
        return addresses;
    }
    flows::BudgetView budget() { return budgets.show(rig.tenant); }

    /// 64 people ask for a text at the same moment; how many are sent.
    std::size_t race_of_64(std::string (*number)(int) = dutch) {
        constexpr int kThreads = 64;
        add_people(kThreads, number);
        std::barrier together(kThreads);
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < kThreads; ++i) {
                threads.emplace_back([&, i] {
                    together.arrive_and_wait();
                    EXPECT_EQ(ask(user(i), number(i)).step.kind, StepKind::EnterCode);
                });
            }
        }
        return sent_texts().size();
    }

    RegistrationRig rig;
    flows::SendBudgets budgets;
};

TEST_P(SendBudget, Of64TextsAtOnceTheTenantsDayHasAsManyAsItMay) {
    static_cast<void>(add_administrator());
    rig.set("tenant_phone_sends_per_day", "20");
    EXPECT_EQ(race_of_64(), 20U);
    EXPECT_EQ(last_reason(), "tenant");
    EXPECT_EQ(count_events(audit::Kind::SendBudgetNearlySpent), 1);
    EXPECT_EQ(count_events(audit::Kind::SendBudgetSpent), 1);
    EXPECT_THAT(told(Kind::BudgetNearlySpent), ElementsAre("boss@private.example")) << "at 80 %, once";
    EXPECT_EQ(rig.meter.value("rekey_sends_total{channel=sms,outcome=sent,reason=none}"), 20);
    EXPECT_EQ(rig.meter.value("rekey_sends_total{channel=sms,outcome=suppressed,reason=tenant}"), 44);
}

TEST_P(SendBudget, Of64TextsAtOnceAClientNetworkCausesAsManyAsItMay) {
    rig.set("network_sends_per_hour", "12");
    EXPECT_EQ(race_of_64(), 12U);
    EXPECT_EQ(last_reason(), "network");
    EXPECT_EQ(budget().sent, 12) << "what is not sent costs the tenant nothing";
}

TEST_P(SendBudget, Of64TextsAtOnceACountryGetsAsManyAsItMay) {
    rig.set("phone_regions", "BE");
    rig.set("country_phone_sends_per_day", "7");
    EXPECT_EQ(race_of_64(belgian), 7U);
    EXPECT_EQ(last_reason(), "country");
    EXPECT_EQ(budget().sent, 7);
    rig.add_authenticator(rig.add_person("anna@contoso.example"), method::Kind::Sms, dutch(900));
    static_cast<void>(ask("anna@contoso.example", dutch(900)));
    EXPECT_THAT(sent_texts(), SizeIs(1)) << "the tenant's own country has the whole budget";
}

/// Whoever asks sees the same page as before; and the code that was drawn fits nothing.
TEST_P(SendBudget, OverTheBudgetThePersonSeesTheSameAndTheCodeFitsNothing) {
    add_people(11);
    rig.set("tenant_phone_sends_per_day", "10");
    const auto before = ask(user(0), dutch(0));
    for (int i = 1; i < 10; ++i) static_cast<void>(ask(user(i), dutch(i)));
    EXPECT_THAT(sent_texts(), SizeIs(10));
    const auto after = ask(user(10), dutch(10));
    EXPECT_EQ(after.step.kind, before.step.kind);
    EXPECT_EQ(after.step.digits, before.step.digits);
    EXPECT_EQ(after.step.resend_at.has_value(), before.step.resend_at.has_value());
    const auto texts = rig.collect_messages(method::Channel::Sms);
    ASSERT_THAT(texts, SizeIs(1));
    EXPECT_FALSE(texts[0].deliverable);
    EXPECT_FALSE(rig.service.answer(rig.tenant, after.handle, after.step.challenge, {Secret{texts[0].parameters.at("code")}}));
    // E-mail goes on.
    rig.add_authenticator(rig.add_person("mail@contoso.example"), method::Kind::Email, "m@private.example");
    static_cast<void>(rig.wait_for_code("mail@contoso.example"));
    EXPECT_NE(rig.newest_code(), "");
    // And after the day, texts do too.
    sql("UPDATE counter SET ends_at = 0");
    static_cast<void>(ask(user(10), dutch(10)));
    EXPECT_THAT(sent_texts(), SizeIs(1));
}

TEST_P(SendBudget, DecoysAndWrongNumbersUseUpNothingButTheNetworksOwn) {
    rig.set("internal.decoy_shares", "sms 100\n");
    rig.set("network_sends_per_hour", "11");
    add_people(1);
    for (int i = 0; i < 5; ++i) static_cast<void>(ask(fmt::format("nobody{}@contoso.example", i), dutch(500)));
    for (int i = 0; i < 5; ++i) static_cast<void>(ask(user(0), dutch(501)));
    EXPECT_THAT(sent_texts(), IsEmpty());
    const auto seen = budget();
    EXPECT_EQ(seen.sent, 0);
    EXPECT_EQ(seen.countries.at(0).sent, 0);
    EXPECT_EQ(seen.countries.at(0).typing.untyped, 0);
    static_cast<void>(ask(user(0), dutch(0)));
    EXPECT_THAT(sent_texts(), SizeIs(1)) << "the eleventh of this network";
    static_cast<void>(ask(user(0), dutch(0)));
    EXPECT_THAT(sent_texts(), IsEmpty()) << "whom the others were for makes no difference, or it would be told here";
    EXPECT_EQ(last_reason(), "network");
}

TEST_P(SendBudget, ACountryWhoseCodesNobodyTypesIsStoppedUntilItIsLifted) {
    static_cast<void>(add_administrator());
    add_people(22);
    rig.set("country_alarm_sends", "20");
    for (int i = 0; i < 20; ++i) static_cast<void>(ask(user(i), dutch(i)));
    EXPECT_THAT(sent_texts(), SizeIs(20));
    for (const int late : {20, 21}) EXPECT_EQ(ask(user(late), dutch(late)).step.kind, StepKind::EnterCode);
    EXPECT_THAT(sent_texts(), IsEmpty());
    EXPECT_EQ(last_reason(), "country_stopped");
    EXPECT_EQ(count_events(audit::Kind::CountryStopped), 1);
    EXPECT_THAT(told(Kind::CountryStopped), ElementsAre("boss@private.example"));
    ASSERT_TRUE(budget().countries.at(0).stopped_until);

    ASSERT_TRUE(budgets.lift(rig.tenant, "NL", {}));
    EXPECT_FALSE(budget().countries.at(0).stopped_until);
    static_cast<void>(ask(user(21), dutch(21)));
    EXPECT_THAT(sent_texts(), SizeIs(1));
    EXPECT_EQ(budgets.lift(rig.tenant, "NL", {}).error().code, ErrorCode::NotAllowedNow);
    EXPECT_EQ(count_events(audit::Kind::CountryLifted), 1);
}

TEST_P(SendBudget, ACountryWhoseCodesAreTypedGoesOn) {
    add_people(25);
    rig.set("country_alarm_sends", "20");
    for (int i = 0; i < 25; ++i) {
        const auto asked = ask(user(i), dutch(i));
        const auto texts = sent_texts();
        ASSERT_THAT(texts, SizeIs(1)) << i;
        if (i < 4) {
            EXPECT_TRUE(rig.service.answer(rig.tenant, asked.handle, asked.step.challenge, {Secret{texts[0].parameters.at("code")}}));
        }
    }
    const auto country = budget().countries.at(0);
    EXPECT_EQ(country.typing.sent, 25);
    EXPECT_EQ(country.typing.untyped, 21);
}

TEST_P(SendBudget, OfManyThatRaiseTheAlarmOneTells) {
    static_cast<void>(add_administrator());
    rig.set("country_alarm_sends", "20");
    EXPECT_EQ(race_of_64(), 20U);
    EXPECT_EQ(count_events(audit::Kind::CountryStopped), 1);
    EXPECT_THAT(told(Kind::CountryStopped), ElementsAre("boss@private.example"));
}

TEST_P(SendBudget, ANumberOfACountryThatIsServedNoMoreIsSentNothing) {
    add_people(1, belgian);
    EXPECT_EQ(ask(user(0), belgian(0)).step.kind, StepKind::EnterCode);
    EXPECT_THAT(sent_texts(), IsEmpty());
    EXPECT_EQ(last_reason(), "country_refused");
    rig.set("phone_regions", "BE");
    static_cast<void>(ask(user(0), belgian(0)));
    EXPECT_THAT(sent_texts(), SizeIs(1));
}

TEST_P(SendBudget, RegisteringANumberCountsByTheSameCountersAndIsToldNothing) {
    rig.set("tenant_phone_sends_per_day", "10");
    add_people(9);
    for (int i = 0; i < 9; ++i) static_cast<void>(ask(user(i), dutch(i)));
    EXPECT_THAT(sent_texts(), SizeIs(9));
    const auto register_mobile = [&](int number) {
        const auto session = rig.sign_in(rig.add_person(user(number)));
        return rig.registrations.start(rig.tenant, session, {registration::Item::Mobile, dutch(number), {}, {}, {}}, rig.caller);
    };
    const auto last = register_mobile(100), over = register_mobile(101);
    ASSERT_TRUE(last && over);
    EXPECT_EQ(over->digits, last->digits);
    EXPECT_EQ(over->resend_at.has_value(), last->resend_at.has_value());
    const auto texts = rig.collect_messages(method::Channel::Sms);
    ASSERT_THAT(texts, SizeIs(2));
    for (const auto& each : texts) EXPECT_EQ(each.deliverable, each.destination == dutch(100));
    EXPECT_EQ(last_reason(), "tenant");
}

TEST_P(SendBudget, ACodeTypedWhileRegisteringCountsAsTyped) {
    const auto session = rig.sign_in(rig.add_person(user(0)));
    ASSERT_TRUE(rig.add(session, registration::Item::Mobile, dutch(0)));
    const auto country = budget().countries.at(0);
    EXPECT_EQ(country.typing.sent, 1);
    EXPECT_EQ(country.typing.untyped, 0);
}

TEST_P(SendBudget, NoticesAreNeverHeldBackAndThoseThatSayTheSameJoin) {
    rig.set("tenant_phone_sends_per_day", "10");
    method::Authenticator phone;
    phone.kind = method::Kind::Sms;
    phone.address = dutch(0);
    const auto notify = [&](std::string_view method) {
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            const flows::AccountNotice notice{
                Kind::MethodAdded, "en", {{"user", user(0)}, {"method", std::string(method)}, {"at", to_rfc3339(unit.now())}}};
            EXPECT_EQ(flows::notify(unit, {entropy(), macs(), RegistrationRig::kOffered}, rig.tenant, std::span(&phone, 1), notice), 1);
        });
    };
    for (int i = 0; i < 20; ++i) notify(fmt::format("method {}", i));
    EXPECT_THAT(rig.messages(Kind::MethodAdded), SizeIs(20)) << "each says something else, and no budget holds them back";
    for (int i = 0; i < 5; ++i) notify("totp");
    EXPECT_THAT(rig.messages(Kind::MethodAdded), SizeIs(1)) << "the first goes at once";
    EXPECT_EQ(store().begin(rig.tenant, ports::Access::Read)->outbox().depth(), 1) << "one waits for all that came after it";
    sql("UPDATE outbox SET due_at = 0 WHERE finished_at IS NULL");
    EXPECT_THAT(rig.messages(Kind::MethodAdded), SizeIs(1));
    sql("UPDATE counter SET ends_at = 0");
    notify("totp");
    EXPECT_THAT(rig.messages(Kind::MethodAdded), SizeIs(1)) << "after the minute";
}

INSTANTIATE_STORES(SendBudget);

}  // namespace
}  // namespace rekey::test
