// Directories as the store keeps them: where somebody is mastered is one question.
#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreDirectories : public StoreTest {
protected:
    StoreDirectories() : tenant(add_tenant("contoso.example")) {
        person.authority = office.id;
        link.anchor = ports::make_id<directory::Anchor>(entropy());
        link.identity = person.id;
        link.dn = "uid=anna,dc=contoso,dc=example";
        work([&](ports::UnitOfWork& unit) {
            EXPECT_TRUE(unit.directories().insert(office));
            EXPECT_TRUE(unit.identities().insert(person));
            unit.entries().put(office.id, link);
        });
    }

    void work(auto&& act) { ports::transact(store(), tenant, act); }
    std::optional<ports::DirectoryAccount> account(const TenantId& of, const DirectoryId& directory, const IdentityId& identity) {
        return store().begin(of, ports::Access::Read)->directories().account(directory, identity);
    }
    std::optional<ports::DirectoryAccount> account() { return account(tenant, office.id, person.id); }

    TenantId tenant;
    directory::Directory office{ports::make_id<DirectoryId>(entropy()), "office", {}, 0};
    identity::Identity person = make_identity(entropy(), "anna@contoso.example");
    ports::EntryLink link;
};

TEST_P(StoreDirectories, AnAccountIsWhereSomebodyIsMasteredAndAsWhom) {
    const auto before = account();
    ASSERT_TRUE(before);
    EXPECT_EQ(before->directory.id, office.id);
    EXPECT_EQ(before->directory.name, "office");
    EXPECT_EQ(before->whom.anchor, link.anchor);
    EXPECT_EQ(before->whom.dn, link.dn);
    EXPECT_FALSE(before->password) << "none was typed yet";
    work([&](ports::UnitOfWork& unit) { unit.directories().set_password(office.id, Secret{std::string_view("of the service")}); });
    const auto after = account();
    ASSERT_TRUE(after && after->password);
    EXPECT_EQ(after->password->reveal(), "of the service");
    EXPECT_EQ(after->directory.version, before->directory.version + 1);
}

TEST_P(StoreDirectories, AnAccountIsNobodyElsesAndOfNoOtherDirectory) {
    EXPECT_FALSE(account(tenant, office.id, ports::make_id<IdentityId>(entropy())));
    EXPECT_FALSE(account(tenant, ports::make_id<DirectoryId>(entropy()), person.id));
    EXPECT_FALSE(account(add_tenant("another.example"), office.id, person.id));
}

TEST_P(StoreDirectories, AnEntryThatIsGoneIsNoAccount) {
    link.gone_at = store().begin(tenant, ports::Access::Read)->now();
    work([&](ports::UnitOfWork& unit) { unit.entries().put(office.id, link); });
    EXPECT_FALSE(account());
}

INSTANTIATE_STORES(StoreDirectories);

}  // namespace
}  // namespace rekey::test
