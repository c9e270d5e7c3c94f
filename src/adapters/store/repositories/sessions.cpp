#include "adapters/store/repositories/signin.hpp"

namespace rekey::store {
namespace {

constexpr Query kInsert{"session.insert",
                        "INSERT INTO session (tenant_id, id, token, identity_id, stage, security_stamp, device, network, return_name,"
                        " signed_in_at, last_seen_at, ends_at, second_proof_at, passed_at_removals)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
constexpr Query kFind{"session.find",
                      "SELECT id, token, identity_id, stage, security_stamp, device, network, return_name, signed_in_at, last_seen_at,"
                      " ends_at, second_proof_at, passed_at_removals FROM session WHERE tenant_id = $1 AND token = $2"};
constexpr Query kOf{"session.of_identity",
                    "SELECT id, token, identity_id, stage, security_stamp, device, network, return_name, signed_in_at, last_seen_at,"
                    " ends_at, second_proof_at, passed_at_removals FROM session WHERE tenant_id = $1 AND identity_id = $2"
                    " ORDER BY last_seen_at DESC, id DESC"};
constexpr Query kNote{"session.note",
                      "UPDATE session SET last_seen_at = $3, ends_at = $4 WHERE tenant_id = $1 AND id = $2 AND last_seen_at = $5"};
constexpr Query kPass{"session.pass", "UPDATE session SET passed_at_removals = $3 WHERE tenant_id = $1 AND id = $2"};
// Counts and refuses in one statement, so that of any number of guesses at once each gets its own number.
constexpr Query kCountProofTry{
    "session.count_proof_try",
    "UPDATE session SET proof_tries = proof_tries + 1 WHERE tenant_id = $1 AND id = $2 AND stage = 'second_proof'"
    " RETURNING proof_tries"};
constexpr Query kNoteSecondProof{"session.note_second_proof", "UPDATE session SET second_proof_at = $3 WHERE tenant_id = $1 AND id = $2"};
constexpr Query kRemove{"session.remove", "DELETE FROM session WHERE tenant_id = $1 AND id = $2 AND identity_id = $3 RETURNING id"};
constexpr Query kRemoveAll{"session.remove_all", "DELETE FROM session WHERE tenant_id = $1 AND identity_id = $2"};

signin::Session read(const Row& row) {
    signin::Session session;
    session.id = row.get<SessionId>(0);
    session.token = row.get<Mac>(1);
    session.identity = row.get<IdentityId>(2);
    session.stage = known(signin::parse_stage(row.get<std::string_view>(3)), "session.stage");
    session.security_stamp = row.get<std::int64_t>(4);
    session.device = row.get<std::string>(5);
    session.network = row.get<std::string>(6);
    session.return_name = row.get<std::string>(7);
    session.signed_in_at = row.get<Instant>(8);
    session.last_seen_at = row.get<Instant>(9);
    session.ends_at = row.get<Instant>(10);
    session.second_proof_at = row.get<std::optional<Instant>>(11);
    session.passed_at_removals = row.get<std::optional<std::int64_t>>(12);
    return session;
}

}  // namespace

void Sessions::insert(const signin::Session& session) {
    scope_.session.post(kInsert, {scope_.tenant, session.id, session.token, session.identity, name(session.stage), session.security_stamp,
                                  session.device, session.network, session.return_name, session.signed_in_at, session.last_seen_at,
                                  session.ends_at, session.second_proof_at, session.passed_at_removals});
}

std::optional<signin::Session> Sessions::find(const Mac& token) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, token});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::vector<signin::Session> Sessions::of(const IdentityId& identity) {
    const auto rows = scope_.session.execute(kOf, {scope_.tenant, identity});
    std::vector<signin::Session> sessions;
    for (std::size_t i = 0; i < rows.size(); ++i) sessions.push_back(read(rows[i]));
    return sessions;
}

void Sessions::note(const signin::Session& session, Instant seen, Instant ends_at) {
    scope_.session.post(kNote, {scope_.tenant, session.id, seen, ends_at, session.last_seen_at});
}

void Sessions::pass(const SessionId& id, std::int64_t removals) { scope_.session.post(kPass, {scope_.tenant, id, removals}); }
std::optional<std::int64_t> Sessions::count_proof_try(const SessionId& id) {
    const auto rows = scope_.session.execute(kCountProofTry, {scope_.tenant, id});
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::int64_t>(0);
}

void Sessions::note_second_proof(const SessionId& id, Instant at) { scope_.session.post(kNoteSecondProof, {scope_.tenant, id, at}); }

bool Sessions::remove(const IdentityId& identity, const SessionId& id) {
    return !scope_.session.execute(kRemove, {scope_.tenant, id, identity}).empty();
}

std::int64_t Sessions::remove_all(const IdentityId& identity) {
    return scope_.session.execute(kRemoveAll, {scope_.tenant, identity}).changed();
}

}  // namespace rekey::store
