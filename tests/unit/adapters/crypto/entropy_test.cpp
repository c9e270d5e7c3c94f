#include "adapters/crypto/entropy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace rekey::crypto {
namespace {

/// Pearson's statistic against the even distribution, in standard deviations from its mean (`bins` is large enough for that).
double deviation(const std::vector<int>& counts, double draws) {
    const double expected = draws / static_cast<double>(counts.size());
    double statistic = 0;
    for (const int count : counts) statistic += (count - expected) * (count - expected) / expected;
    const double freedom = static_cast<double>(counts.size()) - 1;
    return std::abs(statistic - freedom) / std::sqrt(2 * freedom);
}

TEST(Entropy, DrawsSixDigitCodesEvenly) {
    OsEntropy entropy;
    constexpr int kDraws = 1'000'000;
    std::vector<int> codes(1'000'000), first_digits(10), last_digits(10);
    for (int i = 0; i < kDraws; ++i) {
        const auto code = entropy.below(1'000'000);
        ASSERT_LT(code, 1'000'000U);
        ++codes[code], ++first_digits[code / 100'000], ++last_digits[code % 10];
    }
    // By chance, past 8 about once in 10^15 runs for the codes and once in 10^6 for the skewed ten-bin statistic at 8: take 12 there.
    EXPECT_LT(deviation(codes, kDraws), 8);
    EXPECT_LT(deviation(first_digits, kDraws), 12);
    EXPECT_LT(deviation(last_digits, kDraws), 12);
}

TEST(Entropy, DrawsEvenlyBelowABoundThatAModuloWouldSkew) {
    OsEntropy entropy;
    constexpr std::uint64_t kBound = 3ULL << 62U;  // a bare modulo would draw the lowest third twice as often
    constexpr int kDraws = 30'000;
    std::vector<int> thirds(3);
    for (int i = 0; i < kDraws; ++i) ++thirds[entropy.below(kBound) >> 62U];
    for (const int count : thirds) EXPECT_NEAR(count, kDraws / 3, 700);
}

TEST(Entropy, DrawsBelowOneAndRefusesZero) {
    OsEntropy entropy;
    EXPECT_EQ(entropy.below(1), 0U);
    EXPECT_THROW(static_cast<void>(entropy.below(0)), Fault);
}

TEST(Entropy, FillsLongSpansToTheEnd) {
    std::vector<std::uint8_t> bytes(1'000'000);
    OsEntropy().fill(bytes);
    std::array<int, 256> counts{};
    for (const auto byte : bytes) ++counts[byte];
    EXPECT_TRUE(std::ranges::all_of(counts, [](int count) { return count > 3400 && count < 4420; }));
    EXPECT_TRUE(std::ranges::any_of(std::span(bytes).last(32), [](auto byte) { return byte != 0; }));
}

TEST(EntropyId, IsAUuidVersion7OfNow) {
    using std::chrono::milliseconds;
    const auto now = std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto id = OsEntropy().new_id();
    std::int64_t millis = 0;
    for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | id[i];
    EXPECT_NEAR(static_cast<double>(millis), static_cast<double>(now), 5000);
    EXPECT_EQ(id[6] >> 4U, 7U);
    EXPECT_EQ(id[8] >> 6U, 2U);
}

TEST(EntropyId, GrowsAlwaysAndNeverRepeats) {
    OsEntropy entropy;
    auto last = entropy.new_id();
    for (int i = 0; i < 50'000; ++i) {
        const auto next = entropy.new_id();
        ASSERT_LT(last, next);
        last = next;
    }
}

TEST(EntropyId, IsUniqueAcrossThreads) {
    OsEntropy entropy;
    std::array<std::vector<IdBytes>, 4> made;
    {
        std::vector<std::jthread> threads;
        for (auto& own : made) {
            threads.emplace_back([&] {
                for (int i = 0; i < 5'000; ++i) own.push_back(entropy.new_id());
            });
        }
    }
    std::set<IdBytes> all;
    for (const auto& own : made) {
        EXPECT_TRUE(std::ranges::is_sorted(own));
        all.insert(own.begin(), own.end());
    }
    EXPECT_EQ(all.size(), 20'000U);
}

TEST(EntropyStamp, StartsEachMillisecondWithRoomToGrow) {
    std::atomic<std::uint64_t> last = 0;
    EXPECT_EQ(next_stamp(last, 5, 0xFFFF), (5U << 12U) + 0x7FFU);
    EXPECT_EQ(next_stamp(last, 6, 3), (6U << 12U) + 3U);
}

TEST(EntropyStamp, GrowsWhenTheClockIsSetBackOrTheCounterIsFull) {
    std::atomic<std::uint64_t> last = (9ULL << 12U) + 0xFFFU;
    EXPECT_EQ(next_stamp(last, 9, 0), 10ULL << 12U);
    EXPECT_EQ(next_stamp(last, 2, 1), (10ULL << 12U) + 1);
}

}  // namespace
}  // namespace rekey::crypto
