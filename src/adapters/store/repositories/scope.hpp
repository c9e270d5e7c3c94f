#pragma once
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "adapters/store/sql/session.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "ports/crypto.hpp"
#include "ports/later.hpp"

namespace rekey::store {

/// What `read` makes of the rows, when somebody looks.
template <class Read>
auto later(Asked asked, Read read) {
    return ports::Later<std::invoke_result_t<Read, const Rows&>>(
        [asked = std::move(asked), read = std::move(read)] { return read(asked.rows()); });
}

inline bool has_rows(const Rows& rows) { return !rows.empty(); }

/// A sealed column.
struct Column {
    std::string_view table, name;
};

/// What every repository of one unit of work shares: the transaction, the tenant, and the keys.
struct Scope {
    Session& session;
    TenantId tenant;
    const ports::Sealer& sealer;
    const ports::KeyedHash& hash;
    ByteView stand_in;  ///< a sealed value that says nothing, for open_stand_in

    /// `row` is the row's key beside the tenant.
    [[nodiscard]] Bytes seal(std::string_view plain, const Column& column, ByteView row) const;
    /// Throws Fault(Invariant) when the value was altered, moved, or its key is gone.
    [[nodiscard]] std::string open(ByteView sealed, const Column& column, ByteView row) const;
    /// Takes as long as opening an address of somebody.
    std::string open_stand_in() const;  // NOLINT(modernize-use-nodiscard): it is opened for the time it takes
};

/// What `Scope::stand_in` is made of.
[[nodiscard]] Bytes seal_stand_in(const ports::Sealer& sealer);

/// The value of an enumeration read from the store; Fault(Invariant) when the program does not know it.
template <class T>
[[nodiscard]] T known(const std::optional<T>& parsed, std::string_view column) {
    if (!parsed) throw Fault(FaultKind::Invariant, fmt::format("{} holds a word this program does not know", column));
    return *parsed;
}

}  // namespace rekey::store
