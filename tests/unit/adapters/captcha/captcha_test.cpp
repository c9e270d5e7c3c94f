#include "adapters/captcha/captcha.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>
#include <vector>

#include "adapters/captcha/answer.hpp"
#include "adapters/speech/espeak.hpp"
#include "base/encoding.hpp"
#include "fakes.hpp"

namespace rekey::captcha {
namespace {

using ports::CaptchaKind;

class Captcha : public testing::Test {
protected:
    [[nodiscard]] std::string challenge(CaptchaKind kind, std::string_view language = "en") {
        return captcha_.make(tenant_, kind, language, now_).token;
    }
    /// The answer, which only the sealer's keys give away.
    [[nodiscard]] std::string answer_of(std::string_view token) const {
        const auto plain = sealer_.open(from_base64url(token).value(), {"captcha", "token", tenant_.view(), {}});
        return decode(plain.value())->answer;
    }
    [[nodiscard]] bool right(std::string_view token, std::string_view answer) const {
        return captcha_.open(tenant_, token, answer).value().right;
    }

    TenantId tenant_{{1, 2, 3}}, other_tenant_{{9}};
    Instant now_ = from_millis(1'800'000'000'000);
    OpenSealer sealer_;
    PlainHash hash_;
    SteadyEntropy entropy_;
    speech::EspeakSpeech speech_;
    BuiltinCaptcha captcha_{sealer_, hash_, entropy_, speech_};
};

TEST_F(Captcha, MakesAChallengeForFiveMinutes) {
    const auto made = captcha_.make(tenant_, CaptchaKind::Sound, "nl", now_);
    EXPECT_EQ(made.kind, CaptchaKind::Sound);
    EXPECT_EQ(made.length, 6);
    EXPECT_EQ(made.expires_at, now_ + std::chrono::minutes(5));
    EXPECT_EQ(captcha_.open(tenant_, made.token, "")->expires_at, made.expires_at);
    EXPECT_LE(made.token.size(), 512U);
}

TEST_F(Captcha, KnowsTheRightAnswer) {
    for (const auto kind : {CaptchaKind::Picture, CaptchaKind::Sound}) {
        const auto token = challenge(kind);
        auto answer = answer_of(token);
        EXPECT_EQ(answer.size(), kAnswerLength);
        EXPECT_TRUE(right(token, answer));
        EXPECT_FALSE(right(token, answer.substr(1)));
        EXPECT_FALSE(right(token, answer + "A"));
        EXPECT_FALSE(right(token, ""));
        answer[5] = answer[5] == '3' ? '9' : '3';
        EXPECT_FALSE(right(token, answer));
    }
}

TEST_F(Captcha, DrawsAnswersFromTheWholeAlphabet) {
    std::set<char> letters, digits;
    for (int i = 0; i < 200; ++i) {
        for (const char c : answer_of(challenge(CaptchaKind::Picture))) letters.insert(c);
        for (const char c : answer_of(challenge(CaptchaKind::Sound))) digits.insert(c);
    }
    EXPECT_EQ(letters, std::set(kLetters.begin(), kLetters.end()));
    EXPECT_EQ(digits, std::set(kDigits.begin(), kDigits.end()));
}

TEST_F(Captcha, GivesEveryChallengeItsOwnNonce) {
    std::set<Bytes> nonces;
    for (int i = 0; i < 100; ++i) nonces.insert(captcha_.open(tenant_, challenge(CaptchaKind::Picture), "")->nonce);
    EXPECT_EQ(nonces.size(), 100U);
    EXPECT_EQ(nonces.begin()->size(), 16U);
}

TEST_F(Captcha, OpensNothingOfAnotherTenant) {
    const auto token = challenge(CaptchaKind::Picture);
    EXPECT_FALSE(captcha_.open(other_tenant_, token, answer_of(token)));
    EXPECT_EQ(captcha_.picture(other_tenant_, token).error().code, ErrorCode::InvalidInput);
}

TEST_F(Captcha, OpensNothingThatIsNoToken) {
    const auto token = challenge(CaptchaKind::Picture);
    for (const auto& text : {std::string{}, std::string("x"), token + "A", token.substr(1), "!" + token.substr(1), std::string(513, 'A')}) {
        EXPECT_FALSE(captcha_.open(tenant_, text, "")) << text;
        EXPECT_FALSE(captcha_.picture(tenant_, text)) << text;
        EXPECT_FALSE(captcha_.sound(tenant_, text)) << text;
    }
}

TEST_F(Captcha, ShowsAPictureOnlyForAPictureAndASoundOnlyForASound) {
    EXPECT_EQ(captcha_.sound(tenant_, challenge(CaptchaKind::Picture)).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(captcha_.picture(tenant_, challenge(CaptchaKind::Sound)).error().code, ErrorCode::InvalidInput);
}

TEST_F(Captcha, ShowsTheSameEachTimeItIsAsked) {
    const auto picture = challenge(CaptchaKind::Picture), sound = challenge(CaptchaKind::Sound);
    EXPECT_EQ(captcha_.picture(tenant_, picture).value(), captcha_.picture(tenant_, picture).value());
    EXPECT_EQ(captcha_.sound(tenant_, sound).value(), captcha_.sound(tenant_, sound).value());
    EXPECT_NE(captcha_.picture(tenant_, picture).value(), captcha_.picture(tenant_, challenge(CaptchaKind::Picture)).value());
}

TEST_F(Captcha, DrawsAndSpeaksForManyAtOnce) {
    std::array<std::string, 4> tokens;
    for (auto& token : tokens) token = challenge(CaptchaKind::Sound, "nl");
    const auto shown = challenge(CaptchaKind::Picture);
    std::array<Bytes, 4> sounds, pictures;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                sounds[i] = captcha_.sound(tenant_, tokens[i]).value();
                pictures[i] = captcha_.picture(tenant_, shown).value();
            });
        }
    }
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(sounds[i], captcha_.sound(tenant_, tokens[i]).value());
        EXPECT_EQ(pictures[i], pictures[0]);
    }
}

}  // namespace
}  // namespace rekey::captcha
