#pragma once
#include "adapters/store/repositories/scope.hpp"

namespace rekey::store {

/// Sealed columns that more than one file reads.
inline constexpr Column kUserName{"identity", "user_name"};
inline constexpr Column kFolded{"identifier", "folded"};

}  // namespace rekey::store
