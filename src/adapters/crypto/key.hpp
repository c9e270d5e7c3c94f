#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.hpp"

namespace rekey::crypto {

/// 256 bits that must not leave the process: in guarded memory that is locked, left out of core dumps and wiped when it goes.
class Key final {
public:
    static constexpr std::size_t kSize = 32;

    /// All zero, to be filled through `out`. Throws Fault(Invariant) when there is no memory.
    Key();
    [[nodiscard]] std::span<std::uint8_t> out() noexcept { return {bytes_.get(), kSize}; }
    [[nodiscard]] ByteView view() const noexcept { return {bytes_.get(), kSize}; }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.get(); }

private:
    struct Release {
        void operator()(std::uint8_t* bytes) const noexcept;
    };
    std::unique_ptr<std::uint8_t, Release> bytes_;
};

}  // namespace rekey::crypto
