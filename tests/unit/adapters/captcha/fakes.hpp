#pragma once
#include <algorithm>
#include <optional>

#include "adapters/captcha/chance.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"

namespace rekey::captcha {

/// Keeps what it is given readable, and remembers where it belongs: enough to see what a challenge holds and that it cannot be moved.
class OpenSealer final : public ports::Sealer {
public:
    Bytes seal(ByteView plain, const ports::SealContext& context) const override {
        Bytes sealed = bound(context);
        sealed.insert(sealed.end(), plain.begin(), plain.end());
        return sealed;
    }
    std::optional<Bytes> open(ByteView sealed, const ports::SealContext& context) const override {
        const Bytes expected = bound(context);
        if (sealed.size() < expected.size() || !std::ranges::equal(sealed.first(expected.size()), expected)) return std::nullopt;
        const auto plain = sealed.subspan(expected.size());
        return Bytes(plain.begin(), plain.end());
    }

private:
    static Bytes bound(const ports::SealContext& context) {
        Bytes bytes = to_bytes(context.table);
        bytes.insert(bytes.end(), context.column.begin(), context.column.end());
        bytes.insert(bytes.end(), context.tenant.begin(), context.tenant.end());
        return bytes;
    }
};

/// Not a keyed hash, but different for different parts (FNV-1a).
class PlainHash final : public ports::KeyedHash {
public:
    Mac mac(ports::MacPurpose purpose, std::initializer_list<ByteView> parts) const override {
        std::uint64_t hash = 0xCBF29CE484222325U + static_cast<std::uint64_t>(purpose);
        for (const auto part : parts) {
            for (const auto byte : part) hash = (hash ^ byte) * 0x100000001B3U;
        }
        Mac mac;
        for (std::size_t i = 0; i < 8; ++i) mac.bytes[i] = static_cast<std::uint8_t>(hash >> (8 * i));
        return mac;
    }
};

/// Chance that is the same in every run.
class SteadyEntropy final : public ports::Entropy {
public:
    explicit SteadyEntropy(std::uint8_t seed = 1) : chance_(Mac{{seed}}) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = static_cast<std::uint8_t>(chance_.next());
    }
    std::uint64_t below(std::uint64_t bound) override { return chance_.below(bound); }
    IdBytes new_id() override { return {}; }

private:
    Chance chance_;
};

}  // namespace rekey::captcha
