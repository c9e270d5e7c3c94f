// What a proxy in front of an application is told, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/store_fixture.hpp"
#include "flows/application_check.hpp"
#include "support/registration_rig.hpp"

namespace rekey::test {
namespace {

using registration::Item;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr std::string_view kAnna = "anna@contoso.example";
constexpr std::string_view kMailbox = "anna@private.example";
constexpr std::string_view kPhone = "+31687654321";

class ApplicationCheck : public StoreTest {
protected:
    ApplicationCheck() : rig(store(), entropy(), macs(), hasher()), checks(rig.account) {}

    Result<flows::Visitor> check(const std::optional<Secret>& session, std::string_view name = {}) {
        return checks.check(rig.tenant, session, name);
    }
    /// "passes", or the reason why not.
    std::string said(const std::optional<Secret>& session, std::string_view name = {}) {
        const auto visitor = check(session, name);
        return std::string(visitor ? "passes" : rekey::name(visitor.error().code));
    }
    void prove_mailbox(const IdentityId& anna) {
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            for (const auto& each : unit.authenticators().of(anna)) unit.registrations().verified(anna, each.id, unit.now());
        });
    }
    void age_sessions(std::int64_t milliseconds) {
        const auto ms = std::to_string(milliseconds);
        sql("UPDATE session SET signed_in_at = signed_in_at - " + ms + ", last_seen_at = last_seen_at - " + ms + ", ends_at = ends_at - " +
            ms);
    }
    std::vector<std::string> work_of(const std::optional<Secret>& session) {
        ledger().clear();
        EXPECT_EQ(said(session), "passes");
        return ledger().entries();
    }

    RegistrationRig rig;
    flows::ApplicationCheck checks;
};

TEST_P(ApplicationCheck, TellsWhoItIs) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    prove_mailbox(anna);
    rig.change(anna, [](auto& person) { person.display_name = "Anna Jansen"; });
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        const auto inner = ports::make_id<GroupId>(entropy()), outer = ports::make_id<GroupId>(entropy());
        ASSERT_TRUE(unit.groups().insert(inner, "Nurses") && unit.groups().insert(outer, "Staff"));
        ASSERT_TRUE(unit.groups().add_identity(inner, anna) && unit.groups().add_group(outer, inner));
    });
    const auto visitor = check(rig.sign_in(anna)).value();
    EXPECT_EQ(visitor.user, kAnna);
    EXPECT_EQ(visitor.display_name, "Anna Jansen");
    EXPECT_THAT(visitor.groups, UnorderedElementsAre("Nurses", "Staff"));
}

TEST_P(ApplicationCheck, WantsASessionThatHolds) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    prove_mailbox(anna);
    EXPECT_EQ(said(std::nullopt), "not_signed_in");
    EXPECT_EQ(said(Secret{std::string(43, 'A')}), "not_signed_in");
    const auto session = rig.sign_in(anna);
    EXPECT_EQ(said(session), "passes");
    rig.change(anna, [](auto& person) { person.status = identity::Status::Disabled; });
    EXPECT_EQ(said(session), "not_signed_in");
}

TEST_P(ApplicationCheck, KnowsTheTenantsReturnLinksOnly) {
    rig.set("return_links", "webmail|Webmail|https://mail.contoso.example/");
    const auto anna = rig.add_person(kAnna, kMailbox);
    prove_mailbox(anna);
    const auto session = rig.sign_in(anna);
    EXPECT_EQ(said(session, "webmail"), "passes");
    EXPECT_EQ(said(std::nullopt, "webmail"), "not_signed_in");
    for (const auto* name : {"wiki", "Webmail", "webmail ", "https://mail.contoso.example/", "//evil.example"}) {
        EXPECT_EQ(said(session, name), "invalid_input") << name;
        EXPECT_EQ(said(std::nullopt, name), "invalid_input") << name;
    }
}

