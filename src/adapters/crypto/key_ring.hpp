#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/crypto/key.hpp"

namespace rekey::crypto {

/// A key that seals values. Its id goes with every value it seals.
struct SealKey {
    std::uint32_t id = 0;
    std::string created;  ///< RFC 3339
    Key key;
};

/// Everything secret the server owns. Move-only; wiped when it goes.
struct KeyRing {
    Key mac;                     ///< root of the MAC keys
    Key fixed;                   ///< root of the MAC keys that may never change: decoys and password verifiers
    std::vector<SealKey> seals;  ///< by id, at least one; the last one seals, all open
};

}  // namespace rekey::crypto
