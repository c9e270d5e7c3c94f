#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rekey::store {

/// How many rows an INSERT is given. A statement costs a server about as much as a row. SQLite undoes a statement of several rows, and no
/// other, by a copy of each page it changes.
enum class TakesRows : std::uint8_t { Several, One };

/// All that differs between the SQL of the two stores. Statements and migrations are one text with these words in braces.
struct Dialect {
    std::string_view parameter;  ///< what $ becomes: SQLite gives $1 the next free number, and ?1 the number 1
    std::string_view lock;       ///< {lock}: pass over rows that another worker holds
    std::string_view integer;    ///< {int}: 64 bits
    std::string_view bytes;      ///< {bytes}
    std::string_view table;      ///< {table}: how a table is kept
    TakesRows rows;
};

/// One writer holds the whole database, so rows need no locks.
inline constexpr Dialect kSqlite{"?", "", "INTEGER", "BLOB", "STRICT, WITHOUT ROWID", TakesRows::One};
inline constexpr Dialect kPostgres{"$", "FOR UPDATE SKIP LOCKED", "BIGINT", "BYTEA", "", TakesRows::Several};

/// The text as that store understands it.
[[nodiscard]] std::string render(std::string_view text, const Dialect& dialect);

}  // namespace rekey::store
