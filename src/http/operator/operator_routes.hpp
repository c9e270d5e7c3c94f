#pragma once
#include <functional>
#include <string>

#include "http/router.hpp"

namespace rekey::http {

struct OperatorChecks {
    std::function<bool()> store_ready;   ///< may wait for the store, within its own deadline; may throw Fault
    std::function<bool()> draining;
    std::function<std::string()> metrics;  ///< Prometheus text format 0.0.4
};

/// For the operator's own address: /healthz (the process answers), /readyz (it can do its work), /metrics.
void add_operator_routes(Router& router, OperatorChecks checks);

}  // namespace rekey::http
