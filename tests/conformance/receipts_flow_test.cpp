// Receipts from the relay to the row on both stores: where they are awaited, who is believed, and that the next provider sends once.
#include <gmock/gmock.h>

#include <thread>

#include "adapters/delivery/provider_router.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "conformance/store_fixture.hpp"
#include "flows/outbox_relay.hpp"
#include "flows/receipt_service.hpp"
#include "support/counting_meter.hpp"

namespace rekey::test {
namespace {

using message::Fate;
using message::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using How = ports::Delivery::Receipt;

/// Takes every message, and writes down by whom and where its receipt is awaited.
class TakingProvider final : public delivery::Provider {
public:
    TakingProvider(std::string name, How how, std::vector<std::string>& asked, std::map<std::string, std::string>& urls)
        : name_(std::move(name)), how_(how), asked_(asked), urls_(urls) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const std::vector<std::string>& countries() const override { return countries_; }
    [[nodiscard]] message::BreakerRules rules() const override { return {}; }
    [[nodiscard]] delivery::Attempt send(const delivery::Text& text) override {
        asked_.push_back(name_);
        urls_[name_] = text.receipt_url ? text.receipt_url(name_) : "";
        return {{delivery::Verdict::Accepted, "ref-" + name_, {}}, {}, {}, {}, how_};
    }

private:
    std::string name_;
    How how_;
    std::vector<std::string> countries_;
    std::vector<std::string>& asked_;
    std::map<std::string, std::string>& urls_;
};

/// What providers tell, as the test says it.
class ScriptedReceipts final : public ports::Receipts {
public:
    [[nodiscard]] bool calls(std::string_view provider) const override { return provider == "first" || provider == "second"; }
    [[nodiscard]] Result<ports::Told> read(std::string_view provider, const ports::ReceiptCall& call) const override {
        if (call.body == "unsigned") return fail(ErrorCode::Refused, "it is not signed");
        if (call.body == "malformed") return fail(ErrorCode::InvalidInput, "state is missing");
        return ports::Told{message::parse_fate(call.body).value_or(Fate::Unknown), "ref-" + std::string(provider), call.body};
    }
    [[nodiscard]] bool asks() const override { return true; }
    [[nodiscard]] Result<ports::Told> ask(std::string_view provider, const std::string& reference) const override {
        asked.push_back(std::string(provider) + ' ' + reference + (ledger->entries().empty() ? "" : ' ' + ledger->entries().back()));
        if (answer.empty()) return fail(ErrorCode::Unreachable, "status 503");
        return ports::Told{message::parse_fate(answer).value(), reference, answer};
    }

    std::string answer;
    mutable std::vector<std::string> asked;
    RecordingLedger* ledger = nullptr;
};

/// Says of which message it is, and what the call came with.
class ScriptedTalks final : public ports::Talks {
public:
    [[nodiscard]] bool talks(std::string_view provider) const override { return provider == "first" || provider == "second"; }
    [[nodiscard]] Result<void> check(std::string_view, const ports::ReceiptCall& call) const override {
        return call.body == "unsigned" ? fail(ErrorCode::Refused, "it is not signed") : Result<void>{};
    }
    [[nodiscard]] ports::Turn turn(const ports::ReceiptCall& call, const message::Message& message, const ports::Sender&) const override {
        return {message::Keyed::Nothing, call.body + ' ' + message.destination};
    }
    [[nodiscard]] std::string end() const override { return "goodbye"; }
};

class ReceiptsFlow : public StoreTest {
protected:
    ReceiptsFlow() { receipts.ledger = &ledger(); }

