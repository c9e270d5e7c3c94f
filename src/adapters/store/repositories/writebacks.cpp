#include "adapters/store/repositories/writebacks.hpp"

#include "adapters/store/repositories/columns.hpp"

namespace rekey::store {
namespace {

constexpr Query kBegin{"writeback.begin",
                       "INSERT INTO writeback (tenant_id, id, directory_id, identity_id, attempt_id, what, before, began_at, leased_until)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id"};
constexpr Query kPostpone{"writeback.postpone", "UPDATE writeback SET leased_until = $3 WHERE tenant_id = $1 AND id = $2"};
// Whoever deletes the row puts down the outcome: one caller, whatever the isolation level.
constexpr Query kEnd{"writeback.end", "DELETE FROM writeback WHERE tenant_id = $1 AND id = $2 RETURNING id"};
constexpr Query kClaim{"writeback.claim_overdue",
                       "WITH due AS MATERIALIZED (SELECT id FROM writeback WHERE tenant_id = $1 AND leased_until <= $2"
                       " ORDER BY leased_until LIMIT $4 {lock})"
                       " UPDATE writeback SET leased_until = $3 WHERE tenant_id = $1 AND id IN (SELECT id FROM due)"
                       " RETURNING id, directory_id, identity_id, attempt_id, what, before, began_at"};

directory::Writeback read(const Row& row) {
    return {row.get<WritebackId>(0),
            row.get<DirectoryId>(1),
            row.get<IdentityId>(2),
            row.get<std::optional<AttemptId>>(3),
            known(directory::parse_what(row.get<std::string_view>(4)), "writeback.what"),
            row.get<std::string>(5),
            row.get<Instant>(6)};
}

}  // namespace

ports::Later<bool> Writebacks::begin(const directory::Writeback& writeback, Duration lease) {
    const auto now = scope_.session.now();
    return later(scope_.session.ask(kBegin, {scope_.tenant, writeback.id, writeback.directory, writeback.identity, writeback.attempt,
                                             name(writeback.what), writeback.before, now, now + lease}),
                 has_rows);
}

void Writebacks::postpone(const WritebackId& id, Duration until) {
    scope_.session.post(kPostpone, {scope_.tenant, id, scope_.session.now() + until});
}

ports::Later<bool> Writebacks::end(const WritebackId& id) { return later(scope_.session.ask(kEnd, {scope_.tenant, id}), has_rows); }

std::vector<directory::Writeback> Writebacks::claim_overdue(Duration lease, std::int64_t limit) {
    const auto now = scope_.session.now();
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, now, now + lease, limit});
    std::vector<directory::Writeback> overdue;
    for (std::size_t i = 0; i < rows.size(); ++i) overdue.push_back(read(rows[i]));
    return overdue;
}

}  // namespace rekey::store
