#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "adapters/crypto/guarded.hpp"
#include "base/bytes.hpp"

namespace rekey::crypto {

/// 256 bits that must not leave the process.
class Key final {
public:
    static constexpr std::size_t kSize = 32;

    /// All zero, to be filled through `out`. Throws as `guarded_memory` does.
    Key() : bytes_(make_guarded<std::array<std::uint8_t, kSize>>()) {}
    [[nodiscard]] std::span<std::uint8_t> out() noexcept { return *bytes_; }
    [[nodiscard]] ByteView view() const noexcept { return *bytes_; }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_->data(); }

private:
    Guarded<std::array<std::uint8_t, kSize>> bytes_;
};

}  // namespace rekey::crypto
