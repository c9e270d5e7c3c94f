// Several providers of one channel behind the outbox, on both stores: who is asked, in which order, and what the row remembers.
#include <gmock/gmock.h>

#include <functional>

#include "adapters/delivery/provider_router.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "conformance/store_fixture.hpp"
#include "flows/outbox_relay.hpp"

namespace rekey::test {
namespace {

using delivery::Attempt;
using delivery::Verdict;
using testing::ElementsAre;
using testing::IsEmpty;

class HandClock final : public ports::Clock {
public:
    [[nodiscard]] Instant now() const override { return at; }
    Instant at = from_millis(1'800'000'000'000);
};

class SilentMeter final : public Meter {
public:
    void count(std::string_view, Labels, double) override {}
    void gauge(std::string_view, double, Labels) override {}
    void time(std::string_view, double, Labels) override {}
};

/// A provider that answers as the test says, and writes down that it was asked.
class ScriptedProvider final : public delivery::Provider {
public:
    ScriptedProvider(std::string name, std::vector<std::string> countries, std::vector<std::string>& asked,
                     std::map<std::string, Verdict>& script)
        : name_(std::move(name)), countries_(std::move(countries)), asked_(asked), script_(script) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return countries_; }
    [[nodiscard]] message::BreakerRules rules() const override { return {}; }
    [[nodiscard]] Attempt send(const delivery::Text&) override {
        asked_.push_back(name_);
        return {{script_[name_], {}, "as scripted"}, {}, {}, {}};
    }

private:
    std::string name_;
    std::vector<std::string> countries_;
    std::vector<std::string>& asked_;
    std::map<std::string, Verdict>& script_;
};

class ProviderRouter : public StoreTest {
protected:
    void add_provider(const std::string& name, std::vector<std::string> countries = {}) {
        providers.push_back(std::make_unique<ScriptedProvider>(name, std::move(countries), asked, script));
    }
    void add_message(const std::string& to = "+31612345678") {
        message::Message out;
        out.id = ports::make_id<MessageId>(entropy());
        out.channel = method::Channel::Sms;
        out.destination = to;
        out.language = "en";
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            out.created_at = unit.now();
            out.expires_at = unit.now() + minutes{10};
            out.parameters = {{"code", "482913"}, {"expires", to_rfc3339(out.expires_at)}};
            unit.outbox().add(out);
        });
    }
    /// One try of every message that is due, whoever was asked in it.
    std::vector<std::string> try_once() {
        if (!router)
            router = std::make_unique<delivery::ProviderRouter>(method::Channel::Sms, std::move(providers),
                                                                delivery::RouterPorts{phones, clock, meter});
        flows::OutboxRelay relay{{store(), entropy(), clock, *router, meter, {}}};
        asked.clear();
        while (relay.step(tenant).done > 0) {
        }
        sql("UPDATE outbox SET due_at = 1 WHERE finished_at IS NULL");
        return asked;
    }
    void expect_row(std::string_view where) {
        EXPECT_NO_THROW(
            sql("DROP TABLE IF EXISTS expectation; CREATE TABLE expectation (holds INTEGER CHECK (holds = 1)); "
                "INSERT INTO expectation SELECT CASE WHEN count(*) = 1 THEN 1 ELSE 0 END FROM outbox WHERE " +
                std::string(where)))
            << where;
    }

    TenantId tenant = add_tenant("contoso");
    phone::LibPhoneNumbers phones;
    HandClock clock;
    SilentMeter meter;
    std::vector<std::string> asked;
    std::map<std::string, Verdict> script;
    std::vector<std::unique_ptr<delivery::Provider>> providers;
    std::unique_ptr<delivery::ProviderRouter> router;
};

TEST_P(ProviderRouter, TheFirstIsAskedAndTheOthersAreNot) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::Accepted}, {"second", Verdict::Accepted}};
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("first"));
    expect_row("state = 'sent' AND tries = 1");
}

TEST_P(ProviderRouter, WhoeverWasCalledAndDidNotTakeItIsCalledByNobodyElse) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::NotTaken}, {"second", Verdict::Accepted}};
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("first"));
    expect_row("state = 'failed' AND tries = 1 AND error = 'first: as scripted'");
    EXPECT_THAT(try_once(), IsEmpty()) << "not tried again";
    EXPECT_FALSE(router->in_trouble());
}

