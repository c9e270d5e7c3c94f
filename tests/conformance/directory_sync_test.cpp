// Reading directories, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "conformance/admin_fixture.hpp"
#include "domain/registration/missing.hpp"
#include "flows/freeze.hpp"
#include "flows/sync/sync_schedule.hpp"
#include "support/counting_meter.hpp"

namespace rekey::test {
namespace {

using directory::Mode;
using directory::Outcome;
using flows::SyncOptions;
using identity::Status;
using method::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DirectorySyncing : public AdminTest {
protected:
    CountingMeter meter;
    flows::SyncSchedule schedule{{{store(), entropy(), macs(), hasher(), phones, {}}, directory}, meter};

    DirectorySyncing() { add_office(); }

    Result<flows::SyncReport> try_run(SyncOptions options = {}) { return admin.directory_sync.run(tenant, "office", options, {}, actor); }
    flows::SyncReport run(SyncOptions options = {}) {
        const auto report = try_run(options);
        EXPECT_TRUE(report) << (report ? "" : report.error().detail);
        return report.value_or(flows::SyncReport{});
    }
    void set(const std::string& key, const std::string& text) {
        EXPECT_TRUE(admin.directories.set(tenant, "office", {{key, text}}, actor));
    }

    /// Which tells who is disabled, as OpenLDAP does not.
    void become_active_directory() {
        EXPECT_TRUE(admin.directories.remove(tenant, "office", actor));
        add_directory("office", "active_directory");
        set("user_name", "uid");
    }

    std::optional<identity::Identity> find(const std::string& name) {
        const auto folded = identity::fold(name + "@contoso.example");
        return store().begin(tenant, ports::Access::Read)->identities().find(*folded);
    }
    std::vector<method::Authenticator> methods(const std::string& name) {
        return store().begin(tenant, ports::Access::Read)->authenticators().of(find(name)->id);
    }
    std::vector<std::string> groups(const std::string& name) {
        return store().begin(tenant, ports::Access::Read)->groups().names_of(find(name)->id);
    }
    std::vector<std::string> numbers(const std::string& name, Kind kind) {
        std::vector<std::string> found;
        for (const auto& each : methods(name)) {
            if (each.kind == kind) found.push_back(each.address);
        }
        return found;
    }
};

TEST_P(DirectorySyncing, WhoHasAMailboxThereIsToldOfANewNumberAndNeverSentACode) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}, {"mail", {"anna@contoso.example"}}});
    run();
    EXPECT_TRUE(numbers("anna", Kind::Email).empty());
    directory.set(anchor, "mobile", {"+31687654321"});
    run();
    const auto told = ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        return unit.outbox().claim({method::Channel::Email, entropy().new_id(), minutes{1}, 100});
    });
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].destination, "anna@contoso.example");
    EXPECT_EQ(told[0].kind, message::Kind::MethodChanged);
}

TEST_P(DirectorySyncing, ALaterNumberCountsAtOnceWhenAnAdministratorReleasesIt) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    directory.set(anchor, "mobile", {"+31687654321"});
    run();
    const auto named = [&](Kind kind, std::string_view number) {
        for (const auto& each : methods("anna")) {
            if (each.kind == kind && each.address == number) return each;
        }
        return method::Authenticator{};
    };
    const std::string user = "anna@contoso.example";
    EXPECT_EQ(error_of(admin.identities.release_method(tenant, user, named(Kind::Sms, "+31612345678").id, actor)),
              ErrorCode::NotAllowedNow);
    ASSERT_TRUE(admin.identities.release_method(tenant, user, named(Kind::Sms, "+31687654321").id, actor));
    const auto now = store().begin(tenant, ports::Access::Read)->now();
    for (const auto kind : {Kind::Sms, Kind::VoiceMobile}) {
        EXPECT_LE(named(kind, "+31687654321").usable_from, now);
        EXPECT_NE(named(kind, "+31612345678").address, "+31612345678") << "the one before is no more";
    }
    EXPECT_EQ(error_of(admin.identities.release_method(tenant, user, named(Kind::Sms, "+31687654321").id, actor)),
              ErrorCode::NotAllowedNow);
}

TEST_P(DirectorySyncing, BringsPeopleWithTheirNumbersOnce) {
    directory.add("anna",
                  {{"mobile", {"06 12345678"}}, {"telephoneNumber", {"+31 20 555 0123"}}, {"givenName", {"Anna"}}, {"sn", {"Jansen"}}});
    const auto first = run();
    EXPECT_EQ(first.outcome, Outcome::Done) << first.detail;
    EXPECT_EQ(first.mode, Mode::Full);
    EXPECT_EQ(first.counts.added, 1);
    const auto anna = find("anna");
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->given_name, "Anna");
    EXPECT_TRUE(anna->authority);
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre("+31612345678"));
    EXPECT_THAT(numbers("anna", Kind::VoiceMobile), ElementsAre("+31612345678"));
    EXPECT_THAT(numbers("anna", Kind::VoiceOffice), ElementsAre("+31205550123"));
    for (const auto& each : methods("anna")) {
        EXPECT_EQ(each.source, method::Source::Directory);
        EXPECT_EQ(each.usable_from, each.created_at) << "a first import counts at once";
        EXPECT_FALSE(each.verified_at);
    }

    const auto again = run({.mode = Mode::Full});
    EXPECT_EQ(again.counts.unchanged, 1);
    EXPECT_EQ(again.counts.added + again.counts.updated, 0);
    const auto delta = run();
    EXPECT_EQ(delta.mode, Mode::Delta);
    EXPECT_EQ(delta.counts.read, 0);
}

