#include "adapters/store/repositories/passwords.hpp"

#include <algorithm>

namespace rekey::store {
namespace {

constexpr Query kFind{
    "password.find",
    "SELECT memory_kib, passes, salt, verifiers, older_memory_kib, older_passes, older_salt, older_verifiers, set_at, version, must_change"
    " FROM password WHERE tenant_id = $1 AND identity_id = $2"};
constexpr Query kInsert{"password.insert",
                        "INSERT INTO password (tenant_id, identity_id, memory_kib, passes, salt, verifiers,"
                        " older_memory_kib, older_passes, older_salt, older_verifiers, set_at, must_change, version)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1) ON CONFLICT DO NOTHING RETURNING version"};
constexpr Query kUpdate{
    "password.update",
    "UPDATE password SET memory_kib = $3, passes = $4, salt = $5, verifiers = $6, older_memory_kib = $7, older_passes = $8,"
    " older_salt = $9, older_verifiers = $10, set_at = $11, must_change = $12, version = version + 1"
    " WHERE tenant_id = $1 AND identity_id = $2 AND version = $13 RETURNING version"};

Bytes join(const std::vector<Mac>& verifiers) {
    Bytes joined;
    for (const auto& mac : verifiers) joined.insert(joined.end(), mac.bytes.begin(), mac.bytes.end());
    return joined;
}

ports::VerifierSet read_set(const Row& row, std::size_t first) {
    ports::VerifierSet set{{row.get<std::int64_t>(first), row.get<std::int64_t>(first + 1)}, row.get<Bytes>(first + 2), {}};
    for (auto joined = row.get<ByteView>(first + 3); joined.size() >= sizeof(Mac); joined = joined.subspan(sizeof(Mac))) {
        std::ranges::copy(joined.first(sizeof(Mac)), set.verifiers.emplace_back().bytes.begin());
    }
    return set;
}

std::optional<ports::PasswordRecord> read_record(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    const bool has_older = row.get<std::optional<std::int64_t>>(4).has_value();
    return ports::PasswordRecord{read_set(row, 0), has_older ? std::optional(read_set(row, 4)) : std::nullopt, row.get<Instant>(8),
                                 row.get<bool>(10), row.get<std::int64_t>(9)};
}

}  // namespace

ports::Later<std::optional<ports::PasswordRecord>> Passwords::find(const IdentityId& identity) {
    return later(scope_.session.ask(kFind, {scope_.tenant, identity}), read_record);
}

bool Passwords::save(const IdentityId& identity, const ports::PasswordRecord& record) {
    const auto& current = record.current;
    const auto verifiers = join(current.verifiers);
    std::optional<std::int64_t> memory, passes;
    std::optional<Bytes> salt, older;
    if (record.older) {
        memory = record.older->cost.memory_kib;
        passes = record.older->cost.passes;
        salt = record.older->salt;
        older = join(record.older->verifiers);
    }
    const auto& cost = current.cost;
    const auto rows =
        record.version == 0
            ? scope_.session.execute(kInsert, {scope_.tenant, identity, cost.memory_kib, cost.passes, current.salt, verifiers, memory,
                                               passes, salt, older, record.set_at, record.must_change})
            : scope_.session.execute(kUpdate, {scope_.tenant, identity, cost.memory_kib, cost.passes, current.salt, verifiers, memory,
                                               passes, salt, older, record.set_at, record.must_change, record.version});
    return !rows.empty();
}

}  // namespace rekey::store
