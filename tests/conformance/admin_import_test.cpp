// People from a CSV file, over both stores.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/admin_fixture.hpp"

namespace rekey::test {
namespace {

using flows::Apply;
using flows::ImportOptions;
using flows::ImportReport;
using flows::OnExisting;
using testing::HasSubstr;

class AdminImport : public AdminTest {
protected:
    Result<ImportReport> import(std::string_view csv, const ImportOptions& options = {}, std::size_t piece = 7) {
        return admin.import.run(
            tenant,
            [csv, piece]() mutable {
                const auto next = csv.substr(0, piece);
                csv.remove_prefix(next.size());
                return next;
            },
            options, [this](const ImportReport&) { ++progress; }, actor);
    }
    int progress = 0;
};

TEST_P(AdminImport, AddsPeopleWithMethodsGroupsAndPasswords) {
    const auto report = import(
        "\xEF\xBB\xBF"
        "groups,user_name,display_name,email,mobile,password\r\n"
        "Staff; Nurses,anna@contoso.example,\"Jansen, \"\"Anna\"\"\",anna@private.example,+31612345678,maple lantern quiet river\r\n"
        ",bert@contoso.example,,,,\r\n");
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->rows, 2);
    EXPECT_EQ(report->added, 2);
    EXPECT_EQ(report->failed, 0);
    const auto anna = admin.identities.show(tenant, "anna@contoso.example");
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->identity.display_name, "Jansen, \"Anna\"");
    EXPECT_THAT(anna->groups, testing::UnorderedElementsAre("Staff", "Nurses"));
    EXPECT_EQ(anna->methods.size(), 3U);
    EXPECT_TRUE(verifies(anna->identity.id, "maple lantern quiet river"));
    EXPECT_EQ(count_events(audit::Kind::UsersImported), 1);
}

TEST_P(AdminImport, ReportsBadRowsWithTheirLineAndTakesTheOthers) {
    const auto report = import(
        "user_name,display_name,email\n"
        "anna@contoso.example,\"two\nlines\",anna@private.example\n"
        "bert@contoso.example,Bert,not an address\n"
        "carla@contoso.example,Carla\n"
        "\n"
        "Dave@contoso.example,Dave,dave@private.example\n"
        "dave@contoso.example,Dave again,dave@private.example\n"
        ",Nobody,\n");
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->added, 1);
    EXPECT_EQ(report->failed, 5);
    std::vector<std::int64_t> lines;
    for (const auto& error : report->errors) lines.push_back(error.line);
    EXPECT_THAT(lines, testing::ElementsAre(2, 4, 5, 8, 9));
    EXPECT_THAT(report->errors[3].message, HasSubstr("belongs to somebody"));
    EXPECT_TRUE(admin.identities.show(tenant, "dave@contoso.example"));
}

TEST_P(AdminImport, RefusesAFileThatIsNotWhatItSays) {
    for (const auto* bad : {"", "\n\n", "name\nanna\n", "user_name,user_name\na,b\n", "display_name\nAnna\n", "user_name\n\"anna\n",
                            "user_name\nan\"na\n", "user_name\n\"anna\"x\n"}) {
        const auto report = import(bad);
        ASSERT_FALSE(report) << bad;
        EXPECT_EQ(report.error().code, ErrorCode::InvalidInput) << bad;
    }
    EXPECT_FALSE(import("user_name\n" + std::string(100'000, 'x')));
    EXPECT_TRUE(admin.identities.list(tenant, {}).empty());
}

TEST_P(AdminImport, APreviewChangesNothing) {
    const auto report =
        import("user_name,groups\nanna@contoso.example,Staff\nbert@contoso.example,\n", {Apply::Preview, OnExisting::Refuse});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->added, 2);
    EXPECT_TRUE(admin.identities.list(tenant, {}).empty());
    EXPECT_TRUE(admin.groups.list(tenant).empty());
    EXPECT_EQ(count_events(audit::Kind::IdentityAdded), 0);
}

TEST_P(AdminImport, UpdatesPeopleWhoExistOnlyWhenAsked) {
    const auto id = add_person("anna@contoso.example", "old@private.example");
    ASSERT_TRUE(admin.identities.set_password(tenant, "anna@contoso.example", Secret{"maple lantern quiet river"},
                                              flows::Lasting::OneSignIn, actor));
    constexpr auto kFile =
        "user_name,display_name,surname,email,password,groups\nanna@contoso.example,,Jansen,new@private.example,another good long one,Staff\n";
    EXPECT_EQ(import(kFile)->failed, 1);
    for (int round = 0; round < 2; ++round) {
        const auto report = import(kFile, {Apply::Commit, OnExisting::Update});
        ASSERT_TRUE(report);
        EXPECT_EQ(report->updated, 1);
        EXPECT_EQ(report->failed, 0);
    }
    const auto anna = admin.identities.show(tenant, "anna@contoso.example");
    EXPECT_EQ(anna->identity.id, id);
    EXPECT_EQ(anna->identity.surname, "Jansen");
    EXPECT_EQ(anna->identity.display_name, "anna@contoso.example");  // an empty cell says nothing
    EXPECT_EQ(anna->methods.size(), 2U);
    EXPECT_THAT(anna->groups, testing::ElementsAre("Staff"));
    EXPECT_TRUE(verifies(id, "maple lantern quiet river"));
}

TEST_P(AdminImport, TakesTenThousandRowsInBatches) {
    constexpr int kRows = 10'000;
    std::string csv = "user_name,display_name,email,groups\n";
    for (int i = 0; i < kRows; ++i) csv += fmt::format("person{0}@contoso.example,Person {0},person{0}@private.example,Everybody\n", i);
    const auto report = import(csv, {}, 64 * 1024);
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->added, kRows);
    EXPECT_EQ(report->failed, 0);
    EXPECT_GE(progress, kRows / 500);
    EXPECT_EQ(admin.groups.list(tenant).front().identities, kRows);
    EXPECT_TRUE(admin.identities.show(tenant, "person9999@contoso.example"));
}

TEST_P(AdminImport, KeepsABoundedNumberOfErrors) {
    std::string csv = "user_name\n";
    for (int i = 0; i < 1'500; ++i) csv += "\"\u200d\"\n";
    const auto report = import(csv, {}, 64 * 1024);
    EXPECT_EQ(report->failed, 1'500);
    EXPECT_EQ(report->errors.size(), ImportReport::kMaxErrors);
}

INSTANTIATE_STORES(AdminImport);

}  // namespace
}  // namespace rekey::test