TEST_P(DirectorySyncing, FollowsRenamesAndMovesByTheAnchor) {
    const auto anchor = directory.add("anna");
    run();
    const auto before = find("anna")->id;
    auto& item = directory.at(anchor);
    item.dn = "uid=anna,ou=elsewhere,dc=contoso,dc=example";
    item.attributes["uid"] = {"anna.devries@contoso.example"};
    EXPECT_EQ(run().counts.updated, 1);
    EXPECT_FALSE(find("anna"));
    ASSERT_TRUE(find("anna.devries"));
    EXPECT_EQ(find("anna.devries")->id, before);
}

TEST_P(DirectorySyncing, ALaterNumberWaitsADayAndTheEarlierOneStays) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        method::Authenticator mail;
        mail.id = ports::make_id<AuthenticatorId>(entropy());
        mail.identity = find("anna")->id;
        mail.kind = Kind::Email;
        mail.address = "anna@private.example";
        mail.created_at = mail.usable_from = unit.now();
        unit.authenticators().insert(mail);
    });
    directory.set(anchor, "mobile", {"+31687654321"});
    EXPECT_EQ(run().counts.updated, 1);
    const auto now = store().begin(tenant, ports::Access::Read)->now();
    for (const auto& each : methods("anna")) {
        if (each.kind != Kind::Sms) continue;
        if (each.address == "+31687654321") EXPECT_GT(each.usable_from, now + hours{23});
        if (each.address == "+31612345678") EXPECT_EQ(each.usable_until.has_value(), true);
    }
    EXPECT_THAT(numbers("anna", Kind::Sms), UnorderedElementsAre("+31612345678", "+31687654321"));
    EXPECT_GT(store().begin(tenant, ports::Access::Read)->outbox().depth(), 0) << "all other addresses are told";

    directory.set(anchor, "mobile", {"+31612345678"});
    run();
    const auto back = methods("anna");
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre("+31612345678"));
    EXPECT_TRUE(std::ranges::none_of(back, [](const auto& each) { return each.usable_until.has_value(); }));
}

TEST_P(DirectorySyncing, ANumberThatNeverCountedLeavesNothingBehind) {
    const std::string first = "+31612345678", thiefs = "+31687654321", third = "+31655555555";
    const auto anchor = directory.add("anna", {{"mobile", {first}}});
    run();
    const auto becomes = [&](const std::string& number) {
        directory.set(anchor, "mobile", {number});
        run();
    };
    const auto one = [&](const std::string& number) {
        const auto all = methods("anna");
        const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.kind == Kind::Sms && each.address == number; });
        return found == all.end() ? method::Authenticator{} : *found;
    };
    becomes(thiefs);
    becomes(third);
    EXPECT_THAT(numbers("anna", Kind::Sms), UnorderedElementsAre(first, third)) << "the second was never usable, and never will be";
    EXPECT_EQ(one(first).usable_until, one(third).usable_from) << "a day from now, not from then";
    becomes(first);
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre(first));
    EXPECT_FALSE(one(first).usable_until) << "as if nothing had been";

    becomes(thiefs);
    EXPECT_TRUE(one(first).usable_until);
    ASSERT_TRUE(admin.identities.remove_method(tenant, "anna@contoso.example", one(thiefs).id, actor));
    EXPECT_FALSE(one(first).usable_until) << "what would have come in its place is gone";
}

TEST_P(DirectorySyncing, WhoLosesTheirNumberDoesNotRegisterForTheFirstTime) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    directory.set(anchor, "mobile", {"x"});
    run();
    EXPECT_THAT(methods("anna"), IsEmpty());
    const auto kept = store().begin(tenant, ports::Access::Read)->registrations().find(find("anna")->id);
    EXPECT_FALSE(registration::is_first_session(kept, {}, ports::make_id<SessionId>(entropy())))
        << "whoever empties it there would go on at once with a number of their own";
}

TEST_P(DirectorySyncing, ANumberThatItsOwnerDeniesIsSetAside) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    directory.set(anchor, "mobile", {"+31687654321"});
    run();
    ASSERT_EQ(numbers("anna", Kind::Sms).size(), 2U);
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        registration::NotMe cause;
        cause.identity = find("anna")->id;
        cause.what = registration::Happening::MethodChanged;
        cause.happened_at = methods("anna").back().created_at;
        flows::freeze(unit, {entropy(), macs(), {}}, tenant, cause);
    });
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre("+31612345678"));
    EXPECT_THAT(numbers("anna", Kind::VoiceMobile), ElementsAre("+31612345678"));
    for (const auto& each : methods("anna")) EXPECT_FALSE(each.usable_until);
}

