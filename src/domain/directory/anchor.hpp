#pragma once
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/id.hpp"

namespace rekey::directory {

/// What names an entry for ever, in the order of RFC 9562: a rename or a move keeps it, and no other entry ever gets it. Never the DN.
using Anchor = Id<struct AnchorTag>;

/// How a directory writes it.
enum class AnchorForm : std::uint8_t {
    Guid,       ///< 16 bytes whose first three parts are little-endian: objectGUID (MS-DTYP 2.3.4.2)
    Uuid,       ///< text, 8-4-4-4-12: entryUUID (RFC 4530)
    NsUniqueId  ///< text, 8-8-8-8: nsUniqueId of 389 Directory Server
};

/// Nothing when the value is none, or all zero.
[[nodiscard]] std::optional<Anchor> read_anchor(AnchorForm form, std::string_view value);
/// The value as the directory writes it: bytes or text.
[[nodiscard]] std::string write_anchor(AnchorForm form, const Anchor& anchor);

}  // namespace rekey::directory
