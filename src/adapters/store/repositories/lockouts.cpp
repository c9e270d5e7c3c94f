#include "adapters/store/repositories/signin.hpp"

namespace rekey::store {
namespace {

// Counts and refuses in one statement: of any number of guesses at once, each gets its own number, and none while a lock holds.
constexpr Query kCount{
    "lockout.count",
    "INSERT INTO sign_in_lockout (tenant_id, account, familiar, failures, locked_until, ends_at) VALUES ($1, $2, $3, 1, 0, $4)"
    " ON CONFLICT (tenant_id, account, familiar) DO UPDATE SET"
    " failures = CASE WHEN sign_in_lockout.ends_at <= $4 THEN 1 WHEN sign_in_lockout.locked_until > $4 THEN sign_in_lockout.failures"
    " ELSE sign_in_lockout.failures + 1 END,"
    " locked_until = CASE WHEN sign_in_lockout.locked_until > $4 THEN sign_in_lockout.locked_until ELSE 0 END"
    " RETURNING failures, locked_until"};
constexpr Query kLock{"lockout.lock",
                      "UPDATE sign_in_lockout SET locked_until = $4, ends_at = $5 WHERE tenant_id = $1 AND account = $2 AND familiar = $3"};
// $4: the mark of the wrong password, $5: did it count. Comparing with a NULL is neither true nor false: CASE goes on.
constexpr Query kSettle{
    "lockout.settle",
    "UPDATE sign_in_lockout SET"
    " failures = CASE WHEN $5 = 1 AND failures > 0 AND ($4 = wrong_1 OR $4 = wrong_2 OR $4 = wrong_3) THEN failures - 1 ELSE failures END,"
    " locked_until = CASE WHEN $5 = 1 AND ($4 = wrong_1 OR $4 = wrong_2 OR $4 = wrong_3)"
    " AND (locked_until = $6 OR failures <= $7) THEN 0 ELSE locked_until END,"
    " wrong_1 = CASE WHEN $5 = 0 OR $4 = wrong_1 OR $4 = wrong_2 OR $4 = wrong_3 THEN wrong_1 ELSE $4 END,"
    " wrong_2 = CASE WHEN $5 = 0 OR $4 = wrong_1 OR $4 = wrong_2 OR $4 = wrong_3 THEN wrong_2 ELSE wrong_1 END,"
    " wrong_3 = CASE WHEN $5 = 0 OR $4 = wrong_1 OR $4 = wrong_2 OR $4 = wrong_3 THEN wrong_3 ELSE wrong_2 END"
    " WHERE tenant_id = $1 AND account = $2 AND familiar = $3 RETURNING failures, locked_until"};
constexpr Query kTakeBack{"lockout.take_back",
                          "UPDATE sign_in_lockout SET failures = CASE WHEN failures > 0 THEN failures - 1 ELSE 0 END,"
                          " locked_until = CASE WHEN locked_until = $4 OR failures <= $5 THEN 0 ELSE locked_until END"
                          " WHERE tenant_id = $1 AND account = $2 AND familiar = $3"};
constexpr Query kClear{"lockout.clear", "DELETE FROM sign_in_lockout WHERE tenant_id = $1 AND account = $2 AND familiar = $3"};
constexpr Query kClearBoth{"lockout.clear_both",
                           "DELETE FROM sign_in_lockout WHERE tenant_id = $1 AND account = $2 AND familiar IN (0, 1)"};
constexpr Query kFind{
    "lockout.find",
    "SELECT failures, locked_until FROM sign_in_lockout WHERE tenant_id = $1 AND account = $2 AND familiar = $3 AND ends_at > $4"};

constexpr Query kRemembers{"lockout.remembers",
                           "SELECT 1 FROM sign_in_lockout WHERE tenant_id = $1 AND account = $2 AND familiar IN (0, 1) AND ends_at > $4"
                           " AND ($3 = wrong_1 OR $3 = wrong_2 OR $3 = wrong_3)"};

bool is_familiar(identity::Side side) { return side == identity::Side::Familiar; }

std::optional<Lockouts::State> read(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return Lockouts::State{rows.front().get<std::int64_t>(0), rows.front().get<Instant>(1)};
}

}  // namespace

Lockouts::State Lockouts::count(const Mac& account, identity::Side side) {
    return *read(scope_.session.execute(kCount, {scope_.tenant, account, is_familiar(side), scope_.session.now()}));
}

void Lockouts::lock(const Mac& account, identity::Side side, Instant until, Instant forget_at) {
    scope_.session.post(kLock, {scope_.tenant, account, is_familiar(side), until, forget_at});
}

std::optional<Lockouts::State> Lockouts::settle(const Mac& account, identity::Side side, const Wrong& wrong) {
    return read(scope_.session.execute(
        kSettle, {scope_.tenant, account, is_familiar(side), wrong.mark, wrong.counted, wrong.locked_until, wrong.threshold}));
}

void Lockouts::take_back(const Mac& account, identity::Side side, Instant locked_until, std::int64_t threshold) {
    scope_.session.post(kTakeBack, {scope_.tenant, account, is_familiar(side), locked_until, threshold});
}

void Lockouts::clear(const Mac& account, identity::Side side) { scope_.session.post(kClear, {scope_.tenant, account, is_familiar(side)}); }

void Lockouts::clear(const Mac& account) { scope_.session.post(kClearBoth, {scope_.tenant, account}); }

std::optional<Lockouts::State> Lockouts::find(const Mac& account, identity::Side side) {
    return read(scope_.session.execute(kFind, {scope_.tenant, account, is_familiar(side), scope_.session.now()}));
}

bool Lockouts::remembers(const Mac& account, const Mac& mark) {
    return !scope_.session.execute(kRemembers, {scope_.tenant, account, mark, scope_.session.now()}).empty();
}

}  // namespace rekey::store