TEST_P(ApplicationCheck, SendsWhoHasRegisteredTooLittleToRegister) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna), elsewhere = rig.sign_in(anna);
    EXPECT_EQ(said(session), "registration_needed");
    ASSERT_TRUE(rig.add(session, Item::Email, kMailbox));
    EXPECT_EQ(said(session), "passes");
    EXPECT_EQ(said(elsewhere), "passes");
    rig.set("require_registration", "false");
    EXPECT_EQ(said(rig.sign_in(rig.add_person("berta@contoso.example"))), "passes");
}

TEST_P(ApplicationCheck, PuttingItOffHoldsForTheSession) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    ASSERT_TRUE(rig.registrations.skip(rig.tenant, session, rig.caller));
    EXPECT_EQ(said(session), "passes");
    EXPECT_EQ(said(rig.sign_in(anna)), "registration_needed");
    EXPECT_EQ(said(session), "passes");
}

TEST_P(ApplicationCheck, ConfirmingHoldsForTheSession) {
    const auto anna = rig.add_person(kAnna);
    ASSERT_TRUE(rig.add(rig.sign_in(anna), Item::Email, kMailbox));
    sql("UPDATE registration SET confirmed_at = confirmed_at - " + std::to_string(std::int64_t{181} * 24 * 3'600'000));
    const auto session = rig.sign_in(anna);
    EXPECT_EQ(said(session), "registration_needed");
    ASSERT_TRUE(rig.registrations.confirm(rig.tenant, session, rig.caller));
    EXPECT_EQ(said(session), "passes");
}

// "Removing the last needed method re-opens registration", in each of the person's sessions.
TEST_P(ApplicationCheck, RemovingTheLastNeededMethodStopsEverySession) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna), elsewhere = rig.sign_in(anna);
    ASSERT_TRUE(rig.add(session, Item::Email, kMailbox));
    ASSERT_TRUE(rig.add(session, Item::Mobile, kPhone));
    EXPECT_EQ(said(session), "passes");
    EXPECT_EQ(said(elsewhere), "passes");
    const auto remove = [&](method::Kind kind) {
        const auto on_file = rig.on_file(anna);
        const auto id = std::ranges::find(on_file, kind, &method::Authenticator::kind)->id.text();
        return rig.security.remove(rig.tenant, session, id, rig.caller).has_value();
    };
    ASSERT_TRUE(remove(method::Kind::Sms));
    EXPECT_EQ(said(session), "passes") << "the mailbox is enough";
    EXPECT_EQ(said(elsewhere), "passes");
    ASSERT_TRUE(remove(method::Kind::Email));
    EXPECT_EQ(said(session), "registration_needed");
    EXPECT_EQ(said(elsewhere), "registration_needed");
}

TEST_P(ApplicationCheck, KeepsAnIdleSessionAlive) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    prove_mailbox(anna);
    const auto session = rig.sign_in(anna);
    for (int i = 0; i < 3; ++i) {
        age_sessions(29 * 60'000);
        EXPECT_EQ(said(session), "passes") << i;
    }
    age_sessions(31 * 60'000);
    EXPECT_EQ(said(session), "not_signed_in");
}

// It is asked for every picture of the application.
TEST_P(ApplicationCheck, OnlyReadsOnceThePersonHasPassed) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    prove_mailbox(anna);
    const auto session = rig.sign_in(anna);
    EXPECT_THAT(work_of(session), testing::Contains("session.pass 1"));
    EXPECT_THAT(work_of(session), ElementsAre("begin", "session.find 0", "identity.find 0", "setting.all 0", "registration.find 0",
                                              "group.names_of 0", "rollback"));
    age_sessions(61'000);
    EXPECT_THAT(work_of(session), testing::Contains("session.note 1"));
    EXPECT_THAT(work_of(session), testing::Not(testing::Contains("session.note 1")));
}

INSTANTIATE_STORES(ApplicationCheck);

}  // namespace
}  // namespace rekey::test
