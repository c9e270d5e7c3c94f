// What authenticators without an address prove with: single use, sealing, and who takes them along.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using testing::UnorderedElementsAre;

class StoreProofs : public StoreTest {
protected:
    StoreProofs() : tenant(add_tenant("contoso.example")) {}

    /// A person with one authenticator of that kind.
    method::Authenticator add(method::Kind kind, std::string_view user_name) {
        identity::Identity person;
        person.id = ports::make_id<IdentityId>(entropy());
        person.user_name = std::string(user_name);
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            person.created_at = unit.now();
            ASSERT_TRUE(unit.identities().insert(person));
        });
        return add_to(person.id, kind);
    }

    method::Authenticator add_to(const IdentityId& person, method::Kind kind) {
        method::Authenticator authenticator;
        authenticator.id = ports::make_id<AuthenticatorId>(entropy());
        authenticator.identity = person;
        authenticator.kind = kind;
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
            authenticator.created_at = authenticator.usable_from = unit.now();
            unit.authenticators().insert(authenticator);
        });
        return authenticator;
    }

    static Mac mac(std::uint8_t number) {
        Mac made;
        made.bytes.fill(number);
        return made;
    }

    /// How many of 64 parallel calls, on two nodes, said yes.
    int winners(const std::function<bool(ports::UnitOfWork&)>& act) {
        const auto other = open_another();
        std::atomic<int> won = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 64; ++i) {
            threads.emplace_back([&, i] {
                auto& node = i % 2 == 0 ? store() : *other;
                if (ports::transact(node, tenant, act)) ++won;
            });
        }
        threads.clear();
        return won;
    }

    TenantId tenant;
};

TEST_P(StoreProofs, AKeyIsSealedAndOpenedAgain) {
    const auto app = add(method::Kind::Totp, "anna@contoso.example");
    constexpr std::string_view kKey = "a key of twenty byte";
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_totp(app.id, Secret{kKey}); });
    EXPECT_EQ(store().begin(tenant, ports::Access::Read)->proofs().totp_key(app.id).value().reveal(), kKey);
    EXPECT_EQ(dump().find(kKey), std::string::npos);
    EXPECT_FALSE(store().begin(tenant, ports::Access::Read)->proofs().totp_key(ports::make_id<AuthenticatorId>(entropy())));
}

TEST_P(StoreProofs, AStepIsUsedOnceAndTakesThoseBeforeItAlong) {
    const auto app = add(method::Kind::Totp, "anna@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_totp(app.id, Secret{std::string_view("key")}); });
    const auto use = [&](std::int64_t step) {
        return ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { return unit.proofs().use_step(app.id, step); });
    };
    EXPECT_TRUE(use(100));
    EXPECT_FALSE(use(100));
    EXPECT_FALSE(use(99));
    EXPECT_TRUE(use(101));
}

TEST_P(StoreProofs, ACodeIsUsedOnceAndTheOthersStay) {
    const auto saved = add(method::Kind::RecoveryCode, "anna@contoso.example");
    const ports::VerifierSet set{{7168, 5}, Bytes(16, 7), {mac(1), mac(2), mac(3)}};
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_codes(saved.id, set); });
    const auto use = [&](const Mac& code) {
        return ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { return unit.proofs().use_code(saved.id, code); });
    };
    EXPECT_TRUE(use(mac(2)));
    EXPECT_FALSE(use(mac(2)));
    EXPECT_FALSE(use(mac(9)));
    const auto left = store().begin(tenant, ports::Access::Read)->proofs().codes(saved.id).value();
    EXPECT_EQ(left.cost, set.cost);
    EXPECT_EQ(left.salt, set.salt);
    EXPECT_THAT(left.verifiers, UnorderedElementsAre(mac(1), mac(3)));
}

TEST_P(StoreProofs, AnEmptySetIsNotTheSameAsNone) {
    const auto saved = add(method::Kind::RecoveryCode, "anna@contoso.example");
    EXPECT_FALSE(store().begin(tenant, ports::Access::Read)->proofs().codes(saved.id));
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_codes(saved.id, {{7168, 5}, Bytes(16, 7), {}}); });
    EXPECT_THAT(store().begin(tenant, ports::Access::Read)->proofs().codes(saved.id).value().verifiers, testing::IsEmpty());
}

TEST_P(StoreProofs, EmptySetsOfAPersonGoAndNothingElse) {
    const auto used_up = add(method::Kind::RecoveryCode, "anna@contoso.example");
    const auto app = add_to(used_up.identity, method::Kind::Totp);
    const auto good = add_to(used_up.identity, method::Kind::RecoveryCode);
    const auto of_another = add(method::Kind::RecoveryCode, "berta@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.proofs().add_totp(app.id, Secret{std::string_view("key")});
        unit.proofs().add_codes(used_up.id, {{7168, 5}, Bytes(16, 7), {mac(1)}});
        unit.proofs().add_codes(good.id, {{7168, 5}, Bytes(16, 7), {mac(1)}});
        unit.proofs().add_codes(of_another.id, {{7168, 5}, Bytes(16, 7), {}});
        EXPECT_TRUE(unit.proofs().use_code(used_up.id, mac(1)));
        unit.proofs().remove_empty_sets(used_up.identity);
    });
    const auto unit = store().begin(tenant, ports::Access::Read);
    const auto ids = [&](const IdentityId& person) {
        std::vector<AuthenticatorId> all;
        for (const auto& each : unit->authenticators().of(person)) all.push_back(each.id);
        return all;
    };
    EXPECT_THAT(ids(used_up.identity), UnorderedElementsAre(app.id, good.id));
    EXPECT_THAT(ids(of_another.identity), UnorderedElementsAre(of_another.id));
    EXPECT_FALSE(unit->proofs().codes(used_up.id));
    EXPECT_TRUE(unit->proofs().codes(good.id));
}

