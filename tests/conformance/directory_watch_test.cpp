// What is kept fresh about directories in the background, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/admin_fixture.hpp"
#include "flows/sync/directory_watch.hpp"
#include "support/counting_meter.hpp"

namespace rekey::test {
namespace {

using directory::Writability;
using testing::SizeIs;

class DirectoryWatching : public AdminTest {
protected:
    DirectoryWatching() { add_office(); }

    /// A minute later than the time before.
    std::int64_t look(const std::function<bool()>& stops = {}) {
        sql("UPDATE directory_health SET claimed_at = 0");
        return watch.step(tenant, stops).done;
    }
    void import() { EXPECT_TRUE(admin.directory_sync.run(tenant, "office", {}, {}, actor)); }
    directory::Health health() { return admin.directories.show(tenant, "office")->health; }
    Writability writability(const std::string& name) {
        const auto unit = store().begin(tenant, ports::Access::Read);
        const std::optional<identity::Account> person = unit->identities().account(*identity::fold(name + "@contoso.example"));
        return unit->standings().of(person->id, {}, {}, {}, 0).directory->writability;
    }
    [[nodiscard]] std::string gauge() const { return "rekey_directory_up{tenant=" + tenant.text() + ",directory=office}"; }

    CountingMeter meter;
    flows::DirectoryWatch watch{{{store(), entropy(), macs(), hasher(), phones, {}}, directory}, meter};
};

TEST_P(DirectoryWatching, OneOfAllNodesLooksOnceAMinute) {
    EXPECT_EQ(watch.step(tenant, {}).done, 1);
    EXPECT_EQ(watch.step(tenant, {}).done, 0);
    EXPECT_EQ(directory.looks, 1);
    EXPECT_EQ(look(), 1);
}

TEST_P(DirectoryWatching, TroubleOfOneDirectoryKeepsNoOtherWaiting) {
    add_directory("plant");
    sql("UPDATE directory SET password_sealed = (SELECT password_sealed FROM directory WHERE name = 'plant') WHERE name = 'office'");
    EXPECT_THROW(look(), Fault) << "the key of its password is not here";
    EXPECT_EQ(directory.looks, 1);
    EXPECT_TRUE(admin.directories.show(tenant, "plant")->health.checked_at);
    EXPECT_EQ(watch.step(tenant, {}).done, 0) << "of either within a minute";
}

TEST_P(DirectoryWatching, KeepsWhatTheDirectorySaysOfItself) {
    EXPECT_FALSE(health().checked_at);
    directory.told.policy = directory::PasswordPolicy{.min_length = 9, .lockout_threshold = 5};
    directory.told.policy_hints = "1.2.3";
    look();
    EXPECT_TRUE(health().checked_at);
    EXPECT_FALSE(health().down_since);
    EXPECT_TRUE(health().policy_hints);
    EXPECT_EQ(health().policy, directory.told.policy);
    EXPECT_EQ(meter.value(gauge()), 1);
}

TEST_P(DirectoryWatching, ToldOnceThatItIsDownAndOnceThatItIsBack) {
    directory.told.policy = directory::PasswordPolicy{.min_length = 9};
    look();
    directory.refuses = Error{ErrorCode::Unreachable, "no route to ldap.example", {}};
    look();
    const auto since = health().down_since;
    ASSERT_TRUE(since);
    EXPECT_EQ(health().detail, "no route to ldap.example");
    EXPECT_EQ(health().policy, directory.told.policy) << "the last that is known";
    EXPECT_EQ(meter.value(gauge()), 0);
    look();
    EXPECT_EQ(health().down_since, since) << "of the first failure";
    EXPECT_EQ(count_events(audit::Kind::DirectoryDown), 1);
    directory.refuses.reset();
    look();
    look();
    EXPECT_FALSE(health().down_since);
    EXPECT_EQ(health().detail, "");
    EXPECT_EQ(count_events(audit::Kind::DirectoryUp), 1);
    EXPECT_EQ(meter.value(gauge()), 1);
}

TEST_P(DirectoryWatching, AsksAboutAFewOfAFolderAndTakesTheOthersToBeAlike) {
    for (int i = 0; i < 1500; ++i) directory.add("p" + std::to_string(i));
    import();
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(6)) << "three of each thousand";
    EXPECT_EQ(writability("p0"), Writability::Writable);
    EXPECT_EQ(writability("p777"), Writability::Writable);
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(6)) << "that holds for a day";
    sql("UPDATE directory_entry SET checked_at = 1");
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(12));
}

