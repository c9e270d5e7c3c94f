// Signing in, sessions and the account page over both stores.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "support/signin_rig.hpp"

namespace rekey::test {
namespace {

constexpr const char* kAnna = "anna@contoso.example";
constexpr const char* kRight = "old password of anna@contoso.example";
constexpr const char* kNew = "maple lantern quiet river";

class SignInFlow : public StoreTest {
protected:
    static ErrorCode error_of(const auto& result) { return result ? ErrorCode::NotFound : result.error().code; }
    [[nodiscard]] std::vector<std::string> kinds(SignInRig& rig) {
        std::vector<std::string> names;
        for (const auto& event : rig.events()) names.emplace_back(audit::name(event.kind));
        std::ranges::reverse(names);
        return names;
    }
    void age_sessions(std::int64_t milliseconds) {
        const auto ms = std::to_string(milliseconds);
        sql("UPDATE session SET signed_in_at = signed_in_at - " + ms + ", last_seen_at = last_seen_at - " + ms + ", ends_at = ends_at - " +
            ms);
    }
};

TEST_P(SignInFlow, APersonSignsInLooksAroundAndSignsOut) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    auto answered = rig.sign_in("Anna@Contoso.example", kRight);
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.stage, signin::Stage::SignedIn);
    EXPECT_EQ(answered->step.user, kAnna);
    const auto& token = answered->token;
    ASSERT_TRUE(token);
    EXPECT_EQ(token->size(), 43U);

    const auto info = rig.accounts.session(rig.tenant, token);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->user, kAnna);
    EXPECT_EQ(info->expires_at - info->signed_in_at, hours{8});
    EXPECT_EQ(info->idle_until - info->now, minutes{30});

    const auto sessions = rig.accounts.sessions(rig.tenant, token);
    ASSERT_TRUE(sessions);
    ASSERT_EQ(sessions->sessions.size(), 1U);
    EXPECT_EQ(sessions->sessions[0].device, "Firefox on Linux");
    EXPECT_EQ(sessions->sessions[0].id, sessions->current);

    rig.signins.sign_out(rig.tenant, token, rig.caller);
    rig.signins.sign_out(rig.tenant, token, rig.caller);  // asking twice is no mistake
    EXPECT_FALSE(rig.holds(*token));
    EXPECT_EQ(kinds(rig), (std::vector<std::string>{"signed_in", "signed_out"}));
}

TEST_P(SignInFlow, TheStoreHoldsNoToken) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    const auto token = rig.signed_in(kAnna);
    EXPECT_EQ(dump().find(token.reveal()), std::string::npos);
    EXPECT_EQ(dump().find("wrong kettle of fish"), std::string::npos);
    EXPECT_FALSE(rig.sign_in(kAnna, "wrong kettle of fish"));
    EXPECT_EQ(dump().find("wrong kettle of fish"), std::string::npos);
}

