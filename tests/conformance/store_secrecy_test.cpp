// What a thief of the database, and a reader of the log, cannot see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class StoreSecrecy : public StoreTest {
protected:
    StoreSecrecy() : tenant(add_tenant("contoso.example")) {}
    void work(auto&& act) { ports::transact(store(), tenant, act); }
    TenantId tenant;
};

// Security item 14.
TEST_P(StoreSecrecy, SealedColumnsHoldNothingReadable) {
    auto anna = make_identity(entropy(), "Anna.Visible@contoso.example");
    anna.display_name = "Anna Visible-Display";
    anna.given_name = "Visible-Given";
    anna.surname = "Visible-Surname";
    auto attempt = make_attempt(entropy());
    attempt.typed = "Visible-Typed@contoso.example";
    work([&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.identities().insert(anna));
        EXPECT_TRUE(unit.identities().add_alias(anna.id, {"visible-alias@contoso.example"}));
        unit.authenticators().insert(make_mailbox(entropy(), anna.id, "visible-address@mail.example"));
        unit.attempts().insert(attempt);
        auto message = make_message(entropy(), message::Kind::ResetCode, unit.now(), unit.now() + minutes{10});
        message.destination = "visible-destination@mail.example";
        message.parameters = {{"code", "visible-code"}};
        unit.outbox().add(message);
        unit.settings().put("marker", "visible-setting");
    });
    const auto all = dump();
    ASSERT_THAT(all, HasSubstr("visible-setting")) << "the dump shows what is not sealed";
    for (const auto* clear : {"nna.Visible", "nna.visible", "Visible-Display", "Visible-Given", "Visible-Surname", "Visible-Typed",
                              "visible-alias", "visible-address", "visible-destination", "visible-code"}) {
        EXPECT_THAT(all.find(clear), std::string::npos) << clear;
    }
}

TEST_P(StoreSecrecy, ASealedValueMovedToAnotherRowIsRefused) {
    const auto anna = make_identity(entropy(), "anna@contoso.example"), bram = make_identity(entropy(), "bram@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.identities().insert(anna));
        EXPECT_TRUE(unit.identities().insert(bram));
        unit.authenticators().insert(make_mailbox(entropy(), anna.id, "anna@mail.example"));
        unit.authenticators().insert(make_mailbox(entropy(), bram.id, "thief@mail.example"));
    });
    // A thief with write access gives Anna's row his own address.
    sql("UPDATE authenticator SET address_sealed = (SELECT address_sealed FROM authenticator ORDER BY id DESC LIMIT 1)");
    const auto unit = store().begin(tenant, ports::Access::Read);
    EXPECT_THROW(static_cast<void>(unit->authenticators().of(anna.id)), Fault);
    EXPECT_EQ(unit->authenticators().of(bram.id).at(0).address, "thief@mail.example");
}

TEST_P(StoreSecrecy, ASealedValueMovedToAnotherColumnIsRefused) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    work([&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.identities().insert(anna)); });
    sql("UPDATE identity SET surname_sealed = given_name_sealed");
    EXPECT_THROW(static_cast<void>(store().begin(tenant, ports::Access::Read)->identities().find(anna.id)), Fault);
}

TEST_P(StoreSecrecy, FaultsNameTheQueryAndNeverAValue) {
    auto attempt = make_attempt(entropy());
    attempt.language = "visible-language";
    work([&](ports::UnitOfWork& unit) { unit.attempts().insert(attempt); });
    const auto text_of = [&](auto&& act) {
        const auto unit = store().begin(tenant);
        try {
            act(*unit);
            unit->commit();
        } catch (const Fault& fault) {
            return std::string(fault.what());
        }
        return std::string("no fault");
    };
    const auto twice = text_of([&](ports::UnitOfWork& unit) { unit.attempts().insert(attempt); });
    EXPECT_THAT(twice, HasSubstr("attempt.insert: unique violation"));
    EXPECT_THAT(twice, Not(HasSubstr("visible")));

    attempt.id = ports::make_id<AttemptId>(entropy());
    attempt.handle = random_mac(entropy());
    attempt.expires_at = attempt.started_at - Duration{1};
    const auto check = text_of([&](ports::UnitOfWork& unit) { unit.attempts().insert(attempt); });
    EXPECT_THAT(check, HasSubstr("attempt.insert: check violation"));
    EXPECT_THAT(check, Not(HasSubstr("visible")));
    EXPECT_THAT(check, Not(HasSubstr(std::to_string(to_millis(attempt.started_at)))));

    const auto orphan = text_of([&](ports::UnitOfWork& unit) { unit.networks().remember(attempt.subject, attempt.handle, kStart); });
    EXPECT_THAT(orphan, HasSubstr("network.remember: foreign key violation"));
}

TEST_P(StoreSecrecy, EveryAuditRowCarriesAMacOverTheWholeEvent) {
    const audit::Event event{
        ports::make_id<EventId>(entropy()), kStart, audit::Kind::ResetStarted, std::nullopt, std::nullopt, "person", "", {{"a", "b"}}};
    work([&](ports::UnitOfWork& unit) { unit.audit().append(event); });
    const auto expected = macs().mac(ports::MacPurpose::Audit, {as_bytes(audit::canonical(tenant, event))});
    if (is_sqlite()) {
        EXPECT_NE(dump().find(to_text(expected.view())), std::string::npos);
    } else {
        std::string hex;
        for (const auto byte : expected.bytes) hex += "0123456789abcdef"[byte >> 4], hex += "0123456789abcdef"[byte & 15];
        sql("CREATE TABLE proof (one BIGINT NOT NULL CHECK (one = 1));"
            "INSERT INTO proof SELECT count(*) FROM audit WHERE mac = decode('" +
            hex + "', 'hex'); DROP TABLE proof");
    }
}

INSTANTIATE_STORES(StoreSecrecy);

}  // namespace
}  // namespace rekey::test
