#include "adapters/store/repositories/resets.hpp"
#include "adapters/store/repositories/words.hpp"

namespace rekey::store {
namespace {

constexpr Column kTyped{"attempt", "typed"};

constexpr Query kInsert{"attempt.insert",
                        "INSERT INTO attempt (tenant_id, id, handle, subject, live, familiar, state, need, passed, obstacle, missing,"
                        " typed_sealed, language, return_name, network, security_stamp, started_at, expires_at, version)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"};
constexpr Query kFind{
    "attempt.find",
    "SELECT id, handle, subject, live, familiar, state, need, passed, obstacle, missing, typed_sealed, language, return_name,"
    " network, security_stamp, started_at, expires_at, version FROM attempt WHERE tenant_id = $1 AND handle = $2"};
constexpr Query kById{
    "attempt.by_id",
    "SELECT id, handle, subject, live, familiar, state, need, passed, obstacle, missing, typed_sealed, language, return_name,"
    " network, security_stamp, started_at, expires_at, version FROM attempt WHERE tenant_id = $1 AND id = $2"};
// What began the attempt (subject, typed, network, start) never changes.
constexpr Query kUpdate{
    "attempt.update",
    "UPDATE attempt SET handle = $3, live = $4, familiar = $5, state = $6, need = $7, passed = $8, obstacle = $9, missing = $10,"
    " language = $11, security_stamp = $12, expires_at = $13, version = version + 1"
    " WHERE tenant_id = $1 AND id = $2 AND version = $14 RETURNING version"};
// One whose password is being written ends by what becomes of that.
constexpr Query kEndOthers{"attempt.end_others",
                           "UPDATE attempt SET state = $4, version = version + 1"
                           " WHERE tenant_id = $1 AND subject = $2 AND id <> $3 AND state NOT IN ($4, $5, $6, $7)"};

bool is_familiar(const reset::Attempt& attempt) { return attempt.side == identity::Side::Familiar; }

std::optional<std::string_view> obstacle_name(const reset::Attempt& attempt) {
    if (!attempt.obstacle) return std::nullopt;
    return policy::name(*attempt.obstacle);
}

std::optional<reset::Attempt> read(const Rows& rows, const Scope& scope) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    reset::Attempt attempt;
    attempt.id = row.get<AttemptId>(0);
    attempt.handle = row.get<Mac>(1);
    attempt.subject = row.get<IdentityId>(2);
    attempt.live = row.get<bool>(3);
    attempt.side = row.get<bool>(4) ? identity::Side::Familiar : identity::Side::Unfamiliar;
    attempt.state = known(reset::parse_state(row.get<std::string_view>(5)), "attempt.state");
    attempt.need = known(reset::parse_need(row.get<std::string_view>(6)), "attempt.need");
    attempt.passed = split_channels(row.get<std::string_view>(7));
    if (const auto obstacle = row.get<std::optional<std::string>>(8))
        attempt.obstacle = known(policy::parse_obstacle(*obstacle), "attempt.obstacle");
    attempt.missing = row.get<std::int64_t>(9);
    attempt.typed = scope.open(row.get<ByteView>(10), kTyped, attempt.id.view());
    attempt.language = row.get<std::string>(11);
    attempt.return_name = row.get<std::string>(12);
    attempt.network = row.get<std::string>(13);
    attempt.security_stamp = row.get<std::int64_t>(14);
    attempt.started_at = row.get<Instant>(15);
    attempt.expires_at = row.get<Instant>(16);
    attempt.version = row.get<std::int64_t>(17);
    return attempt;
}

}  // namespace

void Attempts::insert(const reset::Attempt& attempt) {
    scope_.session.post(
        kInsert, {scope_.tenant, attempt.id, attempt.handle, attempt.subject, attempt.live, is_familiar(attempt), name(attempt.state),
                  name(attempt.need), join_channels(attempt.passed), obstacle_name(attempt), attempt.missing,
                  scope_.seal(attempt.typed, kTyped, attempt.id.view()), attempt.language, attempt.return_name, attempt.network,
                  attempt.security_stamp, attempt.started_at, attempt.expires_at, attempt.version});
}

ports::Later<std::optional<reset::Attempt>> Attempts::find(const Mac& handle) {
    return later(scope_.session.ask(kFind, {scope_.tenant, handle}), [this](const Rows& rows) { return read(rows, scope_); });
}

ports::Later<std::optional<reset::Attempt>> Attempts::find(const AttemptId& id) {
    return later(scope_.session.ask(kById, {scope_.tenant, id}), [this](const Rows& rows) { return read(rows, scope_); });
}

bool Attempts::update(const reset::Attempt& attempt) {
    return !scope_.session
                .execute(kUpdate, {scope_.tenant, attempt.id, attempt.handle, attempt.live, is_familiar(attempt), name(attempt.state),
                                   name(attempt.need), join_channels(attempt.passed), obstacle_name(attempt), attempt.missing,
                                   attempt.language, attempt.security_stamp, attempt.expires_at, attempt.version})
                .empty();
}

void Attempts::end_others(const IdentityId& subject, const AttemptId& except) {
    using reset::State;
    scope_.session.post(kEndOthers, {scope_.tenant, subject, except, name(State::Ended), name(State::Completed), name(State::Refused),
                                     name(State::Writing)});
}

}  // namespace rekey::store
