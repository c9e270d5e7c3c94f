#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/store/ledger.hpp"
#include "adapters/store/sql/dialect.hpp"
#include "adapters/store/sql/query.hpp"
#include "adapters/store/sql/rows.hpp"

namespace rekey::store {

/// A query with its parameters, for one call.
struct Statement {
    const Query& query;
    std::span<const Param> params;
};

/// Where the rows of a statement go that may be under way still: empty until they are there. Nothing: nobody looks at them.
using Answer = std::shared_ptr<std::optional<Rows>>;

/// What a statement came to; nobody listens where there is no ledger.
inline void tell(Ledger* ledger, const Rows& rows) {
    if (ledger != nullptr) ledger->ran(rows.query(), static_cast<std::int64_t>(rows.size()), rows.changed());
}

/// One connection to a database, used by one thread at a time. Every call throws Fault (see error.hpp); texts never hold values.
class Connection {
public:
    virtual ~Connection() = default;
    /// Prepared at first use and kept. The statement has ended when this returns.
    [[nodiscard]] virtual Rows run(const Query& query, std::span<const Param> params) = 0;
    /// A statement whose rows nobody waits for: it may be under way still when this returns, and then travels with the next one. What goes
    /// wrong is thrown by this call or by a later one, at the latest by the commit. The ledger (or nullptr) is told when it is known.
    virtual void post(const Statement& statement, Ledger* ledger, Answer answer) = 0;
    /// Waits for all that was posted.
    virtual void settle() = 0;
    /// Several statements without parameters, for migrations.
    virtual void script(std::string_view sql) = 0;
    [[nodiscard]] virtual const Dialect& dialect() const noexcept = 0;
};

}  // namespace rekey::store