// Security item 33: a token the browser came with never becomes the session's, and is dead afterwards.
TEST_P(SignInFlow, ATokenFromBeforeNeverOutlivesASignIn) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    static_cast<void>(rig.add_person("mallory@contoso.example", "mallory@mail.example"));
    const auto planted = rig.signed_in("mallory@contoso.example");
    const auto answered = rig.sign_in(kAnna, kRight, Secret{planted.reveal()});
    ASSERT_TRUE(answered);
    EXPECT_NE(answered->token->reveal(), planted.reveal());
    EXPECT_FALSE(rig.holds(planted));
    const auto invented = rig.sign_in(kAnna, kRight, Secret{std::string_view("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")});
    ASSERT_TRUE(invented);
    EXPECT_FALSE(rig.holds(Secret{std::string_view("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}));
}

TEST_P(SignInFlow, AnExpiredPasswordLeadsToAChangeAndTheNextOneToTheAccount) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    rig.set("password_days", "90");
    const auto age = [&](Duration age) {
        const auto now = store().begin(rig.tenant, ports::Access::Read)->now();
        sql("UPDATE password SET set_at = " + std::to_string(to_millis(now - age)));
    };
    age(days{89});
    EXPECT_EQ(rig.sign_in(kAnna, kRight)->step.stage, signin::Stage::SignedIn);
    age(days{90});
    const auto waiting = rig.sign_in(kAnna, kRight);
    ASSERT_EQ(waiting->step.stage, signin::Stage::MustChangePassword);
    ASSERT_TRUE(rig.signins.change_password(rig.tenant, waiting->token, Secret{kRight}, Secret{kNew}, rig.caller)->done);
    EXPECT_EQ(rig.sign_in(kAnna, kNew)->step.stage, signin::Stage::SignedIn);
}

TEST_P(SignInFlow, ATemporaryPasswordLeadsToAChangeAndOpensNothingElse) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    const auto id = rig.add_person(kAnna, kAnna);
    rig.make_temporary(id);
    auto answered = rig.sign_in(kAnna, kRight);
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->step.stage, signin::Stage::MustChangePassword);
    ASSERT_TRUE(answered->step.rules);
    EXPECT_EQ(answered->step.rules->min_length, 12);
    const auto& waiting = answered->token;
    EXPECT_EQ(error_of(rig.accounts.session(rig.tenant, waiting)), ErrorCode::NotSignedIn);
    EXPECT_EQ(error_of(rig.accounts.activity(rig.tenant, waiting)), ErrorCode::NotSignedIn);
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, waiting, Secret{kRight}, Secret{kNew}, rig.caller)),
              ErrorCode::NotSignedIn);
    EXPECT_EQ(rig.signins.view(rig.tenant, waiting)->step.stage, signin::Stage::MustChangePassword);

    const auto same = rig.signins.change_password(rig.tenant, waiting, Secret{kRight}, Secret{kRight}, rig.caller);
    ASSERT_TRUE(same);
    EXPECT_FALSE(same->reasons.empty());
    auto changed = rig.signins.change_password(rig.tenant, waiting, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed);
    ASSERT_TRUE(changed->done);
    EXPECT_EQ(changed->done->step.stage, signin::Stage::SignedIn);
    EXPECT_NE(changed->done->token->reveal(), waiting->reveal());
    EXPECT_TRUE(rig.holds(*changed->done->token));
    EXPECT_EQ(error_of(rig.signins.view(rig.tenant, waiting)), ErrorCode::NotSignedIn);
    EXPECT_EQ(rig.sign_in(kAnna, kNew)->step.stage, signin::Stage::SignedIn);
    EXPECT_EQ(error_of(rig.signins.check_password(rig.tenant, changed->done->token, Secret{kNew})), ErrorCode::NotAllowedNow);
}

TEST_P(SignInFlow, AChangeOfPasswordEndsTheOtherSessionsAndKeepsThisOneUnderANewToken) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    const auto id = rig.add_person(kAnna, "anna.private@mail.example");
    const auto other = rig.signed_in(kAnna);
    const std::optional<Secret> mine = rig.signed_in(kAnna);
    EXPECT_EQ(error_of(rig.accounts.change_password(rig.tenant, mine, Secret{"not it at all"}, Secret{kNew}, rig.caller)),
              ErrorCode::CurrentPasswordWrong);
    auto changed = rig.accounts.change_password(rig.tenant, mine, Secret{kRight}, Secret{kNew}, rig.caller);
    ASSERT_TRUE(changed);
    ASSERT_TRUE(changed->done);
    EXPECT_FALSE(rig.holds(other));
    EXPECT_FALSE(rig.holds(*mine));
    EXPECT_TRUE(rig.holds(*changed->done->token));
    EXPECT_TRUE(rig.verifies(id, kNew));
    const auto notices = rig.collect_messages();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, message::Kind::PasswordChanged);
    EXPECT_EQ(notices[0].destination, "anna.private@mail.example");
}