TEST_P(DirectorySyncing, WhyTells) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    const auto why = [&] { return admin.identities.explain(tenant, "anna@contoso.example")->reasons; };
    const auto writability = [&](directory::Writability state) {
        const auto office = admin.directories.show(tenant, "office")->directory.id;
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.entries().set_writability(office, anchor, state); });
    };
    EXPECT_THAT(why(), testing::Not(testing::Contains(HasSubstr("office"))));
    writability(directory::Writability::NoRight);
    EXPECT_THAT(why(), testing::Contains(HasSubstr("rekey directory rights office")));
    writability(directory::Writability::Protected);
    EXPECT_THAT(why(), testing::Contains(HasSubstr("protected in the directory office")));
    set("writeback", "false");
    EXPECT_THAT(why(), testing::Contains(HasSubstr("writeback=true")));
}

TEST_P(DirectorySyncing, ATrustedDirectorysNumberCountsAtOnce) {
    set("trusted", "true");
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    directory.set(anchor, "mobile", {"+31687654321"});
    run();
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre("+31687654321"));
    directory.set(anchor, "mobile", {});
    run();
    EXPECT_THAT(numbers("anna", Kind::Sms), IsEmpty());
}

TEST_P(DirectorySyncing, WhoIsDeletedThereIsKeptForAWhileAndTheirSessionsEnd) {
    const auto anchor = directory.add("anna");
    run();
    const auto before = find("anna");
    directory.remove(anchor);
    EXPECT_EQ(run().counts.removed, 1);
    EXPECT_FALSE(find("anna"));
    const auto after = store().begin(tenant, ports::Access::Read)->identities().find(before->id);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->status, Status::Deleted);
    EXPECT_GT(after->security_stamp, before->security_stamp);
}

TEST_P(DirectorySyncing, WhatTheDirectoryMastersIsChangedThereOnly) {
    directory.add("anna");
    run();
    const auto* const anna = "anna@contoso.example";
    EXPECT_EQ(error_of(admin.identities.edit(tenant, anna, {.surname = "Other"}, actor)), ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(admin.identities.disable(tenant, anna, actor)), ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(admin.identities.remove(tenant, anna, actor)), ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(admin.identities.set_password(tenant, anna, Secret{std::string_view("a slow green bicycle")},
                                                     flows::Lasting::OneSignIn, actor)),
              ErrorCode::NotAllowedNow);
}

TEST_P(DirectorySyncing, WhoComesBackIsTheSamePerson) {
    const auto anchor = directory.add("anna", {{"mobile", {"+31612345678"}}});
    run();
    const auto id = find("anna")->id;
    const auto item = directory.at(anchor);
    directory.remove(anchor);
    run();
    EXPECT_FALSE(find("anna"));
    directory.put_back(item);
    EXPECT_EQ(run().counts.restored, 1);
    ASSERT_TRUE(find("anna"));
    EXPECT_EQ(find("anna")->id, id);
    EXPECT_THAT(numbers("anna", Kind::Sms), ElementsAre("+31612345678"));
}

TEST_P(DirectorySyncing, AFullReadingFindsWhoWasNeverToldAsDeleted) {
    for (const auto* const name : {"anna", "bert", "carla"}) directory.add(name);
    const auto anchor = directory.add("dirk");
    run();
    directory.remove(anchor);
    const auto report = run({.mode = Mode::Full});
    EXPECT_EQ(report.counts.removed, 1);
    EXPECT_FALSE(find("dirk"));
    EXPECT_TRUE(find("anna"));
}

TEST_P(DirectorySyncing, AClashIsKeptApartReportedAndNeverGuessed) {
    const auto own = add_person("anna@contoso.example");
    directory.add("anna");
    directory.add("bert");
    auto report = run();
    EXPECT_EQ(report.counts.quarantined, 1);
    EXPECT_EQ(report.counts.added, 1);
    ASSERT_EQ(report.remarks.size(), 1U);
    EXPECT_EQ(report.remarks.front().flaw, "user_name_taken");
    EXPECT_EQ(find("anna")->id, own);
    EXPECT_FALSE(find("anna")->authority);
    const auto kept = admin.directories.remarks(tenant, "office", 10);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->front().dn, FakeDirectory::dn_of("anna"));
    directory.refuses = Error{ErrorCode::Unreachable, "no route", {}};
    EXPECT_EQ(run().outcome, Outcome::Failed);
    EXPECT_EQ(std::ssize(admin.directories.remarks(tenant, "office", 10).value()), 1) << "of the last one that looked";
    directory.refuses.reset();

    ASSERT_TRUE(admin.identities.edit(tenant, "anna@contoso.example", {.user_name = "anna.own@contoso.example"}, actor));
    EXPECT_EQ(run({.mode = Mode::Full}).counts.added, 1);
    EXPECT_TRUE(find("anna")->authority);
}

TEST_P(DirectorySyncing, TwoEntriesOfOneNameAreOnePersonAndOneRemark) {
    directory.add("anna");
    const auto second = directory.add("anna2", {{"uid", {"ANNA@contoso.example"}}});
    const auto report = run();
    EXPECT_EQ(report.counts.added, 1);
    EXPECT_EQ(report.counts.quarantined, 1);
    directory.remove(second);
    EXPECT_EQ(run().outcome, Outcome::Done);
    EXPECT_TRUE(find("anna")) << "the one in quarantine went, not the person";
}