TEST_P(DirectoryWatching, EachFolderHasItsOwnRights) {
    for (int i = 0; i < 5; ++i) directory.add("p" + std::to_string(i));
    for (int i = 0; i < 5; ++i) {
        auto& item = directory.at(directory.add("boss" + std::to_string(i)));
        item.dn = "uid=boss" + std::to_string(i) + ",ou=board,dc=contoso,dc=example";
        item.writability = Writability::NoRight;
    }
    import();
    look();
    EXPECT_EQ(writability("p3"), Writability::Writable);
    EXPECT_EQ(writability("boss3"), Writability::NoRight);
}

TEST_P(DirectoryWatching, WhereTheSampleDiffersEverybodyIsAskedAbout) {
    for (int i = 0; i < 9; ++i)
        directory.at(directory.add("p" + std::to_string(i))).writability = i % 2 == 0 ? Writability::Writable : Writability::NoRight;
    directory.at(directory.add("p9")).writability = Writability::NoRight;
    import();
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(10));
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(writability("p" + std::to_string(i)), i % 2 == 0 ? Writability::Writable : Writability::NoRight) << i;
}

TEST_P(DirectoryWatching, WhoIsProtectedStandsForNobodyElse) {
    for (int i = 0; i < 9; ++i) directory.add("p" + std::to_string(i));
    directory.at(directory.add("p9")).writability = Writability::Protected;
    import();
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(3));
    EXPECT_EQ(writability("p5"), Writability::Writable);
    EXPECT_EQ(writability("p9"), Writability::Protected);
}

TEST_P(DirectoryWatching, AChangedEntryIsLookedAtSoon) {
    const auto anna = directory.add("anna");
    import();
    look();
    auto& item = directory.at(anna);
    item.writability = Writability::NoRight;
    item.attributes["sn"] = {"Other"};
    import();
    EXPECT_EQ(writability("anna"), Writability::Writable) << "the last that is known";
    look();
    EXPECT_EQ(writability("anna"), Writability::NoRight);
}

TEST_P(DirectoryWatching, QuestionsHaveABudget) {
    for (int i = 0; i < 700; ++i)
        directory.at(directory.add("p" + std::to_string(i))).writability = i % 3 == 1 ? Writability::NoRight : Writability::Writable;
    directory.at(directory.add("q")).writability = Writability::NoRight;
    import();
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(flows::DirectoryWatch::kMostQuestions));
    look();
    EXPECT_THAT(directory.rights_asked, SizeIs(testing::Gt(flows::DirectoryWatch::kMostQuestions))) << "and the rest comes later";
}

TEST_P(DirectoryWatching, NothingIsAskedOfADirectoryThatIsNotWrittenTo) {
    EXPECT_TRUE(admin.directories.set(tenant, "office", {{"writeback", "false"}}, actor));
    directory.add("anna");
    import();
    EXPECT_EQ(look(), 1);
    EXPECT_THAT(directory.rights_asked, SizeIs(0));
}

TEST_P(DirectoryWatching, OneThatIsSwitchedOffIsLeftAlone) {
    EXPECT_TRUE(admin.directories.set(tenant, "office", {{"enabled", "false"}}, actor));
    EXPECT_EQ(look(), 0);
    EXPECT_EQ(directory.looks, 0);
}

TEST_P(DirectoryWatching, StopsBetweenTwoQuestions) {
    for (int i = 0; i < 9; ++i) directory.add("p" + std::to_string(i));
    import();
    look([&] { return !directory.rights_asked.empty(); });
    EXPECT_THAT(directory.rights_asked, SizeIs(1));
}

TEST_P(DirectoryWatching, WhoIsProtectedIsKnownFromTheReading) {
    EXPECT_TRUE(admin.directories.add(tenant, "domain",
                                      {{"kind", "active_directory"},
                                       {"servers", "ldaps://dc.example"},
                                       {"base", "dc=contoso,dc=example"},
                                       {"account", "rekey@contoso.example"},
                                       {"writeback", "true"}},
                                      actor));
    EXPECT_TRUE(admin.directories.set_password(tenant, "domain", Secret{std::string_view("s")}, actor));
    const auto read = [&] { EXPECT_TRUE(admin.directory_sync.run(tenant, "domain", {}, {}, actor)); };
    const auto boss = directory.add("boss", {{"userPrincipalName", {"boss@contoso.example"}}, {"adminCount", {"1"}}});
    read();
    EXPECT_EQ(writability("boss"), Writability::Protected);
    sql("UPDATE directory_entry SET checked_at = 1");
    look();
    EXPECT_EQ(writability("boss"), Writability::Protected);
    EXPECT_THAT(directory.rights_asked, SizeIs(0)) << "nobody has to ask";
    directory.set(boss, "adminCount", {"0"});
    read();
    look();
    EXPECT_EQ(writability("boss"), Writability::Writable);
}

INSTANTIATE_STORES(DirectoryWatching);

}  // namespace
}  // namespace rekey::test
