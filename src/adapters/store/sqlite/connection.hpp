#pragma once
#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/store/sql/connection.hpp"
#include "base/time.hpp"

namespace rekey::store {

enum class SqliteMode : std::uint8_t { Create, Write, Read };

/// One sqlite3 handle with its prepared statements. A text in an exception is a code, a query's name or columns' names.
class SqliteConnection final : public Connection {
public:
    /// `busy` is how long to wait for another process that writes. Throws Fault(StoreUnavailable) in words for the operator.
    SqliteConnection(const std::string& path, SqliteMode mode, Duration busy);
    [[nodiscard]] Rows run(const Query& query, std::span<const Param> params) override;
    void post(const Statement& statement, Ledger* ledger, Answer answer) override;
    void settle() override {}
    void script(std::string_view sql) override;
    [[nodiscard]] const Dialect& dialect() const noexcept override { return kSqlite; }
    [[nodiscard]] bool usable() const noexcept { return true; }
    /// False after SQLite itself rolled back (disk full, I/O error).
    [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }

private:
    struct Close {
        void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

    void enter_wal(Duration patience);
    [[nodiscard]] sqlite3_stmt* prepared(const Query& query);
    [[noreturn]] void refuse(std::string_view query) const;

    std::unique_ptr<sqlite3, Close> db_;
    std::unordered_map<const char*, Prepared> statements_;  // by the address of the query's text
};

}  // namespace rekey::store
