#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/crypto/key_ring.hpp"
#include "base/error.hpp"

namespace rekey::crypto {

/// Makes a key file with fresh keys, mode 0600, on disk when this returns. Errors, each with a sentence for the operator:
/// AlreadyExists (never written over: losing it loses every password and address), Refused (the system said no).
[[nodiscard]] Result<void> create_key_file(const std::string& path);

/// Errors: NotFound; Forbidden when group or others have any right on it (with the chmod to run); InvalidInput with the line;
/// Refused (the system said no).
[[nodiscard]] Result<KeyRing> load_key_file(const std::string& path);

/// Adds a sealing key, which seals from the next start on, and returns its id. The file is replaced in one step and keeps its owner.
/// Errors: those of load_key_file; AlreadyExists when another rotation is under way.
[[nodiscard]] Result<std::uint32_t> add_seal_key(const std::string& path);

/// The text of a key file, format 1 (see README). InvalidInput names the line, never its content.
[[nodiscard]] Result<KeyRing> parse_key_file(std::string_view text);

}  // namespace rekey::crypto
