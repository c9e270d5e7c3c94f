#include <gtest/gtest.h>

#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreTenants : public StoreTest {};

TEST_P(StoreTenants, AreFoundByNameAndListedInOrderOfCreation) {
    const auto contoso = add_tenant("contoso.example");
    const auto fabrikam = add_tenant("fabrikam.example");

    const auto found = store().find_tenant("contoso.example");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, contoso);
    EXPECT_GT(found->created_at, Instant{});
    EXPECT_FALSE(store().find_tenant("unknown.example"));
    ASSERT_EQ(store().tenants().size(), 2U);
    EXPECT_EQ(store().tenants().back().id, fabrikam);
}

TEST_P(StoreTenants, ANameIsTakenOnce) {
    static_cast<void>(add_tenant("contoso.example"));
    EXPECT_FALSE(store().add_tenant(ports::make_id<TenantId>(entropy()), "contoso.example"));
    EXPECT_EQ(store().tenants().size(), 1U);
}

TEST_P(StoreTenants, PingAnswers) { EXPECT_NO_THROW(store().ping()); }

TEST_P(StoreTenants, SettingsBelongToOneTenant) {
    const auto a = add_tenant("a.example"), b = add_tenant("b.example");
    ports::transact(store(), a, [](ports::UnitOfWork& unit) {
        unit.settings().put("gates", "2");
        unit.settings().put("gates", "3");
        unit.settings().put("help_phone", "");
    });
    ports::transact(store(), a, [](ports::UnitOfWork& unit) { unit.settings().remove("nothing"); });
    const auto read = [&](const TenantId& tenant) { return store().begin(tenant, ports::Access::Read)->settings().all(); };
    EXPECT_EQ(read(a), (std::map<std::string, std::string>{{"gates", "3"}, {"help_phone", ""}}));
    EXPECT_TRUE(read(b).empty());
    ports::transact(store(), a, [](ports::UnitOfWork& unit) { unit.settings().remove("gates"); });
    EXPECT_EQ(read(a).size(), 1U);
}

INSTANTIATE_STORES(StoreTenants);

}  // namespace
}  // namespace rekey::test
