// What an issuer of access tokens answers (RFC 6749 sections 5.1 and 5.2; the examples are the RFC's own).
#include "adapters/delivery/oauth_token.hpp"

#include <gmock/gmock.h>

namespace rekey::delivery {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HttpAnswer answered(long status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

TEST(OauthToken, IsReadFromTheRfcsExample) {
    const auto token = read_token(answered(200, R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600})"));
    EXPECT_FALSE(token.has_value()) << "no bearer token";
    const auto bearer =
        read_token(answered(200, R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600,"x":[1]})"));
    ASSERT_TRUE(bearer.has_value());
    EXPECT_EQ(bearer->access.reveal(), "2YotnFZFEjr1zCsicMWpAA");
    EXPECT_EQ(bearer->lives, seconds{3600});
}

TEST(OauthToken, LivesShortlyWhenTheIssuerDoesNotSay) {
    for (const auto* more : {"", R"(,"expires_in":0)", R"(,"expires_in":-1)", R"(,"expires_in":"soon")"}) {
        const auto token = read_token(answered(200, std::string(R"({"access_token":"a","token_type":"bearer")") + more + "}"));
        ASSERT_TRUE(token.has_value()) << more;
        EXPECT_EQ(token->lives, seconds{300}) << more;
    }
    EXPECT_EQ(read_token(answered(200, R"({"access_token":"a","token_type":"bearer","expires_in":99999999999})"))->lives, seconds{86400});
}

TEST(OauthToken, NeverBringsALineOrACommandOfItsOwn) {
    for (const auto* hostile : {R"("a\r\nRSET")", R"("a\u0001auth=Bearer b")", R"("a b")", R"("")", "7", R"("\u00e9")"}) {
        const auto token = read_token(answered(200, std::string(R"({"token_type":"bearer","access_token":)") + hostile + "}"));
        EXPECT_FALSE(token.has_value()) << hostile;
    }
    EXPECT_FALSE(read_token(answered(200, R"({"token_type":"bearer","access_token":")" + std::string(8193, 'a') + "\"}")).has_value());
}

TEST(OauthToken, ARefusalIsToldByItsCodeOnly) {
    const auto refused = read_token(answered(400, R"({"error":"invalid_client","error_description":"secret hunter2 is wrong"})"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::Unreachable) << "the operator's to mend: the mail waits";
    EXPECT_EQ(refused.error().detail, "no access token for the mail server: status 400, invalid_client");
    const auto hostile = read_token(answered(400, R"({"error":"Look: hunter2"})"));
    EXPECT_THAT(hostile.error().detail, Not(HasSubstr("hunter2")));
}

TEST(OauthToken, WhatIsNoJsonObjectIsNoToken) {
    for (const auto* body : {"", "[]", "{", "<html>", "null", "\xff"}) EXPECT_FALSE(read_token(answered(200, body)).has_value()) << body;
    HttpAnswer broken = answered(200, R"({"access_token":"a","token_type":"bearer"})");
    broken.failure = "the answer is too large";
    EXPECT_FALSE(read_token(broken).has_value());
}

}  // namespace
}  // namespace rekey::delivery
