#include "adapters/store/repositories/many.hpp"
#include "adapters/store/repositories/records.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Query kAppend{"audit.append",
                        "INSERT INTO audit (tenant_id, at, id, kind, identity_id, attempt_id, actor, network, details, mac)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Query kList{"audit.list",
                      "SELECT id, at, kind, identity_id, attempt_id, actor, network, details FROM audit"
                      " WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT $2"};
constexpr Query kOf{"audit.of_identity",
                    "SELECT id, at, kind, identity_id, attempt_id, actor, network, details FROM audit"
                    " WHERE tenant_id = $1 AND identity_id = $2 AND at < $3 ORDER BY at DESC, id DESC LIMIT $4"};

std::vector<audit::Event> read(const Rows& rows) {
    std::vector<audit::Event> events;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        events.push_back({row.get<EventId>(0), row.get<Instant>(1), known(audit::parse_kind(row.get<std::string_view>(2)), "audit.kind"),
                          row.get<std::optional<IdentityId>>(3), row.get<std::optional<AttemptId>>(4), row.get<std::string>(5),
                          row.get<std::string>(6), decode_map(row.get<std::string_view>(7))});
    }
    return events;
}

}  // namespace

void Audit::append(std::span<const audit::Event> events) {
    insert_all<kAppend>(scope_.session, events, [&](const audit::Event& event, Kept& kept) {
        const auto mac = scope_.hash.mac(ports::MacPurpose::Audit, {as_bytes(audit::canonical(scope_.tenant, event))});
        return std::array<Param, 10>{scope_.tenant,    event.at,       event.id,
                                     name(event.kind), event.identity, event.attempt,
                                     event.actor,      event.network,  kept(encode_map(event.details)),
                                     kept(mac)};
    });
}

std::vector<audit::Event> Audit::list(std::int64_t limit) { return read(scope_.session.execute(kList, {scope_.tenant, limit})); }

std::vector<audit::Event> Audit::of(const IdentityId& identity, Instant before, std::int64_t limit) {
    return read(scope_.session.execute(kOf, {scope_.tenant, identity, before, limit}));
}

}  // namespace rekey::store