    flows::ReceiptService service() {
        return flows::ReceiptService{{store(), clock, {entropy(), macs()}, receipts, talks, meter, [this] { ++woken; }}};
    }
    void start(How how = How::Called) {
        std::vector<std::unique_ptr<delivery::Provider>> providers;
        for (const auto* name : {"first", "second"}) providers.push_back(std::make_unique<TakingProvider>(name, how, asked, urls));
        router = std::make_unique<delivery::ProviderRouter>(method::Channel::Sms, std::move(providers),
                                                            delivery::RouterPorts{phones, clock, meter});
    }
    MessageId send() {
        message::Message out;
        out.id = ports::make_id<MessageId>(entropy());
        out.channel = method::Channel::Sms;
        out.destination = "+31612345678";
        out.language = "en";
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            out.created_at = unit.now();
            out.expires_at = unit.now() + minutes{10};
            out.parameters = {{"code", "482913"}, {"expires", to_rfc3339(out.expires_at)}};
            unit.outbox().add(out);
        });
        step();
        return out.id;
    }
    void step() {
        flows::RelayPorts relay_ports{store(), entropy(), clock, *router, meter, {}};
        relay_ports.receipt_url_of = [this](const TenantId& of, const MessageId& message, std::string_view provider) {
            return "https://reset.contoso.example" + flows::receipt_path(macs(), of, message, provider);
        };
        flows::OutboxRelay relay{relay_ports};
        while (relay.step(tenant).done > 0) {
        }
    }
    /// The code of the refusal; empty when it was taken.
    std::string call(std::string_view provider, std::string_view url, std::string body) {
        ports::ReceiptCall call;
        call.body = std::move(body);
        const auto token = url.substr(url.rfind('/') + 1);
        const auto taken = service().take(tenant, provider, token, std::move(call));
        return taken ? "" : std::string(name(taken.error().code));
    }
    /// What is said when keys are pressed; else the code of the refusal.
    std::string press(std::string_view provider, std::string_view url, std::string body) {
        ports::ReceiptCall call;
        call.body = std::move(body);
        auto said = service().press(tenant, provider, url.substr(url.rfind('/') + 1), std::move(call));
        return said ? *said : std::string(name(said.error().code));
    }
    ports::Journey journey(const MessageId& id) {
        return ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { return unit.outbox().find(id).value(); });
    }
    double counted(const std::string& outcome, const std::string& provider = "first") {
        return meter.value("rekey_receipts_total{provider=" + provider + ",outcome=" + outcome + "}");
    }

    TenantId tenant = add_tenant("contoso");
    phone::LibPhoneNumbers phones;
    system::SystemClock clock;
    CountingMeter meter;
    ScriptedReceipts receipts;
    ScriptedTalks talks;
    std::vector<std::string> asked;
    std::map<std::string, std::string> urls;
    std::unique_ptr<delivery::ProviderRouter> router;
    int woken = 0;
};

TEST_P(ReceiptsFlow, ADeliveredMessageIsErasedOnce) {
    start();
    const auto id = send();
    EXPECT_THAT(urls["first"], HasSubstr("https://reset.contoso.example/api/v1/receipts/first/"));
    EXPECT_EQ(call("first", urls["first"], "on its way"), "");
    EXPECT_EQ(journey(id).fate, Fate::Unknown);
    EXPECT_EQ(call("first", urls["first"], "delivered"), "");
    EXPECT_EQ(call("first", urls["first"], "delivered"), "") << "a replay is answered alike";
    EXPECT_EQ(journey(id).fate, Fate::Delivered);
    EXPECT_EQ(journey(id).reference, "ref-first");
    EXPECT_EQ(counted("on_its_way"), 1);
    EXPECT_EQ(counted("delivered"), 1);
    EXPECT_EQ(counted("unchanged"), 1);
    EXPECT_EQ(woken, 0);
}

TEST_P(ReceiptsFlow, WhatDoesNotArriveIsSentOnceByTheNextProvider) {
    start();
    const auto id = send();
    EXPECT_EQ(call("first", urls["first"], "undelivered"), "");
    EXPECT_EQ(woken, 1) << "the workers know at once";
    EXPECT_EQ(journey(id).error, "first: a receipt says undelivered");
    step();
    EXPECT_THAT(asked, ElementsAre("first", "second"));
    EXPECT_EQ(call("first", urls["first"], "undelivered"), "");
    step();
    EXPECT_EQ(asked.size(), 2U);
    EXPECT_EQ(call("second", urls["second"], "undelivered"), "");
    step();
    EXPECT_THAT(asked, ElementsAre("first", "second")) << "nobody is asked again";
    EXPECT_EQ(journey(id).state, State::Failed);
    EXPECT_EQ(journey(id).fate, Fate::Undelivered);
    EXPECT_THAT(journey(id).error, HasSubstr("second: told in a receipt that it does not arrive"));
}

