// What needs no network: companding, keys, SDP, answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/voice/answers.hpp"
#include "adapters/voice/description.hpp"
#include "adapters/voice/keys.hpp"

namespace rekey::voice {
namespace {

using testing::HasSubstr;

TEST(G711, IsWhatTheStandardSays) {
    // From the tables of ITU-T G.711: silence, the ends, and values in between.
    EXPECT_EQ(encode(Law::Mu, 0), 0xFF);
    EXPECT_EQ(encode(Law::Mu, 1), 0x80);
    EXPECT_EQ(encode(Law::Mu, -1), 0x00);
    EXPECT_EQ(encode(Law::Mu, 1000 / 32767.0F), 0xCE);
    EXPECT_EQ(encode(Law::Mu, -1000 / 32767.0F), 0x4E);
    EXPECT_EQ(encode(Law::A, 0), 0xD5);
    EXPECT_EQ(encode(Law::A, 1), 0xAA);
    EXPECT_EQ(encode(Law::A, -1), 0x2A);
    EXPECT_EQ(encode(Law::A, 1000 / 32767.0F), 0xFA);
    EXPECT_EQ(encode(Law::A, -1000 / 32767.0F), 0x7A);
    EXPECT_EQ(encode(Law::Mu, 7), encode(Law::Mu, 1)) << "what is too loud is cut off";
}

TEST(KeyEvents, ManyPacketsAreOneKey) {
    KeyEvents keys;
    const std::uint8_t five[] = {5, 10, 0, 160}, end[] = {5, 0x8A, 3, 32}, hash[] = {11, 10, 0, 160};
    EXPECT_EQ(keys.take(1000, five), '5');
    EXPECT_EQ(keys.take(1000, five), std::nullopt);
    EXPECT_EQ(keys.take(1000, end), std::nullopt);
    EXPECT_EQ(keys.take(2000, end), '5') << "pressed again, and only the end came";
    EXPECT_EQ(keys.take(3000, hash), '#');
}

TEST(KeyEvents, WhatIsNoKeyIsNothing) {
    KeyEvents keys;
    const std::uint8_t flash[] = {16, 0, 0, 0}, a[] = {12, 0, 0, 0}, cut[] = {5, 0, 0};
    EXPECT_EQ(keys.take(1, flash), std::nullopt);
    EXPECT_EQ(keys.take(2, a), std::nullopt);
    EXPECT_EQ(keys.take(3, cut), std::nullopt);
    EXPECT_EQ(keys.take(4, {}), std::nullopt);
}

TEST(InfoKey, IsReadInBothForms) {
    EXPECT_EQ(info_key("Signal=5\r\nDuration=160\r\n"), '5');
    EXPECT_EQ(info_key("Signal= #\r\nDuration= 100"), '#');
    EXPECT_EQ(info_key("9"), '9');
    for (const auto* body : {"", "Signal=", "Signal=55\r\n", "Signal=A", "12", "Duration=5"})
        EXPECT_EQ(info_key(body), std::nullopt) << body;
    EXPECT_EQ(info_key("Signal=5" + std::string(300, '\n')), std::nullopt);
}

TEST(Answers, ABusyPersonIsNoTroubleOfTheTrunk) {
    EXPECT_EQ(outcome_of(486).how, call::How::Busy);
    EXPECT_EQ(outcome_of(600).how, call::How::Busy);
    EXPECT_EQ(outcome_of(480).how, call::How::NoAnswer);
    EXPECT_EQ(outcome_of(603).how, call::How::Declined);
    EXPECT_EQ(outcome_of(404).how, call::How::Refused);
    for (const auto status : std::initializer_list<std::uint16_t>{301, 302, 400, 401, 403, 407, 488, 500, 503, 606, 699, 999})
        EXPECT_EQ(outcome_of(status).how, call::How::Trouble) << status;
    EXPECT_EQ(outcome_of(486).why, "486 Busy Here");
    EXPECT_EQ(outcome_of(499).why, "499");
    EXPECT_THAT(outcome_of(302).why, HasSubstr("not followed"));
}

class Sdp : public testing::Test {
protected:
    static sa local() {
        sa address{};
        sa_set_str(&address, "192.0.2.1", 16384);
        return address;
    }
    static Owned<mbuf> body(std::string_view text) {
        Owned<mbuf> buffer(mbuf_alloc(text.size() + 1));
        mbuf_write_mem(buffer.get(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        mbuf_set_pos(buffer.get(), 0);
        return buffer;
    }
    /// With this line of sound, and what follows it.
    static Result<Agreed> answer(std::string_view media, std::string_view address = "IN IP4 198.51.100.7") {
        Description description(local());
        const auto offer = description.offer();
        const auto text = "v=0\r\no=x 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=" + std::string(address) + "\r\nt=0 0\r\n" + std::string(media);
        return description.take_answer(body(text).get());
    }
};

TEST_F(Sdp, OffersBothLawsAndKeys) {
    const Description description(local());
    const auto offer = description.offer();
    const std::string text(reinterpret_cast<const char*>(mbuf_buf(offer.get())), mbuf_get_left(offer.get()));
    for (const auto* part : {"c=IN IP4 192.0.2.1", "m=audio 16384 RTP/AVP 0 8 101", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST_F(Sdp, TakesWhatThePeerPrefers) {
    const auto mu = answer("m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n");
    ASSERT_TRUE(mu) << mu.error().detail;
    EXPECT_EQ(mu->law, Law::Mu);
    EXPECT_EQ(mu->events, 101);
    EXPECT_EQ(sa_port(&mu->remote), 4000);
    const auto a = answer("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n");
    ASSERT_TRUE(a) << a.error().detail;
    EXPECT_EQ(a->law, Law::A);
    EXPECT_EQ(a->events, 96);
    EXPECT_EQ(answer("m=audio 4000 RTP/AVP 8\r\n")->events, std::nullopt);
}

TEST_F(Sdp, WhatCannotBeSpokenIsRefused) {
    EXPECT_FALSE(answer("m=audio 4000 RTP/AVP 18\r\n"));
    EXPECT_FALSE(answer("m=audio 0 RTP/AVP 0\r\n"));
    EXPECT_FALSE(answer("m=audio 4000 RTP/AVP 0\r\n", "IN IP4 0.0.0.0"));
    EXPECT_FALSE(answer("m=audio 4000 RTP/AVP 0\r\n", "IN IP6 2001:db8::1"));
    EXPECT_FALSE(answer("m=video 4000 RTP/AVP 0\r\n"));
    EXPECT_FALSE(answer(""));
    Description description(local());
    EXPECT_FALSE(description.take_answer(body("").get()));
    EXPECT_FALSE(description.take_answer(body(std::string(9000, 'v')).get()));
}

TEST_F(Sdp, AnOfferInTheMiddleIsAnswered) {
    Description description(local());
    const auto moved = description.take_offer(
        body("v=0\r\no=x 1 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.8\r\nt=0 0\r\nm=audio 5000 RTP/AVP 8\r\n").get());
    ASSERT_TRUE(moved) << moved.error().detail;
    EXPECT_EQ(sa_port(&moved->remote), 5000);
    const auto ours = description.answer();
    EXPECT_THAT(std::string(reinterpret_cast<const char*>(mbuf_buf(ours.get())), mbuf_get_left(ours.get())), HasSubstr("RTP/AVP 8"));
}

}  // namespace
}  // namespace rekey::voice
