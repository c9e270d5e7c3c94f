// People as an administrator adds, changes and looks at them, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/admin_fixture.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/account_key.hpp"

namespace rekey::test {
namespace {

using identity::Role;
using identity::Status;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kAnna = "anna@contoso.example";

class AdminPeople : public AdminTest {
protected:
    [[nodiscard]] flows::IdentityView anna() { return *admin.identities.show(tenant, kAnna); }
    [[nodiscard]] std::int64_t stamp() { return anna().identity.security_stamp; }
};

TEST_P(AdminPeople, AreAddedWithMethodsGroupsAndAPassword) {
    ASSERT_TRUE(admin.groups.add(tenant, "Staff", actor));
    flows::NewIdentity person{kAnna,
                              "Anna Jansen",
                              "Anna",
                              "Jansen",
                              "nl",
                              Role::Helpdesk,
                              "anna@private.example",
                              "+31 6 1234-5678",
                              "+31 20 555 0100",
                              {"Staff"},
                              {}};
    person.password.emplace("maple lantern quiet river");
    const auto added = admin.identities.add(tenant, person, actor);
    ASSERT_TRUE(added) << added.error().detail;

    const auto view = anna();
    EXPECT_EQ(view.identity.id, added->id);
    EXPECT_EQ(view.identity.role, Role::Helpdesk);
    EXPECT_THAT(view.groups, ElementsAre("Staff"));
    std::vector<std::pair<method::Kind, std::string>> methods;
    for (const auto& each : view.methods) methods.emplace_back(each.kind, each.address);
    EXPECT_THAT(methods, testing::UnorderedElementsAre(
                             std::pair(method::Kind::Email, "anna@private.example"), std::pair(method::Kind::Sms, "+31612345678"),
                             std::pair(method::Kind::VoiceMobile, "+31612345678"), std::pair(method::Kind::VoiceOffice, "+31205550100")));
    EXPECT_TRUE(view.password_set_at);
    EXPECT_TRUE(verifies(added->id, "maple lantern quiet river"));
    EXPECT_FALSE(verifies(added->id, "maple lantern quiet rivers"));
    EXPECT_EQ(count_events(audit::Kind::IdentityAdded), 1);
    EXPECT_EQ(count_events(audit::Kind::AuthenticatorAdded), 4);
}

TEST_P(AdminPeople, AreRefusedWhole) {
    const auto refused = [&](auto change) {
        flows::NewIdentity person;
        person.user_name = kAnna;
        change(person);
        return error_of(admin.identities.add(tenant, person, actor));
    };
    EXPECT_EQ(refused([](auto& p) { p.user_name = ""; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.user_name = "an\u200dna"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.user_name = "\u0430nna@contoso.example"; }), ErrorCode::InvalidInput);  // Cyrillic a
    EXPECT_EQ(refused([](auto& p) { p.display_name = "Anna\r\nBcc: x@evil.example"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.email = "anna"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.email = "a@b.example\nBcc: x@evil.example"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.mobile = "12"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.language = "dutch!"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(refused([](auto& p) { p.groups = {"Nobody"}; }), ErrorCode::NotFound);
    EXPECT_EQ(refused([](auto& p) { p.password.emplace("short"); }), ErrorCode::PasswordRefused);
    EXPECT_EQ(refused([](auto& p) { p.password.emplace("anna@contoso.example"); }), ErrorCode::PasswordRefused);
    EXPECT_EQ(error_of(admin.identities.show(tenant, kAnna)), ErrorCode::NotFound);
    EXPECT_EQ(count_events(audit::Kind::IdentityAdded), 0);
}

TEST_P(AdminPeople, AUserNameOrAliasNamesOnePerson) {
    add_person(kAnna);
    add_person("bert@contoso.example");
    EXPECT_EQ(error_of(admin.identities.add(tenant, {.user_name = "ANNA@Contoso.example"}, actor)), ErrorCode::AlreadyExists);
    ASSERT_TRUE(admin.identities.add_alias(tenant, kAnna, "AJansen", actor));
    EXPECT_EQ(admin.identities.show(tenant, "ajansen")->identity.user_name, kAnna);
    EXPECT_EQ(error_of(admin.identities.add_alias(tenant, "bert@contoso.example", "ajansen", actor)), ErrorCode::AlreadyExists);
    EXPECT_EQ(error_of(admin.identities.add(tenant, {.user_name = "ajansen"}, actor)), ErrorCode::AlreadyExists);
    EXPECT_EQ(error_of(admin.identities.edit(tenant, "bert@contoso.example", {.user_name = "Ajansen"}, actor)), ErrorCode::AlreadyExists);
    EXPECT_EQ(error_of(admin.identities.remove_alias(tenant, "bert@contoso.example", "ajansen", actor)), ErrorCode::NotFound);
    EXPECT_EQ(error_of(admin.identities.remove_alias(tenant, kAnna, kAnna, actor)), ErrorCode::InvalidInput);
    ASSERT_TRUE(admin.identities.remove_alias(tenant, kAnna, "ajansen", actor));
    EXPECT_EQ(error_of(admin.identities.show(tenant, "ajansen")), ErrorCode::NotFound);
}

TEST_P(AdminPeople, AreRenamed) {
    const auto id = add_person(kAnna);
    ASSERT_TRUE(admin.identities.edit(tenant, kAnna, {.user_name = "Anna.Jansen@contoso.example", .surname = "Jansen"}, actor));
    EXPECT_EQ(error_of(admin.identities.show(tenant, kAnna)), ErrorCode::NotFound);
    const auto view = admin.identities.show(tenant, "anna.jansen@contoso.example");
    ASSERT_TRUE(view);
    EXPECT_EQ(view->identity.id, id);
    EXPECT_EQ(view->identity.surname, "Jansen");
    EXPECT_THAT(view->identifiers, ElementsAre("anna.jansen@contoso.example"));
    EXPECT_EQ(error_of(admin.identities.edit(tenant, id.text(), {.surname = "a\nb"}, actor)), ErrorCode::InvalidInput);
}

TEST_P(AdminPeople, DisablingEndsWhatIsUnderWay) {
    add_person(kAnna);
    const auto before = stamp();
    ASSERT_TRUE(admin.identities.disable(tenant, kAnna, actor));
    EXPECT_EQ(anna().identity.status, Status::Disabled);
    EXPECT_GT(stamp(), before);
    ASSERT_TRUE(admin.identities.disable(tenant, kAnna, actor));  // twice is no mistake, and no event
    EXPECT_EQ(count_events(audit::Kind::IdentityDisabled), 1);
    ASSERT_TRUE(admin.identities.enable(tenant, kAnna, actor));
    EXPECT_EQ(anna().identity.status, Status::Enabled);
}

TEST_P(AdminPeople, ADeletedPersonIsHiddenAndCanComeBack) {
    const auto id = add_person(kAnna);
    EXPECT_EQ(error_of(admin.identities.restore(tenant, kAnna, actor)), ErrorCode::NotAllowedNow);
    ASSERT_TRUE(admin.identities.remove(tenant, kAnna, actor));
    EXPECT_EQ(error_of(admin.identities.show(tenant, kAnna)), ErrorCode::NotFound);
    EXPECT_EQ(error_of(admin.identities.enable(tenant, kAnna, actor)), ErrorCode::NotFound);
    EXPECT_EQ(admin.identities.show(tenant, id.text())->identity.status, Status::Deleted);
    EXPECT_THAT(admin.identities.list(tenant, {}), IsEmpty());

    ASSERT_TRUE(admin.identities.restore(tenant, kAnna, actor));
    EXPECT_EQ(anna().identity.id, id);
    EXPECT_EQ(anna().identity.status, Status::Enabled);
    EXPECT_THAT(anna().methods, testing::SizeIs(1));
}

TEST_P(AdminPeople, ADeletedPersonKeepsTheNameWhileTheyCanComeBack) {
    const auto id = add_person(kAnna);
    ASSERT_TRUE(admin.identities.remove(tenant, kAnna, actor));
    EXPECT_EQ(error_of(admin.identities.add(tenant, {.user_name = kAnna}, actor)), ErrorCode::AlreadyExists);
    EXPECT_EQ(error_of(admin.identities.restore(tenant, "bert@contoso.example", actor)), ErrorCode::NotFound);
    ASSERT_TRUE(admin.identities.restore(tenant, id.text(), actor));
    EXPECT_EQ(anna().identity.id, id);
}

TEST_P(AdminPeople, MethodsAreAddedOnceAndRemovedById) {
    add_person(kAnna);
    const auto before = stamp();
    const auto added = admin.identities.add_methods(tenant, kAnna, {.mobile = "06 1234 5678"}, actor);
    ASSERT_TRUE(added);
    ASSERT_THAT(*added, testing::SizeIs(2));  // texts and calls
    EXPECT_GT(stamp(), before);  // what a reset under way relied on has changed
    EXPECT_EQ(added->front().address, "+31612345678");
    EXPECT_EQ(error_of(admin.identities.add_methods(tenant, kAnna, {.mobile = "+31 6 12345678"}, actor)), ErrorCode::AlreadyExists);
    for (const auto* wrong : {"12", "+31900123456", "+4915112345678", "+31 6 １２３４５６７８"})
        EXPECT_EQ(error_of(admin.identities.add_methods(tenant, kAnna, {.mobile = wrong}, actor)), ErrorCode::InvalidInput) << wrong;
    EXPECT_EQ(error_of(admin.identities.add_methods(tenant, kAnna, {.email = "new@private.example", .office = "12"}, actor)),
              ErrorCode::InvalidInput);
    EXPECT_THAT(anna().methods, testing::SizeIs(3));  // the good half of a wrong request was not kept
    ASSERT_TRUE(admin.identities.remove_method(tenant, kAnna, added->back().id, actor));
    EXPECT_EQ(error_of(admin.identities.remove_method(tenant, kAnna, ports::make_id<AuthenticatorId>(entropy()), actor)),
              ErrorCode::NotFound);
    ASSERT_TRUE(admin.identities.remove_method(tenant, kAnna, added->front().id, actor));
    EXPECT_THAT(anna().methods, testing::SizeIs(1));
}

TEST_P(AdminPeople, APasswordIsJudgedRememberedAndEndsSessions) {
    const auto id = add_person(kAnna);
    const auto before = stamp();
    ASSERT_TRUE(admin.identities.set_password(tenant, kAnna, Secret{"maple lantern quiet river"}, flows::Lasting::OneSignIn, actor));
    EXPECT_TRUE(verifies(id, "maple lantern quiet river"));
    EXPECT_GT(stamp(), before);
    EXPECT_EQ(error_of(admin.identities.set_password(tenant, kAnna, Secret{"maple lantern quiet river"}, flows::Lasting::OneSignIn, actor)),
              ErrorCode::PasswordRefused);
    EXPECT_EQ(error_of(admin.identities.set_password(tenant, kAnna, Secret{"password1234"}, flows::Lasting::OneSignIn, actor)),
              ErrorCode::PasswordRefused);
    EXPECT_EQ(error_of(admin.identities.set_password(tenant, kAnna, Secret{"\xff\xfe"}, flows::Lasting::OneSignIn, actor)),
              ErrorCode::PasswordRefused);
    EXPECT_EQ(
        error_of(admin.identities.set_password(tenant, "nobody", Secret{"maple lantern quiet river"}, flows::Lasting::OneSignIn, actor)),
        ErrorCode::NotFound);
    EXPECT_TRUE(verifies(id, "maple lantern quiet river"));
    EXPECT_EQ(count_events(audit::Kind::PasswordSetByOperator), 1);
    EXPECT_THAT(dump(), Not(HasSubstr("maple lantern")));
}

TEST_P(AdminPeople, UnblockingLiftsPausesAndClearsTheAccountsCounters) {
    const auto id = add_person(kAnna);
    const auto key = flows::account_key(macs(), tenant, id);
    const auto pause = policy::pause(identity::Side::Unfamiliar);
    const auto proofs = policy::failed_proofs({}, identity::Side::Familiar);
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        static_cast<void>(unit.counters().add(pause.name, key, pause.window));
        static_cast<void>(unit.counters().add(proofs.name, key, proofs.window));
    });
    const auto blocked = admin.identities.explain(tenant, kAnna);
    EXPECT_FALSE(blocked->can_reset);
    EXPECT_THAT(blocked->reasons, Contains(HasSubstr("paused until")));

    ASSERT_TRUE(admin.identities.unblock(tenant, kAnna, actor));
    EXPECT_TRUE(admin.identities.explain(tenant, kAnna)->can_reset);
    const auto unit = store().begin(tenant, ports::Access::Read);
    EXPECT_EQ(unit->counters().count(proofs.name, key), 0);
}

TEST_P(AdminPeople, WhyTheyCannotResetIsSaidInWords) {
    add_person(kAnna);
    const auto reasons = [&] { return admin.identities.explain(tenant, kAnna)->reasons; };
    EXPECT_THAT(reasons(), IsEmpty());

    ASSERT_TRUE(admin.identities.set_role(tenant, kAnna, Role::GlobalAdministrator, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("An administrator needs at least 2")));
    ASSERT_TRUE(admin.identities.set_role(tenant, kAnna, Role::Person, actor));

    ASSERT_TRUE(admin.settings.set(tenant, {{"methods", std::vector<std::string>{"sms"}}}, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("0 can be used now"), HasSubstr("email is switched off")));
    ASSERT_TRUE(admin.settings.unset(tenant, {"methods"}, actor));

    ASSERT_TRUE(admin.groups.add(tenant, "Interns", actor));
    ASSERT_TRUE(admin.settings.set(tenant, {{"exclude_groups", std::vector<std::string>{"Interns"}}}, actor));
    EXPECT_THAT(reasons(), IsEmpty());
    ASSERT_TRUE(admin.groups.join(tenant, "Interns", {flows::MemberKind::Person, kAnna}, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("Interns, which may not reset")));
    ASSERT_TRUE(admin.settings.set(tenant, {{"scope", "none"}}, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("switched off for everybody")));
    ASSERT_TRUE(admin.identities.disable(tenant, kAnna, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("disabled"), HasSubstr("switched off")));
}

TEST_P(AdminPeople, WhyTheirSecurityQuestionsDoNotCountIsSaidToo) {
    const auto anna = add_person(kAnna);
    method::Authenticator questions;
    questions.id = ports::make_id<AuthenticatorId>(entropy());
    questions.identity = anna;
    questions.kind = method::Kind::SecurityQuestions;
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        questions.created_at = questions.usable_from = unit.now();
        unit.authenticators().insert(questions);
        unit.proofs().add_questions({questions.id, {7168, 5}, Bytes(16, 7), {{"first_pet", {}}, {"soft_toy", {}}, {"nickname", {}}}});
    });
    EXPECT_EQ(admin.identities.show(tenant, kAnna)->questions.at(questions.id), 3);
    const auto set = [&](std::int64_t gates, std::int64_t to_register) {
        const flows::SettingValues values{
            {"methods", std::vector<std::string>{"email", "security_questions"}}, {"gates", gates}, {"questions_to_register", to_register}};
        ASSERT_TRUE(admin.settings.set(tenant, values, actor));
    };
    const auto reasons = [&] { return admin.identities.explain(tenant, kAnna)->reasons; };
    set(2, 3);
    EXPECT_THAT(reasons(), IsEmpty());
    set(2, 4);
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("1 can be used now"), HasSubstr("choose anew")));
    set(2, 3);
    ASSERT_TRUE(admin.identities.set_role(tenant, kAnna, Role::Helpdesk, actor));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("1 can be used now"), HasSubstr("never enough alone")));
}

