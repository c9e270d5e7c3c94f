#pragma once
#include <span>
#include <string_view>

#include "adapters/store/sql/dialect.hpp"
#include "adapters/store/sql/query.hpp"
#include "adapters/store/sql/rows.hpp"

namespace rekey::store {

/// One connection to a database, used by one thread at a time. Every call throws Fault (see error.hpp); texts never hold values.
class Connection {
public:
    virtual ~Connection() = default;
    /// Prepared at first use and kept. The statement has ended when this returns.
    [[nodiscard]] virtual Rows run(const Query& query, std::span<const Param> params) = 0;
    /// Several statements without parameters, for migrations.
    virtual void script(std::string_view sql) = 0;
    [[nodiscard]] virtual const Dialect& dialect() const noexcept = 0;
};

}  // namespace rekey::store
