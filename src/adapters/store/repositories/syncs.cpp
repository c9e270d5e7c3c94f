#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Column kRemarkDn{"directory_remark", "dn"};

constexpr Query kDue{"sync.due",
                     "SELECT directory_id FROM directory_reading WHERE tenant_id = $1 AND leased_until <= $2"
                     " AND (next_at <= $2 OR asked IS NOT NULL)"};
// The guard and the new fence are one statement: of any number of runners one gets it.
constexpr Query kClaim{"sync.claim",
                       "UPDATE directory_reading SET fence = fence + 1, leased_until = $3"
                       " WHERE tenant_id = $1 AND directory_id = $2 AND leased_until <= $4 RETURNING fence"};
// Locks the row until the end of the transaction: nobody takes over between this and the commit.
constexpr Query kRenew{"sync.renew",
                       "UPDATE directory_reading SET leased_until = $4"
                       " WHERE tenant_id = $1 AND directory_id = $2 AND fence = $3 RETURNING fence"};
constexpr Query kRelease{"sync.release",
                         "UPDATE directory_reading SET leased_until = 0 WHERE tenant_id = $1 AND directory_id = $2 AND fence = $3"};
constexpr Query kState{"sync.state",
                       "SELECT reading_key, delta, people_cookie, groups_cookie, full_at, read_at, next_at, asked FROM directory_reading"
                       " WHERE tenant_id = $1 AND directory_id = $2"};
constexpr Query kSave{"sync.save",
                      "UPDATE directory_reading SET reading_key = $3, delta = $4, people_cookie = $5, groups_cookie = $6, full_at = $7,"
                      " read_at = $8, next_at = $9, asked = $10 WHERE tenant_id = $1 AND directory_id = $2"};
// Everything is more than what has changed.
constexpr Query kAsk{"sync.ask",
                     "UPDATE directory_reading SET asked = CASE WHEN asked = 'full' THEN asked ELSE $3 END"
                     " WHERE tenant_id = $1 AND directory_id = $2"};
constexpr Query kPut{"sync.put_run",
                     "INSERT INTO directory_run (tenant_id, directory_id, id, mode, actor, started_at, ended_at, outcome, counts, detail)"
                     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant_id, directory_id, id) DO UPDATE SET"
                     " ended_at = excluded.ended_at, outcome = excluded.outcome, counts = excluded.counts, detail = excluded.detail"};
constexpr Query kForget{"sync.forget_runs",
                        "DELETE FROM directory_run WHERE tenant_id = $1 AND directory_id = $2 AND id NOT IN (SELECT id FROM directory_run"
                        " WHERE tenant_id = $1 AND directory_id = $2 ORDER BY id DESC LIMIT 100)"};
constexpr Query kRuns{"sync.runs",
                      "SELECT id, mode, actor, started_at, ended_at, outcome, counts, detail FROM directory_run"
                      " WHERE tenant_id = $1 AND directory_id = $2 ORDER BY id DESC LIMIT $3"};
constexpr Query kRemark{"sync.remark",
                        "INSERT INTO directory_remark (tenant_id, directory_id, run_id, number, flaw, attribute, dn_sealed)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Query kRemarks{"sync.remarks",
                         "SELECT flaw, attribute, dn_sealed FROM directory_remark"
                         " WHERE tenant_id = $1 AND directory_id = $2 AND run_id = $3 ORDER BY number LIMIT $4"};

ports::SyncRun read_run(const Row& row) {
    return {row.get<RunId>(0),
            known(directory::parse_mode(row.get<std::string_view>(1)), "directory_run.mode"),
            row.get<std::string>(2),
            row.get<Instant>(3),
            row.get<std::optional<Instant>>(4),
            known(directory::parse_outcome(row.get<std::string_view>(5)), "directory_run.outcome"),
            decode_map(row.get<std::string_view>(6)),
            row.get<std::string>(7)};
}

