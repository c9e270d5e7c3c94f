// Security item 2, the deterministic half: for a stranger the server does the same work whomever he names. The ledger holds every
// named query with the rows it changed, every commit, and the number of Argon2id hashes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/store_fixture.hpp"
#include "support/reset_rig.hpp"

namespace rekey::test {
namespace {

class WorkLedger : public StoreTest {
protected:
    using Work = std::vector<std::string>;

    /// What the store did during `act`, and how many hashes ran.
    Work work_of(ResetRig& rig, const std::function<void()>& act) {
        const auto hashes = rig.hasher.count.load();
        ledger().clear();
        act();
        auto work = ledger().entries();
        work.push_back("hashes " + std::to_string(rig.hasher.count - hashes));
        return work;
    }

    struct Walk {
        Work start, choose, wrong, view, another;
    };
    Walk walk(ResetRig& rig, std::string_view user) {
        Walk work;
        std::optional<flows::ResetAnswer> started, sent;
        work.start = work_of(rig, [&] { started = rig.start(user).value(); });
        const auto& handle = *started->handle;
        work.choose =
            work_of(rig, [&] { sent = rig.service.choose_method(rig.tenant, handle, started->step.methods.at(0).id, "").value(); });
        work.wrong = work_of(rig, [&] { EXPECT_FALSE(rig.service.answer(rig.tenant, handle, sent->step.challenge, {Secret{"none"}})); });
        work.view = work_of(rig, [&] { EXPECT_TRUE(rig.service.view(rig.tenant, handle)); });
        work.another = work_of(rig, [&] { EXPECT_TRUE(rig.service.use_another(rig.tenant, handle)); });
        return work;
    }

    static void expect_same(const Walk& a, const Walk& b) {
        EXPECT_EQ(a.start, b.start);
        EXPECT_EQ(a.choose, b.choose);
        EXPECT_EQ(a.wrong, b.wrong);
        EXPECT_EQ(a.view, b.view);
        EXPECT_EQ(a.another, b.another);
    }
};

TEST_P(WorkLedger, IsTheSameForKnownUnknownDisabledMethodlessAndOutOfScopePeople) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    const auto disabled = rig.add_person("disabled@contoso.example", "disabled@mail.example");
    rig.change(disabled, [](auto& person) { person.status = identity::Status::Disabled; });
    static_cast<void>(rig.add_person("methodless@contoso.example"));
    const auto administrator = rig.add_person("admin@contoso.example", "admin@mail.example");
    rig.change(administrator, [](auto& person) { person.role = identity::Role::GlobalAdministrator; });
    static_cast<void>(walk(rig, "warm-up@contoso.example"));  // statements are prepared, counters of the network exist

    const auto known = walk(rig, "known@contoso.example");
    EXPECT_GT(known.start.size(), 10U);
    for (const auto* user :
         {"unknown@contoso.example", "disabled@contoso.example", "methodless@contoso.example", "admin@contoso.example", "not \t a name"}) {
        SCOPED_TRACE(user);
        expect_same(known, walk(rig, user));
    }
}

TEST_P(WorkLedger, IsTheSameWhenThePersonIsPausedOrOverBudget) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    static_cast<void>(rig.add_person("paused@contoso.example", "paused@mail.example"));
    for (const auto* user : {"paused@contoso.example", "stranger@contoso.example"}) {
        for (int i = 0; i < 6; ++i) static_cast<void>(walk(rig, user));
    }
    const auto known = walk(rig, "known@contoso.example");
    const auto paused = walk(rig, "paused@contoso.example");
    EXPECT_EQ(known.start, paused.start);
    EXPECT_EQ(known.choose, paused.choose);
    // A wrong answer over the budget also spoils the challenge: it costs a person and a decoy the same.
    expect_same(paused, walk(rig, "stranger@contoso.example"));
}

TEST_P(WorkLedger, ReachingTheLimitOfFailedProofsCostsAPersonAndADecoyTheSame) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    for (int i = 1; i <= 6; ++i) {
        SCOPED_TRACE(i);
        expect_same(walk(rig, "known@contoso.example"), walk(rig, "unknown@contoso.example"));
    }
}