TEST_P(SignInFlow, GuessesOfTheCurrentPasswordAreLimited) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    const std::optional<Secret> token = rig.signed_in(kAnna);
    std::map<ErrorCode, int> outcomes;
    {
        std::mutex mutex;
        std::vector<std::jthread> guesses;
        for (int i = 0; i < 24; ++i) {
            guesses.emplace_back([&, i] {
                const auto outcome =
                    rig.accounts.change_password(rig.tenant, token, Secret{"guess number " + std::to_string(i)}, Secret{kNew}, rig.caller);
                const std::scoped_lock lock(mutex);
                ++outcomes[error_of(outcome)];
            });
        }
    }
    EXPECT_EQ(outcomes[ErrorCode::CurrentPasswordWrong], 10);
    EXPECT_EQ(outcomes[ErrorCode::TooManyPasswords], 14);
}

// Security items 39 and 40: a reset ends every session and gives none.
TEST_P(SignInFlow, AResetEndsEverySession) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    const auto token = rig.signed_in(kAnna);
    const auto handle = rig.pass_all_gates(kAnna);
    const auto done = rig.service.set_password(rig.tenant, handle, Secret{kNew}, rig.caller);
    ASSERT_TRUE(done->done);
    EXPECT_FALSE(rig.holds(token));
    ASSERT_TRUE(done->done->handle);
    EXPECT_FALSE(rig.holds(*done->done->handle));
    EXPECT_FALSE(rig.holds(handle));
}

TEST_P(SignInFlow, SessionsEndWhenIdleAndAtTheirLastEnd) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    const auto idle = rig.signed_in(kAnna);
    age_sessions(29 * 60'000);
    EXPECT_TRUE(rig.holds(idle));  // and was seen
    age_sessions(29 * 60'000);
    EXPECT_TRUE(rig.holds(idle));
    age_sessions(31 * 60'000);
    EXPECT_FALSE(rig.holds(idle));

    const auto busy = rig.signed_in(kAnna);
    for (int i = 0; i < 19; ++i) {
        age_sessions(25 * 60'000);
        EXPECT_TRUE(rig.holds(busy)) << i;
    }
    age_sessions(25 * 60'000);
    EXPECT_FALSE(rig.holds(busy)) << "more than eight hours";
}

TEST_P(SignInFlow, BeingSeenCostsOneWriteAMinute) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    const auto token = rig.signed_in(kAnna);
    ledger().clear();
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(rig.holds(token));
    EXPECT_EQ(std::ranges::count(ledger().entries(), "session.note 1"), 0);
    age_sessions(61'000);
    ledger().clear();
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(rig.holds(token));
    EXPECT_EQ(std::ranges::count(ledger().entries(), "session.note 1"), 1);
}

TEST_P(SignInFlow, SessionsAreListedAndEndedByTheirOwnerOnly) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    static_cast<void>(rig.add_person("bert@contoso.example", "bert@mail.example"));
    const std::optional<Secret> first = rig.signed_in(kAnna), second = rig.signed_in(kAnna), bert = rig.signed_in("bert@contoso.example");
    const auto list = rig.accounts.sessions(rig.tenant, first).value();
    ASSERT_EQ(list.sessions.size(), 2U);
    const auto berts = rig.accounts.sessions(rig.tenant, bert)->current.text();
    EXPECT_EQ(error_of(rig.accounts.end_session(rig.tenant, first, berts, rig.caller)), ErrorCode::NotFound);
    EXPECT_EQ(error_of(rig.accounts.end_session(rig.tenant, first, "nonsense", rig.caller)), ErrorCode::NotFound);
    EXPECT_TRUE(rig.holds(*bert));
    const auto seconds = rig.accounts.sessions(rig.tenant, second)->current.text();
    EXPECT_TRUE(rig.accounts.end_session(rig.tenant, first, seconds, rig.caller));
    EXPECT_FALSE(rig.holds(*second));

    const auto third = rig.signed_in(kAnna);
    EXPECT_TRUE(rig.accounts.end_sessions(rig.tenant, first, flows::WhichSessions::Others, rig.caller));
    EXPECT_FALSE(rig.holds(third));
    EXPECT_TRUE(rig.holds(*first));
    EXPECT_TRUE(rig.accounts.end_sessions(rig.tenant, first, flows::WhichSessions::All, rig.caller));
    EXPECT_FALSE(rig.holds(*first));
    EXPECT_TRUE(rig.holds(*bert));
}

TEST_P(SignInFlow, ADisabledPersonIsOutAtOnce) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    const auto id = rig.add_person(kAnna, kAnna);
    const auto token = rig.signed_in(kAnna);
    rig.change(id, [](auto& person) { person.status = identity::Status::Disabled; });
    EXPECT_FALSE(rig.holds(token));
    EXPECT_EQ(error_of(rig.sign_in(kAnna, kRight)), ErrorCode::SignInRefused);
}

TEST_P(SignInFlow, ActivityShowsOnesOwnEventsAndNoStepOfAProof) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    static_cast<void>(rig.add_person("bert@contoso.example", "bert@mail.example"));
    static_cast<void>(rig.signed_in("bert@contoso.example"));
    static_cast<void>(rig.wait_for_code(kAnna));
    EXPECT_FALSE(rig.sign_in_from("203.0.113.9", kAnna, "not it at all"));
    const std::optional<Secret> token = rig.signed_in(kAnna);
    const auto activity = rig.accounts.activity(rig.tenant, token).value();
    std::vector<std::string_view> names;
    for (const auto& event : activity.events) names.push_back(audit::name(event.kind));
    EXPECT_EQ(names, (std::vector<std::string_view>{"signed_in", "sign_in_failed", "reset_started"}));
    EXPECT_EQ(activity.events[1].network, "203.0.113.9");
    EXPECT_EQ(activity.events[1].details.at("device"), "Firefox on Linux");
}

TEST_P(SignInFlow, ANetworkWithManyRefusalsWaitsAndIsTold) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    rig.set("refused_sign_ins_per_10_minutes", "10");
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(rig.sign_in(kAnna, kRight)) << "what is not refused does not count";
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(error_of(rig.sign_in("nobody" + std::to_string(i) + "@contoso.example", "x")), ErrorCode::SignInRefused);
    const auto refused = rig.sign_in(kAnna, kRight);
    EXPECT_EQ(error_of(refused), ErrorCode::TooManySignIns);
    EXPECT_GT(refused.error().retry_after.value(), minutes{9});
    EXPECT_TRUE(rig.sign_in_from("203.0.113.200", kAnna, kRight));
}

