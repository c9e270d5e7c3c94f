#pragma once
#include "adapters/crypto/key.hpp"
#include "base/bytes.hpp"

namespace rekey::crypto {

/// HKDF with HMAC-SHA-256 (RFC 5869), one block: 32 bytes of key for `info` out of `secret`.
[[nodiscard]] Key hkdf_sha256(ByteView secret, ByteView salt, ByteView info);

}  // namespace rekey::crypto