TEST_P(DirectorySyncing, TheNameOfSomebodyWhoIsDeletedIsTaken) {
    const auto gone = directory.add("anna");
    const auto anchor = directory.add("bert");
    run();
    directory.remove(gone);
    run();
    directory.set(anchor, "uid", {"anna@contoso.example"});
    const auto report = run();
    EXPECT_EQ(report.outcome, Outcome::Done);
    EXPECT_EQ(report.counts.quarantined, 1);
    EXPECT_TRUE(find("bert")) << "as they were";
}

TEST_P(DirectorySyncing, WhatComesTwiceIsAsItWasToldLast) {
    const auto anchor = directory.add("anna", {{"givenName", {"Anna"}}});
    auto again = directory.at(anchor);
    again.attributes["givenName"] = {"Anne"};
    directory.put_back(again);
    const auto report = run();
    EXPECT_EQ(report.outcome, Outcome::Done);
    EXPECT_EQ(report.counts.added, 1);
    EXPECT_EQ(find("anna")->given_name, "Anne");
}

TEST_P(DirectorySyncing, NamesAreSwappedOneAfterTheOther) {
    const auto anna = directory.add("anna"), bert = directory.add("bert");
    run();
    directory.set(anna, "uid", {"carla@contoso.example"});
    directory.set(bert, "uid", {"anna@contoso.example"});
    directory.add("dirk", {{"uid", {"bert@contoso.example"}}});
    const auto report = run();
    EXPECT_EQ(report.counts.updated, 2);
    EXPECT_EQ(report.counts.added, 1);
    EXPECT_EQ(report.counts.quarantined, 0);
    EXPECT_TRUE(find("anna") && find("bert") && find("carla"));
}

TEST_P(DirectorySyncing, UnusableValuesAreRemarkedAndTheRestIsTaken) {
    directory.add("anna", {{"mobile", {"not a number"}}, {"sn", {std::string("\x00\x01", 2)}}});
    directory.add("nobody", {{"uid", {}}});
    const auto report = run();
    EXPECT_EQ(report.counts.added, 1);
    EXPECT_EQ(report.counts.unusable, 1);
    EXPECT_THAT(numbers("anna", Kind::Sms), IsEmpty());
    std::vector<std::string> flaws;
    for (const auto& each : report.remarks) flaws.push_back(each.flaw);
    EXPECT_THAT(flaws, UnorderedElementsAre("number_unusable", "value_unusable", "no_user_name"));
}

TEST_P(DirectorySyncing, TheGuardStopsBeforeTheFirstRemoval) {
    std::vector<directory::Anchor> all;
    for (int i = 0; i < 40; ++i) all.push_back(directory.add("p" + std::to_string(i)));
    run();
    for (int i = 0; i < 8; ++i) directory.remove(all[static_cast<std::size_t>(i)]);
    auto report = run();
    EXPECT_EQ(report.outcome, Outcome::Stopped);
    EXPECT_EQ(report.removals, 8);
    EXPECT_EQ(report.counts.removed, 0);
    EXPECT_TRUE(find("p0"));
    report = run();
    EXPECT_EQ(report.removals, 8) << "nothing of it is forgotten";
    report = run({.removals_allowed = 8});
    EXPECT_EQ(report.outcome, Outcome::Done);
    EXPECT_EQ(report.counts.removed, 8);
    EXPECT_FALSE(find("p0"));
    EXPECT_TRUE(find("p8"));
}

TEST_P(DirectorySyncing, ADirectoryThatSaysThatAllAreGoneRemovesNobody) {
    for (int i = 0; i < 40; ++i) directory.add("p" + std::to_string(i));
    directory.add_group("staff", {FakeDirectory::dn_of("p1")});
    run();
    directory.says_all_are_gone = true;
    const auto report = run();
    EXPECT_EQ(report.outcome, Outcome::Stopped);
    EXPECT_EQ(report.removals, 41);
    EXPECT_EQ(report.counts.removed, 0);
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(find("p" + std::to_string(i)));
    EXPECT_THAT(groups("p1"), ElementsAre("staff"));
    directory.says_all_are_gone = false;
    EXPECT_EQ(run({.mode = Mode::Full}).outcome, Outcome::Done);
}

TEST_P(DirectorySyncing, TheGuardHoldsForGroupsToo) {
    directory.add("anna");
    std::vector<directory::Anchor> all;
    for (int i = 0; i < 40; ++i) all.push_back(directory.add_group("g" + std::to_string(i), {FakeDirectory::dn_of("anna")}));
    run();
    for (int i = 0; i < 8; ++i) directory.remove(all[static_cast<std::size_t>(i)]);
    auto report = run();
    EXPECT_EQ(report.outcome, Outcome::Stopped);
    EXPECT_EQ(report.removals, 8);
    EXPECT_THAT(report.detail, HasSubstr("0 people and 8 groups"));
    EXPECT_EQ(groups("anna").size(), 40U) << "whom a policy leaves out by a group stays out";
    report = run({.removals_allowed = 8});
    EXPECT_EQ(report.outcome, Outcome::Done);
    EXPECT_EQ(report.counts.groups_removed, 8);
    EXPECT_EQ(groups("anna").size(), 32U);
}

