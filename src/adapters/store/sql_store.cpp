#include "adapters/store/sql_store.hpp"

#include "adapters/store/unit.hpp"

namespace rekey::store {
namespace {

constexpr Query kFind{"tenant.find", "SELECT id, name, created_at FROM tenant WHERE name = $1"};
constexpr Query kAll{"tenant.all", "SELECT id, name, created_at FROM tenant ORDER BY created_at, id"};
constexpr Query kAdd{"tenant.add",
                     "INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id"};
// A look at the first due message of each: LIMIT keeps PostgreSQL from reading all that wait and joining them.
constexpr Query kWithMessages{"tenant.with_messages",
                              "SELECT id FROM tenant WHERE (SELECT 1 FROM outbox WHERE tenant_id = tenant.id AND channel = $1"
                              " AND finished_at IS NULL AND due_at <= $2 AND expires_at > $2 LIMIT 1) = 1"};
constexpr Query kPing{"store.ping", "SELECT version FROM schema_version ORDER BY version DESC LIMIT 1"};

tenant::Tenant read(const Row& row) { return {row.get<TenantId>(0), row.get<std::string>(1), row.get<Instant>(2)}; }

}  // namespace

std::unique_ptr<ports::UnitOfWork> SqlStore::begin(const TenantId& tenant, ports::Access access) {
    return std::make_unique<Unit>(driver_->begin(access), tenant, sealer_, hash_, stand_in_);
}

std::optional<tenant::Tenant> SqlStore::find_tenant(std::string_view name) {
    const auto rows = driver_->begin(ports::Access::Read)->execute(kFind, {name});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::vector<tenant::Tenant> SqlStore::tenants() {
    const auto rows = driver_->begin(ports::Access::Read)->execute(kAll, {});
    std::vector<tenant::Tenant> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read(rows[i]));
    return all;
}

bool SqlStore::add_tenant(const TenantId& id, std::string_view name) {
    const auto session = driver_->begin(ports::Access::Write);
    const bool added = !session->execute(kAdd, {id, name, session->now()}).empty();
    session->commit();
    return added;
}

std::vector<TenantId> SqlStore::tenants_with_messages(method::Channel channel) {
    const auto session = driver_->begin(ports::Access::Read);
    const auto rows = session->execute(kWithMessages, {method::name(channel), session->now()});
    std::vector<TenantId> some;
    for (std::size_t i = 0; i < rows.size(); ++i) some.push_back(rows[i].get<TenantId>(0));
    return some;
}

void SqlStore::ping() { driver_->begin(ports::Access::Read)->execute(kPing, {}); }

}  // namespace rekey::store
