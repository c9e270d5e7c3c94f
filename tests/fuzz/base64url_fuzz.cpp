#include <cstdlib>

#include "base/encoding.hpp"

/// One text for one value: what is read is written the same way, and what is written can be read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto bytes = rekey::from_base64url(text); bytes && rekey::to_base64url(*bytes) != text) std::abort();
    if (rekey::from_base64url(rekey::to_base64url({data, size})) != rekey::Bytes(data, data + size)) std::abort();
    return 0;
}
