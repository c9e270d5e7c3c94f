#include <gtest/gtest.h>

#include "base/text.hpp"
#include "base/time_zone.hpp"

namespace rekey {
namespace {

TEST(Line, HoldsEveryLanguage) {
    for (const auto* text : {"", "Anna de Vries", "Ὀδυσσεύς", "محمد", "山田 太郎", "👩🏽‍💻", "O'Brien; \"x\" {{y}}"})
        EXPECT_TRUE(is_line(text)) << text;
}

TEST(Line, HoldsNothingThatSteersAHeaderALogOrATerminal) {
    for (const auto* text : {"a\nb", "a\rb", "a\tb", "a\x1b[31m", "a\x7f", "a\u0085b", "a\u009bb", "a\u2028b", "a\u2029b", "a\u202eb",
                             "a\u2066b", "a\u200fb", "\ufeffa", "a\xff"}) {
        EXPECT_FALSE(is_line(text)) << text;
    }
    EXPECT_FALSE(is_line(std::string_view("a\0b", 3)));
}

TEST(TimeZone, IsAnIanaName) {
    for (const auto* name : {"UTC", "Europe/Amsterdam", "America/Argentina/Buenos_Aires"}) EXPECT_TRUE(is_time_zone(name)) << name;
    for (const auto* name : {"", "Europe/Amsterdm", "GMT+2", "+02:00", "Mars/Olympus", "Europe/Amsterdam\n"})
        EXPECT_FALSE(is_time_zone(name)) << name;
}

}  // namespace
}  // namespace rekey
