#include "adapters/crypto/sodium.hpp"

#include <sodium.h>

#include "base/error.hpp"

namespace rekey::crypto {

void require_sodium() {
    if (sodium_init() < 0) throw Fault(FaultKind::Entropy, "libsodium cannot be set up");
}

}  // namespace rekey::crypto
