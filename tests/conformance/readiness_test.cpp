// Who cannot reset, and why, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "conformance/admin_fixture.hpp"
#include "flows/sync/directory_watch.hpp"
#include "support/counting_meter.hpp"

namespace rekey::test {
namespace {

using directory::Hindrance;
using directory::Writability;
using flows::NotReady;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class WhoIsReady : public AdminTest {
protected:
    WhoIsReady() {
        add_office();
        EXPECT_TRUE(admin.settings.set(tenant, {{"gates", std::int64_t{1}}, {"methods", std::vector<std::string>{"email", "sms"}}}, actor));
    }

    directory::Anchor add(const std::string& name, const std::string& mobile = "+31612345678") {
        return directory.add(name, {{"mobile", {mobile}}});
    }
    void read() {
        EXPECT_TRUE(admin.directory_sync.run(tenant, "office", {}, {}, actor));
        sql("UPDATE directory_health SET claimed_at = 0");
        flows::DirectoryWatch({{store(), entropy(), macs(), hasher(), phones, {}}, directory}, meter).step(tenant, {});
    }
    /// By name, or by DN where there is none.
    std::map<std::string, std::vector<Hindrance>> report(const flows::ReadinessQuestion& question = {}) {
        std::map<std::string, std::vector<Hindrance>> told;
        const auto take = [&](const NotReady& person) {
            told[person.user_name.empty() ? person.dn : person.user_name.substr(0, person.user_name.find('@'))] = person.why;
        };
        const auto made = admin.readiness.run(tenant, question, take, actor);
        EXPECT_TRUE(made);
        if (made && !made->empty()) counted = made->front().second;
        return told;
    }

    CountingMeter meter;
    directory::Readiness counted;
};

TEST_P(WhoIsReady, EachReasonIsTold) {
    add("fine");
    add("nomethods", "");
    directory.at(add("norule")).dn = "uid=norule,ou=board,dc=contoso,dc=example";
    directory.at(directory::Anchor{{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}}).writability = Writability::NoRight;
    directory.at(add("boss")).writability = Writability::Protected;
    add_person("clash@contoso.example");
    add("clash");
    read();
    EXPECT_THAT(report(), UnorderedElementsAre(testing::Pair("nomethods", ElementsAre(Hindrance::NoMethods)),
                                               testing::Pair("norule", ElementsAre(Hindrance::NoRight)),
                                               testing::Pair("boss", ElementsAre(Hindrance::Protected)),
                                               testing::Pair(FakeDirectory::dn_of("clash"), ElementsAre(Hindrance::Quarantined))));
    EXPECT_EQ(counted.people, 5);
    EXPECT_EQ(counted.ready, 1);
    EXPECT_EQ(counted.counts.at(Hindrance::NoMethods), 1);
}

TEST_P(WhoIsReady, WhoseAccountIsFrozenIsNot) {
    add("anna");
    read();
    EXPECT_THAT(report(), IsEmpty());
    const auto anna = store().begin(tenant, ports::Access::Read)->identities().find(*identity::fold("anna@contoso.example"));
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        auto registration = unit.registrations().find(anna->id);
        registration.frozen_at = unit.now();
        EXPECT_TRUE(unit.registrations().save(anna->id, registration));
    });
    EXPECT_THAT(report(), ElementsAre(testing::Pair("anna", ElementsAre(Hindrance::Frozen))));
}

TEST_P(WhoIsReady, WhyTellsWhatHasToBeSet) {
    add("anna");
    read();
    const auto why = [&] { return testing::PrintToString(admin.identities.explain(tenant, "anna@contoso.example")->reasons); };
    const auto set = [&](const std::string& key, const std::string& text) {
        EXPECT_TRUE(admin.directories.set(tenant, "office", {{key, text}}, actor));
    };
    set("staging", "true");
    EXPECT_THAT(why(), testing::HasSubstr("(rekey directory set office staging=false)"));
    set("writeback", "false");
    EXPECT_THAT(why(), testing::HasSubstr("(rekey directory set office staging=false writeback=true)"));
    set("staging", "false");
    set("writeback", "true");
    set("enabled", "false");
    EXPECT_THAT(why(), testing::HasSubstr("(rekey directory set office enabled=true)"));
}

TEST_P(WhoIsReady, WhoHasSeveralIsCountedForEachAndToldTheFirst) {
    const auto anna = add("anna", "");
    directory.at(anna).writability = Writability::NoRight;
    read();
    directory.refuses = Error{ErrorCode::Unreachable, "no route", {}};
    sql("UPDATE directory_health SET claimed_at = 0");
    flows::DirectoryWatch({{store(), entropy(), macs(), hasher(), phones, {}}, directory}, meter).step(tenant, {});
    EXPECT_TRUE(admin.settings.set(tenant, {{"scope", std::string("none")}}, actor));
    EXPECT_TRUE(admin.directories.set(tenant, "office", {{"writeback", "false"}}, actor));
    EXPECT_THAT(report().at("anna"), ElementsAre(Hindrance::OutOfScope, Hindrance::NoMethods, Hindrance::NoRight, Hindrance::WritebackOff,
                                                 Hindrance::DirectoryDown));
    EXPECT_EQ(counted.counts.size(), 5U);
    EXPECT_EQ(counted.ready, 0);
}