/// What seals a remark: it has no id of its own.
Bytes row_key(const RunId& run, std::int64_t number) {
    Bytes key(run.bytes.begin(), run.bytes.end());
    for (int shift = 0; shift < 64; shift += 8) key.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
    return key;
}

}  // namespace

std::vector<DirectoryId> Syncs::due() {
    const auto rows = scope_.session.execute(kDue, {scope_.tenant, scope_.session.now()});
    std::vector<DirectoryId> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows[i].get<DirectoryId>(0));
    return all;
}

std::optional<std::int64_t> Syncs::claim(const DirectoryId& directory, Duration lease) {
    const auto now = scope_.session.now();
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, directory, now + lease, now});
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::int64_t>(0);
}

bool Syncs::renew(const DirectoryId& directory, std::int64_t fence, Duration lease) {
    return !scope_.session.execute(kRenew, {scope_.tenant, directory, fence, scope_.session.now() + lease}).empty();
}

void Syncs::release(const DirectoryId& directory, std::int64_t fence) { scope_.session.post(kRelease, {scope_.tenant, directory, fence}); }

ports::SyncState Syncs::state(const DirectoryId& directory) {
    const auto rows = scope_.session.execute(kState, {scope_.tenant, directory});
    if (rows.empty()) return {};
    const auto row = rows.front();
    const auto asked = row.get<std::optional<std::string>>(7);
    return {row.get<std::string>(0),
            row.get<std::string>(1),
            to_text(row.get<ByteView>(2)),
            to_text(row.get<ByteView>(3)),
            row.get<std::optional<Instant>>(4),
            row.get<std::optional<Instant>>(5),
            row.get<Instant>(6),
            asked ? std::optional(known(directory::parse_mode(*asked), "directory_reading.asked")) : std::nullopt};
}

void Syncs::save(const DirectoryId& directory, const ports::SyncState& state) {
    scope_.session.post(
        kSave, {scope_.tenant, directory, state.reading_key, state.delta, as_bytes(state.people_cookie), as_bytes(state.groups_cookie),
                state.full_at, state.read_at, state.next_at, state.asked ? Param(name(*state.asked)) : Param(nullptr)});
}

void Syncs::ask(const DirectoryId& directory, directory::Mode mode) { scope_.session.post(kAsk, {scope_.tenant, directory, name(mode)}); }

void Syncs::put(const DirectoryId& directory, const ports::SyncRun& run) {
    scope_.session.post(kPut, {scope_.tenant, directory, run.id, name(run.mode), run.actor, run.started_at, run.ended_at, name(run.outcome),
                               encode_map(run.counts), run.detail});
    if (run.outcome != directory::Outcome::Running) scope_.session.post(kForget, {scope_.tenant, directory});
}

std::vector<ports::SyncRun> Syncs::runs(const DirectoryId& directory, std::int64_t limit) {
    const auto rows = scope_.session.execute(kRuns, {scope_.tenant, directory, limit});
    std::vector<ports::SyncRun> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read_run(rows[i]));
    return all;
}

void Syncs::remark(const DirectoryId& directory, const RunId& run, std::int64_t number, const ports::SyncRemark& remark) {
    scope_.session.post(kRemark, {scope_.tenant, directory, run, number, remark.flaw, remark.attribute,
                                  scope_.seal(remark.dn, kRemarkDn, row_key(run, number))});
}

std::vector<ports::SyncRemark> Syncs::remarks(const DirectoryId& directory, const RunId& run, std::int64_t limit) {
    const auto rows = scope_.session.execute(kRemarks, {scope_.tenant, directory, run, limit});
    std::vector<ports::SyncRemark> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        all.push_back({scope_.open(row.get<ByteView>(2), kRemarkDn, row_key(run, static_cast<std::int64_t>(i))), row.get<std::string>(0),
                       row.get<std::string>(1)});
    }
    return all;
}

}  // namespace rekey::store