TEST_P(StoreProofs, TheyGoWithTheirAuthenticator) {
    const auto app = add(method::Kind::Totp, "anna@contoso.example");
    const auto saved = add(method::Kind::RecoveryCode, "berta@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.proofs().add_totp(app.id, Secret{std::string_view("key")});
        unit.proofs().add_codes(saved.id, {{7168, 5}, Bytes(16, 7), {mac(1)}});
        EXPECT_TRUE(unit.authenticators().remove(app.identity, app.id));
        EXPECT_TRUE(unit.authenticators().remove(saved.identity, saved.id));
    });
    const auto unit = store().begin(tenant, ports::Access::Read);
    EXPECT_FALSE(unit->proofs().totp_key(app.id));
    EXPECT_FALSE(unit->proofs().codes(saved.id));
}

TEST_P(StoreProofs, QuestionsComeBackByPersonInTheOrderTheyWereChosen) {
    const auto first = add(method::Kind::SecurityQuestions, "anna@contoso.example");
    const auto other = add(method::Kind::SecurityQuestions, "berta@contoso.example");
    auto second = first;
    second.id = ports::make_id<AuthenticatorId>(entropy());
    const std::string own = "own:Welke afdeling? 日本 'quoted'";
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.authenticators().insert(second);
        unit.proofs().add_questions({first.id, {7168, 5}, Bytes(16, 7), {{"soft_toy", mac(3)}, {own, mac(1)}, {"first_pet", mac(2)}}});
        unit.proofs().add_questions({second.id, {19456, 2}, Bytes(16, 8), {{"nickname", mac(4)}}});
        unit.proofs().add_questions({other.id, {19456, 2}, Bytes(16, 9), {{"nickname", mac(5)}}});
    });
    const auto sets = store().begin(tenant, ports::Access::Read)->proofs().questions(first.identity);
    ASSERT_EQ(sets.size(), 2U);
    EXPECT_EQ(sets[0].authenticator, first.id);
    EXPECT_EQ(sets[0].cost, (ports::HashCost{7168, 5}));
    EXPECT_EQ(sets[0].salt, Bytes(16, 7));
    ASSERT_EQ(sets[0].answered.size(), 3U);
    EXPECT_EQ(sets[0].answered[1].question, own);
    EXPECT_EQ(sets[0].answered[1].verifier, mac(1));
    EXPECT_EQ(sets[0].answered[2].question, "first_pet");
    EXPECT_EQ(sets[1].answered[0].verifier, mac(4));
}

TEST_P(StoreProofs, QuestionsGoWithTheirAuthenticator) {
    const auto mine = add(method::Kind::SecurityQuestions, "anna@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.proofs().add_questions({mine.id, {7168, 5}, Bytes(16, 7), {{"soft_toy", mac(3)}}});
    });
    EXPECT_TRUE(store().begin(add_tenant("fabrikam.example"), ports::Access::Read)->proofs().questions(mine.identity).empty());
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { ASSERT_TRUE(unit.authenticators().remove(mine.identity, mine.id)); });
    // Had they stayed behind, they would be there again with an authenticator of that id.
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.authenticators().insert(mine); });
    EXPECT_TRUE(store().begin(tenant, ports::Access::Read)->proofs().questions(mine.identity).empty());
}

TEST_P(StoreProofs, ASetHasNoQuestionTwice) {
    const auto mine = add(method::Kind::SecurityQuestions, "anna@contoso.example");
    EXPECT_THROW(
        ports::transact(store(), tenant,
                        [&](ports::UnitOfWork& unit) {
                            unit.proofs().add_questions({mine.id, {7168, 5}, Bytes(16, 7), {{"soft_toy", mac(3)}, {"soft_toy", mac(4)}}});
                        }),
        Fault);
}

TEST_P(StoreProofs, AnotherTenantFindsNothing) {
    const auto app = add(method::Kind::Totp, "anna@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_totp(app.id, Secret{std::string_view("key")}); });
    const auto other = add_tenant("fabrikam.example");
    const auto unit = store().begin(other);
    EXPECT_FALSE(unit->proofs().totp_key(app.id));
    EXPECT_FALSE(unit->proofs().use_step(app.id, 5));
}

TEST_P(StoreProofs, OfSixtyFourUsersOfOneStepOrCodeOneIsFirst) {
    const auto app = add(method::Kind::Totp, "anna@contoso.example");
    const auto saved = add(method::Kind::RecoveryCode, "berta@contoso.example");
    ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) {
        unit.proofs().add_totp(app.id, Secret{std::string_view("key")});
        unit.proofs().add_codes(saved.id, {{7168, 5}, Bytes(16, 7), {mac(1), mac(2)}});
    });
    EXPECT_EQ(winners([&](ports::UnitOfWork& unit) { return unit.proofs().use_step(app.id, 42); }), 1);
    EXPECT_EQ(winners([&](ports::UnitOfWork& unit) { return unit.proofs().use_code(saved.id, mac(1)); }), 1);
}

INSTANTIATE_STORES(StoreProofs);

}  // namespace
}  // namespace rekey::test
