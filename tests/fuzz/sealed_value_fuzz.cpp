// A sealed value that was altered opens as nothing: only the value itself, at its own place, opens.
#include <cstdint>
#include <cstdlib>

#include "../vectors/key_vectors.hpp"
#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/sealer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto ring = rekey::crypto::parse_key_file(vectors::kKeyFile).value();
    static rekey::crypto::OsEntropy entropy;
    static const rekey::crypto::XChaChaSealer sealer(ring, entropy);

    const rekey::ByteView input{data, size};
    const rekey::ports::SealContext here{"outbox", "body", input.first(size / 2), input};
    if (sealer.open(input, here)) std::abort();
    auto sealed = sealer.seal(input, here);
    if (sealed.size() != size + rekey::crypto::XChaChaSealer::kOverhead) std::abort();
    if (sealer.open(sealed, here) != rekey::Bytes(input.begin(), input.end())) std::abort();
    sealed[size % sealed.size()] ^= 0x10U;
    if (sealer.open(sealed, here)) std::abort();
    return 0;
}