/// Each kind of proof, with a right and with a wrong phone number: a decoy's costs the same, one hash for a recovery code included.
TEST_P(WorkLedger, IsTheSameForEachKindOfProof) {
    constexpr std::string_view kMobile = "+31612345678";
    const std::vector kinds{method::Kind::Sms,  method::Kind::VoiceMobile,  method::Kind::VoiceOffice,      method::Kind::Email,
                            method::Kind::Totp, method::Kind::RecoveryCode, method::Kind::SecurityQuestions};
    ResetRig rig(store(), entropy(), macs(), hasher(), kinds);
    rig.set("methods", "email\nsms\nvoice_mobile\nvoice_office\ntotp\nrecovery_code\nsecurity_questions");
    rig.set("gates", "2");
    rig.set("internal.decoy_shares",
            "sms 100\nvoice_mobile 100\nvoice_office 100\nemail 100\ntotp 100\nrecovery_code 100\nsecurity_questions 100\n");
    const auto known = rig.add_person("known@contoso.example", "known@mail.example");
    for (const auto kind : {method::Kind::Sms, method::Kind::VoiceMobile, method::Kind::VoiceOffice})
        rig.add_authenticator(known, kind, kMobile);
    static_cast<void>(rig.add_totp(known));
    static_cast<void>(rig.add_recovery_codes(known));
    static_cast<void>(rig.add_questions(known));

    const auto walk_kind = [&](std::string_view user, method::Kind kind, std::string_view number) {
        Walk work;
        std::optional<flows::ResetAnswer> started, asked;
        work.start = work_of(rig, [&] { started = rig.start(user).value(); });
        const auto& methods = started->step.methods;
        const auto& chosen = *std::ranges::find(methods, kind, &flows::MethodView::kind);
        const auto& handle = *started->handle;
        work.choose = work_of(rig, [&] { asked = rig.service.choose_method(rig.tenant, handle, chosen.id, number).value(); });
        work.wrong = work_of(rig, [&] { EXPECT_FALSE(rig.service.answer(rig.tenant, handle, asked->step.challenge, {Secret{"000000"}})); });
        work.view = work_of(rig, [&] { EXPECT_TRUE(rig.service.view(rig.tenant, handle)); });
        work.another = work_of(rig, [&] { EXPECT_TRUE(rig.service.use_another(rig.tenant, handle)); });
        return work;
    };
    for (const auto kind : kinds) static_cast<void>(walk_kind("warm-up@contoso.example", kind, kMobile));
    for (const auto kind : kinds) {
        SCOPED_TRACE(method::name(kind));
        sql("DELETE FROM counter");
        const auto right = walk_kind("known@contoso.example", kind, kMobile);
        const auto wrong = walk_kind("known@contoso.example", kind, "+31687654321");
        const auto nobody = walk_kind("unknown@contoso.example", kind, kMobile);
        expect_same(right, nobody);
        expect_same(wrong, nobody);
        const bool questions = kind == method::Kind::SecurityQuestions;
        EXPECT_EQ(right.wrong.back(), questions ? "hashes 3" : kind == method::Kind::RecoveryCode ? "hashes 1" : "hashes 0");
    }
}

/// Whether somebody is mastered in a directory, and whatever is known of it and of them there.
TEST_P(WorkLedger, IsTheSameForPeopleOfADirectory) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    const auto office = rig.add_office();
    const auto add = [&](const std::string& name, const std::function<void(ports::UnitOfWork&, ports::EntryLink&)>& edit) {
        const auto id = rig.add_person(name + "@contoso.example", name + "@mail.example", office.id);
        static_cast<void>(rig.add_entry(office.id, name, id));
        ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
            auto link = *unit.entries().of(id);
            edit(unit, link);
            unit.entries().put(office.id, link);
        });
    };
    add("writable", [](auto&, auto&) {});
    add("gone", [](auto& unit, auto& link) { link.gone_at = unit.now(); });
    static_cast<void>(rig.add_person("unread@contoso.example", "unread@mail.example", office.id));
    static_cast<void>(walk(rig, "warm-up@contoso.example"));

    const auto known = walk(rig, "known@contoso.example");
    for (const bool down : {false, true}) {
        SCOPED_TRACE(down);
        rig.save_policy(office.id, {.min_length = 10});
        if (down) sql("UPDATE directory_health SET down_since = checked_at");
        ASSERT_EQ(store().begin(rig.tenant, ports::Access::Read)->healths().of(office.id).down_since.has_value(), down);
        for (const auto* name : {"writable", "gone", "unread", "nobody"}) {
            SCOPED_TRACE(name);
            expect_same(known, walk(rig, fmt::format("{}@contoso.example", name)));
        }
    }
}

