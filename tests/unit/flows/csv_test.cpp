#include "flows/admin/csv.hpp"

#include <gtest/gtest.h>

namespace rekey::flows {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Result<Rows> read(std::string_view text, std::size_t piece) {
    CsvReader reader;
    Rows rows;
    for (std::size_t at = 0;; at += piece) {
        at < text.size() ? reader.feed(text.substr(at, piece)) : reader.finish();
        for (;;) {
            auto row = reader.next();
            if (!row) return std::unexpected(row.error());
            if (!*row) break;
            rows.push_back((*row)->cells);
        }
        if (at >= text.size()) return rows;
    }
}

TEST(Csv, IsReadTheSameHoweverItIsCut) {
    constexpr std::string_view kText =
        "\xEF\xBB\xBF"
        "a,\"b \"\"quoted\"\"\",c\r\n\"x\r\ny\",,\n\n\"\",last";
    const Rows expected{{"a", "b \"quoted\"", "c"}, {"x\r\ny", "", ""}, {"", "last"}};
    for (std::size_t piece = 1; piece <= kText.size(); ++piece) EXPECT_EQ(*read(kText, piece), expected) << piece;
}

TEST(Csv, RefusesQuotesThatDoNotFit) {
    for (const auto* text : {"a\"b", "\"a\"b", "\"a", "a,\"b\n", "a\rb"}) {
        for (const std::size_t piece : {1U, 2U, 100U}) EXPECT_FALSE(read(text, piece)) << text;
    }
}

TEST(Csv, ARowHasABound) {
    const std::string cell(64 * 1024 - 1, 'x');
    EXPECT_TRUE(read(cell + "\n", 4096));
    EXPECT_FALSE(read(cell + "xx\n", 4096));
    EXPECT_FALSE(read('"' + std::string(1'000'000, 'x'), 4096));
}

TEST(Csv, TellsTheLineARowBeginsAt) {
    CsvReader reader;
    reader.feed("a\n\"b\nb\"\r\n\nc\n");
    reader.finish();
    EXPECT_EQ((**reader.next()).line, 1);
    EXPECT_EQ((**reader.next()).line, 2);
    EXPECT_EQ((**reader.next()).line, 5);
}

// Security item 27.
TEST(Csv, CellsNeverRunAsFormulas) {
    for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd"}) {
        const auto cell = csv_cell(text);
        EXPECT_TRUE(cell.starts_with("'") || cell.starts_with("\"'")) << text;
        EXPECT_EQ(read(cell, 100)->front().front(), std::string("'") + text) << text;
    }
    EXPECT_EQ(csv_cell("Anna"), "Anna");
    for (const auto* text : {"a,b", "a\"b", "a\nb", " a", "a "}) EXPECT_EQ(read(csv_cell(text), 100)->front().front(), text);
}

}  // namespace
}  // namespace rekey::flows
