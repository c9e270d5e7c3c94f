#include <gtest/gtest.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using identity::FoldedIdentifier;
using identity::Status;

class StoreIdentities : public StoreTest {
protected:
    StoreIdentities() : tenant(add_tenant("contoso.example")), other(add_tenant("fabrikam.example")) {}

    auto in(const TenantId& where, auto&& work) { return ports::transact(store(), where, work); }
    bool insert(const TenantId& where, const identity::Identity& person) {
        return in(where, [&](ports::UnitOfWork& unit) { return unit.identities().insert(person); });
    }
    bool update(const identity::Identity& person) {
        return in(tenant, [&](ports::UnitOfWork& unit) { return unit.identities().update(person); });
    }
    std::optional<identity::Identity> find(const TenantId& where, const auto& by) {
        return store().begin(where, ports::Access::Read)->identities().find(by);
    }
    std::vector<std::string> list(std::string_view prefix, std::string_view after, std::int64_t limit, bool deleted = false) {
        std::vector<std::string> names;
        for (const auto& person : store().begin(tenant, ports::Access::Read)->identities().list(prefix, after, limit, deleted)) {
            names.push_back(person.user_name);
        }
        return names;
    }

    TenantId tenant, other;
};

TEST_P(StoreIdentities, ComeBackAsTheyWere) {
    const auto anna = make_identity(entropy(), "Anna@Contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    for (const auto& found : {find(tenant, anna.id), find(tenant, FoldedIdentifier{"anna@contoso.example"})}) {
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, anna.id);
        EXPECT_EQ(found->user_name, "Anna@Contoso.example");
        EXPECT_EQ(found->display_name, anna.display_name);
        EXPECT_EQ(found->given_name, anna.given_name);
        EXPECT_EQ(found->surname, anna.surname);
        EXPECT_EQ(found->language, "nl");
        EXPECT_EQ(found->status, Status::Enabled);
        EXPECT_EQ(found->role, identity::Role::Helpdesk);
        EXPECT_EQ(found->security_stamp, 3);
        EXPECT_EQ(found->created_at, kStart);
    }
    EXPECT_FALSE(find(tenant, FoldedIdentifier{"Anna@Contoso.example"}));
}

TEST_P(StoreIdentities, AreUnknownInAnotherTenantAndMayHaveTheSameNameThere) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    EXPECT_FALSE(find(other, anna.id));
    EXPECT_FALSE(find(other, FoldedIdentifier{"anna@contoso.example"}));
    EXPECT_TRUE(insert(other, make_identity(entropy(), "anna@contoso.example")));
}

TEST_P(StoreIdentities, AUserNameIsClaimedOnceAndARefusalLeavesNoTrace) {
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
    const auto second = make_identity(entropy(), "ANNA@contoso.example");
    EXPECT_FALSE(insert(tenant, second));
    EXPECT_FALSE(find(tenant, second.id));
}

TEST_P(StoreIdentities, AnUpdateOverAnOlderVersionIsRefused) {
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
    auto first = *find(tenant, FoldedIdentifier{"anna@contoso.example"});
    auto second = first;
    first.surname = "Jansen";
    second.surname = "Bakker";
    EXPECT_TRUE(update(first));
    EXPECT_FALSE(update(second));
    EXPECT_EQ(find(tenant, first.id)->surname, "Jansen");
    EXPECT_EQ(find(tenant, first.id)->version, first.version + 1);
}

TEST_P(StoreIdentities, ANewUserNameReplacesTheOldOne) {
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
    auto anna = *find(tenant, FoldedIdentifier{"anna@contoso.example"});
    anna.user_name = "anna.jansen@contoso.example";
    ASSERT_TRUE(update(anna));
    EXPECT_FALSE(find(tenant, FoldedIdentifier{"anna@contoso.example"}));
    EXPECT_TRUE(find(tenant, FoldedIdentifier{"anna.jansen@contoso.example"}));
    EXPECT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
}

