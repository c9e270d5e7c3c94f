#include "http/pipeline/request_id.hpp"

#include <openssl/rand.h>

#include <cstdint>

#include "base/error.hpp"

namespace rekey::http {
namespace {

std::uint64_t seed() {
    std::uint64_t value = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) != 1)
        throw Fault(FaultKind::Entropy, "no randomness for request ids");
    return value;
}

/// SplitMix64 (Steele, Lea, Flood 2014): a full-period walk through all 2^64 values.
std::uint64_t mix(std::uint64_t& state) noexcept {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

}  // namespace

std::string next_request_id() {
    constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    thread_local std::uint64_t state = seed();
    std::uint64_t value = mix(state);
    // 13 digits of five bits: short enough to live inside the string object.
    std::string id(13, '0');
    for (char& digit : id) {
        digit = kDigits[value & 31U];
        value >>= 5U;
    }
    return id;
}

}  // namespace rekey::http
