#include "flows/janitor.hpp"

namespace rekey::flows {

Progress Janitor::step(const TenantId& tenant) {
    const auto expired =
        ports::transact(store_, tenant, [&](ports::UnitOfWork& unit) { return unit.outbox().expire(housekeeping_.batch); });
    const auto swept = ports::transact(store_, tenant, [&](ports::UnitOfWork& unit) {
        return unit.housekeeping().sweep(unit.now() - housekeeping_.keep_ended, housekeeping_.batch);
    });
    const auto purged = ports::transact(store_, tenant, [&](ports::UnitOfWork& unit) {
        return unit.housekeeping().purge_deleted(unit.now() - housekeeping_.keep_deleted, housekeeping_.batch);
    });
    if (expired.unsent > 0) meter_.count("rekey_messages_expired_total", {}, static_cast<double>(expired.unsent));
    if (expired.unheard > 0) meter_.count("rekey_receipts_missing_total", {}, static_cast<double>(expired.unheard));
    if (swept > 0) meter_.count("rekey_rows_swept_total", {}, static_cast<double>(swept));
    if (purged > 0) meter_.count("rekey_identities_purged_total", {}, static_cast<double>(purged));
    return {expired.unsent + expired.failed + expired.unheard + swept + purged, false};
}

std::int64_t Janitor::waiting(const TenantId& tenant) { return store_.begin(tenant, ports::Access::Read)->outbox().depth(); }

}  // namespace rekey::flows