TEST_P(DirectorySyncing, AGroupThatCannotBeReadIsThereAllTheSame) {
    directory.add("anna");
    const auto group = directory.add_group("staff", {FakeDirectory::dn_of("anna")});
    run();
    directory.set(group, "cn", {std::string(300, 'x')});
    EXPECT_EQ(run({.mode = Mode::Full}).counts.unusable, 1);
    EXPECT_THAT(groups("anna"), ElementsAre("staff"));
}

TEST_P(DirectorySyncing, WhoIsDisabledThereIsSoHereWhateverElseCannotBeTaken) {
    become_active_directory();
    const auto anna = directory.add("anna"), bert = directory.add("bert");
    run();
    const auto id_of_anna = find("anna")->id, id_of_bert = find("bert")->id;
    const auto status = [&](const IdentityId& id) { return store().begin(tenant, ports::Access::Read)->identities().find(id)->status; };
    const auto disable = [&](const char* control) {
        for (const auto& each : {anna, bert}) directory.set(each, "userAccountControl", {control});
    };
    directory.set(anna, "uid", {});                        // nameless
    directory.set(bert, "uid", {"anna@contoso.example"});  // whose name is somebody's
    disable("514");
    auto report = run();
    EXPECT_EQ(report.counts.unusable, 1);
    EXPECT_EQ(report.counts.quarantined, 1);
    EXPECT_EQ(status(id_of_anna), Status::Disabled);
    EXPECT_EQ(status(id_of_bert), Status::Disabled);
    EXPECT_EQ(count_events(audit::Kind::IdentityDisabled), 2);
    disable("512");
    run();
    EXPECT_EQ(status(id_of_anna), Status::Enabled);
    EXPECT_EQ(status(id_of_bert), Status::Enabled);

    disable("514");
    run();
    disable("512");  // at once with all the rest, as it was read at first
    directory.set(anna, "uid", {"anna@contoso.example"});
    directory.set(bert, "uid", {"bert@contoso.example"});
    run();
    EXPECT_EQ(status(id_of_anna), Status::Enabled);
    EXPECT_EQ(status(id_of_bert), Status::Enabled);
}

TEST_P(DirectorySyncing, WhoIsMovedIntoTheBaseIsInTheirGroupsAtOnce) {
    become_active_directory();
    directory.add("anna");
    const auto kept_out = directory.add_group("no-reset", {"uid=late,ou=onboarding,dc=elsewhere,dc=example"});
    run();
    directory.add("late");
    directory.rename_member(kept_out, {FakeDirectory::dn_of("late")});
    const auto report = run();
    EXPECT_EQ(report.mode, Mode::Delta);
    EXPECT_THAT(groups("late"), ElementsAre("no-reset"));
    const auto readings = directory.readings.size();
    EXPECT_EQ(run().counts.read, 0);
    ASSERT_EQ(directory.readings.size(), readings + 2);
    EXPECT_NE(directory.readings.back().cookie, "") << "only when somebody has come";
}

TEST_P(DirectorySyncing, WhoIsMovedIntoTheBaseIsInTheirGroupsThoughTheRunDies) {
    become_active_directory();
    directory.add_group("first", {});
    const auto kept_out = directory.add_group("no-reset", {"uid=late,ou=onboarding,dc=elsewhere,dc=example"});
    run();
    directory.add("late");
    directory.rename_member(kept_out, {FakeDirectory::dn_of("late")});
    directory.dies_after = 1;  // the second group
    EXPECT_EQ(run().outcome, Outcome::Failed);
    ASSERT_TRUE(find("late"));
    directory.dies_after = -1;
    EXPECT_EQ(run().outcome, Outcome::Done);
    EXPECT_THAT(groups("late"), ElementsAre("no-reset"));
}

TEST_P(DirectorySyncing, TheScheduleReadsTheOthersWhenOneHasAFault) {
    add_directory("plant");
    sql("UPDATE directory SET password_sealed = (SELECT password_sealed FROM directory WHERE name = 'plant') WHERE name = 'office'");
    int faults = 0;
    for (int i = 0; i < 2; ++i) {
        try {
            schedule.step(tenant, {});
        } catch (const Fault&) {
            ++faults;
        }
    }
    EXPECT_GE(faults, 1);
    EXPECT_THAT(admin.directories.history(tenant, "plant", 10).value(), testing::SizeIs(1));
}

TEST_P(DirectorySyncing, ADirectoryThatDiesHalfWayRemovesNobodyAndTheNextRunGoesOn) {
    for (int i = 0; i < 10; ++i) directory.add("p" + std::to_string(i));
    run();
    for (int i = 10; i < 20; ++i) directory.add("p" + std::to_string(i));
    directory.dies_after = 5;
    const auto broken = run({.mode = Mode::Full});
    EXPECT_EQ(broken.outcome, Outcome::Failed);
    EXPECT_THAT(broken.detail, HasSubstr("closed"));
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(find("p" + std::to_string(i)));
    directory.dies_after = -1;
    const auto whole = run();
    EXPECT_EQ(whole.outcome, Outcome::Done);
    EXPECT_EQ(whole.counts.added, 10);
}

