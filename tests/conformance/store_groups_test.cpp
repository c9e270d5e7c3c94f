#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using Names = std::vector<std::string>;

class StoreGroups : public StoreTest {
protected:
    StoreGroups() : tenant(add_tenant("contoso.example")) {}

    void work(auto&& act) { ports::transact(store(), tenant, act); }
    GroupId add(std::string_view name) {
        const auto id = ports::make_id<GroupId>(entropy());
        work([&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.groups().insert(id, name)); });
        return id;
    }
    IdentityId add_person(std::string_view name) {
        const auto person = make_identity(entropy(), name);
        work([&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.identities().insert(person)); });
        return person.id;
    }

    TenantId tenant;
};

TEST_P(StoreGroups, HaveUniqueNamesAndCountTheirMembers) {
    const auto staff = add("Staff"), nurses = add("nurses");
    const auto anna = add_person("anna@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        EXPECT_FALSE(unit.groups().insert(ports::make_id<GroupId>(entropy()), "Staff"));
        EXPECT_TRUE(unit.groups().add_identity(staff, anna));
        EXPECT_FALSE(unit.groups().add_identity(staff, anna));
        EXPECT_TRUE(unit.groups().add_group(staff, nurses));
        EXPECT_FALSE(unit.groups().add_group(staff, nurses));
    });
    const auto unit = store().begin(tenant, ports::Access::Read);
    const auto found = unit->groups().find("Staff");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, staff);
    EXPECT_EQ(found->identities, 1);
    EXPECT_EQ(found->groups, 1);
    EXPECT_FALSE(unit->groups().find("staff"));
    const auto all = unit->groups().list();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "Staff");
    EXPECT_EQ(unit->groups().members(staff), (Names{"anna@contoso.example", "nurses"}));
}

TEST_P(StoreGroups, APersonIsInAllGroupsAroundTheirsAndCyclesAreHarmless) {
    const auto a = add("a"), b = add("b"), c = add("c"), d = add("d");
    const auto anna = add_person("anna@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        auto& groups = unit.groups();
        EXPECT_TRUE(groups.add_identity(a, anna));
        EXPECT_TRUE(groups.add_group(b, a));
        EXPECT_TRUE(groups.add_group(c, b));
        EXPECT_TRUE(groups.add_group(a, c));
        EXPECT_EQ(groups.names_of(anna), (Names{"a", "b", "c"}));
        EXPECT_TRUE(groups.remove_group(b, a));
        EXPECT_FALSE(groups.remove_group(b, a));
        EXPECT_EQ(groups.names_of(anna), (Names{"a"}));
        EXPECT_TRUE(groups.remove_identity(a, anna));
        EXPECT_FALSE(groups.remove_identity(d, anna));
        EXPECT_TRUE(groups.names_of(anna).empty());
    });
}

TEST_P(StoreGroups, ARemovedGroupTakesItsMembershipsAlong) {
    const auto a = add("a"), b = add("b");
    const auto anna = add_person("anna@contoso.example");
    work([&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.groups().add_identity(a, anna));
        EXPECT_TRUE(unit.groups().add_group(b, a));
        unit.groups().remove(a);
        EXPECT_FALSE(unit.groups().find("a"));
        EXPECT_TRUE(unit.groups().members(b).empty());
        EXPECT_TRUE(unit.groups().names_of(anna).empty());
    });
}

TEST_P(StoreGroups, OfAnotherTenantAreOutOfReach) {
    const auto other = add_tenant("fabrikam.example");
    const auto staff = add("staff");
    const auto anna = add_person("anna@contoso.example");
    work([&](ports::UnitOfWork& unit) { EXPECT_TRUE(unit.groups().add_identity(staff, anna)); });
    const auto unit = store().begin(other);
    EXPECT_FALSE(unit->groups().find("staff"));
    EXPECT_TRUE(unit->groups().list().empty());
    EXPECT_TRUE(unit->groups().members(staff).empty());
    EXPECT_TRUE(unit->groups().names_of(anna).empty());
    EXPECT_FALSE(unit->groups().remove_identity(staff, anna));
    EXPECT_THROW(static_cast<void>(unit->groups().add_identity(staff, anna)), Fault) << "neither exists in that tenant";
}

INSTANTIATE_STORES(StoreGroups);

}  // namespace
}  // namespace rekey::test
