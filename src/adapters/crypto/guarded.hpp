#pragma once
#include <memory>
#include <type_traits>

namespace rekey::crypto {

struct FreeGuarded {
    void operator()(void* memory) const noexcept;  ///< wipes
};

/// A T in libsodium's guarded memory: locked, left out of core dumps, between pages that must not be touched, and wiped when it goes.
template <typename T>
using Guarded = std::unique_ptr<T, FreeGuarded>;

/// All zero. Throws Fault(Invariant) when there is no memory, Fault(Entropy) when libsodium cannot be set up.
[[nodiscard]] void* guarded_memory(std::size_t size);

template <typename T>
    requires std::is_trivially_copyable_v<T>
[[nodiscard]] Guarded<T> make_guarded() {
    return Guarded<T>(static_cast<T*>(guarded_memory(sizeof(T))));
}

}  // namespace rekey::crypto
