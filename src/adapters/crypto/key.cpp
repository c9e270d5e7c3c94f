#include "adapters/crypto/key.hpp"

#include <sodium.h>

#include "adapters/crypto/sodium.hpp"
#include "base/error.hpp"

namespace rekey::crypto {

Key::Key() {
    require_sodium();
    bytes_.reset(static_cast<std::uint8_t*>(sodium_malloc(kSize)));
    if (!bytes_) throw Fault(FaultKind::Invariant, "no memory for a key");
    sodium_memzero(bytes_.get(), kSize);
}

void Key::Release::operator()(std::uint8_t* bytes) const noexcept { sodium_free(bytes); }  // wipes

}  // namespace rekey::crypto
