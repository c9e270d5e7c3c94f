// Smart lockout over both stores: time series of failures, repeats and networks against the lock the product's table of numbers asks for.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "support/signin_rig.hpp"

namespace rekey::test {
namespace {

constexpr const char* kAnna = "anna@contoso.example";
constexpr const char* kRight = "old password of anna@contoso.example";

class Lockout : public StoreTest {
protected:
    /// As if so much time had passed for every lockout.
    void pass(std::int64_t seconds) {
        const auto ms = std::to_string(seconds * 1000);
        sql("UPDATE sign_in_lockout SET ends_at = ends_at - " + ms + ", locked_until = CASE WHEN locked_until > 0 THEN locked_until - " +
            ms + " ELSE 0 END");
    }
    static std::string wrong(int number) { return "wrong password " + std::to_string(number); }
};

struct Move {
    int count;               ///< so many sign-ins
    enum { Fresh, Repeat, Right, Wait } what;
    std::int64_t wait = 0;   ///< Wait: seconds
    std::int64_t locked = 0; ///< seconds of lock there must be afterwards; 0: none
};
struct Series {
    const char* rule;
    std::vector<Move> moves;
};

const Series kSeries[] = {
    {"nine different wrong passwords do not lock", {{9, Move::Fresh, 0, 0}, {1, Move::Right, 0, 0}}},
    {"the tenth locks for a minute", {{9, Move::Fresh, 0, 0}, {1, Move::Fresh, 0, 60}}},
    {"after the lock the next failure locks for twice as long",
     {{10, Move::Fresh, 0, 60}, {1, Move::Wait, 61, 0}, {1, Move::Fresh, 0, 120}, {1, Move::Wait, 121, 0}, {1, Move::Fresh, 0, 240}}},
    {"what comes during the lock neither counts nor prolongs it",
     {{10, Move::Fresh, 0, 60}, {30, Move::Fresh, 0, 60}, {1, Move::Wait, 61, 0}, {1, Move::Fresh, 0, 120}}},
    {"one of the last three wrong passwords repeated does not count",
     {{8, Move::Fresh, 0, 0}, {30, Move::Repeat, 0, 0}, {1, Move::Fresh, 0, 0}, {20, Move::Repeat, 0, 0}, {1, Move::Fresh, 0, 60}}},
    {"a repeat does not lock after a lock either", {{10, Move::Fresh, 0, 60}, {1, Move::Wait, 61, 0}, {5, Move::Repeat, 0, 0}}},
    {"a success clears the count", {{9, Move::Fresh, 0, 0}, {1, Move::Right, 0, 0}, {9, Move::Fresh, 0, 0}}},
    {"a right password during the lock is refused as a wrong one is", {{10, Move::Fresh, 0, 60}, {1, Move::Right, 0, 60}}},
    {"a day after the last failure all is forgotten",
     {{9, Move::Fresh, 0, 0}, {1, Move::Wait, 24 * 3600 + 1, 0}, {9, Move::Fresh, 0, 0}, {1, Move::Fresh, 0, 60}}},
};

TEST_P(Lockout, FollowsTheTable) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    int person = 0, number = 0;
    for (const auto& series : kSeries) {
        SCOPED_TRACE(series.rule);
        const auto user = "person" + std::to_string(++person) + "@contoso.example";
        const auto id = rig.add_person(user, user);
        const auto account = macs().mac(ports::MacPurpose::Counter, {as_bytes("account"), rig.tenant.view(), id.view()});
        std::int64_t locked_before = 0;
        for (const auto& move : series.moves) {
            for (int i = 0; i < move.count; ++i) {
                if (move.what == Move::Wait) {
                    pass(move.wait);
                    continue;
                }
                if (move.what == Move::Fresh) ++number;
                const auto password = move.what == Move::Right ? "old password of " + user : wrong(number);
                const bool in = rig.sign_in_from("203.0.113.9", user, password).has_value();
                EXPECT_EQ(in, move.what == Move::Right && locked_before == 0);
                if (in) sql("DELETE FROM network");  // stays unfamiliar
            }
            const auto unit = store().begin(rig.tenant, ports::Access::Read);
            const auto state = unit->lockouts().find(account, identity::Side::Unfamiliar);
            const auto left = state && state->locked_until > unit->now() ? state->locked_until - unit->now() : Duration{0};
            EXPECT_EQ(std::chrono::round<minutes>(left), std::chrono::round<minutes>(seconds{move.locked}));
            locked_before = move.locked;
        }
    }
}

// Nothing a stranger does keeps the person from signing in where they usually do.
TEST_P(Lockout, CountsFamiliarNetworksApart) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    ASSERT_TRUE(rig.sign_in(kAnna, kRight));  // this network is familiar from now on
    for (int i = 0; i < 12; ++i) EXPECT_FALSE(rig.sign_in_from("203.0.113.9", kAnna, wrong(i)));
    EXPECT_FALSE(rig.sign_in_from("203.0.113.9", kAnna, kRight));
    EXPECT_FALSE(rig.sign_in_from("203.0.113.10", kAnna, kRight)) << "all unfamiliar networks are one side";
    EXPECT_TRUE(rig.sign_in(kAnna, kRight));
    EXPECT_FALSE(rig.sign_in_from("203.0.113.9", kAnna, kRight)) << "a success clears its own side only";
}

