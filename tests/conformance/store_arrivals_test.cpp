// Many people, methods, events and entries at a time.
#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreArrivals : public StoreTest {
protected:
    StoreArrivals() : tenant(add_tenant("contoso.example")) {}

    void work(auto&& act) { ports::transact(store(), tenant, act); }
    ports::Arrival arrival(const std::string& name) { return {make_identity(entropy(), name), *identity::fold(name)}; }
    /// More than one INSERT takes, and some that are left over.
    std::vector<ports::Arrival> many() {
        std::vector<ports::Arrival> all;
        for (int i = 0; i < 19; ++i) all.push_back(arrival("person" + std::to_string(i) + "@contoso.example"));
        return all;
    }

    TenantId tenant;
};

TEST_P(StoreArrivals, AreWholePeopleFoundByTheirNames) {
    const auto all = many();
    work([&](ports::UnitOfWork& unit) { unit.arrivals().insert(all); });
    const auto unit = store().begin(tenant, ports::Access::Read);
    for (const auto& [person, name] : all) {
        const auto found = unit->identities().find(name);
        ASSERT_TRUE(found) << name.text;
        EXPECT_EQ(found->id, person.id);
        EXPECT_EQ(found->user_name, person.user_name);
        EXPECT_EQ(found->surname, person.surname);
        EXPECT_EQ(found->role, person.role);
        EXPECT_EQ(found->security_stamp, person.security_stamp);
    }
}

TEST_P(StoreArrivals, OwnersAreToldInTheOrderOfTheNamesAlsoOfAliasesAndTheDeleted) {
    auto anna = arrival("anna@contoso.example"), gone = arrival("gone@contoso.example");
    const auto alias = *identity::fold("a.jansen@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        unit.arrivals().insert(std::vector{anna, gone});
        EXPECT_TRUE(unit.identities().add_alias(anna.person.id, alias));
        gone.person.status = identity::Status::Deleted;
        EXPECT_TRUE(unit.identities().update(gone.person));
    });
    auto names = std::vector{gone.name, *identity::fold("nobody@contoso.example"), alias, anna.name, anna.name};
    for (int i = 0; i < 40; ++i) names.push_back(*identity::fold("other" + std::to_string(i)));
    const auto owners = store().begin(tenant, ports::Access::Read)->arrivals().owners(names);
    ASSERT_EQ(owners.size(), names.size());
    EXPECT_EQ(owners[0], gone.person.id);
    EXPECT_EQ(owners[1], std::nullopt);
    EXPECT_EQ(owners[2], anna.person.id);
    EXPECT_EQ(owners[3], anna.person.id);
    EXPECT_EQ(owners[4], anna.person.id);
    EXPECT_EQ(owners[44], std::nullopt);
}

TEST_P(StoreArrivals, ANameThatIsTakenUndoesThemAll) {
    auto all = many();
    work([&](ports::UnitOfWork& unit) { unit.arrivals().insert(std::vector{arrival(all[11].person.user_name)}); });
    const auto unit = store().begin(tenant);
    try {
        unit->arrivals().insert(all);
        FAIL() << "two people have one name";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::Serialization);
    }
}

TEST_P(StoreArrivals, MethodsAndEventsComeTogetherToo) {
    const auto all = many();
    std::vector<method::Authenticator> methods;
    std::vector<audit::Event> events;
    for (const auto& [person, name] : all) {
        methods.push_back(make_mailbox(entropy(), person.id, name.text));
        methods.back().verified_at = methods.size() % 2 == 0 ? std::optional(kStart) : std::nullopt;
        events.push_back(
            {ports::make_id<EventId>(entropy()), kStart, audit::Kind::IdentityAdded, person.id, {}, "system", {}, {{"name", name.text}}});
    }
    work([&](ports::UnitOfWork& unit) {
        unit.arrivals().insert(all);
        unit.authenticators().insert(methods);
        unit.audit().append(events);
    });
    const auto unit = store().begin(tenant, ports::Access::Read);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto found = unit->authenticators().of(all[i].person.id);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.front().id, methods[i].id);
        EXPECT_EQ(found.front().address, methods[i].address);
        EXPECT_EQ(found.front().verified_at, methods[i].verified_at);
        const auto told = unit->audit().of(all[i].person.id, kStart + seconds{1}, 10);
        ASSERT_EQ(told.size(), 1U);
        EXPECT_EQ(told.front().details, events[i].details);
    }
}

INSTANTIATE_STORES(StoreArrivals);

}  // namespace
}  // namespace rekey::test