TEST_P(WhoIsReady, ADisabledPersonIsTold) {
    EXPECT_TRUE(admin.directories.add(tenant, "domain",
                                      {{"kind", "active_directory"},
                                       {"servers", "ldaps://dc.example"},
                                       {"base", "dc=contoso,dc=example"},
                                       {"account", "rekey@contoso.example"},
                                       {"writeback", "true"}},
                                      actor));
    EXPECT_TRUE(admin.directories.set_password(tenant, "domain", Secret{std::string_view("s")}, actor));
    directory.add("anna", {{"userPrincipalName", {"anna@contoso.example"}}, {"mobile", {"+31612345678"}}, {"userAccountControl", {"514"}}});
    EXPECT_TRUE(admin.directory_sync.run(tenant, "domain", {}, {}, actor));
    EXPECT_THAT(report({"domain"}).at("anna"), ElementsAre(Hindrance::Disabled));
}

TEST_P(WhoIsReady, AskedForOneReasonOnlyThoseAreListedAndAllAreCounted) {
    add("nomethods", "");
    directory.at(add("boss")).writability = Writability::Protected;
    add("fine");
    read();
    EXPECT_THAT(report({"office", Hindrance::Protected}), UnorderedElementsAre(testing::Pair("boss", testing::_)));
    EXPECT_EQ(counted.people, 3);
    EXPECT_EQ(counted.counts.at(Hindrance::NoMethods), 1);
}

TEST_P(WhoIsReady, WhoWasDeletedThereIsNotCounted) {
    const auto anna = add("anna", "");
    add("bert", "");
    read();
    directory.remove(anna);
    read();
    EXPECT_THAT(report(), UnorderedElementsAre(testing::Pair("bert", testing::_)));
}

TEST_P(WhoIsReady, TheRunIsInTheAuditLog) {
    EXPECT_EQ(error_of(admin.readiness.run(tenant, {"nowhere"}, {}, actor)), ErrorCode::NotFound);
    EXPECT_EQ(count_events(audit::Kind::ReadinessReported), 0);
    report({"office", Hindrance::Protected});
    const auto event = events(1).front();
    EXPECT_EQ(event.kind, audit::Kind::ReadinessReported);
    EXPECT_EQ(event.details.at("directory"), "office");
    EXPECT_EQ(event.details.at("reason"), "protected");
}

TEST_P(WhoIsReady, CountedEachNightByOneOfAllNodes) {
    add("nomethods", "");
    EXPECT_EQ(admin.readiness.step(tenant, {}).done, 0) << "nothing has been read yet";
    read();
    EXPECT_EQ(admin.readiness.step(tenant, [] { return true; }).done, 0);
    sql("UPDATE directory_readiness SET due_at = 0");  // an hour later
    EXPECT_EQ(admin.readiness.step(tenant, {}).done, 1) << "a stopped one begins anew";
    EXPECT_EQ(admin.readiness.step(tenant, {}).done, 0);
    const auto unit = store().begin(tenant, ports::Access::Read);
    const auto stored = unit->readinesses().of(unit->directories().find("office")->id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->people, 1);
    EXPECT_EQ(stored->counts.at(Hindrance::NoMethods), 1);
}

TEST_P(WhoIsReady, PagesFollowEachOther) {
    for (int i = 0; i < flows::ReadinessReport::kPage + 3; ++i) add("p" + std::to_string(i), i % 2 == 0 ? "" : "+31612345678");
    read();
    const auto first = admin.readiness.page(tenant, {"office"}, {}, actor);
    ASSERT_TRUE(first);
    EXPECT_EQ(std::ssize(first->people), flows::ReadinessReport::kPage / 2);
    ASSERT_NE(first->next, "");
    const auto second = admin.readiness.page(tenant, {"office"}, first->next, actor);
    EXPECT_EQ(std::ssize(second->people), 2);
    EXPECT_EQ(second->next, "");
    EXPECT_EQ(error_of(admin.readiness.page(tenant, {"office"}, "x", actor)), ErrorCode::InvalidInput);
    EXPECT_EQ(count_events(audit::Kind::ReadinessReported), 2) << "one for each look";
}

INSTANTIATE_STORES(WhoIsReady);

}  // namespace
}  // namespace rekey::test
