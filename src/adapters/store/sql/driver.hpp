#pragma once
#include <memory>

#include "adapters/store/sql/session.hpp"
#include "ports/store.hpp"

namespace rekey::store {

/// What is left of a store when the SQL is taken out: opening transactions.
class Driver {
public:
    virtual ~Driver() = default;
    [[nodiscard]] virtual std::unique_ptr<Session> begin(ports::Access access) = 0;
    /// See ports::Store.
    virtual void measure_people() = 0;
};

}  // namespace rekey::store
