#include "http/signin/session_cookie.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

const std::string kToken(43, 'A');

class SessionCookie : public ::testing::Test {
protected:
    [[nodiscard]] Request request(std::string cookie) const {
        Request made;
        made.site = &site_;
        made.headers.add("cookie", std::move(cookie));
        return made;
    }
    [[nodiscard]] std::string read(std::string cookie) const {
        const auto token = session_token(request(std::move(cookie)));
        return token ? std::string(token->reveal()) : "none";
    }
    Site site_{{}, "contoso.example", "https://reset.contoso.example"};
};

TEST_F(SessionCookie, IsFoundAmongOthers) {
    EXPECT_EQ(read("__Host-rekey=" + kToken), kToken);
    EXPECT_EQ(read("a=b; __Host-rekey=" + kToken + "; c=d"), kToken);
    EXPECT_EQ(read("x__Host-rekey=" + kToken), "none");
}

TEST_F(SessionCookie, OfAnotherFormIsNone) {
    for (const auto& bad : {std::string(42, 'A'), std::string(44, 'A'), std::string(42, 'A') + "=", std::string()})
        EXPECT_EQ(read("__Host-rekey=" + bad), "none") << bad;
    EXPECT_EQ(read(""), "none");
    EXPECT_EQ(read(";;;=;"), "none");
}

TEST_F(SessionCookie, PlantedBesideOursIsNone) {
    EXPECT_EQ(read("__Host-rekey=" + kToken + "; __Host-rekey=" + std::string(43, 'B')), "none");
    auto twice = request("__Host-rekey=" + kToken);
    twice.headers.add("cookie", "a=b");
    EXPECT_FALSE(session_token(twice));
}

TEST_F(SessionCookie, BelongsToThisHostOverHttpsAndToNoScript) {
    Response response;
    set_session(response, request(""), Secret{std::string_view(kToken)});
    EXPECT_EQ(response.headers.at(0).second, "__Host-rekey=" + kToken + "; Path=/; Secure; HttpOnly; SameSite=Strict");
    Response gone;
    clear_session(gone, request(""));
    EXPECT_EQ(gone.headers.at(0).second, "__Host-rekey=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST_F(SessionCookie, HasAPlainNameOnHttp) {
    site_.origin = "http://localhost:8080";
    Response response;
    set_session(response, request(""), Secret{std::string_view(kToken)});
    EXPECT_EQ(response.headers.at(0).second, "rekey=" + kToken + "; Path=/; HttpOnly; SameSite=Strict");
    EXPECT_EQ(read("__Host-rekey=" + kToken), "none");
    EXPECT_EQ(read("rekey=" + kToken), kToken);
}

}  // namespace
}  // namespace rekey::http
