#include <algorithm>

#include "adapters/store/repositories/resets.hpp"
#include "adapters/store/repositories/shared_queries.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Query kCounts{"counter.of_account",
                        "SELECT name, count FROM counter WHERE tenant_id = $1 AND subject = $2 AND name IN ($3, $4, $5) AND ends_at > $6"};

constexpr Query kDirectory{"directory.standing",
                           "SELECT d.writes_back, e.gone_at, e.writability, h.checked_at, h.down_since, h.policy_hints, h.policy"
                           " FROM directory_entry e JOIN directory d ON d.tenant_id = e.tenant_id AND d.id = e.directory_id"
                           " LEFT JOIN directory_health h ON h.tenant_id = e.tenant_id AND h.directory_id = e.directory_id"
                           " WHERE e.tenant_id = $1 AND e.identity_id = $2"};

std::optional<directory::Standing> read_directory(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    directory::Standing standing;
    standing.writes_back = row.get<bool>(0);
    standing.gone = row.get<std::optional<Instant>>(1).has_value();
    standing.writability = known(directory::parse_writability(row.get<std::string_view>(2)), "directory_entry.writability");
    standing.health.checked_at = row.get<std::optional<Instant>>(3);
    standing.health.down_since = row.get<std::optional<Instant>>(4);
    standing.health.policy_hints = row.get<std::optional<std::int64_t>>(5).value_or(0) == 1;
    standing.health.policy = directory::load_policy(decode_map(row.get<std::optional<std::string>>(6).value_or("")));
    return standing;
}

}  // namespace

ports::Standing Standings::of(const IdentityId& identity, const Mac& network, const Mac& account,
                              const std::array<std::string_view, 3>& counters, std::size_t made_up) {
    const auto now = scope_.session.now();
    auto& session = scope_.session;
    const auto on_file = session.ask(kAuthenticatorsOf, {scope_.tenant, identity, now, scope_.stand_in});
    const auto groups = session.ask(kGroupNamesOf, {scope_.tenant, identity});
    const auto known_network = session.ask(kNetworkKnown, {scope_.tenant, identity, network});
    const auto counted = session.ask(kCounts, {scope_.tenant, account, counters[0], counters[1], counters[2], now});
    const auto directory = session.ask(kDirectory, {scope_.tenant, identity});

    ports::Standing standing;
    standing.on_file = read_authenticators(scope_, identity, on_file.rows());
    for (auto opened = std::max<std::size_t>(1, standing.on_file.size()); opened < made_up; ++opened) scope_.open_stand_in();
    standing.groups = read_group_names(groups.rows());
    standing.familiar = !known_network.rows().empty();
    const auto counts = counted.rows();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto place = std::ranges::find(counters, counts[i].get<std::string_view>(0)) - counters.begin();
        standing.counts.at(static_cast<std::size_t>(place)) = counts[i].get<std::int64_t>(1);
    }
    standing.directory = read_directory(directory.rows());
    return standing;
}

}  // namespace rekey::store
