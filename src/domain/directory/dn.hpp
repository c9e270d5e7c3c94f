#pragma once
#include <string>
#include <string_view>

namespace rekey::directory {

/// A DN in the form it is compared in: attribute names and values without case, no spaces around separators (RFC 4514 allows both
/// spellings, and members are written as whoever added them wrote them). Escapes stay as they are: servers write them in one way.
[[nodiscard]] std::string fold_dn(std::string_view dn);

/// The DN of what holds it, as it is written there; empty: nothing does.
[[nodiscard]] std::string_view folder_of(std::string_view dn) noexcept;

}  // namespace rekey::directory
