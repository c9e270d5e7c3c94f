#pragma once
#include <memory>

#include "adapters/store/sql/driver.hpp"
#include "adapters/store/store.hpp"

namespace rekey::store {

[[nodiscard]] std::unique_ptr<Driver> make_postgres_driver(const PostgresOptions& options);

}  // namespace rekey::store
