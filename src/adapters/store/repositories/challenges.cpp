#include "adapters/store/repositories/resets.hpp"

namespace rekey::store {
namespace {

constexpr Query kInsert{"challenge.insert",
                        "INSERT INTO challenge (tenant_id, id, attempt_id, kind, authenticator_id, code, comparable, tries, resent,"
                        " created_at, expires_at, resend_at, ended_at, message_id, number)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};

constexpr Query kOpen{
    "challenge.open",
    "SELECT id, attempt_id, kind, authenticator_id, code, comparable, tries, resent, created_at, expires_at, resend_at, ended_at, message_id,"
    " number, confirmed_at"
    " FROM challenge WHERE tenant_id = $1 AND attempt_id = $2 AND ended_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1"};

// Counting comes first and in one statement: concurrent guesses each get their own number, so none of them is free.
constexpr Query kCountTry{
    "challenge.count_try",
    "UPDATE challenge SET tries = tries + 1"
    " WHERE tenant_id = $1 AND id = $2 AND attempt_id = $3 AND ended_at IS NULL RETURNING"
    " id, attempt_id, kind, authenticator_id, code, comparable, tries, resent, created_at, expires_at, resend_at, ended_at, message_id,"
    " number, confirmed_at"};

// `ended_at IS NULL` makes a code single-use whatever the isolation level.
constexpr Query kEnd{"challenge.end",
                     "UPDATE challenge SET ended_at = $3 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL RETURNING id"};

constexpr Query kSends{"challenge.sends",
                       "SELECT count(*) FROM challenge WHERE tenant_id = $1 AND attempt_id = $2 AND authenticator_id = $3"};
// Every guard of a code that is typed, in the statement itself: whoever confirms late, twice, or what was replaced confirms nothing.
constexpr Query kConfirm{"challenge.confirm",
                         "UPDATE challenge SET confirmed_at = $3 WHERE tenant_id = $1 AND message_id = $2 AND ended_at IS NULL"
                         " AND confirmed_at IS NULL AND number IS NOT NULL AND comparable = 1 AND expires_at > $3 RETURNING id"};
constexpr Query kDeny{"challenge.deny",
                      "UPDATE challenge SET comparable = 0 WHERE tenant_id = $1 AND message_id = $2 RETURNING attempt_id"};
constexpr Query kSpoil{"challenge.spoil", "UPDATE challenge SET comparable = 0 WHERE tenant_id = $1 AND id = $2"};

std::optional<reset::Challenge> read(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    reset::Challenge challenge;
    challenge.id = row.get<ChallengeId>(0);
    challenge.attempt = row.get<AttemptId>(1);
    challenge.kind = known(method::parse_kind(row.get<std::string_view>(2)), "challenge.kind");
    challenge.authenticator = row.get<AuthenticatorId>(3);
    challenge.code = row.get<Mac>(4);
    challenge.comparable = row.get<bool>(5);
    challenge.tries = row.get<std::int64_t>(6);
    challenge.resent = row.get<bool>(7);
    challenge.created_at = row.get<Instant>(8);
    challenge.expires_at = row.get<Instant>(9);
    challenge.resend_at = row.get<Instant>(10);
    challenge.ended_at = row.get<std::optional<Instant>>(11);
    challenge.message = row.get<std::optional<MessageId>>(12);
    challenge.number = row.get<std::optional<std::int64_t>>(13);
    challenge.confirmed_at = row.get<std::optional<Instant>>(14);
    return challenge;
}

}  // namespace

void Challenges::insert(const reset::Challenge& challenge) {
    scope_.session.post(kInsert, {scope_.tenant, challenge.id, challenge.attempt, name(challenge.kind), challenge.authenticator,
                                  challenge.code, challenge.comparable, challenge.tries, challenge.resent, challenge.created_at,
                                  challenge.expires_at, challenge.resend_at, challenge.ended_at, challenge.message, challenge.number});
}

std::optional<reset::Challenge> Challenges::open(const AttemptId& attempt) {
    return read(scope_.session.execute(kOpen, {scope_.tenant, attempt}));
}

std::optional<reset::Challenge> Challenges::count_try(const AttemptId& attempt, const ChallengeId& id) {
    return read(scope_.session.execute(kCountTry, {scope_.tenant, id, attempt}));
}

bool Challenges::end(const ChallengeId& id, Instant at) { return !scope_.session.execute(kEnd, {scope_.tenant, id, at}).empty(); }

std::int64_t Challenges::sends(const AttemptId& attempt, const AuthenticatorId& authenticator) {
    return scope_.session.execute(kSends, {scope_.tenant, attempt, authenticator}).front().get<std::int64_t>(0);
}

bool Challenges::confirm(const MessageId& message, Instant at) {
    return !scope_.session.execute(kConfirm, {scope_.tenant, message, at}).empty();
}

std::optional<AttemptId> Challenges::deny(const MessageId& message) {
    const auto rows = scope_.session.execute(kDeny, {scope_.tenant, message});
    if (rows.empty()) return std::nullopt;
    return rows.front().get<AttemptId>(0);
}

void Challenges::spoil(const ChallengeId& id) { scope_.session.post(kSpoil, {scope_.tenant, id}); }

}  // namespace rekey::store
