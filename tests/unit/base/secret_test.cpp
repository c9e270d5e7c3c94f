#include "base/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <new>
#include <sstream>
#include <type_traits>

#include "base/bytes.hpp"

namespace rekey {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

// security-checks, CVE class "secrets in logs": the compiler refuses what a reviewer could overlook.
TEST(Secret, CannotBePrintedCopiedOrConverted) {
    static_assert(!Streamable<Secret>);
    static_assert(!fmt::is_formattable<Secret>::value);
    static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
    static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
    static_assert(!std::is_convertible_v<std::string_view, Secret>);
}

TEST(Secret, IsWipedWhenItGoes) {
    alignas(Secret) unsigned char place[sizeof(Secret)];
    auto* secret = new (place) Secret(std::string_view("48291734"));  // short: inside the object
    secret->~Secret();
    EXPECT_EQ(memmem(place, sizeof place, "48291734", 8), nullptr);
}

TEST(Secret, LeavesNothingBehindWhenItMoves) {
    alignas(Secret) unsigned char place[sizeof(Secret)];
    auto* from = new (place) Secret(std::string_view("48291734"));
    const Secret to(std::move(*from));
    EXPECT_EQ(to.reveal(), "48291734");
    EXPECT_EQ(memmem(place, sizeof place, "48291734", 8), nullptr);
    from->~Secret();
}

TEST(Secret, MovesOntoAnother) {
    Secret one(std::string_view("one")), two(std::string_view("two"));
    one = std::move(two);
    EXPECT_EQ(one.reveal(), "two");
    one = Secret{};
    EXPECT_TRUE(one.empty());
}

TEST(Wipe, EmptiesAndOverwrites) {
    std::string value(100, 'x');
    const char* const memory = value.data();
    wipe(value);
    EXPECT_TRUE(value.empty());
    EXPECT_EQ(std::count(memory, memory + value.capacity(), 'x'), 0);
}

TEST(EqualCt, ComparesContentAndLength) {
    EXPECT_TRUE(equal_ct(as_bytes("abc"), as_bytes("abc")));
    EXPECT_TRUE(equal_ct(ByteView{}, ByteView{}));
    EXPECT_FALSE(equal_ct(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(equal_ct(as_bytes("abc"), as_bytes("ab")));
    EXPECT_FALSE(equal_ct(as_bytes(std::string_view("\0", 1)), ByteView{}));
    Mac a, b;
    b.bytes[31] = 1;
    EXPECT_FALSE(equal_ct(a, b));
}

}  // namespace
}  // namespace rekey