TEST_P(StoreIdentities, ANewUserNameOfAnotherPersonIsRefusedAndNothingChanges) {
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "bram@contoso.example")));
    auto anna = *find(tenant, FoldedIdentifier{"anna@contoso.example"});
    const auto version = anna.version;
    anna.user_name = "bram@contoso.example";
    EXPECT_FALSE(update(anna));
    EXPECT_EQ(find(tenant, anna.id)->user_name, "anna@contoso.example");
    EXPECT_EQ(find(tenant, anna.id)->version, version);
}

TEST_P(StoreIdentities, AliasesNameTheSamePersonUntilRemoved) {
    const auto anna = make_identity(entropy(), "anna@contoso.example"), bram = make_identity(entropy(), "bram@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    ASSERT_TRUE(insert(tenant, bram));
    const FoldedIdentifier alias{"a.devries@contoso.example"};
    in(tenant, [&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.identities().add_alias(anna.id, alias));
        EXPECT_TRUE(unit.identities().add_alias(anna.id, alias)) << "again for the same person is no error";
        EXPECT_FALSE(unit.identities().add_alias(bram.id, alias));
        EXPECT_FALSE(unit.identities().add_alias(bram.id, {"anna@contoso.example"}));
        EXPECT_EQ(unit.identities().identifiers(anna.id), (std::vector<std::string>{"anna@contoso.example", alias.text}));
    });
    EXPECT_EQ(find(tenant, alias)->id, anna.id);
    in(tenant, [&](ports::UnitOfWork& unit) {
        unit.identities().remove_alias(bram.id, alias);
        EXPECT_TRUE(unit.identities().find(alias)) << "only its owner can lose it";
        unit.identities().remove_alias(anna.id, alias);
        unit.identities().remove_alias(anna.id, {"anna@contoso.example"});
    });
    EXPECT_FALSE(find(tenant, alias));
    EXPECT_TRUE(find(tenant, FoldedIdentifier{"anna@contoso.example"})) << "a user name is no alias";
}

TEST_P(StoreIdentities, DeletedOnesAreFoundByIdOnlyAndKeepTheirName) {
    ASSERT_TRUE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));
    auto anna = *find(tenant, FoldedIdentifier{"anna@contoso.example"});
    anna.status = Status::Deleted;
    ASSERT_TRUE(update(anna));
    EXPECT_FALSE(find(tenant, FoldedIdentifier{"anna@contoso.example"}));
    EXPECT_EQ(find(tenant, anna.id)->status, Status::Deleted);
    EXPECT_FALSE(insert(tenant, make_identity(entropy(), "anna@contoso.example")));

    anna = *find(tenant, anna.id);
    anna.status = Status::Enabled;
    ASSERT_TRUE(update(anna));
    EXPECT_TRUE(find(tenant, FoldedIdentifier{"anna@contoso.example"}));
}

TEST_P(StoreIdentities, AreListedByFoldedNamePageByPage) {
    for (const auto* name : {"Carla@contoso.example", "anna@contoso.example", "Bram@contoso.example", "anton@contoso.example"}) {
        ASSERT_TRUE(insert(tenant, make_identity(entropy(), name)));
    }
    auto gone = make_identity(entropy(), "andre@contoso.example");
    gone.status = Status::Deleted;
    ASSERT_TRUE(insert(tenant, gone));
    ASSERT_TRUE(insert(other, make_identity(entropy(), "aaron@fabrikam.example")));

    using Names = std::vector<std::string>;
    EXPECT_EQ(list("", "", 10), (Names{"anna@contoso.example", "anton@contoso.example", "Bram@contoso.example", "Carla@contoso.example"}));
    EXPECT_EQ(list("", "", 2), (Names{"anna@contoso.example", "anton@contoso.example"}));
    EXPECT_EQ(list("", "anton@contoso.example", 2), (Names{"Bram@contoso.example", "Carla@contoso.example"}));
    EXPECT_EQ(list("an", "anna@contoso.example", 9), (Names{"anton@contoso.example"}));
    EXPECT_EQ(list("", "", 9, true), (Names{"andre@contoso.example"}));
    EXPECT_TRUE(list("", "", 0).empty());
}

