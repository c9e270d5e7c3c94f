#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/sql/connection.hpp"
#include "base/time.hpp"

namespace rekey::store {

/// One step of the schema, numbered from 1 without gaps. Never changed once released: the next step is a new one.
struct Migration {
    std::int64_t version;
    std::string_view name;
    std::string_view sql;  ///< one text for both stores, see dialect.hpp
};

[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// Brings the schema up to date inside the transaction that the caller holds exclusively; the names of what was applied.
/// Throws Fault(Invariant) when the schema is newer than the program.
[[nodiscard]] std::vector<std::string> apply_migrations(Connection& connection, Instant now);

/// Throws Fault(Invariant) with what to do when the schema is older or newer than the program, or not Rekey's.
void check_schema(Connection& connection);

}  // namespace rekey::store
