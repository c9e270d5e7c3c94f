#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Query kOf{"health.of",
                    "SELECT checked_at, down_since, detail, policy_hints, policy FROM directory_health"
                    " WHERE tenant_id = $1 AND directory_id = $2"};
constexpr Query kBegin{"health.begin",
                       "INSERT INTO directory_health (tenant_id, directory_id, claimed_at, detail, policy_hints, policy)"
                       " SELECT tenant_id, id, 0, '', 0, '' FROM directory WHERE tenant_id = $1 ON CONFLICT DO NOTHING"};
// The guard and the mark are one statement: of any number of nodes one looks.
constexpr Query kClaim{"health.claim",
                       "UPDATE directory_health SET claimed_at = $2 WHERE tenant_id = $1 AND claimed_at <= $3 RETURNING directory_id"};
constexpr Query kSave{"health.save",
                      "UPDATE directory_health SET checked_at = $3, down_since = $4, detail = $5, policy_hints = $6, policy = $7"
                      " WHERE tenant_id = $1 AND directory_id = $2"};

}  // namespace

directory::Health Healths::of(const DirectoryId& directory) {
    const auto rows = scope_.session.execute(kOf, {scope_.tenant, directory});
    if (rows.empty()) return {};
    const auto row = rows.front();
    return {row.get<std::optional<Instant>>(0), row.get<std::optional<Instant>>(1), row.get<std::string>(2), row.get<bool>(3),
            directory::load_policy(decode_map(row.get<std::string_view>(4)))};
}

std::vector<DirectoryId> Healths::claim_due(Duration every) {
    const auto now = scope_.session.now();
    scope_.session.post(kBegin, {scope_.tenant});
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, now, now - every});
    std::vector<DirectoryId> due;
    for (std::size_t i = 0; i < rows.size(); ++i) due.push_back(rows[i].get<DirectoryId>(0));
    return due;
}

void Healths::save(const DirectoryId& directory, const directory::Health& health) {
    scope_.session.post(kSave, {scope_.tenant, directory, health.checked_at, health.down_since, health.detail, health.policy_hints,
                                encode_map(directory::store(health.policy))});
}

}  // namespace rekey::store