TEST_P(StoreIdentities, TheSecurityStampRises) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    in(tenant, [&](ports::UnitOfWork& unit) {
        EXPECT_EQ(unit.identities().raise_security_stamp(anna.id).get(), 4);
        EXPECT_EQ(unit.identities().raise_security_stamp(anna.id).get(), 5);
        EXPECT_EQ(unit.identities().raise_security_stamp(ports::make_id<IdentityId>(entropy())).get(), std::nullopt);
    });
    EXPECT_EQ(find(tenant, anna.id)->version, anna.version + 2);
}

TEST_P(StoreIdentities, EveryRoleAndStatusComesBack) {
    for (int i = 0; i <= static_cast<int>(identity::Role::GlobalAdministrator); ++i) {
        auto person = make_identity(entropy(), "person" + std::to_string(i) + "@contoso.example");
        person.role = static_cast<identity::Role>(i);
        person.status = static_cast<Status>(i % 3);
        ASSERT_TRUE(insert(tenant, person));
        EXPECT_EQ(find(tenant, person.id)->role, person.role);
        EXPECT_EQ(find(tenant, person.id)->status, person.status);
    }
}

TEST_P(StoreIdentities, AuthenticatorsComeBackInOrderOfCreation) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    auto phone = make_mailbox(entropy(), anna.id, "+31612345678");
    phone.kind = method::Kind::Sms;
    phone.source = method::Source::Person;
    phone.verified_at = kStart + hours{1};
    phone.usable_from = kStart + hours{24};
    phone.created_at = kStart + hours{1};
    const auto mailbox = make_mailbox(entropy(), anna.id, "anna.private@mail.example");
    in(tenant, [&](ports::UnitOfWork& unit) {
        unit.authenticators().insert(phone);
        unit.authenticators().insert(mailbox);
    });
    const auto all = store().begin(tenant, ports::Access::Read)->authenticators().of(anna.id);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, mailbox.id);
    EXPECT_EQ(all[0].address, "anna.private@mail.example");
    EXPECT_EQ(all[0].verified_at, std::nullopt);
    EXPECT_EQ(all[1].kind, method::Kind::Sms);
    EXPECT_EQ(all[1].source, method::Source::Person);
    EXPECT_EQ(all[1].verified_at, phone.verified_at);
    EXPECT_EQ(all[1].usable_from, phone.usable_from);
    EXPECT_TRUE(store().begin(other, ports::Access::Read)->authenticators().of(anna.id).empty());
    in(tenant, [&](ports::UnitOfWork& unit) {
        EXPECT_TRUE(unit.authenticators().remove(anna.id, phone.id));
        EXPECT_FALSE(unit.authenticators().remove(anna.id, phone.id));
    });
}