TEST_P(DirectorySyncing, GroupsComeWithNestingAndMembersInAnyOrder) {
    directory.add("anna");
    directory.add_group("outer", {"cn=inner,ou=groups,dc=contoso,dc=example"});
    const auto inner = directory.add_group("inner", {"UID=anna, ou=People,dc=contoso,dc=example", FakeDirectory::dn_of("later")});
    auto report = run();
    EXPECT_EQ(report.counts.groups_added, 2);
    EXPECT_THAT(groups("anna"), ElementsAre("inner", "outer"));
    directory.add("later");
    run();
    EXPECT_THAT(groups("later"), ElementsAre("inner", "outer")) << "named before it was read";
    directory.set(inner, "member", {FakeDirectory::dn_of("later")});
    EXPECT_EQ(run().counts.groups_updated, 1);
    EXPECT_THAT(groups("anna"), IsEmpty());
    directory.remove(inner);
    run();
    EXPECT_THAT(groups("later"), IsEmpty());
}

TEST_P(DirectorySyncing, CyclesOfGroupsAreHarmless) {
    directory.add("anna");
    directory.add_group("a", {"cn=b,ou=groups,dc=contoso,dc=example", FakeDirectory::dn_of("anna")});
    directory.add_group("b", {"cn=a,ou=groups,dc=contoso,dc=example"});
    run();
    EXPECT_THAT(groups("anna"), ElementsAre("a", "b"));
}

TEST_P(DirectorySyncing, APreviewChangesNothing) {
    directory.add("anna");
    const auto report = run({.apply = flows::Apply::Preview});
    EXPECT_EQ(report.counts.added, 1);
    EXPECT_FALSE(find("anna"));
    EXPECT_THAT(admin.directories.history(tenant, "office", 10).value(), IsEmpty());
    EXPECT_EQ(run().counts.added, 1);
}

TEST_P(DirectorySyncing, StagingReadsAndWritesNothing) {
    set("staging", "true");
    directory.add("anna");
    EXPECT_EQ(run().counts.added, 1);
    EXPECT_FALSE(find("anna"));
}

TEST_P(DirectorySyncing, AChangedFilterReadsEverything) {
    directory.add("anna");
    run();
    EXPECT_EQ(run().mode, Mode::Delta);
    set("people_filter", "(mail=*)");
    EXPECT_EQ(run().mode, Mode::Full);
    EXPECT_EQ(run().mode, Mode::Delta);
}

TEST_P(DirectorySyncing, WithAGroupEverythingIsReadEveryTime) {
    set("group", "cn=staff,dc=contoso,dc=example");
    directory.add("anna");
    run();
    EXPECT_EQ(run().mode, Mode::Full);
    EXPECT_EQ(directory.readings.back().delta, directory::Delta::None);
}

TEST_P(DirectorySyncing, HistoryTellsWhatRunsCameTo) {
    directory.add("anna");
    run();
    directory.refuses = Error{ErrorCode::Unreachable, "no route", {}};
    run();
    const auto runs = admin.directories.history(tenant, "office", 10).value();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].outcome, Outcome::Failed);
    EXPECT_EQ(runs[0].detail, "no route");
    EXPECT_EQ(runs[1].outcome, Outcome::Done);
    EXPECT_EQ(runs[1].counts.at("added"), "1");
    EXPECT_EQ(count_events(audit::Kind::DirectorySynchronised), 2);
}

TEST_P(DirectorySyncing, TheScheduleReadsWhatIsDueOnce) {
    directory.add("anna");
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    EXPECT_EQ(schedule.step(tenant, {}).done, 0);
    EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor));
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    EXPECT_EQ(admin.directories.history(tenant, "office", 1)->front().mode, Mode::Full);
    set("enabled", "false");
    EXPECT_EQ(error_of(admin.directories.ask(tenant, "office", Mode::Full, actor)), ErrorCode::NotAllowedNow);
    sql("UPDATE directory_reading SET next_at = 0");
    EXPECT_EQ(schedule.step(tenant, {}).done, 0);
    EXPECT_EQ(count_events(audit::Kind::DirectoryReadingAsked), 1);
    EXPECT_EQ(meter.value("rekey_sync_runs_total{outcome=done}"), 2);
    EXPECT_EQ(meter.value("rekey_sync_changes_total{change=added}"), 1);
}

TEST_P(DirectorySyncing, WhoAsksWhileItIsReadGetsWhatComesAfter) {
    directory.add("anna");
    directory.before_entry = [&](std::int64_t) { EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor)); };
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    directory.before_entry = [](std::int64_t) {};
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    EXPECT_EQ(schedule.step(tenant, {}).done, 0);
}

TEST_P(DirectorySyncing, WhoAskedForEverythingGetsItWhateverIsAskedForAfter) {
    directory.add("anna");
    run();
    for (const auto mode : {Mode::Full, Mode::Delta}) EXPECT_TRUE(admin.directories.ask(tenant, "office", mode, actor));
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    EXPECT_EQ(admin.directories.history(tenant, "office", 1)->front().mode, Mode::Full);
    EXPECT_EQ(schedule.step(tenant, {}).done, 0) << "it had all that was asked for";
}