TEST_P(AdminPeople, AreListedInOrderAndPages) {
    for (const auto* name : {"carla@contoso.example", "Anna@contoso.example", "bert@contoso.example", "andy@contoso.example"})
        add_person(name);
    const auto names = [&](const flows::IdentityQuery& query) {
        std::vector<std::string> out;
        for (const auto& person : admin.identities.list(tenant, query)) out.push_back(person.user_name);
        return out;
    };
    EXPECT_THAT(names({.limit = 3}), ElementsAre("andy@contoso.example", "Anna@contoso.example", "bert@contoso.example"));
    EXPECT_THAT(names({.after = "BERT@contoso.example"}), ElementsAre("carla@contoso.example"));
    EXPECT_THAT(names({.prefix = "AN"}), ElementsAre("andy@contoso.example", "Anna@contoso.example"));
}

TEST_P(AdminPeople, AreOfOneTenantOnly) {
    const auto id = add_person(kAnna);
    const auto other = admin.tenants.add("fabrikam.example", actor)->id;
    EXPECT_EQ(error_of(admin.identities.show(other, kAnna)), ErrorCode::NotFound);
    EXPECT_EQ(error_of(admin.identities.show(other, id.text())), ErrorCode::NotFound);
    EXPECT_EQ(error_of(admin.identities.disable(other, id.text(), actor)), ErrorCode::NotFound);
    EXPECT_TRUE(admin.identities.add(other, {.user_name = kAnna}, actor));
}

INSTANTIATE_STORES(AdminPeople);

}  // namespace
}  // namespace rekey::test
