#include "flows/bind_budget.hpp"

#include "domain/policy/throttle.hpp"

namespace rekey::flows {
namespace {

/// A place that nobody gives back is free again when its window ends.
std::optional<std::int64_t> take(ports::UnitOfWork& unit, const policy::Limit& limit, const Mac& account) {
    return unit.counters().take(limit.name, account, limit.count, limit.window);
}

}  // namespace

// The rows are touched in one order: unfamiliar, all, open.

BindPlace take_bind_place(ports::UnitOfWork& unit, const Mac& account, identity::Side side, const directory::BindLimits& limits) {
    BindPlace place{account, side, limits};
    place.granted = limits.threshold == 0;
    if (place.granted) return place;
    const auto unfamiliar = policy::unfamiliar_binds(limits.unfamiliar, limits.window);
    const bool stranger = side == identity::Side::Unfamiliar;
    if (stranger && !take(unit, unfamiliar, account)) return place;
    if (!take(unit, policy::binds(limits.all, limits.window), account)) {
        if (stranger) unit.counters().refund(unfamiliar.name, account);
        return place;
    }
    // No more of them than places: the limit is never met, and if it were, the one that was passed on last does not leave room.
    place.open = take(unit, policy::open_binds(limits.threshold), account).value_or(limits.threshold);
    place.granted = true;
    return place;
}

void keep_bind_place(ports::UnitOfWork& unit, const BindPlace& place) {
    if (place.granted && place.limits.threshold > 0) unit.counters().refund(policy::open_binds(0).name, place.account);
}

void give_back_bind_place(ports::UnitOfWork& unit, const BindPlace& place) {
    if (!place.granted || place.limits.threshold == 0) return;
    if (place.side == identity::Side::Unfamiliar) unit.counters().refund(policy::unfamiliar_binds(0, {}).name, place.account);
    unit.counters().refund(policy::binds(0, {}).name, place.account);
    unit.counters().refund(policy::open_binds(0).name, place.account);
}

void clear_bind_places(ports::UnitOfWork& unit, const Mac& account) {
    unit.counters().clear(policy::unfamiliar_binds(0, {}).name, account);
    unit.counters().clear(policy::binds(0, {}).name, account);
}

}  // namespace rekey::flows
