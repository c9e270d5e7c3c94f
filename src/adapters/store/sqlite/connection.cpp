#include "adapters/store/sqlite/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "adapters/store/sql/error.hpp"

namespace rekey::store {
namespace {

ErrorKind classify(int code) noexcept {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY: return ErrorKind::Unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY: return ErrorKind::ForeignKey;
        case SQLITE_CONSTRAINT_CHECK:
        case SQLITE_CONSTRAINT_NOTNULL:
        case SQLITE_CONSTRAINT_DATATYPE: return ErrorKind::Check;
        default: break;
    }
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL: return ErrorKind::Busy;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorKind::ConnectionLost;
        default: return ErrorKind::Other;
    }
}

/// Says what is wrong with the path before SQLite says only "unable to open".
void must_be_usable(const std::string& path, SqliteMode mode) {
    const auto refuse = [](const std::string& why) { throw Fault(FaultKind::StoreUnavailable, why); };
    const auto directory = std::filesystem::absolute(path).parent_path();
    std::error_code ignored;
    if (!std::filesystem::is_directory(directory, ignored))
        refuse(fmt::format("the database's directory {} does not exist", directory.string()));
    if (access(directory.c_str(), W_OK) != 0) refuse(fmt::format("the database's directory {} cannot be written to", directory.string()));
    if (mode == SqliteMode::Create) {
        // Made here for its mode: SQLite gives the files beside it (WAL, shared memory) the same.
        const int file = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (file >= 0) close(file);
    }
    if (!std::filesystem::exists(path, ignored)) refuse(fmt::format("there is no database at {}: run `rekey init`", path));
    if (access(path.c_str(), R_OK | W_OK) != 0) refuse(fmt::format("the database {} cannot be read and written by this user", path));
}

/// Before the first connection of the process: SQLite counts its memory under a mutex at every allocation, and nobody reads the count.
void without_memory_statistics() { [[maybe_unused]] static const int s_once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void bind(sqlite3_stmt* statement, int index, const Value& value) {
    // SQLite takes a null pointer for NULL: an empty text or blob needs a real one. The values outlive the statement's run.
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
        sqlite3_bind_text64(statement, index, text->empty() ? "" : text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<ByteView>(&value)) {
        sqlite3_bind_blob64(statement, index, bytes->empty() ? "" : static_cast<const void*>(bytes->data()), bytes->size(), SQLITE_STATIC);
    } else {
        sqlite3_bind_null(statement, index);
    }
}

void read_row(sqlite3_stmt* statement, int columns, Rows& rows) {
    const auto view = [&](int i, const void* data) {
        return std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
    };
    for (int i = 0; i < columns; ++i) {
        switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER: rows.add_number(sqlite3_column_int64(statement, i)); break;
            case SQLITE_TEXT: rows.add_text(view(i, sqlite3_column_text(statement, i))); break;
            case SQLITE_BLOB: rows.add_bytes(view(i, sqlite3_column_blob(statement, i))); break;
            default: rows.add_null();
        }
    }
}

/// Leaves the statement ready for its next run, and without pointers into the caller's values, however this run ends.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, SqliteMode mode, Duration busy) {
    must_be_usable(path, mode);
    without_memory_statistics();
    sqlite3* db = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
    db_.reset(db);
    if (code != SQLITE_OK)
        throw Fault(FaultKind::StoreUnavailable, fmt::format("the database {} cannot be opened: {}", path, sqlite3_errstr(code)));
    sqlite3_busy_timeout(db, static_cast<int>(busy.count()));
    // A database from elsewhere must not run functions of its own choosing (sqlite.org/security.html).
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    enter_wal(busy);
    script("PRAGMA synchronous = FULL");
    script("PRAGMA foreign_keys = ON");
    script("PRAGMA secure_delete = FAST");
    script("PRAGMA temp_store = MEMORY");              // what a savepoint may have to undo is kept off the disk
    script("PRAGMA wal_autocheckpoint = 4000");        // pages (16 MB): each checkpoint syncs twice
    script("PRAGMA journal_size_limit = 67108864");    // bytes the log keeps after a burst
    // The writer keeps the pages it changes: a batch that outgrew the cache would be written and read back before its commit.
    script(mode == SqliteMode::Read ? "PRAGMA query_only = ON" : "PRAGMA cache_size = -16384");  // KiB
}

void SqliteConnection::enter_wal(Duration patience) {
    // Whoever comes first switches a new database. SQLite lets nobody wait for that: it says at once that the other one is at it.
    const auto end = std::chrono::steady_clock::now() + patience;
    while (sqlite3_exec(db_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) != SQLITE_OK) {
        const bool busy = (sqlite3_extended_errcode(db_.get()) & 0xFF) == SQLITE_BUSY;
        if (!busy || std::chrono::steady_clock::now() >= end) refuse("journal_mode");
        std::this_thread::sleep_for(Duration{10});
    }
}

void SqliteConnection::refuse(std::string_view query) const {
    const int code = sqlite3_extended_errcode(db_.get());
    const auto kind = classify(code);
    // For broken constraints SQLite names columns; anything else it says might quote the statement.
    const bool names_columns = (code & 0xFF) == SQLITE_CONSTRAINT;
    throw make_fault(kind, query, names_columns ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code));
}

sqlite3_stmt* SqliteConnection::prepared(const Query& query) {
    auto& statement = statements_[query.text.data()];
    if (!statement) {
        const auto text = render(query.text, kSqlite);
        sqlite3_stmt* made = nullptr;
        const int code =
            sqlite3_prepare_v3(db_.get(), text.c_str(), static_cast<int>(text.size() + 1), SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        if (code != SQLITE_OK) refuse(query.name);
        statement.reset(made);
    }
    return statement.get();
}

Rows SqliteConnection::run(const Query& query, std::span<const Param> params) {
    auto* statement = prepared(query);
    if (std::cmp_not_equal(sqlite3_bind_parameter_count(statement), params.size())) {
        throw Fault(FaultKind::Invariant, fmt::format("query {}: {} parameters given", query.name, params.size()));
    }
    const Reset reset{statement};
    for (std::size_t i = 0; i < params.size(); ++i) bind(statement, static_cast<int>(i + 1), params[i].value);

    Rows rows(query.name);
    const int columns = sqlite3_column_count(statement);
    rows.set_columns(static_cast<std::size_t>(columns));
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) read_row(statement, columns, rows);
    if (code != SQLITE_DONE) refuse(query.name);
    if (sqlite3_stmt_readonly(statement) == 0) rows.set_changed(sqlite3_changes64(db_.get()));
    return rows;
}

void SqliteConnection::post(const Statement& statement, Ledger* ledger, Answer answer) {
    auto rows = run(statement.query, statement.params);
    tell(ledger, rows);
    if (answer) *answer = std::move(rows);
}

void SqliteConnection::script(std::string_view sql) {
    if (sqlite3_exec(db_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) refuse("script");
}

}  // namespace rekey::store
