#include <algorithm>

#include "adapters/store/repositories/resets.hpp"
#include "adapters/store/repositories/shared_queries.hpp"

namespace rekey::store {
namespace {

constexpr Query kCounts{"counter.of_account",
                        "SELECT name, count FROM counter WHERE tenant_id = $1 AND subject = $2 AND name IN ($3, $4, $5) AND ends_at > $6"};

}  // namespace

ports::Standing Standings::of(const IdentityId& identity, const Mac& network, const Mac& account,
                              const std::array<std::string_view, 3>& counters, std::size_t made_up) {
    const auto now = scope_.session.now();
    const Param person[] = {scope_.tenant, identity, now, scope_.stand_in};
    const Param from[] = {scope_.tenant, identity, network};
    const Param counted[] = {scope_.tenant, account, counters[0], counters[1], counters[2], now};
    const Statement questions[] = {
        {kAuthenticatorsOf, person}, {kGroupNamesOf, std::span(person).first<2>()}, {kNetworkKnown, from}, {kCounts, counted}};
    const auto answers = scope_.session.execute_all(questions);

    ports::Standing standing;
    standing.on_file = read_authenticators(scope_, identity, answers[0]);
    for (auto opened = std::max<std::size_t>(1, standing.on_file.size()); opened < made_up; ++opened) scope_.open_stand_in();
    standing.groups = read_group_names(answers[1]);
    standing.familiar = !answers[2].empty();
    for (std::size_t i = 0; i < answers[3].size(); ++i) {
        const auto name = answers[3][i].get<std::string_view>(0);
        const auto place = std::ranges::find(counters, name) - counters.begin();
        standing.counts.at(static_cast<std::size_t>(place)) = answers[3][i].get<std::int64_t>(1);
    }
    return standing;
}

}  // namespace rekey::store
