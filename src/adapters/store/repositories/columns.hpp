#pragma once
#include "adapters/store/repositories/scope.hpp"

namespace rekey::store {

/// Sealed columns that more than one file reads.
inline constexpr Column kUserName{"identity", "user_name"};
inline constexpr Column kDisplayName{"identity", "display_name"};
inline constexpr Column kGivenName{"identity", "given_name"};
inline constexpr Column kSurname{"identity", "surname"};
inline constexpr Column kFolded{"identifier", "folded"};

}  // namespace rekey::store