TEST_P(DirectorySyncing, WhoAsksForTheSameWhileItIsReadGetsItOnceMore) {
    directory.add("anna");
    run();
    EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor));
    directory.before_entry = [&](std::int64_t) { EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor)); };
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    directory.before_entry = [](std::int64_t) {};
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
    EXPECT_EQ(admin.directories.history(tenant, "office", 1)->front().mode, Mode::Full);
    EXPECT_EQ(schedule.step(tenant, {}).done, 0);
}

TEST_P(DirectorySyncing, WhatWasAskedForOutlivesTheServerThatWasReading) {
    directory.add("anna");
    run();
    EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor));
    struct Killed {};
    directory.before_entry = [&](std::int64_t) { throw Killed{}; };
    EXPECT_THROW(schedule.step(tenant, {}), Killed);
    directory.before_entry = [](std::int64_t) {};
    sql("UPDATE directory_reading SET leased_until = 0");
    run({.apply = flows::Apply::Preview});
    EXPECT_EQ(schedule.step(tenant, {}).done, 1) << "it is still due";
    EXPECT_EQ(admin.directories.history(tenant, "office", 1)->front().mode, Mode::Full);
    EXPECT_EQ(schedule.step(tenant, {}).done, 0);
}

TEST_P(DirectorySyncing, APreviewLeavesWhatWasAskedFor) {
    directory.add("anna");
    run();
    EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Full, actor));
    run({.apply = flows::Apply::Preview});
    EXPECT_EQ(schedule.step(tenant, {}).done, 1);
}

TEST_P(DirectorySyncing, AnInterruptedRunKeepsWhatItHasAndTheNextOneGoesOn) {
    for (int i = 0; i < 1100; ++i) directory.add("p" + std::to_string(i));
    bool stop = false;
    directory.before_entry = [&](std::int64_t number) { stop = stop || number == 800; };
    EXPECT_EQ(schedule.step(tenant, [&] { return stop; }).done, 1);
    const auto runs = admin.directories.history(tenant, "office", 1).value();
    EXPECT_EQ(runs.front().outcome, Outcome::Interrupted);
    EXPECT_TRUE(find("p0")) << "what was read is kept";
    EXPECT_FALSE(find("p1099"));
    directory.before_entry = [](std::int64_t) {};
    EXPECT_EQ(schedule.step(tenant, {}).done, 1) << "at once: it is still due";
    EXPECT_TRUE(find("p1099"));
    EXPECT_EQ(admin.directories.history(tenant, "office", 1)->front().outcome, Outcome::Done);
}

TEST_P(DirectorySyncing, AnInterruptedRunRemovesNobodyMore) {
    std::vector<directory::Anchor> all;
    for (int i = 0; i < 4; ++i) all.push_back(directory.add("p" + std::to_string(i)));
    run();
    directory.remove(all[0]);
    EXPECT_EQ(run({.mode = Mode::Full, .stops = [] { return true; }}).outcome, Outcome::Interrupted);
    EXPECT_TRUE(find("p0"));
    EXPECT_EQ(run({.mode = Mode::Full}).counts.removed, 1);
}

TEST_P(DirectorySyncing, OneRunnerAtATime) {
    for (int i = 0; i < 3; ++i) directory.add("p" + std::to_string(i));
    std::optional<ErrorCode> second;
    bool tried = false;
    directory.before_entry = [&](std::int64_t number) {
        if (number != 1 || std::exchange(tried, true)) return;
        const auto other = try_run();
        second = other ? std::optional<ErrorCode>() : other.error().code;
    };
    EXPECT_EQ(run().outcome, Outcome::Done);
    EXPECT_EQ(second, ErrorCode::Conflict);
}

TEST_P(DirectorySyncing, ARunnerThatWakesUpLateWritesNothingAnyMore) {
    for (int i = 0; i < 3; ++i) directory.add("p" + std::to_string(i));
    bool slept = false;
    directory.before_entry = [&](std::int64_t number) {
        if (number != 2 || slept) return;
        slept = true;
        // It was paused for longer than its lease; another one reads it, and one person has another name by then.
        sql("UPDATE directory_reading SET leased_until = 0");
        directory.set(directory::Anchor{{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, "uid", {"new@contoso.example"});
        EXPECT_EQ(run().outcome, Outcome::Done);
    };
    const auto late = run();
    EXPECT_EQ(late.outcome, Outcome::Overtaken);
    EXPECT_TRUE(find("new")) << "what the newer runner stored stays";
    EXPECT_FALSE(find("p0"));
    EXPECT_EQ(late.counts.added, 0);
}

TEST_P(DirectorySyncing, ARunThatDiedIsMarkedByTheNextOne) {
    directory.add("anna");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        const auto id = unit.directories().find("office")->id;
        ASSERT_TRUE(unit.syncs().claim(id, minutes{1}));
        unit.syncs().put(id, {ports::make_id<RunId>(entropy()), Mode::Delta, "system", unit.now(), {}, Outcome::Running, {}, {}});
    });
    const auto refused = try_run();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    sql("UPDATE directory_reading SET leased_until = 0");
    EXPECT_EQ(run().outcome, Outcome::Done);
    EXPECT_EQ(admin.directories.history(tenant, "office", 2)->back().outcome, Outcome::Overtaken);
}

