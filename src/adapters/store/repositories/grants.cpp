#include "adapters/store/repositories/resets.hpp"

namespace rekey::store {
namespace {

constexpr Query kInsert{"grant.insert",
                        "INSERT INTO password_grant (tenant_id, attempt_id, candidates, created_at, expires_at, consumed_at)"
                        " VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Query kCountCandidate{"grant.count_candidate",
                                "UPDATE password_grant SET candidates = candidates + 1 WHERE tenant_id = $1 AND attempt_id = $2"
                                " AND candidates < $3 AND consumed_at IS NULL AND expires_at > $4 RETURNING candidates"};
constexpr Query kTakesCandidate{"grant.takes_candidate",
                                "SELECT 1 FROM password_grant WHERE tenant_id = $1 AND attempt_id = $2"
                                " AND candidates < $3 AND consumed_at IS NULL AND expires_at > $4"};
// `consumed_at IS NULL` makes a grant single-use whatever the isolation level.
constexpr Query kConsume{"grant.consume",
                         "UPDATE password_grant SET consumed_at = $3 WHERE tenant_id = $1 AND attempt_id = $2"
                         " AND consumed_at IS NULL AND expires_at > $3 RETURNING attempt_id"};

}  // namespace

void Grants::insert(const reset::Grant& grant) {
    scope_.session.post(kInsert, {scope_.tenant, grant.attempt, grant.candidates, grant.created_at, grant.expires_at, grant.consumed_at});
}

ports::Later<bool> Grants::takes_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) {
    return later(scope_.session.ask(kTakesCandidate, {scope_.tenant, attempt, limit, now}), has_rows);
}

std::optional<std::int64_t> Grants::count_candidate(const AttemptId& attempt, std::int64_t limit, Instant now) {
    const auto rows = scope_.session.execute(kCountCandidate, {scope_.tenant, attempt, limit, now});
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::int64_t>(0);
}

ports::Later<bool> Grants::consume(const AttemptId& attempt, Instant now) {
    return later(scope_.session.ask(kConsume, {scope_.tenant, attempt, now}), has_rows);
}

}  // namespace rekey::store
