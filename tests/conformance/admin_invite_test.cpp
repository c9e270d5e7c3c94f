// Inviting people who have registered too little, over both stores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "conformance/store_fixture.hpp"
#include "flows/admin/services.hpp"
#include "support/fake_directory.hpp"
#include "support/registration_rig.hpp"

namespace rekey::test {
namespace {

using flows::Apply;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Inviting : public StoreTest {
protected:
    Inviting() : rig(store(), entropy(), macs(), hasher()) {}

    flows::AdminServices admin() { return flows::AdminServices(admin_ports(), directory); }
    flows::AdminPorts admin_ports() { return {store(), entropy(), macs(), hasher(), rig.phones, RegistrationRig::kOffered}; }
    Result<flows::InviteReport> run(flows::InviteOptions options = {}) {
        return admin().invitations.run(rig.tenant, options, [](const auto&) {}, {});
    }
    flows::InviteReport invite(flows::InviteOptions options = {}) { return run(std::move(options)).value(); }
    std::vector<std::string> mailed() {
        std::vector<std::string> all;
        for (const auto& each : rig.messages(message::Kind::Invitation)) all.push_back(each.destination);
        return all;
    }
    void prove_all(const IdentityId& id) {
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            for (const auto& each : unit.authenticators().of(id)) unit.registrations().verified(id, each.id, unit.now());
        });
    }

    RegistrationRig rig;
    FakeDirectory directory;
};

TEST_P(Inviting, MailsThoseWhoHaveRegisteredTooLittle) {
    static_cast<void>(rig.add_person("anna@contoso.example"));                             // her user name is an address
    static_cast<void>(rig.add_person("berta", "berta@private.example"));                  // hers is not
    static_cast<void>(rig.add_person("carl"));                                             // none
    prove_all(rig.add_person("dora@contoso.example", "dora@private.example"));             // enough
    rig.change(rig.add_person("emil@contoso.example"), [](auto& person) { person.status = identity::Status::Disabled; });
    const auto report = invite();
    EXPECT_EQ(report.people, 4);
    EXPECT_EQ(report.invited, 2);
    EXPECT_EQ(report.no_address, 1);
    EXPECT_EQ(report.complete, 1);
    EXPECT_THAT(mailed(), UnorderedElementsAre("anna@contoso.example", "berta@private.example"));
    EXPECT_EQ(std::ranges::count(rig.events(), audit::Kind::PersonInvited, &audit::Event::kind), 2);
}

TEST_P(Inviting, APreviewSendsNothingAndSaysTheSame) {
    static_cast<void>(rig.add_person("anna@contoso.example"));
    const auto before = invite({Apply::Preview, {}, days{14}});
    EXPECT_EQ(before.invited, 1);
    ASSERT_EQ(before.rows.size(), 1U);
    EXPECT_EQ(before.rows[0].address, "anna@contoso.example");
    EXPECT_EQ(before.rows[0].missing, 1);
    EXPECT_THAT(mailed(), IsEmpty());
    EXPECT_EQ(invite().invited, 1);
}

TEST_P(Inviting, LeavesPeopleInPeaceForSomeDays) {
    static_cast<void>(rig.add_person("anna@contoso.example"));
    EXPECT_EQ(invite().invited, 1);
    EXPECT_EQ(invite().lately, 1);
    sql("UPDATE registration SET invited_at = invited_at - " + std::to_string(std::int64_t{14} * 24 * 3'600'000));
    EXPECT_EQ(invite({Apply::Commit, {}, days{15}}).lately, 1);
    EXPECT_EQ(invite().invited, 1);
    EXPECT_EQ(invite({Apply::Commit, {}, days{0}}).invited, 1);
    EXPECT_EQ(mailed().size(), 3U);
}

TEST_P(Inviting, KeepsToScopeAndGroup) {
    const auto anna = rig.add_person("anna@contoso.example");
    static_cast<void>(rig.add_person("berta@contoso.example"));
    ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        const auto inner = ports::make_id<GroupId>(entropy()), outer = ports::make_id<GroupId>(entropy());
        ASSERT_TRUE(unit.groups().insert(inner, "Nurses") && unit.groups().insert(outer, "Staff"));
        ASSERT_TRUE(unit.groups().add_identity(inner, anna) && unit.groups().add_group(outer, inner));
    });
    EXPECT_EQ(invite({Apply::Preview, "Staff", days{14}}).people, 1);
    rig.set("exclude_groups", "Nurses");
    rig.set("scope", "selected");
    rig.set("include_groups", "Staff");
    EXPECT_EQ(invite({Apply::Preview, {}, days{14}}).people, 0);
    EXPECT_EQ(run({Apply::Preview, "Nobody", days{14}}).error().code, ErrorCode::NotFound);
    rig.set("scope", "none");
    EXPECT_EQ(run().error().code, ErrorCode::ResetOff);
}

TEST_P(Inviting, WantsAMailServer) {
    auto without = admin_ports();
    without.offered = {method::Kind::Totp};
    EXPECT_EQ(flows::Invitations(without).run(rig.tenant, {}, [](const auto&) {}, {}).error().code, ErrorCode::MethodNotOffered);
}

TEST_P(Inviting, SeveralAtOnceMailNobodyTwice) {
    for (int i = 0; i < 30; ++i) static_cast<void>(rig.add_person("person" + std::to_string(i) + "@contoso.example"));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this] {
            try {
                static_cast<void>(run());
            } catch (const Fault&) {  // five retries were not enough: the operator runs it again
            }
        });
    }
    threads.clear();
    static_cast<void>(run());
    auto all = mailed();
    EXPECT_EQ(all.size(), 30U);
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::unique(all).size(), 0U);
}

INSTANTIATE_STORES(Inviting);

}  // namespace
}  // namespace rekey::test
