#include "adapters/directory/reading_ahead.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace rekey::ldap {
namespace {

using directory::Anchor;
using directory::Entry;
using directory::ReadEnd;
using directory::Reader;

constexpr int kMany = 5000;

TEST(ReadingAhead, HandsOverAllOfItInOrderOnTheCallersThread) {
    std::vector<std::string> told;
    const auto caller = std::this_thread::get_id();
    const auto tell = [&](std::string what) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        told.push_back(std::move(what));
    };
    const Reader reader{[&](Entry entry) { tell(entry.dn); },
                        [&](const Anchor&) { tell("present"); },
                        [&](const Anchor&) { tell("deleted"); },
                        {},
                        [&] { tell("page"); }};
    const auto end = read_ahead(reader, [&](const Reader& ahead) -> Result<ReadEnd> {
        EXPECT_NE(std::this_thread::get_id(), caller);
        for (int i = 0; i < kMany; ++i) ahead.entry({std::to_string(i), {}});
        ahead.present(Anchor{});
        ahead.page();
        ahead.deleted(Anchor{});
        return ReadEnd{"cookie", false};
    });
    ASSERT_TRUE(end);
    EXPECT_EQ(end->cookie, "cookie");
    EXPECT_FALSE(end->rest_is_gone);
    ASSERT_EQ(told.size(), kMany + 3U);
    for (int i = 0; i < kMany; ++i) ASSERT_EQ(told[static_cast<std::size_t>(i)], std::to_string(i));
    EXPECT_EQ(std::vector(told.end() - 3, told.end()), (std::vector<std::string>{"present", "page", "deleted"}));
}

TEST(ReadingAhead, WhatWasReadBeforeAFailureIsHandedOver) {
    int entries = 0;
    const auto end = read_ahead({[&](Entry) { ++entries; }}, [&](const Reader& ahead) -> Result<ReadEnd> {
        for (int i = 0; i < 100; ++i) ahead.entry({});
        return fail(ErrorCode::Unreachable, "it broke off");
    });
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().detail, "it broke off");
    EXPECT_EQ(entries, 100);
}

TEST(ReadingAhead, WhatTheReaderThrowsEndsTheReading) {
    bool ended = false;
    const auto read = [&](const Reader& ahead) -> Result<ReadEnd> {
        try {
            for (;;) ahead.entry({});
        } catch (...) {
            ended = true;
            throw;
        }
    };
    const Reader reader{[](Entry) { throw std::runtime_error("the store is down"); }};
    EXPECT_THROW(static_cast<void>(read_ahead(reader, read)), std::runtime_error);
    EXPECT_TRUE(ended);
}

TEST(ReadingAhead, WhatReadingThrowsIsThrownToTheCaller) {
    EXPECT_THROW(
        static_cast<void>(read_ahead({[](Entry) {}}, [](const Reader&) -> Result<ReadEnd> { throw std::runtime_error("no memory"); })),
        std::runtime_error);
}

TEST(ReadingAhead, DoesNotRunAwayFromWhoStores) {
    std::atomic<int> read = 0;
    int stored = 0, most = 0;
    const Reader reader{[&](Entry) { most = std::max(most, read - ++stored); }};
    const auto end = read_ahead(reader, [&](const Reader& ahead) -> Result<ReadEnd> {
        for (; read < kMany; ++read) ahead.entry({});
        return ReadEnd{};
    });
    EXPECT_TRUE(end);
    EXPECT_EQ(stored, kMany);
    EXPECT_LE(most, 64 * 18);
}

}  // namespace
}  // namespace rekey::ldap
