#include "http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace rekey::http {
namespace {

Route route(Method method, std::string pattern) {
    return {method, std::move(pattern), Runs::Inline, 0, [](const Request&) { return no_content(); }};
}

class RouterTest : public ::testing::Test {
protected:
    RouterTest() {
        router.add(route(Method::Get, "/"));
        router.add(route(Method::Get, "/a/b"));
        router.add(route(Method::Post, "/a/b"));
        router.add(route(Method::Post, "/only/post"));
        router.add(route(Method::Get, "/x/{id}/picture"));
        router.add(route(Method::Get, "/x/{id}/sound"));
    }

    /// The pattern that answers, "404", or "405 allow".
    std::string find(Method method, std::string_view path) const {
        const auto found = router.find(method, path);
        if (const auto* match = std::get_if<Router::Match>(&found)) {
            std::string text = match->route->pattern;
            for (const auto& [name, value] : match->values.all()) text += " " + name + "=" + value;
            return text;
        }
        if (const auto* other = std::get_if<Router::OtherMethods>(&found)) return "405 " + other->allow;
        return "404";
    }

    Router router;
};

TEST_F(RouterTest, FindsExactPaths) {
    EXPECT_EQ(find(Method::Get, "/"), "/");
    EXPECT_EQ(find(Method::Get, "/a/b"), "/a/b");
    EXPECT_EQ(find(Method::Post, "/a/b"), "/a/b");
}

TEST_F(RouterTest, DoesNotNormalisePaths) {
    for (const auto* path : {"/a/b/", "//a/b", "/a//b", "/a/./b", "/a/c/../b", "/A/B", "/a/%62", "a/b", "", "/a"}) {
        EXPECT_EQ(find(Method::Get, path), "404") << path;
    }
}

TEST_F(RouterTest, FillsValuesDecoded) {
    EXPECT_EQ(find(Method::Get, "/x/abc/picture"), "/x/{id}/picture id=abc");
    EXPECT_EQ(find(Method::Get, "/x/a%20b/sound"), "/x/{id}/sound id=a b");
}

TEST_F(RouterTest, RefusesValuesThatWouldLookLikeMoreThanOneSegment) {
    for (const auto* path : {"/x//picture", "/x/a%2fb/picture", "/x/a%5Cb/picture", "/x/%00/picture", "/x/%zz/picture", "/x/%ff/picture",
                             "/x/a/b/picture", "/x/a/picture/", "/x/a"}) {
        EXPECT_EQ(find(Method::Get, path), "404") << path;
    }
}

TEST_F(RouterTest, AnswersHeadByGet) { EXPECT_EQ(find(Method::Head, "/a/b"), "/a/b"); }

TEST_F(RouterTest, SaysWhichMethodsThereAre) {
    EXPECT_EQ(find(Method::Put, "/a/b"), "405 OPTIONS, GET, HEAD, POST");
    EXPECT_EQ(find(Method::Get, "/only/post"), "405 OPTIONS, POST");
    EXPECT_EQ(find(Method::Head, "/only/post"), "405 OPTIONS, POST");
    EXPECT_EQ(find(Method::Options, "/x/1/picture"), "405 OPTIONS, GET, HEAD");
}

TEST_F(RouterTest, RefusesARouteTwiceAndBadPatterns) {
    EXPECT_THROW(router.add(route(Method::Get, "/a/b")), std::invalid_argument);
    EXPECT_THROW(router.add(route(Method::Get, "no-slash")), std::invalid_argument);
    EXPECT_THROW(router.add({Method::Get, "/no/handler", Runs::Inline, 0, {}}), std::invalid_argument);
}

TEST_F(RouterTest, ListsRoutesInTheOrderTheyWereAdded) {
    std::vector<std::string> listed;
    for (const auto* known : router.all()) listed.push_back(std::string(name(known->method)) + " " + known->pattern);
    EXPECT_EQ(listed,
              (std::vector<std::string>{"GET /", "GET /a/b", "POST /a/b", "POST /only/post", "GET /x/{id}/picture", "GET /x/{id}/sound"}));
}

}  // namespace
}  // namespace rekey::http
