#include "adapters/crypto/guarded.hpp"

#include <sodium.h>

#include "adapters/crypto/sodium.hpp"
#include "base/error.hpp"

namespace rekey::crypto {

void FreeGuarded::operator()(void* memory) const noexcept { sodium_free(memory); }

void* guarded_memory(std::size_t size) {
    require_sodium();
    auto* const memory = sodium_malloc(size);
    if (memory == nullptr) throw Fault(FaultKind::Invariant, "no memory for keys");
    sodium_memzero(memory, size);
    return memory;
}

}  // namespace rekey::crypto
