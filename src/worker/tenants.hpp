#pragma once
#include <stop_token>
#include <vector>

#include "base/in_turn.hpp"
#include "flows/progress.hpp"

namespace rekey::worker {

/// A step of each tenant: trouble of one does not keep the others waiting.
template <class Step>
flows::Progress for_each_tenant(const std::vector<TenantId>& tenants, const std::stop_token& stop, Step&& step) {
    flows::Progress total;
    in_turn(tenants, [&](const TenantId& tenant) {
        if (stop.stop_requested()) return false;
        total += step(tenant);
        return true;
    });
    return total;
}

}  // namespace rekey::worker
