#pragma once
#include "adapters/store/postgres/connection.hpp"
#include "adapters/store/sql/driver.hpp"
#include "adapters/store/sql/pool.hpp"

namespace rekey::store {

/// A pool of connections to one server. Recovers by itself: a lost connection is replaced by the next unit of work.
class PostgresDriver final : public Driver {
public:
    explicit PostgresDriver(const PostgresOptions& options);
    [[nodiscard]] std::unique_ptr<Session> begin(ports::Access access) override;
    void measure_people() override;

private:
    enum class Loss : std::uint8_t { Forgive, Tell };
    /// Nothing when the connection was lost and that is to be forgiven.
    [[nodiscard]] std::unique_ptr<Session> begin_on(Pool<PostgresConnection>::Lease lease, ports::Access access, Loss loss);

    Ledger* ledger_;
    Pool<PostgresConnection> pool_;
};

}  // namespace rekey::store
