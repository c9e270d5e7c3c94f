#include "domain/message/moment.hpp"

#include <gtest/gtest.h>

namespace rekey::message {
namespace {

Instant at(std::string_view text) { return parse_moment(text).value(); }

TEST(ParseMoment, IsTheInverseOfRfc3339) {
    for (const auto* const text : {"2026-11-22T14:32:00.000Z", "2028-02-29T23:59:59.999Z", "1999-12-31T00:00:00.001Z"}) {
        EXPECT_EQ(to_rfc3339(at(text)), text);
    }
}

TEST(ParseMoment, RefusesEverythingElse) {
    for (const auto* const text :
         {"", "2026-11-22", "2026-11-22T14:32:00Z", "2026-11-22T14:32:00.000+01:00", "2026-13-01T00:00:00.000Z", "2026-02-30T00:00:00.000Z",
          "2026-11-22T24:00:00.000Z", "2026-11-22T14:60:00.000Z", "2026-11-22T14:32:00.000Z ", "2O26-11-22T14:32:00.000Z"}) {
        EXPECT_EQ(parse_moment(text), std::nullopt) << text;
    }
}

TEST(LocalMoment, IsTheClockOfTheTenantsZone) {
    const auto winter = local_moment(at("2026-11-22T13:32:00.000Z"), "Europe/Amsterdam", Catalogue::nearest("en"));
    EXPECT_EQ(winter.clock, "14:32");
    EXPECT_EQ(winter.date, "Sunday 22 November 2026");
    EXPECT_EQ(winter.day, "22 November");
    EXPECT_EQ(winter.zone, "Amsterdam time");

    const auto summer = local_moment(at("2026-07-01T13:32:00.000Z"), "Europe/Amsterdam", Catalogue::nearest("nl"));
    EXPECT_EQ(summer.clock, "15:32");
    EXPECT_EQ(summer.date, "woensdag 1 juli 2026");
    EXPECT_EQ(summer.zone, "tijd in Amsterdam");
}

TEST(LocalMoment, ShowsTheDateOfTheZoneNotOfUtc) {
    EXPECT_EQ(local_moment(at("2026-12-31T23:30:00.000Z"), "Asia/Tokyo", Catalogue::nearest("en")).date, "Friday 1 January 2027");
}

TEST(LocalMoment, IsTheReadersOwnForEachOfManyInOneMinute) {
    const auto now = at("2026-11-22T13:32:40.000Z");
    EXPECT_EQ(local_moment(now, "Europe/Amsterdam", Catalogue::nearest("en")).clock, "14:32");
    EXPECT_EQ(local_moment(now, "Europe/London", Catalogue::nearest("en")).clock, "13:32");
    EXPECT_EQ(local_moment(now, "Europe/London", Catalogue::nearest("nl")).date, "zondag 22 november 2026");
    EXPECT_EQ(local_moment(now + seconds{20}, "Europe/London", Catalogue::nearest("nl")).clock, "13:33");
    EXPECT_EQ(local_moment(now, "Europe/London", Catalogue::nearest("nl")).clock, "13:32");
}

TEST(LocalMoment, NamesUtcAndOffsetsPlainly) {
    const auto english = Catalogue::nearest("en");
    EXPECT_EQ(local_moment(at("2026-11-22T13:32:00.000Z"), "UTC", english).zone, "UTC");
    EXPECT_EQ(local_moment(at("2026-11-22T13:32:00.000Z"), "Etc/GMT-3", english).zone, "GMT+3");
    EXPECT_EQ(local_moment(at("2026-11-22T13:32:00.000Z"), "Etc/GMT-3", english).clock, "16:32");
}

TEST(LocalMoment, TakesAnUnknownZoneAsUtc) {
    const auto moment = local_moment(at("2026-11-22T13:32:00.000Z"), "Mars/Olympus", Catalogue::nearest("en"));
    EXPECT_EQ(moment.zone, "UTC");
    EXPECT_EQ(moment.clock, "13:32");
}

}  // namespace
}  // namespace rekey::message
