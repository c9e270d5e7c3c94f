// The key file is the operator's, but a wrong one must be refused with its line, never crash or show a key.
#include <cstdint>
#include <cstdlib>

#include "adapters/crypto/key_file.hpp"
#include "base/encoding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto ring = rekey::crypto::parse_key_file(text);
    if (!ring) {
        if (ring.error().detail.find("line ") == std::string::npos || ring.error().detail.size() > 200) std::abort();
        return 0;
    }
    if (ring->seals.empty()) std::abort();
    // What is accepted holds its keys in the clear: as many lines as keys.
    for (std::size_t i = 1; i < ring->seals.size(); ++i) {
        if (ring->seals[i - 1].id >= ring->seals[i].id) std::abort();
    }
    return 0;
}