TEST_P(DirectorySyncing, ThePasswordIsForgottenWhenTheServerChanges) {
    EXPECT_TRUE(admin.directories.show(tenant, "office")->has_password);
    const auto changed = admin.directories.set(tenant, "office", {{"servers", "ldaps://evil.example"}}, actor);
    ASSERT_TRUE(changed);
    EXPECT_TRUE(changed->password_cleared);
    EXPECT_FALSE(admin.directories.show(tenant, "office")->has_password);
    EXPECT_EQ(error_of(try_run()), ErrorCode::InvalidInput);
    EXPECT_EQ(dump().find("a service password"), std::string::npos);
}

TEST_P(DirectorySyncing, ADirectoryThatIsBeingReadIsNotRemoved) {
    directory.add("anna");
    directory.before_entry = [&](std::int64_t) {
        EXPECT_EQ(error_of(admin.directories.remove(tenant, "office", actor)), ErrorCode::Conflict);
    };
    EXPECT_EQ(run().outcome, Outcome::Done);
}

TEST_P(DirectorySyncing, ARunnerThatWakesUpAfterItsDirectoryWasRemovedWritesNothing) {
    directory.add("anna");
    directory.before_entry = [&](std::int64_t) {
        sql("UPDATE directory_reading SET leased_until = 0");
        EXPECT_TRUE(admin.directories.remove(tenant, "office", actor));
    };
    EXPECT_EQ(run().outcome, Outcome::Overtaken);
    EXPECT_FALSE(find("anna"));
    EXPECT_TRUE(admin.directories.list(tenant).empty());
}

TEST_P(DirectorySyncing, ItsGroupsAreChangedThereOnly) {
    directory.add("anna");
    directory.add_group("Nurses", {FakeDirectory::dn_of("anna")});
    run();
    add_person("carl@contoso.example");
    ASSERT_TRUE(admin.groups.add(tenant, "Local", actor));
    const flows::MemberName anna{flows::MemberKind::Person, "anna@contoso.example"},
        carl{flows::MemberKind::Person, "carl@contoso.example"}, local{flows::MemberKind::Group, "Local"},
        nurses{flows::MemberKind::Group, "Nurses"};
    EXPECT_EQ(error_of(admin.groups.join(tenant, "Nurses", carl, actor)), ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(admin.groups.join(tenant, "Nurses", local, actor)), ErrorCode::NotAllowedNow);
    EXPECT_EQ(error_of(admin.groups.leave(tenant, "Nurses", anna, actor)), ErrorCode::NotAllowedNow);
    const auto refused = admin.groups.remove(tenant, "Nurses", actor);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("comes from the directory office"));
    flows::NewIdentity dora;
    dora.user_name = "dora@contoso.example";
    dora.groups = {"Nurses"};
    EXPECT_EQ(error_of(admin.identities.add(tenant, dora, actor)), ErrorCode::NotAllowedNow);
    EXPECT_THAT(groups("anna"), ElementsAre("Nurses"));

    EXPECT_TRUE(admin.groups.join(tenant, "Local", nurses, actor)) << "a group of ours may hold it";
    EXPECT_THAT(groups("anna"), UnorderedElementsAre("Local", "Nurses"));
    for (const auto& group : admin.groups.list(tenant)) EXPECT_EQ(group.directory, group.name == "Local" ? "" : "office");
}

TEST_P(DirectorySyncing, TheScheduleTellsWhenItComesAndWhenNever) {
    const auto next = [&] { return admin.directories.show(tenant, "office")->next_at; };
    const auto now = [&] { return store().begin(tenant, ports::Access::Read)->now(); };
    EXPECT_LE(next(), now()) << "as soon as anybody looks";
    run();
    EXPECT_GT(next(), now());
    EXPECT_TRUE(admin.directories.ask(tenant, "office", Mode::Delta, actor));
    EXPECT_LE(next(), now());
    set("staging", "true");
    EXPECT_EQ(next(), std::nullopt);
    set("staging", "false");
    set("enabled", "false");
    EXPECT_EQ(next(), std::nullopt);
}

TEST_P(DirectorySyncing, ADirectoryWithPeopleIsNotRemoved) {
    directory.add("anna");
    run();
    EXPECT_EQ(error_of(admin.directories.remove(tenant, "office", actor)), ErrorCode::Conflict);
}

TEST_P(DirectorySyncing, ReadsThousandsInBatches) {
    for (int i = 0; i < 1050; ++i) directory.add("p" + std::to_string(i), {{"mobile", {"+31612345678"}}});
    const auto report = run();
    EXPECT_EQ(report.counts.added, 1050);
    EXPECT_EQ(run({.mode = Mode::Full}).counts.unchanged, 1050);
}

INSTANTIATE_STORES(DirectorySyncing);

}  // namespace
}  // namespace rekey::test
