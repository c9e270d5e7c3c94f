// Tenants, settings and groups as an administrator changes them, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/admin_fixture.hpp"

namespace rekey::test {
namespace {

using flows::Apply;
using flows::Depth;
using flows::MemberKind;
using flows::MemberName;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using List = std::vector<std::string>;

class AdminSettings : public AdminTest {};
class AdminGroups : public AdminTest {
protected:
    void SetUp() override {
        for (const auto* name : {"Staff", "Nurses", "Night"}) ASSERT_TRUE(admin.groups.add(tenant, name, actor));
    }
    Result<void> join(std::string_view group, std::string_view member) {
        return admin.groups.join(tenant, group, {MemberKind::Group, std::string(member)}, actor);
    }
};

TEST_P(AdminSettings, ATenantHasAUniqueWellFormedName) {
    EXPECT_EQ(error_of(admin.tenants.add("contoso.example", actor)), ErrorCode::AlreadyExists);
    for (const auto* bad : {"", "Contoso", "a b", ".a", "a-", "a/b", "a\nb"})
        EXPECT_EQ(error_of(admin.tenants.add(bad, actor)), ErrorCode::InvalidInput) << bad;
    EXPECT_EQ(admin.tenants.only()->id, tenant);
    ASSERT_TRUE(admin.tenants.add("adatum.example", actor));
    EXPECT_EQ(error_of(admin.tenants.only()), ErrorCode::InvalidInput);
    EXPECT_EQ(admin.tenants.list().front().name, "adatum.example");
    EXPECT_EQ(count_events(audit::Kind::TenantAdded), 1);
}

TEST_P(AdminSettings, AChangeIsStoredAuditedAndReported) {
    const auto changes =
        admin.settings.set(tenant, {{"gates", std::int64_t{2}}, {"code_tries", std::int64_t{5}}, {"display_name", "Contoso"}}, actor);
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->changes.size(), 2U);  // code_tries is 5 already
    EXPECT_EQ(admin.settings.show(tenant).gates, 2);
    EXPECT_EQ(admin.settings.show(tenant).display_name, "Contoso");
    EXPECT_EQ(count_events(audit::Kind::SettingChanged), 2);
    EXPECT_THAT(events().front().details, testing::Contains(testing::Key("after")));
}

TEST_P(AdminSettings, OneWrongValueChangesNothing) {
    const auto refused = admin.settings.set(tenant, {{"gates", std::int64_t{2}}, {"code_tries", std::int64_t{99}}}, actor);
    EXPECT_EQ(error_of(refused), ErrorCode::InvalidInput);
    EXPECT_EQ(error_of(admin.settings.set(tenant, {{"gaets", std::int64_t{2}}}, actor)), ErrorCode::NotFound);
    EXPECT_EQ(error_of(admin.settings.set(tenant, {{"gates", std::int64_t{2}}, {"methods", List{"email"}}}, actor)),
              ErrorCode::InvalidInput);
    EXPECT_EQ(admin.settings.show(tenant).gates, 1);
    EXPECT_EQ(count_events(audit::Kind::SettingChanged), 0);
}

TEST_P(AdminSettings, SecurityQuestionsCanBeSwitchedOnWithAWarning) {
    const flows::SettingValues on{{"gates", std::int64_t{2}}, {"methods", List{"email", "security_questions"}}};
    const auto preview = admin.settings.set(tenant, on, actor, Apply::Preview);
    const auto done = admin.settings.set(tenant, on, actor);
    ASSERT_TRUE(preview && done);
    ASSERT_EQ(done->warnings.size(), 1U);
    EXPECT_EQ(preview->warnings, done->warnings);
    EXPECT_EQ(admin.settings.show(tenant).methods, (List{"email", "security_questions"}));
    EXPECT_TRUE(admin.settings.set(tenant, on, actor)->warnings.empty());
}

TEST_P(AdminSettings, APreviewSaysWhatWouldChangeAndChangesNothing) {
    const auto changes = admin.settings.apply_preset(tenant, "entra_like", actor, Apply::Preview);
    ASSERT_TRUE(changes);
    EXPECT_FALSE(changes->changes.empty());
    EXPECT_EQ(admin.settings.show(tenant).password_classes, 0);
    ASSERT_TRUE(admin.settings.apply_preset(tenant, "entra_like", actor));
    EXPECT_EQ(admin.settings.show(tenant).password_classes, 3);
    EXPECT_EQ(error_of(admin.settings.apply_preset(tenant, "none", actor)), ErrorCode::NotFound);
}

TEST_P(AdminSettings, WhatIsNotInAReplacingFileGoesBackToItsDefault) {
    ASSERT_TRUE(admin.settings.set(tenant, {{"gates", std::int64_t{2}}, {"resends", std::int64_t{1}}}, actor));
    ASSERT_TRUE(admin.settings.replace(tenant, {{"resends", std::int64_t{2}}}, actor));
    EXPECT_EQ(admin.settings.show(tenant).gates, 1);
    EXPECT_EQ(admin.settings.show(tenant).resends, 2);
    ASSERT_TRUE(admin.settings.unset(tenant, {"resends"}, actor));
    EXPECT_EQ(admin.settings.show(tenant).resends, 3);
    EXPECT_THAT(store().begin(tenant, ports::Access::Read)->settings().all(), IsEmpty());
}

TEST_P(AdminSettings, AScopeNamesGroupsThatExist) {
    const flows::SettingValues staff_only{{"scope", "selected"}, {"include_groups", List{"Staff"}}};
    EXPECT_EQ(error_of(admin.settings.set(tenant, staff_only, actor)), ErrorCode::NotFound);
    ASSERT_TRUE(admin.groups.add(tenant, "Staff", actor));
    ASSERT_TRUE(admin.settings.set(tenant, staff_only, actor));
    // Removing the group would silently lock everybody out.
    EXPECT_EQ(error_of(admin.groups.remove(tenant, "Staff", actor)), ErrorCode::NotAllowedNow);
    ASSERT_TRUE(admin.settings.unset(tenant, {"scope", "include_groups"}, actor));
    EXPECT_TRUE(admin.groups.remove(tenant, "Staff", actor));
}

TEST_P(AdminSettings, AddressesStayOutOfTheAuditLog) {
    ASSERT_TRUE(admin.settings.set(tenant, {{"help_email", "help.desk@contoso.example"}}, actor));
    for (const auto& event : events()) {
        for (const auto& [name, value] : event.details) EXPECT_THAT(value, testing::Not(HasSubstr("help.desk"))) << name;
    }
}

TEST_P(AdminSettings, AreOfOneTenantOnly) {
    const auto other = admin.tenants.add("fabrikam.example", actor)->id;
    ASSERT_TRUE(admin.settings.set(tenant, {{"gates", std::int64_t{3}}}, actor));
    ASSERT_TRUE(admin.groups.add(tenant, "Staff", actor));
    EXPECT_EQ(admin.settings.show(other).gates, 1);
    EXPECT_THAT(admin.groups.list(other), IsEmpty());
    EXPECT_EQ(error_of(admin.groups.members(other, "Staff", Depth::Direct)), ErrorCode::NotFound);
}

TEST_P(AdminGroups, HaveUniqueNamesOfOneLine) {
    EXPECT_EQ(error_of(admin.groups.add(tenant, "Staff", actor)), ErrorCode::AlreadyExists);
    for (const auto& bad : {std::string(), std::string(" x"), std::string("a\nb"), std::string(121, 'x')}) {
        EXPECT_EQ(error_of(admin.groups.add(tenant, bad, actor)), ErrorCode::InvalidInput);
    }
    EXPECT_EQ(error_of(admin.groups.remove(tenant, "Nobody", actor)), ErrorCode::NotFound);
}

TEST_P(AdminGroups, NestPeopleAndGroups) {
    add_person("anna@contoso.example");
    const MemberName anna{MemberKind::Person, "anna@contoso.example"};
    ASSERT_TRUE(join("Staff", "Nurses"));
    ASSERT_TRUE(join("Nurses", "Night"));
    ASSERT_TRUE(admin.groups.join(tenant, "Night", anna, actor));
    EXPECT_THAT(*admin.groups.members(tenant, "Staff", Depth::Direct), ElementsAre(MemberName{MemberKind::Group, "Nurses"}));
    EXPECT_THAT(*admin.groups.members(tenant, "Staff", Depth::Nested),
                ElementsAre(anna, MemberName{MemberKind::Group, "Night"}, MemberName{MemberKind::Group, "Nurses"}));
    EXPECT_THAT(admin.identities.show(tenant, anna.name)->groups, testing::UnorderedElementsAre("Night", "Nurses", "Staff"));
    EXPECT_EQ(count_events(audit::Kind::GroupMembersChanged), 3);
}

TEST_P(AdminGroups, NeverContainThemselves) {
    EXPECT_EQ(error_of(join("Staff", "Staff")), ErrorCode::InvalidInput);
    ASSERT_TRUE(join("Staff", "Nurses"));
    ASSERT_TRUE(join("Nurses", "Night"));
    EXPECT_EQ(error_of(join("Nurses", "Staff")), ErrorCode::InvalidInput);
    EXPECT_EQ(error_of(join("Night", "Staff")), ErrorCode::InvalidInput);
    EXPECT_EQ(error_of(join("Staff", "Nurses")), ErrorCode::AlreadyExists);
    EXPECT_TRUE(join("Staff", "Night"));  // twice below is no circle
}

TEST_P(AdminGroups, AreLeftByDirectMembersOnly) {
    add_person("anna@contoso.example");
    const MemberName anna{MemberKind::Person, "anna@contoso.example"};
    ASSERT_TRUE(join("Staff", "Nurses"));
    ASSERT_TRUE(admin.groups.join(tenant, "Nurses", anna, actor));
    EXPECT_EQ(error_of(admin.groups.leave(tenant, "Staff", anna, actor)), ErrorCode::NotFound);
    EXPECT_TRUE(admin.groups.leave(tenant, "Nurses", anna, actor));
    EXPECT_TRUE(admin.groups.leave(tenant, "Staff", {MemberKind::Group, "Nurses"}, actor));
    EXPECT_THAT(*admin.groups.members(tenant, "Staff", Depth::Nested), IsEmpty());
}

INSTANTIATE_STORES(AdminSettings);
INSTANTIATE_STORES(AdminGroups);

}  // namespace
}  // namespace rekey::test