TEST_P(ProviderRouter, FailsOverWhenOneIsInTroubleRefusesOrDoesNotSay) {
    add_provider("first");
    add_provider("second");
    script["second"] = Verdict::Accepted;
    for (const auto verdict : {Verdict::Trouble, Verdict::Refused, Verdict::Unsure}) {
        script["first"] = verdict;
        sql("DELETE FROM outbox");
        add_message();
        EXPECT_THAT(try_once(), ElementsAre("first", "second")) << delivery::name(verdict);
        expect_row("state = 'sent'");
    }
}

TEST_P(ProviderRouter, WhatEveryoneRefusesIsEndedAndNamesThem) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::Refused}, {"second", Verdict::Refused}};
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("first", "second"));
    expect_row("state = 'failed' AND error = 'first: as scripted; second: as scripted' AND finished_at IS NOT NULL");
}

TEST_P(ProviderRouter, OneThatMayHaveTheMessageIsAskedLast) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::Unsure}, {"second", Verdict::Trouble}};
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("first", "second"));
    expect_row("state = 'queued' AND may_have_it = 'first'");
    EXPECT_THAT(try_once(), ElementsAre("second", "first")) << "no other was left";
    script["second"] = Verdict::Accepted;
    EXPECT_THAT(try_once(), ElementsAre("second"));
    expect_row("state = 'sent'");
}

TEST_P(ProviderRouter, AnotherNodeRemembersWhoMayHaveTheMessage) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::Unsure}, {"second", Verdict::Trouble}};
    add_message();
    static_cast<void>(try_once());
    router.reset();
    add_provider("first");
    add_provider("second");
    script["second"] = Verdict::Accepted;
    EXPECT_THAT(try_once(), ElementsAre("second"));
}

TEST_P(ProviderRouter, ADifferentCountryIsAnotherProvidersMatter) {
    add_provider("dutch", {"NL"});
    add_provider("german", {"DE", "AT"});
    script = {{"dutch", Verdict::Accepted}, {"german", Verdict::Accepted}};
    add_message("+4915112345678");
    EXPECT_THAT(try_once(), ElementsAre("german"));
    sql("DELETE FROM outbox");
    add_message("+33612345678");
    EXPECT_THAT(try_once(), IsEmpty());
    expect_row("state = 'failed' AND error LIKE 'dutch: is not used for this country;%'");
}

TEST_P(ProviderRouter, TheChannelIsInTroubleWhenAllOfThemAreAndTheNewsIsFresh) {
    add_provider("first");
    add_provider("second");
    script["first"] = Verdict::Trouble;
    script["second"] = Verdict::Deferred;
    for (int i = 0; i < 3; ++i) {
        add_message();
        try_once();
    }
    EXPECT_FALSE(router->in_trouble()) << "what one person cannot get says nothing about the provider";
    script["second"] = Verdict::Unsure;
    for (int i = 0; i < 3; ++i) try_once();
    EXPECT_TRUE(router->in_trouble());
    clock.at += minutes{6};
    EXPECT_FALSE(router->in_trouble()) << "nobody has tried for long";
}

TEST_P(ProviderRouter, OneInTroubleIsPassedOverUntilItIsTriedAgain) {
    add_provider("first");
    add_provider("second");
    script = {{"first", Verdict::Trouble}, {"second", Verdict::Accepted}};
    for (int i = 0; i < 3; ++i) {
        add_message();
        EXPECT_THAT(try_once(), ElementsAre("first", "second"));
    }
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("second"));
    clock.at += seconds{10};
    script["first"] = Verdict::Accepted;
    add_message();
    EXPECT_THAT(try_once(), ElementsAre("first"));
}

TEST_P(ProviderRouter, WhenAllAreInTroubleTheMessageWaits) {
    add_provider("only");
    script = {{"only", Verdict::Trouble}};
    add_message();
    for (int i = 0; i < 3; ++i) EXPECT_THAT(try_once(), ElementsAre("only"));
    EXPECT_THAT(try_once(), IsEmpty());
    expect_row("state = 'queued' AND error LIKE 'only: is in trouble%'");
}

TEST_P(ProviderRouter, BadNumbersAreNotTheProvidersTrouble) {
    add_provider("only");
    script = {{"only", Verdict::Refused}};
    for (int i = 0; i < 10; ++i) {
        add_message();
        EXPECT_THAT(try_once(), ElementsAre("only"));
    }
}

INSTANTIATE_STORES(ProviderRouter);

}  // namespace
}  // namespace rekey::test