TEST_P(Lockout, SixtyFourDifferentWrongPasswordsAtOnceGetTenGuesses) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    {
        std::vector<std::jthread> guesses;
        for (int i = 0; i < 64; ++i) guesses.emplace_back([&, i] { EXPECT_FALSE(rig.sign_in(kAnna, wrong(i))); });
    }
    std::map<std::string, int> reasons;
    for (const auto& event : rig.events()) {
        if (event.kind == audit::Kind::SignInFailed) ++reasons[event.details.at("reason")];
    }
    EXPECT_EQ(reasons["wrong_password"], 10);
    EXPECT_EQ(reasons["locked"], 54);
    EXPECT_FALSE(rig.sign_in(kAnna, kRight));
}

TEST_P(Lockout, OneWrongPasswordSixtyFourTimesAtOnceIsOneFailure) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    {
        std::vector<std::jthread> slips;
        for (int i = 0; i < 64; ++i) slips.emplace_back([&] { EXPECT_FALSE(rig.sign_in(kAnna, "one slip of the finger")); });
    }
    EXPECT_TRUE(rig.sign_in(kAnna, kRight));
}

TEST_P(Lockout, AResetAndAnUnlockLiftIt) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person(kAnna, kAnna));
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(rig.sign_in(kAnna, wrong(i)));
    EXPECT_FALSE(rig.sign_in(kAnna, kRight));
    const auto handle = rig.pass_all_gates(kAnna);
    ASSERT_TRUE(rig.service.set_password(rig.tenant, handle, Secret{"maple lantern quiet river"}, rig.caller)->done);
    EXPECT_TRUE(rig.sign_in(kAnna, "maple lantern quiet river"));
}

// Security item 2 for sign-in: known, unknown, disabled, without a password and locked cost the same.
TEST_P(Lockout, ARefusalCostsTheSameWhoeverIsNamed) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    static_cast<void>(rig.add_person("known@contoso.example", "known@mail.example"));
    static_cast<void>(rig.add_person("locked@contoso.example", "locked@mail.example"));
    const auto disabled = rig.add_person("disabled@contoso.example", "disabled@mail.example");
    rig.change(disabled, [](auto& person) { person.status = identity::Status::Disabled; });
    for (int i = 0; i < 12; ++i) static_cast<void>(rig.sign_in("locked@contoso.example", wrong(i)));
    const auto work = [&](std::string_view user, std::string_view password) {
        const auto hashes = rig.hasher.count.load();
        ledger().clear();
        EXPECT_FALSE(rig.sign_in(user, password));
        auto entries = ledger().entries();
        entries.push_back("hashes " + std::to_string(rig.hasher.count - hashes));
        return entries;
    };
    static_cast<void>(work("warm-up@contoso.example", "x"));
    const auto known = work("known@contoso.example", wrong(1));
    EXPECT_EQ(known.back(), "hashes 1");
    EXPECT_GT(known.size(), 12U);
    EXPECT_EQ(work("unknown@contoso.example", wrong(1)), known);
    EXPECT_EQ(work("not \t a name", wrong(1)), known);
    EXPECT_EQ(work("disabled@contoso.example", "old password of disabled@contoso.example"), known);
    // A locked one has an audit row more when the lock begins, and none more while it holds.
    EXPECT_EQ(work("locked@contoso.example", "old password of locked@contoso.example"), known);
    EXPECT_EQ(work("locked@contoso.example", wrong(1)), known);
    EXPECT_EQ(work("known@contoso.example", wrong(1)), known) << "a repeat";
    // The failure that locks costs a stranger's name the same, too.
    for (int i = 2; i < 10; ++i) {
        static_cast<void>(rig.sign_in("known@contoso.example", wrong(i)));
        static_cast<void>(rig.sign_in("unknown@contoso.example", wrong(i)));
    }
    EXPECT_EQ(work("known@contoso.example", wrong(10)), work("unknown@contoso.example", wrong(10)));
}

INSTANTIATE_STORES(Lockout);

}  // namespace
}  // namespace rekey::test
