#include "adapters/store/sql/rows.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/id.hpp"

namespace rekey::store {
namespace {

Rows two_rows() {
    Rows rows("test.query");
    rows.set_columns(3);
    rows.add_number(-5);
    rows.add_text(std::string_view("a\0b", 3));
    rows.add_bytes("0123456789abcdef");
    rows.add_number(1);
    rows.add_null();
    rows.add_bytes("");
    return rows;
}

TEST(Rows, GiveEachColumnAsTheTypeAskedFor) {
    const auto rows = two_rows();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].get<std::int64_t>(0), -5);
    EXPECT_EQ(rows[0].get<Instant>(0), from_millis(-5));
    EXPECT_EQ(rows[0].get<std::string>(1), std::string("a\0b", 3));
    EXPECT_EQ(to_text(rows[0].get<IdentityId>(2).view()), "0123456789abcdef");
    EXPECT_TRUE(rows[1].get<bool>(0));
    EXPECT_EQ(rows[1].get<std::optional<std::string>>(1), std::nullopt);
    EXPECT_TRUE(rows[1].get<Bytes>(2).empty());
}

TEST(Rows, RefuseAnotherTypeLengthOrPlace) {
    const auto rows = two_rows();
    EXPECT_THROW(static_cast<void>(rows[0].get<std::string>(0)), Fault);
    EXPECT_THROW(static_cast<void>(rows[0].get<std::int64_t>(1)), Fault);
    EXPECT_THROW(static_cast<void>(rows[0].get<Mac>(2)), Fault) << "16 bytes are no MAC";
    EXPECT_THROW(static_cast<void>(rows[1].get<std::string>(1)), Fault) << "NULL where a value must be";
    EXPECT_THROW(static_cast<void>(rows[0].get<bool>(3)), Fault);
    EXPECT_THROW(static_cast<void>(rows[2].get<bool>(0)), Fault);
}

TEST(Rows, AreEmptyWithoutCells) {
    Rows rows("test.query");
    EXPECT_TRUE(rows.empty());
    EXPECT_EQ(rows.size(), 0U);
    rows.set_columns(2);
    EXPECT_EQ(rows.size(), 0U);
    EXPECT_EQ(rows.changed(), 0);
}

}  // namespace
}  // namespace rekey::store