TEST_P(StoreIdentities, NetworksAreRememberedPerPerson) {
    const auto anna = make_identity(entropy(), "anna@contoso.example"), bram = make_identity(entropy(), "bram@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    ASSERT_TRUE(insert(tenant, bram));
    const auto network = random_mac(entropy());
    in(tenant, [&](ports::UnitOfWork& unit) {
        EXPECT_FALSE(unit.networks().known(anna.id, network));
        unit.networks().remember(anna.id, network, kStart);
        unit.networks().remember(anna.id, network, kStart + hours{1});
        EXPECT_TRUE(unit.networks().known(anna.id, network));
        EXPECT_FALSE(unit.networks().known(bram.id, network));
    });
}

TEST_P(StoreIdentities, AStandingIsWhatItsQuestionsAnswerOneByOne) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    const auto mailbox = make_mailbox(entropy(), anna.id, "anna@elsewhere.example");
    const auto network = random_mac(entropy()), account = random_mac(entropy());
    const auto group = ports::make_id<GroupId>(entropy()), above = ports::make_id<GroupId>(entropy());
    const std::array<std::string_view, 3> names{"pause", "resets", "sends"};
    in(tenant, [&](ports::UnitOfWork& unit) {
        unit.authenticators().insert(mailbox);
        unit.networks().remember(anna.id, network, kStart);
        ASSERT_TRUE(unit.groups().insert(group, "staff"));
        ASSERT_TRUE(unit.groups().insert(above, "everybody"));
        ASSERT_TRUE(unit.groups().add_identity(group, anna.id));
        ASSERT_TRUE(unit.groups().add_group(above, group));
        static_cast<void>(unit.counters().add("sends", account, hours{1}));
        static_cast<void>(unit.counters().add("sends", account, hours{1}));
        static_cast<void>(unit.counters().add("resets", account, hours{1}));
        static_cast<void>(unit.counters().add("pause", account, Duration{0}));  // its window is over at once
        static_cast<void>(unit.counters().add("another", account, hours{1}));
        static_cast<void>(unit.counters().add("pause", random_mac(entropy()), hours{1}));

        const auto standing = unit.standings().of(anna.id, network, account, names, 2);
        ASSERT_EQ(standing.on_file.size(), 1U);
        EXPECT_EQ(standing.on_file.front().address, mailbox.address);
        EXPECT_EQ(standing.groups, (std::vector<std::string>{"everybody", "staff"}));
        EXPECT_TRUE(standing.familiar);
        EXPECT_EQ(standing.counts, (std::array<std::int64_t, 3>{0, 1, 2}));

        const auto nobody = unit.standings().of(ports::make_id<IdentityId>(entropy()), network, random_mac(entropy()), names, 2);
        EXPECT_TRUE(nobody.on_file.empty() && nobody.groups.empty() && !nobody.familiar);
        EXPECT_EQ(nobody.counts, (std::array<std::int64_t, 3>{}));
    });
    const auto elsewhere = store().begin(other, ports::Access::Read)->standings().of(anna.id, network, account, names, 2);
    EXPECT_TRUE(elsewhere.on_file.empty() && elsewhere.groups.empty() && !elsewhere.familiar);
    EXPECT_EQ(elsewhere.counts, (std::array<std::int64_t, 3>{}));
}

TEST_P(StoreIdentities, PasswordsAreWrittenOverTheVersionThatWasRead) {
    const auto anna = make_identity(entropy(), "anna@contoso.example");
    ASSERT_TRUE(insert(tenant, anna));
    ports::PasswordRecord record{{{19456, 2}, Bytes(16, 7), {random_mac(entropy()), random_mac(entropy())}}, std::nullopt, kStart, 0};
    const auto save = [&] { return in(tenant, [&](ports::UnitOfWork& unit) { return unit.passwords().save(anna.id, record); }); };
    const auto read = [&]() -> std::optional<ports::PasswordRecord> {
        return store().begin(tenant, ports::Access::Read)->passwords().find(anna.id);
    };
    EXPECT_FALSE(read());
    EXPECT_TRUE(save());
    EXPECT_FALSE(save()) << "there is one now";

    auto found = *read();
    EXPECT_EQ(found.current.cost, record.current.cost);
    EXPECT_EQ(found.current.salt, record.current.salt);
    EXPECT_EQ(found.current.verifiers, record.current.verifiers);
    EXPECT_FALSE(found.older);
    EXPECT_EQ(found.set_at, kStart);

    record = found;
    record.older = ports::VerifierSet{{8192, 1}, Bytes(16, 9), {random_mac(entropy())}};
    EXPECT_TRUE(save());
    EXPECT_FALSE(save()) << "over an older version";
    found = *read();
    ASSERT_TRUE(found.older);
    EXPECT_EQ(found.older->cost, record.older->cost);
    EXPECT_EQ(found.older->salt, record.older->salt);
    EXPECT_EQ(found.older->verifiers, record.older->verifiers);
    EXPECT_FALSE(store().begin(other, ports::Access::Read)->passwords().find(anna.id).get());
}

INSTANTIATE_STORES(StoreIdentities);

}  // namespace
}  // namespace rekey::test
