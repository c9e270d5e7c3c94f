#include "adapters/store/repositories/resets.hpp"
#include "adapters/store/repositories/together.hpp"

namespace rekey::store {
namespace {

// One statement counts, and begins a new window when the old one is over: no event is lost between reading and writing.
constexpr Query kAdd{"counter.add",
                     "INSERT INTO counter (tenant_id, name, subject, count, ends_at) VALUES ($1, $2, $3, 1, $5)"
                     " ON CONFLICT (tenant_id, subject, name) DO UPDATE SET"
                     " count = CASE WHEN counter.ends_at <= $4 THEN 1 ELSE counter.count + 1 END,"
                     " ends_at = CASE WHEN counter.ends_at <= $4 THEN excluded.ends_at ELSE counter.ends_at END RETURNING count"};
// Of any number at once, as many as there are places get one.
constexpr Query kTake{"counter.take",
                      "INSERT INTO counter (tenant_id, name, subject, count, ends_at) VALUES ($1, $2, $3, 1, $5)"
                      " ON CONFLICT (tenant_id, subject, name) DO UPDATE SET"
                      " count = CASE WHEN counter.ends_at <= $4 THEN 1 ELSE counter.count + 1 END, ends_at = excluded.ends_at"
                      " WHERE counter.ends_at <= $4 OR counter.count < $6 RETURNING count"};
constexpr Query kRead{"counter.read",
                      "SELECT count, ends_at FROM counter WHERE tenant_id = $1 AND name = $2 AND subject = $3 AND ends_at > $4"};
constexpr Query kRefund{"counter.refund",
                        "UPDATE counter SET count = count - 1 WHERE tenant_id = $1 AND name = $2 AND subject = $3 AND count > 0"};
constexpr Query kClear{"counter.clear", "DELETE FROM counter WHERE tenant_id = $1 AND subject = $2 AND name = $3"};
constexpr std::size_t kClearedTogether = 12;
constexpr Query kClearAll{"counter.clear_all",
                          "DELETE FROM counter WHERE tenant_id = $1 AND subject = $2"
                          " AND name IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};

}  // namespace

ports::Later<std::int64_t> Counters::add(std::string_view name, const Mac& subject, Duration window) {
    const auto now = scope_.session.now();
    return later(scope_.session.ask(kAdd, {scope_.tenant, name, subject, now, now + window}),
                 [](const Rows& rows) { return rows.front().get<std::int64_t>(0); });
}

std::optional<std::int64_t> Counters::take(std::string_view name, const Mac& subject, std::int64_t most, Duration window) {
    const auto now = scope_.session.now();
    const auto rows = scope_.session.execute(kTake, {scope_.tenant, name, subject, now, now + window, most});
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::int64_t>(0);
}

std::int64_t Counters::count(std::string_view name, const Mac& subject) {
    const auto rows = scope_.session.execute(kRead, {scope_.tenant, name, subject, scope_.session.now()});
    return rows.empty() ? 0 : rows.front().get<std::int64_t>(0);
}

Instant Counters::ends_at(std::string_view name, const Mac& subject) {
    const auto rows = scope_.session.execute(kRead, {scope_.tenant, name, subject, scope_.session.now()});
    return rows.empty() ? scope_.session.now() : rows.front().get<Instant>(1);
}

void Counters::refund(std::string_view name, const Mac& subject) { scope_.session.post(kRefund, {scope_.tenant, name, subject}); }

void Counters::clear(std::span<const std::string_view> names, const Mac& subject) {
    if (names.size() == 1) return scope_.session.post(kClear, {scope_.tenant, subject, names.front()});
    for (const auto& params : params_in({scope_.tenant, subject}, names, kClearedTogether)) scope_.session.post(kClearAll, params);
}

}  // namespace rekey::store
