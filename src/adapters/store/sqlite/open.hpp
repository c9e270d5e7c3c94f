#pragma once
#include <memory>

#include "adapters/store/sql/driver.hpp"
#include "adapters/store/store.hpp"

namespace rekey::store {

[[nodiscard]] std::unique_ptr<Driver> make_sqlite_driver(const SqliteOptions& options, ports::Clock& clock);

}  // namespace rekey::store
