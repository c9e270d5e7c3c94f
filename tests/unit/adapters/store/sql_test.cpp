#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/store/repositories/many.hpp"
#include "adapters/store/repositories/words.hpp"
#include "adapters/store/sql/dialect.hpp"
#include "adapters/store/sql/error.hpp"
#include "adapters/store/sql/query.hpp"
#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

TEST(Dialect, RendersOneTextForBothStores) {
    constexpr std::string_view kText = "SELECT id FROM t WHERE a = $1 AND b = $12 {lock}";
    EXPECT_EQ(render(kText, kSqlite), "SELECT id FROM t WHERE a = ?1 AND b = ?12 ");
    EXPECT_EQ(render(kText, kPostgres), "SELECT id FROM t WHERE a = $1 AND b = $12 FOR UPDATE SKIP LOCKED");
    EXPECT_EQ(render("CREATE TABLE t (a {int}, b {bytes}) {table}", kSqlite), "CREATE TABLE t (a INTEGER, b BLOB) STRICT, WITHOUT ROWID");
    EXPECT_EQ(render("CREATE TABLE t (a {int}, b {bytes}) {table}", kPostgres), "CREATE TABLE t (a BIGINT, b BYTEA) ");
    EXPECT_EQ(render("{other}", kSqlite), "{other}");
    EXPECT_EQ(render("", kSqlite), "");
}

TEST(Many, AnInsertOfSeveralRowsNumbersItsParameters) {
    const auto text = with_rows("INSERT INTO t (a, b, c) VALUES ($1, 1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b", 6);
    EXPECT_EQ(std::string_view(text.bytes.data(), text.size),
              "INSERT INTO t (a, b, c) VALUES ($1, 1, $2), ($3, 1, $4), ($5, 1, $6), ($7, 1, $8), ($9, 1, $10), ($11, 1, $12)"
              " ON CONFLICT (a) DO UPDATE SET b = excluded.b");
}

TEST(SqlError, TellsCallersWhatToDo) {
    EXPECT_EQ(make_fault(ErrorKind::Unique, "q", "").kind(), FaultKind::Constraint);
    EXPECT_EQ(make_fault(ErrorKind::ForeignKey, "q", "").kind(), FaultKind::Constraint);
    EXPECT_EQ(make_fault(ErrorKind::Check, "q", "").kind(), FaultKind::Constraint);
    EXPECT_EQ(make_fault(ErrorKind::Serialization, "q", "").kind(), FaultKind::Serialization);
    EXPECT_EQ(make_fault(ErrorKind::Busy, "q", "").kind(), FaultKind::StoreUnavailable);
    EXPECT_EQ(make_fault(ErrorKind::ConnectionLost, "q", "").kind(), FaultKind::StoreUnavailable);
    EXPECT_EQ(make_fault(ErrorKind::Other, "q", "").kind(), FaultKind::Invariant);
    EXPECT_STREQ(make_fault(ErrorKind::Unique, "attempt.insert", "23505").what(), "query attempt.insert: unique violation (23505)");
}

TEST(Param, LooksAtTheCallersValue) {
    EXPECT_EQ(std::get<std::int64_t>(Param(true).value), 1);
    EXPECT_EQ(std::get<std::int64_t>(Param(from_millis(7)).value), 7);
    EXPECT_EQ(std::get<std::string_view>(Param(std::string_view("x")).value), "x");
    EXPECT_TRUE(std::holds_alternative<std::nullptr_t>(Param(std::optional<Instant>{}).value));
    EXPECT_EQ(std::get<std::int64_t>(Param(std::optional(from_millis(7))).value), 7);
    const IdentityId id{{1, 2, 3}};
    EXPECT_EQ(std::get<ByteView>(Param(id).value).data(), id.bytes.data());
}

using Map = std::map<std::string, std::string>;

TEST(TextMap, ComesBackAsItWas) {
    for (const Map& map :
         {Map{}, Map{{"a", "1"}}, Map{{"", ""}}, Map{{"a=b", "c=d"}, {"line\nend", "x\ny\\"}, {"\\n", "\\n"}, {"empty", ""}},
          Map{{std::string("nul\0", 4), "ü"}}}) {
        EXPECT_EQ(decode_map(encode_map(map)), map);
    }
}

TEST(TextMap, IsReadableInTheDatabase) { EXPECT_EQ(encode_map({{"how", "email"}, {"device", "a=b"}}), "device=a=b\nhow=email\n"); }

TEST(TextMap, TakesAnyBytesWithoutFailing) {
    for (const auto* text : {"", "\\", "=", "\n", "a", "a\\", "a=b\\", "==\n\n"}) EXPECT_NO_THROW(static_cast<void>(decode_map(text)));
}

TEST(Words, EveryChannelComesBackInOrder) {
    using method::Channel;
    const std::vector all{Channel::Totp, Channel::Email, Channel::Sms, Channel::Voice, Channel::Saved, Channel::Knowledge};
    EXPECT_EQ(split_channels(join_channels(all)), all);
    EXPECT_EQ(join_channels({}), "");
    EXPECT_TRUE(split_channels("").empty());
    EXPECT_THROW(static_cast<void>(split_channels("email,pigeon")), Fault);
}

}  // namespace
}  // namespace rekey::store