TEST_P(ReceiptsFlow, NothingIsAskedOfTheStoreForWhatIsForged) {
    start();
    send();
    const auto first = urls["first"];
    auto flipped = first;
    flipped[flipped.rfind('/') + 30] ^= 1;
    auto message = first;
    message[message.rfind('/') + 3] ^= 1;
    ledger().clear();
    EXPECT_EQ(call("first", first, "unsigned"), "forbidden");
    EXPECT_EQ(call("first", first, "malformed"), "invalid_input");
    for (const auto& url : {flipped, message, first + "A", first.substr(0, first.size() - 4), std::string("/"), "/" + std::string(64, 'A')})
        EXPECT_EQ(call("first", url, "delivered"), "forbidden") << url;
    EXPECT_EQ(call("second", first, "delivered"), "forbidden") << "given to another provider";
    EXPECT_EQ(call("third", first, "delivered"), "not_found");
    const auto ours = tenant;
    tenant = add_tenant("fabrikam");
    ledger().clear();
    EXPECT_EQ(call("first", first, "delivered"), "forbidden") << "of another tenant";
    EXPECT_THAT(ledger().entries(), IsEmpty());
    tenant = ours;
    EXPECT_EQ(counted("unsigned"), 8);
    EXPECT_EQ(counted("malformed"), 1);
    EXPECT_EQ(counted("unsigned", "third"), 0) << "whatever name a stranger makes up is no label";
}

TEST_P(ReceiptsFlow, OneThatIsAskedIsAskedWithNoTransactionOpen) {
    start(How::Asked);
    const auto id = send();
    EXPECT_EQ(service().ask(tenant).done, 0) << "not yet";
    EXPECT_THAT(receipts.asked, IsEmpty());
    sql("UPDATE outbox SET due_at = 1");
    EXPECT_TRUE(service().ask(tenant).stalled) << "it did not answer";
    EXPECT_THAT(receipts.asked, ElementsAre("first ref-first commit"));
    EXPECT_EQ(counted("no_answer"), 1);
    receipts.answer = "undelivered";
    sql("UPDATE outbox SET due_at = 1");
    EXPECT_EQ(service().ask(tenant).done, 1);
    EXPECT_EQ(journey(id).state, State::Queued);
    step();
    EXPECT_THAT(asked, ElementsAre("first", "second"));
}

TEST_P(ReceiptsFlow, ManyCallsAtManyNodesSendItOnOnce) {
    start();
    const auto node = open_another();
    for (int round = 0; round < 10; ++round) {
        asked.clear();
        const auto id = send();
        const auto token = urls["first"].substr(urls["first"].rfind('/') + 1);
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < 6; ++i) {
                callers.emplace_back([&, i] {
                    flows::ReceiptService there{{i % 2 == 0 ? store() : *node, clock, {entropy(), macs()}, receipts, talks, meter, {}}};
                    ports::ReceiptCall made;
                    made.body = "undelivered";
                    EXPECT_TRUE(there.take(tenant, "first", token, made));
                });
            }
        }
        step();
        EXPECT_THAT(asked, ElementsAre("first", "second"));
        EXPECT_EQ(journey(id).provider, "second");
    }
    EXPECT_EQ(counted("undelivered"), 10);
}

TEST_P(ReceiptsFlow, KeysAreTakenFromWhoSignsThemUntilTheMessageEnds) {
    start();
    send();
    const auto url = urls["first"];
    EXPECT_EQ(press("first", url, "1"), "1 +31612345678");
    EXPECT_EQ(press("first", url, "unsigned"), "forbidden");
    EXPECT_EQ(press("second", url, "1"), "forbidden") << "the address was given to another";
    EXPECT_EQ(press("third", url, "1"), "not_found");
    EXPECT_EQ(counted("unsigned"), 1);
    EXPECT_EQ(call("first", url, "delivered"), "");
    EXPECT_EQ(press("first", url, "1"), "goodbye");
    EXPECT_EQ(press("first", url, "unsigned"), "forbidden") << "whether it has ended is nobody else's business";
}

TEST_P(ReceiptsFlow, WhoIsBusyIsNotCalledByTheNext) {
    start();
    const auto id = send();
    EXPECT_EQ(call("first", urls["first"], "busy"), "");
    EXPECT_EQ(journey(id).state, State::Failed);
    EXPECT_EQ(journey(id).fate, Fate::Busy);
    step();
    EXPECT_THAT(asked, ElementsAre("first"));
    EXPECT_EQ(counted("busy"), 1);
}

INSTANTIATE_STORES(ReceiptsFlow);

}  // namespace
}  // namespace rekey::test