/// Whatever stands in the way of a text, one for a person costs what one for nobody costs.
TEST_P(WorkLedger, IsTheSameWhateverBudgetIsSpent) {
    constexpr std::string_view kMobile = "+31612345678";
    ResetRig rig(store(), entropy(), macs(), hasher(), {method::Kind::Sms});
    rig.set("internal.decoy_shares", "sms 100\n");
    rig.add_authenticator(rig.add_person("known@contoso.example"), method::Kind::Sms, kMobile);
    const auto choose = [&](std::string_view user) {
        auto started = rig.start(user).value();
        return work_of(
            rig, [&] { EXPECT_TRUE(rig.service.choose_method(rig.tenant, *started.handle, started.step.methods.at(0).id, kMobile)); });
    };
    const auto spent = [](std::string_view counter) { return fmt::format("UPDATE counter SET count = 100000 WHERE name = '{}'", counter); };
    static_cast<void>(choose("warm-up@contoso.example"));
    for (const auto& statement :
         {std::string("UPDATE counter SET count = 0"), spent("sends.phone"), spent("destination.mobile"), spent("sends.network"),
          spent("country.day"), spent("tenant.day"), spent("country.untyped") + ';' + spent("country.sent")}) {
        SCOPED_TRACE(statement);
        sql("DELETE FROM counter");
        // Both have their rows, so that the statements find what they find later.
        for (const auto* user : {"known@contoso.example", "unknown@contoso.example"}) static_cast<void>(choose(user));
        sql(statement);
        // The one send that raises an alarm does more, once: it is for a person always.
        if (statement.contains("untyped")) static_cast<void>(choose("known@contoso.example"));
        const auto known = choose("known@contoso.example");
        EXPECT_EQ(known, choose("unknown@contoso.example"));
        EXPECT_EQ(std::ranges::count(known, "counter.add 1"), 8);
    }
}

/// Where it may be told what became of a message, asking costs the same for one that is held back; where it may not, nobody asks.
TEST_P(WorkLedger, IsTheSameWhetherAMessageIsSentOrHeldBack) {
    ResetRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    static_cast<void>(rig.add_person("paused@contoso.example", "paused@mail.example"));
    const auto asks = [](const auto& entry) { return entry.starts_with("outbox.find"); };
    const auto concealed = walk(rig, "known@contoso.example");
    EXPECT_EQ(std::ranges::count_if(concealed.view, asks), 0);
    for (int i = 0; i < 6; ++i) static_cast<void>(walk(rig, "paused@contoso.example"));
    rig.set("stranger_answers", "explain");
    const auto known = walk(rig, "known@contoso.example");
    EXPECT_EQ(known.view, walk(rig, "paused@contoso.example").view);
    EXPECT_EQ(std::ranges::count_if(known.view, asks), 1);
}

/// A call that is confirmed on the phone: what waits for it looks the same and costs the same, whomever it is for.
TEST_P(WorkLedger, IsTheSameWhileACallIsWaitedFor) {
    constexpr std::string_view kMobile = "+31612345678";
    ResetRig rig(store(), entropy(), macs(), hasher(), {method::Kind::VoiceMobile});
    rig.set("voice_proof", "number");
    rig.set("internal.decoy_shares", "voice_mobile 100\n");
    rig.add_authenticator(rig.add_person("known@contoso.example"), method::Kind::VoiceMobile, kMobile);
    const auto wait = [&](std::string_view user, std::string_view number) {
        Walk work;
        std::optional<flows::ResetAnswer> started, asked;
        work.start = work_of(rig, [&] { started = rig.start(user).value(); });
        const auto& handle = *started->handle;
        work.choose =
            work_of(rig, [&] { asked = rig.service.choose_method(rig.tenant, handle, started->step.methods.at(0).id, number).value(); });
        work.wrong = work_of(rig, [&] { EXPECT_FALSE(rig.service.answer(rig.tenant, handle, asked->step.challenge, {})); });
        work.view = work_of(rig, [&] { EXPECT_TRUE(rig.service.view(rig.tenant, handle)); });
        work.another = work_of(rig, [&] { EXPECT_TRUE(rig.service.use_another(rig.tenant, handle)); });
        return work;
    };
    static_cast<void>(wait("warm-up@contoso.example", kMobile));
    sql("DELETE FROM counter");
    const auto rings = wait("known@contoso.example", kMobile);
    expect_same(rings, wait("unknown@contoso.example", kMobile));
    sql("DELETE FROM counter");
    expect_same(rings, wait("known@contoso.example", "+31687654321"));
    // A second within the minute, and one after 9 was pressed.
    EXPECT_EQ(wait("known@contoso.example", kMobile).choose, rings.choose);
    sql("INSERT INTO counter (tenant_id, name, subject, count, ends_at) SELECT tenant_id, 'calls.denied', subject, 1, ends_at + 900000 FROM counter WHERE name = 'calls.prompts'");
    EXPECT_EQ(wait("known@contoso.example", kMobile).choose, rings.choose);
}

INSTANTIATE_STORES(WorkLedger);

}  // namespace
}  // namespace rekey::test
