// Smart lockout over both stores: time series of failures, repeats and networks against the lock the product's table of numbers asks for.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "flows/account_key.hpp"
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

/// Familiar is the network of a person's own desk. Two others: all unfamiliar networks are one side.
enum class From : std::uint8_t { Desk, Cafe, Train };
constexpr std::string_view kNetworks[] = {"198.51.100.1", "203.0.113.9", "203.0.113.10"};

enum class What : std::uint8_t {
    Fresh,     ///< a wrong password that was never typed
    Last,      ///< the last wrong one again
    ThirdLast,
    FourthLast,
    Right,
    Wait,      ///< `count` seconds
};

/// What a person or a guesser does, and the seconds of lock that each side has left afterwards.
struct Move {
    int count;
    What what;
    From from = From::Cafe;
    std::int64_t unfamiliar = 0, familiar = 0;
};
struct Series {
    const char* rule;
    std::vector<Move> moves;
};

// The product's table of numbers: "10 failures → 60 s, doubling up to 24 h; the last 3 wrong passwords repeated do not count; familiar networks
// counted apart from unfamiliar ones", and below it: "a success clears the account's own counters".
const Series kSeries[] = {
    {"nine different wrong passwords do not lock", {{9, What::Fresh}, {1, What::Right}}},
    {"the tenth locks for a minute", {{9, What::Fresh}, {1, What::Fresh, From::Cafe, 60}}},
    {"each further failure locks for twice as long, up to a day",
     {{10, What::Fresh, From::Cafe, 60},    {61, What::Wait},     {1, What::Fresh, From::Cafe, 120},    {121, What::Wait},
      {1, What::Fresh, From::Cafe, 240},    {241, What::Wait},    {1, What::Fresh, From::Cafe, 480},    {481, What::Wait},
      {1, What::Fresh, From::Cafe, 960},    {961, What::Wait},    {1, What::Fresh, From::Cafe, 1920},   {1921, What::Wait},
      {1, What::Fresh, From::Cafe, 3840},   {3841, What::Wait},   {1, What::Fresh, From::Cafe, 7680},   {7681, What::Wait},
      {1, What::Fresh, From::Cafe, 15'360}, {15'361, What::Wait}, {1, What::Fresh, From::Cafe, 30'720}, {30'721, What::Wait},
      {1, What::Fresh, From::Cafe, 61'440}, {61'441, What::Wait}, {1, What::Fresh, From::Cafe, 86'400}, {86'401, What::Wait},
      {1, What::Fresh, From::Cafe, 86'400}}},
    {"what comes during the lock neither counts nor prolongs it",
     {{10, What::Fresh, From::Cafe, 60}, {30, What::Fresh, From::Cafe, 60}, {61, What::Wait}, {1, What::Fresh, From::Cafe, 120}}},
    {"one of the last three wrong passwords repeated does not count",
     {{8, What::Fresh}, {30, What::Last}, {1, What::Fresh}, {20, What::ThirdLast}, {1, What::Fresh, From::Cafe, 60}}},
    {"one from before them does", {{9, What::Fresh}, {1, What::FourthLast, From::Cafe, 60}}},
    {"a repeat does not lock after a lock either", {{10, What::Fresh, From::Cafe, 60}, {61, What::Wait}, {5, What::Last}}},
    {"a success clears the count", {{9, What::Fresh}, {1, What::Right}, {9, What::Fresh}}},
    {"a right password during the lock is refused as a wrong one is",
     {{10, What::Fresh, From::Cafe, 60}, {1, What::Right, From::Cafe, 60}}},
    {"a right password after the lock signs in, and the next lock begins at a minute",
     {{10, What::Fresh, From::Cafe, 60}, {61, What::Wait}, {1, What::Right}, {9, What::Fresh}, {1, What::Fresh, From::Cafe, 60}}},
    {"a day after the last failure all is forgotten",
     {{9, What::Fresh}, {24 * 3600 + 1, What::Wait}, {9, What::Fresh}, {1, What::Fresh, From::Cafe, 60}}},
    {"all unfamiliar networks are one side",
     {{5, What::Fresh, From::Cafe}, {5, What::Fresh, From::Train, 60}, {1, What::Right, From::Cafe, 60}}},
    {"familiar networks are counted apart",
     {{9, What::Fresh, From::Desk},
      {9, What::Fresh, From::Cafe},
      {1, What::Fresh, From::Desk, 0, 60},
      {1, What::Fresh, From::Train, 60, 60}}},
    {"nothing from elsewhere keeps a person out at the desk, and a success there clears that side only",
     {{30, What::Fresh, From::Cafe, 60},
      {9, What::Fresh, From::Desk, 60},
      {1, What::Right, From::Desk, 60},
      {9, What::Fresh, From::Desk, 60},
      {1, What::Right, From::Train, 60}}},
    {"nor the other way round",
     {{10, What::Fresh, From::Desk, 0, 60}, {1, What::Right, From::Cafe, 0, 60}, {1, What::Right, From::Desk, 0, 60}}},
};

/// One person who goes through a series.
class Player final {
public:
    Player(SignInRig& rig, std::string user) : rig_(rig), user_(std::move(user)), id_(rig.add_person(user_, user_)) {}

    void play(const Move& move) {
        for (int i = 0; i < move.count; ++i) {
            only_the_desk_is_familiar();
            const bool open = locked(side(move.from)) == Duration{0};
            const auto signed_in = rig_.sign_in_from(kNetworks[static_cast<std::size_t>(move.from)], user_, password(move.what));
            EXPECT_EQ(signed_in.has_value(), move.what == What::Right && open);
        }
    }
    [[nodiscard]] Duration locked(identity::Side side) const {
        const auto unit = rig_.store.begin(rig_.tenant, ports::Access::Read);
        const auto state = unit->lockouts().find(flows::account_key(rig_.macs, rig_.tenant, id_), side);
        return state && state->locked_until > unit->now() ? state->locked_until - unit->now() : Duration{0};
    }

private:
    static identity::Side side(From from) { return from == From::Desk ? identity::Side::Familiar : identity::Side::Unfamiliar; }

    /// As after years at one desk; a success elsewhere is long ago.
    void only_the_desk_is_familiar() const {
        ports::transact(rig_.store, rig_.tenant, [&](ports::UnitOfWork& unit) {
            unit.networks().remember(id_, flows::familiar_key(rig_.macs, rig_.tenant, id_, kNetworks[0]), unit.now());
        });
    }
    std::string password(What what) {
        if (what == What::Right) return "old password of " + user_;
        if (what == What::Fresh) return "wrong password " + std::to_string(++wrong_);
        return "wrong password " + std::to_string(wrong_ - (what == What::Last ? 0 : what == What::ThirdLast ? 2 : 3));
    }

    SignInRig& rig_;
    std::string user_;
    IdentityId id_;
    int wrong_ = 0;
};

TEST_P(Lockout, FollowsTheTable) {
    SignInRig rig(store(), entropy(), macs(), hasher());
    int person = 0;
    for (const auto& series : kSeries) {
        SCOPED_TRACE(series.rule);
        Player player(rig, "person" + std::to_string(++person) + "@contoso.example");
        for (const auto& move : series.moves) {
            sql("DELETE FROM network");
            move.what == What::Wait ? pass(move.count) : player.play(move);
            EXPECT_EQ(std::chrono::round<minutes>(player.locked(identity::Side::Unfamiliar)),
                      std::chrono::round<minutes>(seconds{move.unfamiliar}));
            EXPECT_EQ(std::chrono::round<minutes>(player.locked(identity::Side::Familiar)),
                      std::chrono::round<minutes>(seconds{move.familiar}));
        }
    }
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