TEST_P(SignInFlow, ADearerHashIsMadeAtTheNextSignIn) {
    SignInRig cheap(store(), entropy(), macs(), hasher());
    const auto id = cheap.add_person(kAnna, kAnna);
    const crypto::Argon2idHasher dearer({hasher().current_cost().memory_kib, hasher().current_cost().passes + 1});
    flows::SignInPorts ports = cheap.ports;
    flows::SignInService service({ports.store, ports.entropy, ports.macs, dearer, ports.strength, ports.connectors, ports.offered, [] {}},
                                 cheap.totp);
    const auto cost = [&] { return store().begin(cheap.tenant, ports::Access::Read)->passwords().find(id).get()->current.cost; };
    ASSERT_TRUE(service.sign_in(cheap.tenant, {kAnna, Secret{kRight}, ""}, std::nullopt, cheap.caller));
    EXPECT_EQ(cost(), dearer.current_cost());
    EXPECT_TRUE(service.sign_in(cheap.tenant, {kAnna, Secret{kRight}, ""}, std::nullopt, cheap.caller));
}

TEST_P(SignInFlow, EndedSessionsAndForgottenLockoutsAreSweptAway) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    static_cast<void>(rig.signed_in(kAnna));
    static_cast<void>(rig.sign_in("nobody@contoso.example", "x"));
    const auto sweep = [&](Duration later) {
        return ports::transact(store(), rig.tenant,
                               [&](ports::UnitOfWork& unit) { return unit.housekeeping().sweep(unit.now() + later, 100); });
    };
    static_cast<void>(sweep(hours{25}));
    ledger().clear();
    EXPECT_EQ(sweep(hours{100}), 0);
    EXPECT_FALSE(store().begin(rig.tenant, ports::Access::Read)->lockouts().find(Mac{}, identity::Side::Unfamiliar));
}

INSTANTIATE_STORES(SignInFlow);

}  // namespace
}  // namespace rekey::test
