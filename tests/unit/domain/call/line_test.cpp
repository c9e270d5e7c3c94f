#include "domain/call/line.hpp"

#include <gtest/gtest.h>

namespace rekey::call {
namespace {

Request request() {
    Request request;
    request.id = "m1";
    request.trunk = "carrier";
    request.to = "+31612345678";
    request.language = "nl";
    request.text = "Hallo.\nUw code is: 1, 2\\3.\r";
    request.number = "42";
    request.deniable = true;
    request.phrases = {"fout", "goed", "dank u"};
    request.ring = seconds{25};
    return request;
}

Lines read(std::string_view text) {
    Reader reader;
    EXPECT_EQ(reader.feed(text), Reader::State::Done) << text;
    return reader.lines();
}

/// A block of a request with one line replaced, or left out when the value is "-".
Result<Request> with(std::string_view name, std::string_view value) {
    Lines lines;
    for (auto& each : read(to_text(request()))) {
        if (each.first != name) lines.push_back(each);
    }
    if (value != "-") lines.emplace_back(name, value);
    return parse_request(lines);
}

TEST(CallLine, ARequestArrivesAsItWasSent) {
    const auto got = parse_request(read(to_text(request())));
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(*got, request());
    auto plain = request();
    plain.number.clear();
    plain.deniable = false;
    EXPECT_EQ(parse_request(read(to_text(plain))).value(), plain);
}

TEST(CallLine, AProbeIsATrunkAndNothingElse) {
    Request probe;
    probe.ask = Ask::Probe;
    probe.trunk = "carrier";
    EXPECT_EQ(to_text(probe), "ask: probe\ntrunk: carrier\n\n");
    EXPECT_EQ(parse_request(read(to_text(probe))).value(), probe);
}

TEST(CallLine, AnOutcomeArrivesAsItWasSent) {
    const Outcome outcome{How::NoAnswer, Keyed::Denied, "480 Temporarily Unavailable", {"dialled", "rang: 3 s"}};
    const auto text = line(kBegun, "yes") + to_text(outcome);
    EXPECT_EQ(parse_outcome(read(text)).value(), outcome);
    EXPECT_TRUE(has_begun(read(text)));
    EXPECT_FALSE(has_begun(read(to_text(outcome))));
}

TEST(CallLine, BytesMayComeOneByOne) {
    const auto text = to_text(request());
    Reader reader;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) ASSERT_EQ(reader.feed(text.substr(i, 1)), Reader::State::More);
    EXPECT_EQ(reader.feed("\n"), Reader::State::Done);
    EXPECT_EQ(parse_request(reader.lines()).value(), request());
}

TEST(CallLine, WhatHasBegunIsKnownBeforeTheEnd) {
    Reader reader;
    EXPECT_EQ(reader.feed("begun: yes\nstep: dia"), Reader::State::More);
    EXPECT_TRUE(has_begun(reader.lines()));
}

TEST(CallLine, AValueCannotBecomeALine) {
    auto nasty = request();
    nasty.text = "a\n\nto: +999\r\n\\n";
    EXPECT_EQ(parse_request(read(to_text(nasty))).value(), nasty);
}

TEST(CallLine, WhatIsNoBlockIsBroken) {
    for (const auto* text : {"no colon\n", ": value\n", "Name: x\n", "na me: x\n", "name:x\n", "name: \\\n", "name: \\x\n",
                             "name: x\r\n\n..", "aaaaaaaaaaaaaaaaa: x\n", "\nmore"}) {
        Reader reader;
        EXPECT_EQ(reader.feed(text), Reader::State::Broken) << text;
        EXPECT_EQ(reader.feed("ask: call\n\n"), Reader::State::Broken) << text;
    }
}

TEST(CallLine, WhatIsTooLongIsBroken) {
    Reader bytes;
    EXPECT_EQ(bytes.feed("text: " + std::string(Reader::kMostBytes, 'x')), Reader::State::Broken);
    Reader lines;
    std::string many;
    for (std::size_t i = 0; i <= Reader::kMostLines; ++i) many += "step: x\n";
    EXPECT_EQ(lines.feed(many), Reader::State::Broken);
}

TEST(CallLine, ARequestThatIsNotWellFormedIsRefused) {
    EXPECT_TRUE(with("to", "+31612345678"));
    for (const auto* to : {"-", "", "31612345678", "+316x2345678", "+1234", "+1234567890123456", "+31 612345678", "+31612345678;a=b"})
        EXPECT_FALSE(with("to", to)) << to;
    for (const auto* number : {"", "1", "123", "1a", "**"}) EXPECT_FALSE(with("number", number)) << number;
    for (const auto* ring : {"", "4", "121", "x", "30s", "-5"}) EXPECT_FALSE(with("ring", ring)) << ring;
    for (const auto* ask : {"-", "", "Call", "sms"}) EXPECT_FALSE(with("ask", ask)) << ask;
    for (const auto* name : {"trunk", "id", "language"}) {
        EXPECT_FALSE(with(name, "-")) << name;
        EXPECT_FALSE(with(name, "")) << name;
        EXPECT_FALSE(with(name, "two\nlines")) << name;
    }
    EXPECT_FALSE(with("text", "-"));
    EXPECT_FALSE(with("text", "\xff"));
    EXPECT_FALSE(with("deniable", "no"));
    EXPECT_FALSE(with("surprise", "x"));
}

TEST(CallLine, NoLineIsTakenTwice) {
    auto lines = read(to_text(request()));
    lines.emplace_back("to", "+31600000000");
    EXPECT_FALSE(parse_request(lines));
    EXPECT_FALSE(parse_outcome({{"how", "busy"}, {"how", "played"}, {"keyed", "nothing"}}));
}

TEST(CallLine, AnOutcomeThatIsNotWellFormedIsRefused) {
    EXPECT_TRUE(parse_outcome({{"how", "busy"}, {"keyed", "nothing"}}));
    EXPECT_FALSE(parse_outcome({{"how", "busy"}}));
    EXPECT_FALSE(parse_outcome({{"keyed", "nothing"}}));
    EXPECT_FALSE(parse_outcome({{"how", "eaten"}, {"keyed", "nothing"}}));
    EXPECT_FALSE(parse_outcome({{"how", "busy"}, {"keyed", "maybe"}}));
    EXPECT_FALSE(parse_outcome({{"how", "busy"}, {"keyed", "nothing"}, {"why", "two\nlines"}}));
    EXPECT_FALSE(parse_outcome({{"begun", "no"}, {"how", "busy"}, {"keyed", "nothing"}}));
}

TEST(Call, EveryNameIsReadAgain) {
    for (const auto how : {How::Played, How::Busy, How::NoAnswer, How::HungUp, How::Declined, How::Refused, How::Trouble, How::Unsure})
        EXPECT_EQ(parse_how(name(how)), how);
    for (const auto keyed : {Keyed::Nothing, Keyed::Confirmed, Keyed::Denied}) EXPECT_EQ(parse_keyed(name(keyed)), keyed);
}

}  // namespace
}  // namespace rekey::call
