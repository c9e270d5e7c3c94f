#include "adapters/crypto/password_hasher.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/keyed_hash.hpp"
#include "base/error.hpp"
#include "bytes.hpp"
#include "vectors/key_vectors.hpp"

namespace rekey::crypto {
namespace {

const Argon2idHasher& hasher() {
    static const Argon2idHasher made(ports::HashCost{});
    return made;
}

std::string hashed(std::string_view password, ByteView salt, ports::HashCost cost) {
    return to_hex(hasher().hash(Secret(password), salt, cost).bytes());
}

// The expected values come from libargon2 (python3-argon2 and the argon2 command).
TEST(Argon2id, MatchesLibargon2AtTheDefaultCost) {
    EXPECT_EQ(hashed(vectors::kPassword, counting(0, 16), {}), vectors::kPasswordHash);
    EXPECT_EQ(hashed(vectors::kPassword, as_bytes("saltsaltsaltsalt"), {19456, 2}),
              "40a1eb839b5ac8b19c37e6341d53cd681ab290e54b53194c919c9c5c4d6e5913");
}

TEST(Argon2id, MatchesLibargon2AtTheLowestCostWithUnicode) {
    EXPECT_EQ(hashed("pässwörd", Bytes(16, 0xFF), {8, 1}), "26aedd07a89c071f528147ec309f973150dd44846acde9aefd9616a4b7d9a5ee");
}

TEST(Argon2id, MatchesLibargon2ForAnEmptyPassword) {
    EXPECT_EQ(hashed("", Bytes(16, 0), {64, 3}), "4006c525a83133979688b6019ef0c5a2fb216dd83386f1d908246b040f9a8537");
}

TEST(Argon2id, LeadsToTheVerifierTheStoreHolds) {
    const KeyRing ring = parse_key_file(vectors::kKeyFile).value();
    const auto salt = counting(0, 16);
    const auto hash = hasher().hash(Secret(vectors::kPassword), salt, {});
    EXPECT_EQ(to_hex(HmacKeyedHash(ring).mac(ports::MacPurpose::PasswordVerifier, {salt, hash.bytes()}).view()),
              vectors::kPasswordVerifier);
}

TEST(Argon2id, TellsTheCostItWasMadeWith) { EXPECT_EQ(Argon2idHasher({1024, 5}).current_cost(), (ports::HashCost{1024, 5})); }

TEST(Argon2id, GivesEverybodyTheirOwnHashHoweverManyWait) {
    const Argon2idHasher narrow({8, 1}, 1);
    std::vector<std::thread> crowd;
    std::atomic<int> right = 0;
    for (int i = 0; i < 16; ++i) {
        crowd.emplace_back([&, i] {
            const Secret password(std::to_string(i));
            const Bytes salt(16, static_cast<std::uint8_t>(i));
            const auto alone = hasher().hash(password, salt, {8, 1});
            if (narrow.hash(password, salt, {8, 1}).reveal() == alone.reveal()) ++right;
        });
    }
    for (auto& each : crowd) each.join();
    EXPECT_EQ(right, 16);
}

TEST(Argon2id, ThrowsForACostOrSaltThatCannotBe) {
    const std::array<ports::HashCost, 4> bad{{{19456, 0}, {7, 1}, {-1, 2}, {std::int64_t{1} << 40, 1}}};
    for (const auto& cost : bad) EXPECT_THROW(hashed("x", Bytes(16, 0), cost), Fault) << cost.memory_kib << " " << cost.passes;
    EXPECT_THROW(hashed("x", Bytes(15, 0), {8, 1}), Fault);
}

}  // namespace
}  // namespace rekey::crypto
