#pragma once
#include <atomic>
#include <cstdint>

#include "adapters/store/sql/driver.hpp"
#include "adapters/store/sql/pool.hpp"
#include "adapters/store/sqlite/writer.hpp"
#include "adapters/store/store.hpp"
#include "ports/clock.hpp"

namespace rekey::store {

/// SQLite in WAL mode: one writer, and readers beside it that never wait for it.
class SqliteDriver final : public Driver {
public:
    SqliteDriver(const SqliteOptions& options, ports::Clock& clock);
    [[nodiscard]] std::unique_ptr<Session> begin(ports::Access access) override;
    void measure_people() override {}  // its plans are fixed, see statistics.hpp

private:
    /// The machine's clock, except that it never goes back while the store is open.
    [[nodiscard]] Instant now();

    ports::Clock& clock_;
    Ledger* ledger_;
    SqliteWriter writer_;
    Pool<SqliteConnection> readers_;
    std::atomic<std::int64_t> latest_ = 0;
};

}  // namespace rekey::store
