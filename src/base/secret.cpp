#include "base/secret.hpp"

#include <array>
#include <cstring>

namespace rekey {

[[gnu::noinline]] void wipe_stack() noexcept {
    std::array<char, 32UL * 1024UL> used;  // NOLINT(cppcoreguidelines-pro-type-member-init): overwritten, not read
    explicit_bzero(used.data(), used.size());
}

void wipe(std::string& value) noexcept {
    explicit_bzero(value.data(), value.capacity());
    value.clear();
}

// Short strings live inside the object: a move copies them, so the source is wiped too.
void Secret::take(Secret& other) noexcept {
    value_ = std::move(other.value_);
    rekey::wipe(other.value_);
}

void Secret::wipe() noexcept { rekey::wipe(value_); }

}  // namespace rekey
