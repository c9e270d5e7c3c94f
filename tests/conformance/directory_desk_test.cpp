// Directories in the administrators' portal: who may do what, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "conformance/store_fixture.hpp"
#include "flows/admin/directory_desk.hpp"
#include "flows/session_keeper.hpp"
#include "support/signin_rig.hpp"

namespace rekey::test {
namespace {

using flows::AdminCaller;
using identity::Role;

class AtTheDesk : public StoreTest {
protected:
    AtTheDesk() : rig(store(), entropy(), macs(), hasher()) {
        EXPECT_TRUE(directories.add(
            rig.tenant, "office",
            {{"kind", "openldap"}, {"servers", "ldaps://ldap.example"}, {"base", "dc=contoso,dc=example"}, {"account", "cn=rekey"}}, {}));
        EXPECT_TRUE(directories.set_password(rig.tenant, "office", Secret{std::string_view("a service password")}, {}));
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            const auto office = unit.directories().find("office")->id;
            unit.syncs().put(office, {run, directory::Mode::Full, "system", unit.now(), unit.now(), directory::Outcome::Done, {}, {}});
            unit.syncs().remark(office, run, 0, {"uid=x", "no_user_name", "uid"});
        });
    }

    /// A session of somebody with that role.
    AdminCaller as(Role role, signin::Stage stage = signin::Stage::SignedIn) {
        const auto name = std::string(identity::name(role)) + std::to_string(++people_) + "@contoso.example";
        id = rig.add_person(name, name);
        rig.change(id, [&](identity::Identity& person) { person.role = role; });
        return {rig.tenant, session_of(id, stage), rig.caller};
    }
    std::optional<Secret> session_of(const IdentityId& person, signin::Stage stage) {
        const flows::SessionKeeper keeper(rig.ports, rig.tenant);
        return ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            signin::Session session;
            session.identity = person;
            session.stage = stage;
            session.security_stamp = unit.identities().find(person)->security_stamp;
            session.signed_in_at = unit.now();
            return std::optional(keeper.begin(unit, session, tenant::load(unit.settings().all())));
        });
    }

    struct Route {
        const char* name;
        std::function<std::optional<ErrorCode>(const AdminCaller& who, const char* directory)> ask;  ///< nothing: it is answered
        Role least;
    };
    template <class T>
    static std::optional<ErrorCode> error_in(const Result<T>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }
    std::vector<Route> routes() {
        using Who = const AdminCaller&;
        return {{"list", [&](Who who, const char*) { return error_in(desk.list(who)); }, Role::ReportsReader},
                {"runs", [&](Who who, const char* name) { return error_in(desk.runs(who, name)); }, Role::ReportsReader},
                {"remarks", [&](Who who, const char* name) { return error_in(desk.remarks(who, name, run.text())); }, Role::ReportsReader},
                {"readiness", [&](Who who, const char* name) { return error_in(desk.readiness(who, {name}, {})); }, Role::ReportsReader},
                {"run", [&](Who who, const char* name) { return error_in(desk.run(who, name, directory::Mode::Full)); },
                 Role::AuthenticationPolicyAdministrator}};
    }

    SignInRig rig;
    flows::AdminPorts admin{store(), entropy(), macs(), hasher(), rig.phones, {method::Kind::Email}};
    flows::DirectoryAdmin directories{admin};
    flows::DirectoryDesk desk{rig.ports, admin};
    RunId run = ports::make_id<RunId>(entropy());
    IdentityId id;

private:
    int people_ = 0;
};

TEST_P(AtTheDesk, EachRoleDoesWhatItMayAndNothingElse) {
    for (const auto role : {Role::Person, Role::ReportsReader, Role::Helpdesk, Role::AuthenticationAdministrator,
                            Role::AuthenticationPolicyAdministrator, Role::GlobalAdministrator}) {
        const auto who = as(role);
        for (const auto& [name, ask, least] : routes()) {
            const auto expected = role >= least ? std::nullopt : std::optional(ErrorCode::NotFound);
            EXPECT_EQ(ask(who, "office"), expected) << identity::name(role) << " " << name;
        }
    }
}

TEST_P(AtTheDesk, WhoMayNotIsToldTheSameOfWhatIsThereAndWhatIsNot) {
    const auto person = as(Role::Person), reader = as(Role::ReportsReader);
    for (const auto& [name, ask, least] : routes()) EXPECT_EQ(ask(person, "office"), ask(person, "nowhere")) << name;
    EXPECT_EQ(desk.run(reader, "office", directory::Mode::Full).error().code,
              desk.run(reader, "nowhere", directory::Mode::Full).error().code);
}

TEST_P(AtTheDesk, NobodyComesInWithoutAWholeSession) {
    const auto half = as(Role::GlobalAdministrator, signin::Stage::SecondProof);
    const auto must_change = as(Role::GlobalAdministrator, signin::Stage::MustChangePassword);
    const AdminCaller nobody{rig.tenant, {}, rig.caller};
    const auto gone = as(Role::GlobalAdministrator);
    rig.change(id, [](identity::Identity& person) { person.status = identity::Status::Disabled; });
    const auto other = add_tenant("fabrikam.example");
    auto elsewhere = as(Role::GlobalAdministrator);
    elsewhere.tenant = other;
    for (const auto& [name, ask, least] : routes()) {
        for (const AdminCaller* const who : {&half, &must_change, &nobody, &gone, static_cast<const AdminCaller*>(&elsewhere)})
            EXPECT_EQ(ask(*who, "office"), ErrorCode::NotSignedIn) << name;
    }
}

TEST_P(AtTheDesk, WhatDoesNotExistIsNotFound) {
    const auto who = as(Role::GlobalAdministrator);
    for (const auto& [name, ask, least] : routes()) {
        if (std::string_view(name) != "list") EXPECT_EQ(ask(who, "nowhere"), ErrorCode::NotFound) << name;
    }
    EXPECT_EQ(desk.remarks(who, "office", "nonsense").error().code, ErrorCode::NotFound);
    EXPECT_EQ(desk.remarks(who, "office", ports::make_id<RunId>(entropy()).text()).error().code, ErrorCode::NotFound);
}

TEST_P(AtTheDesk, ARunIsAskedForOnceAndTheLogTellsByWhom) {
    const auto who = as(Role::AuthenticationPolicyAdministrator);
    ASSERT_TRUE(desk.run(who, "office", directory::Mode::Full));
    EXPECT_EQ(desk.list(who)->front().state.asked, directory::Mode::Full);
    const auto all = rig.events();
    const auto asked = std::ranges::find(all, audit::Kind::DirectoryReadingAsked, &audit::Event::kind);
    ASSERT_NE(asked, all.end());
    EXPECT_EQ(asked->actor, "administrator " + id.text());
    EXPECT_EQ(asked->network, "198.51.100.1");
    EXPECT_EQ(asked->details.at("directory"), "office");

    EXPECT_TRUE(directories.set(rig.tenant, "office", {{"staging", "true"}}, {}));
    EXPECT_EQ(desk.run(who, "office", directory::Mode::Full).error().code, ErrorCode::NotAllowedNow);
}

TEST_P(AtTheDesk, RemarksAreThoseOfTheRun) {
    const auto who = as(Role::ReportsReader);
    const auto remarks = desk.remarks(who, "office", run.text());
    ASSERT_TRUE(remarks);
    ASSERT_EQ(remarks->size(), 1U);
    EXPECT_EQ(remarks->front().dn, "uid=x");
}

INSTANTIATE_STORES(AtTheDesk);

}  // namespace
}  // namespace rekey::test
