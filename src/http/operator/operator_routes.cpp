#include "http/operator/operator_routes.hpp"

#include <utility>

#include "base/error.hpp"

namespace rekey::http {
namespace {

Response ready(const OperatorChecks& checks) {
    if (checks.draining()) return text(503, "draining\n");
    try {
        return checks.store_ready() ? text(200, "ready\n") : text(503, "the store does not answer\n");
    } catch (const Fault&) {
        return text(503, "the store does not answer\n");
    }
}

Response metrics(const OperatorChecks& checks) {
    auto response = text(200, checks.metrics());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

}  // namespace

void add_operator_routes(Router& router, OperatorChecks checks) {
    router.add({Method::Get, "/healthz", Runs::Inline, 0, [](const Request&) { return text(200, "ok\n"); }});
    router.add({Method::Get, "/readyz", Runs::Quick, 0, [checks](const Request&) { return ready(checks); }});
    router.add({Method::Get, "/metrics", Runs::Inline, 0, [checks = std::move(checks)](const Request&) { return metrics(checks); }});
}

}  // namespace rekey::http
