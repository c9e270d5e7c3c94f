#pragma once
#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/store/sql/connection.hpp"
#include "adapters/store/store.hpp"

namespace rekey::store {

/// One libpq connection with its prepared statements; everything travels in binary. A text in an exception is an SQLSTATE, a query's
/// name or a constraint's name: the server's own sentence may quote values.
class PostgresConnection final : public Connection {
public:
    /// Throws Fault(StoreUnavailable) when the server cannot be reached.
    explicit PostgresConnection(const PostgresOptions& options);
    [[nodiscard]] Rows run(const Query& query, std::span<const Param> params) override;
    void post(const Statement& statement, Ledger* ledger, Answer answer) override;
    void settle() override;
    void script(std::string_view sql) override;
    [[nodiscard]] const Dialect& dialect() const noexcept override { return kPostgres; }
    /// Begins a transaction and reads the server's clock in the same round trip.
    [[nodiscard]] Instant begin(ports::Access access);
    void commit();
    /// A connection that cannot even roll back is not used again.
    void roll_back() noexcept;
    /// False once the connection was lost, or is in a state nobody knows.
    [[nodiscard]] bool usable() const noexcept { return usable_ && posted_.empty() && PQtransactionStatus(pg_.get()) == PQTRANS_IDLE; }

private:
    struct Finish {
        void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    };
    struct Clear {
        void operator()(PGresult* result) const noexcept { PQclear(result); }
    };
    using Result = std::unique_ptr<PGresult, Clear>;
    struct Posted {
        std::string_view query;
        Ledger* ledger;
        Answer answer;
    };

    /// Sends the statement behind what was posted, and waits for all of it. Throws the first Fault of any.
    [[nodiscard]] Result converse(const Statement& statement);
    /// Waits for what was posted, of which there is some: the result of the last. Throws the first Fault of any.
    Result take_posted();
    [[nodiscard]] int send(const Statement& statement);
    /// One statement's result out of a pipeline.
    [[nodiscard]] Result next_result(std::string_view query);
    /// The last result of what was sent (0: it could not be); throws Fault when it is an error or does not come.
    [[nodiscard]] Result answer(int sent, std::string_view query);
    [[nodiscard]] bool wait_for_input();
    [[nodiscard]] Result simple(const char* sql, std::string_view name);
    void must_succeed(const PGresult* result, std::string_view query);
    void be_prepared(const Statement& statement);
    /// Time to plan anew? Counts from this call then.
    [[nodiscard]] bool plans_are_old();

    std::unique_ptr<PGconn, Finish> pg_;
    std::unordered_map<const char*, std::string> prepared_;  // by the address of the query's text: the server's name for it
    std::vector<Posted> posted_;  // under way: libpq's connection is in pipeline mode then
    Duration answer_within_, replan_every_;
    std::chrono::steady_clock::time_point planned_at_ = std::chrono::steady_clock::now();
    bool usable_ = true;
};

}  // namespace rekey::store
