#include "base/log.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rekey {
namespace {

using log::Format;
using log::Level;

TEST(Log, WritesOneJsonLineAnEvent) {
    EXPECT_EQ(log::render(Level::Info, "server_started", {{"address", "127.0.0.1:1"}}, Format::Json),
              R"("level":"info","event":"server_started","address":"127.0.0.1:1")");
    EXPECT_EQ(log::render(Level::Error, "x", {}, Format::Json), R"("level":"error","event":"x")");
}

// security-checks item 28: no field can end the line, close the string, or steer a terminal.
TEST(Log, EscapesWhatCouldForgeALine) {
    const auto line = log::render(Level::Warning, "x", {{"user", "a\"\n\r\x1b[31m\u009b\u2028\u2029\u202e\u2066\\b"}}, Format::Json);
    EXPECT_EQ(line,
              "\"level\":\"warning\",\"event\":\"x\",\"user\":\"a\\\"\\u000a\\u000d\\u001b[31m\\u009b\\u2028\\u2029\\u202e\\u2066\\\\b\"");
}

TEST(Log, EscapesInTextToo) {
    EXPECT_EQ(log::render(Level::Info, "x", {{"user", "a\nb\""}}, Format::Text), "info    x user=\"a\\u000ab\\\"\"");
}

TEST(Log, KeepsLettersOfEveryLanguage) { EXPECT_EQ(log::escape("Zoë 山田 😀"), "Zoë 山田 😀"); }

TEST(Log, ReplacesWhatIsNotText) {
    EXPECT_EQ(log::escape("a\xFF"), "a\\ufffd");
    EXPECT_EQ(log::escape(std::string_view("\0", 1)), "\\u0000");
    EXPECT_EQ(log::escape("\U000E0001"), "\\udb40\\udc01");  // a language tag: a format character beyond the first plane
}

TEST(ErrorCode, HasAStableName) {
    EXPECT_EQ(name(ErrorCode::InvalidInput), "invalid_input");
    EXPECT_EQ(name(ErrorCode::AttemptEnded), "attempt_ended");
    EXPECT_EQ(name(ErrorCode::CodeMismatch), "code_mismatch");
    EXPECT_EQ(name(ErrorCode::Refused), "refused");
    for (int i = 0; i <= static_cast<int>(ErrorCode::Refused); ++i) EXPECT_NE(name(static_cast<ErrorCode>(i)), "unknown");
}

TEST(Rfc3339, HasMillisecondsAndIsUtc) {
    EXPECT_EQ(to_rfc3339(from_millis(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(from_millis(1'795'357'920'007)), "2026-11-22T14:32:00.007Z");
    EXPECT_EQ(to_rfc3339(from_millis(-1)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(from_millis(951'782'399'999)), "2000-02-28T23:59:59.999Z");
}

}  // namespace
}  // namespace rekey
