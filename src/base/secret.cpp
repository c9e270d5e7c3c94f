#include "base/secret.hpp"

#include <cstring>

namespace rekey {

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
