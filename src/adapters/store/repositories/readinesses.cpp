#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Query kBegin{"readiness.begin",
                       "INSERT INTO directory_readiness (tenant_id, directory_id, due_at, people, ready, counts)"
                       " SELECT tenant_id, directory_id, 0, 0, 0, '' FROM directory_reading WHERE tenant_id = $1 AND full_at IS NOT NULL"
                       " ON CONFLICT DO NOTHING"};
// The guard and the mark are one statement: of any number of nodes one counts.
constexpr Query kClaim{"readiness.claim",
                       "UPDATE directory_readiness SET due_at = $2 WHERE tenant_id = $1 AND due_at <= $3 RETURNING directory_id"};
constexpr Query kSave{"readiness.save",
                      "UPDATE directory_readiness SET due_at = $3, made_at = $4, people = $5, ready = $6, counts = $7"
                      " WHERE tenant_id = $1 AND directory_id = $2"};
constexpr Query kOf{"readiness.of",
                    "SELECT made_at, people, ready, counts FROM directory_readiness"
                    " WHERE tenant_id = $1 AND directory_id = $2 AND made_at IS NOT NULL"};

}  // namespace

std::vector<DirectoryId> Readinesses::claim_due(Duration lease) {
    const auto now = scope_.session.now();
    scope_.session.post(kBegin, {scope_.tenant});
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, now + lease, now});
    std::vector<DirectoryId> due;
    for (std::size_t i = 0; i < rows.size(); ++i) due.push_back(rows[i].get<DirectoryId>(0));
    return due;
}

void Readinesses::save(const DirectoryId& directory, const directory::Readiness& readiness, Instant due_at) {
    scope_.session.post(kSave, {scope_.tenant, directory, due_at, readiness.made_at, readiness.people, readiness.ready,
                                encode_map(directory::store(readiness.counts))});
}

std::optional<directory::Readiness> Readinesses::of(const DirectoryId& directory) {
    const auto rows = scope_.session.execute(kOf, {scope_.tenant, directory});
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    return directory::Readiness{row.get<Instant>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2),
                                directory::load_hindrances(decode_map(row.get<std::string_view>(3)))};
}

}  // namespace rekey::store
