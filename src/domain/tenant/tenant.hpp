#pragma once
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::tenant {

/// An isolated organisation. `name` is its key in the configuration (lower-case letters, digits, dots, hyphens).
struct Tenant {
    TenantId id;
    std::string name;
    Instant created_at;
};

}  // namespace rekey::tenant
