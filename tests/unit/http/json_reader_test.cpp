#include "http/codec/json_reader.hpp"

#include <gtest/gtest.h>

#include "http/codec/bodies.hpp"

namespace rekey::http {
namespace {

using namespace std::string_literals;

/// The field that was wrong for a body of one text `a`; "-" when all is well.
std::string wrong(std::string_view json, Bounds bounds = {1, 8}) {
    JsonReader reader(json);
    std::string a;
    reader.text("a", bounds, a);
    const auto bad = reader.finish();
    return bad ? "wrong:" + bad->field : "-";
}

TEST(JsonReader, TakesAnObjectOfTexts) {
    JsonReader reader(" {\"a\" : \"x\\u00e9\\n\", \"b\":\"\\ud83d\\ude00\"}\r\n");
    std::string a, b;
    reader.text("a", {1, 8}, a);
    reader.text("b", {1, 1}, b);
    EXPECT_FALSE(reader.finish());
    EXPECT_EQ(a, "x\xc3\xa9\n");
    EXPECT_EQ(b, "\xf0\x9f\x98\x80");
}

TEST(JsonReader, RefusesWhatIsNotOneJsonObject) {
    for (const auto* text : {"",
                             " ",
                             "x",
                             "[]",
                             "\"a\"",
                             "null",
                             "1",
                             "{",
                             "{\"a\":\"b\"",
                             "{\"a\":\"b\"}}",
                             "{\"a\":\"b\"}{}",
                             "{\"a\":\"b\",}",
                             "{a:\"b\"}",
                             "{'a':'b'}",
                             "{\"a\":\"b\"} x",
                             "/**/{\"a\":\"b\"}",
                             "{\"a\":\"b\"//\n}",
                             "\xef\xbb\xbf{\"a\":\"b\"}",
                             "{\"a\":\"b\nc\"}",
                             "{\"a\":\"\t\"}",
                             "{\"a\":\"\\x\"}",
                             "{\"a\" \"b\"}",
                             "[{\"a\":\"b\"}]"}) {
        EXPECT_EQ(wrong(text), "wrong:") << text;
    }
}

// Security item 23: one value for one name.
TEST(JsonReader, RefusesAKeyTwice) {
    EXPECT_EQ(wrong(R"({"a":"x","a":"x"})"), "wrong:");
    EXPECT_EQ(wrong(R"({"a":"x","\u0061":"y"})"), "wrong:");
}

TEST(JsonReader, RefusesUnknownKeys) {
    EXPECT_EQ(wrong(R"({"a":"x","b":"y"})"), "wrong:");
    EXPECT_EQ(wrong(R"({"a":"x","A":"y"})"), "wrong:");
    EXPECT_EQ(wrong(R"({"a":"x","b":null})"), "wrong:");
    EXPECT_EQ(wrong(R"({"a":"x","b":[[1],2,"c"]})"), "wrong:");
    EXPECT_EQ(wrong(R"({"a":"x","":""})"), "wrong:");
}

TEST(JsonReader, RefusesOtherTypes) {
    for (const auto* text :
         {R"({"a":1})", R"({"a":null})", R"({"a":true})", R"({"a":["x"]})", R"({"a":{"x":"y"}})", R"({"a":1.5})", R"({})", R"({"a":[]})"}) {
        EXPECT_EQ(wrong(text), "wrong:a") << text;
    }
    EXPECT_EQ(wrong(R"({"a":[{"x":"y"}]})"), "wrong:") << "lists of objects are nothing we know";
}

TEST(JsonReader, CountsCodePoints) {
    EXPECT_EQ(wrong(R"({"a":""})"), "wrong:a");
    EXPECT_EQ(wrong("{\"a\":\"\xc3\xa9\xc3\xa9\"}", {1, 2}), "-");
    EXPECT_EQ(wrong("{\"a\":\"\xc3\xa9\xc3\xa9\xc3\xa9\"}", {1, 2}), "wrong:a");
    EXPECT_EQ(wrong(R"({"a":"12345678"})"), "-");
    EXPECT_EQ(wrong(R"({"a":"123456789"})"), "wrong:a");
}

TEST(JsonReader, RefusesWhatIsNotText) {
    for (const auto& text : {"{\"a\":\"\\u0000\"}"s, "{\"a\":\"x\0y\"}"s, "{\"a\":\"\xff\"}"s, "{\"a\":\"\xc3\"}"s,
                             "{\"a\":\"\xed\xa0\x80\"}"s, "{\"a\":\"\xc0\xaf\"}"s, "{\"a\":\"\\ud800\"}"s, "{\"a\":\"\\udc00\"}"s,
                             "{\"a\":\"\\ud800x\"}"s, "{\"a\":\"\\ud800\\u0041\"}"s, "{\"\\u0000\":\"x\"}"s}) {
        EXPECT_EQ(wrong(text), "wrong:") << text;
    }
}

TEST(JsonReader, RefusesDeepNesting) {
    EXPECT_EQ(wrong(R"({"a":"x","b":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"), "wrong:");
    EXPECT_EQ(wrong(std::string(100'000, '{')), "wrong:");
}

TEST(JsonReader, RefusesManyMembers) {
    std::string text = "{\"a\":\"x\"";
    for (int i = 0; i < 1000; ++i) text += ",\"k" + std::to_string(i) + "\":\"\"";
    EXPECT_EQ(wrong(text + "}"), "wrong:");
}

TEST(JsonReader, NamesTheFieldInside) {
    const auto field = [](std::string_view json) { return parse_start(json).error().field; };
    EXPECT_EQ(field(R"({"captcha":{"challenge":"c","answer":"a"}})"), "user");
    EXPECT_EQ(field(R"({"user":"u","captcha":{"challenge":"c"}})"), "captcha.answer");
    EXPECT_EQ(field(R"({"user":"u","captcha":{"challenge":"c","answer":"a","x":"y"}})"), "captcha");
    EXPECT_EQ(field(R"({"user":"u","captcha":"c"})"), "captcha");
    EXPECT_EQ(field(R"({"user":["u","v"],"captcha":{"challenge":"c","answer":"a"}})"), "user");
    EXPECT_EQ(field(R"({"user":"u","captcha":{"challenge":"c","answer":"a"},"language":5})"), "language");
}

TEST(Bodies, Start) {
    const auto body =
        parse_start(R"({"user":"piet@contoso.example","captcha":{"challenge":"c","answer":"a b"},"language":"nl","return":"mail"})");
    ASSERT_TRUE(body);
    EXPECT_EQ(body->user, "piet@contoso.example");
    EXPECT_EQ(body->captcha_challenge, "c");
    EXPECT_EQ(body->captcha_answer, "a b");
    EXPECT_EQ(body->language, "nl");
    EXPECT_EQ(body->return_name, "mail");
    EXPECT_TRUE(parse_start(R"({"user":")" + std::string(320, 'x') + R"(","captcha":{"challenge":"c","answer":"a"}})"));
    EXPECT_FALSE(parse_start(R"({"user":")" + std::string(321, 'x') + R"(","captcha":{"challenge":"c","answer":"a"}})"));
}

TEST(JsonReader, TakesListsOfTexts) {
    const auto read = [](std::string_view json) -> std::string {
        JsonReader reader(json);
        std::vector<std::string> list;
        reader.optional_texts("a", {1, 3}, {1, 4}, list);
        if (const auto bad = reader.finish()) return "wrong:" + bad->field;
        std::string joined;
        for (const auto& each : list) joined += each + '|';
        return joined;
    };
    EXPECT_EQ(read(R"({"a":["x","\u00e9\u00e9\u00e9\u00e9","z"]})"), "x|\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9|z|");
    EXPECT_EQ(read("{}"), "");
    for (const auto* text : {R"({"a":[]})", R"({"a":["x","y","z","w"]})", R"({"a":[""]})", R"({"a":["12345"]})", R"({"a":"x"})",
                             R"({"a":null})", R"({"a":["x",1]})", R"({"a":[1,"x"]})", R"({"a":["x",null]})", R"({"a":["x",true]})",
                             R"({"a":["x",1.5]})", R"({"a":["x",["y"]]})", R"({"a":[["x"]]})", R"({"a":[[],"x"]})", R"({"a":{"x":"y"}})"})
        EXPECT_EQ(read(text), "wrong:a") << text;
    EXPECT_EQ(read(R"({"a":["x",{"b":"c"}]})"), "wrong:") << "lists of objects are nothing we know";
    EXPECT_EQ(read(R"({"a":["x"],"a":["y"]})"), "wrong:");
    EXPECT_EQ(read(R"({"b":["x"]})"), "wrong:");
    EXPECT_EQ(read("{\"a\":[\"\xff\"]}"), "wrong:");
}

TEST(Bodies, AnswerIsACodeOrAnswersOrNothingButNotBoth) {
    const auto body = parse_answer(R"({"challenge":"c","answers":["Rex"," soft  Toy ","x"]})");
    ASSERT_TRUE(body);
    ASSERT_EQ(body->proof.answers.size(), 3U);
    EXPECT_EQ(body->proof.answers[1].reveal(), " soft  Toy ");
    EXPECT_TRUE(body->proof.code.empty());
    const auto field = [](std::string_view json) { return parse_answer(json).error().field; };
    EXPECT_TRUE(parse_answer(R"({"challenge":"c"})"));  // of a call that was confirmed on the phone
    EXPECT_EQ(field(R"({"challenge":"c","code":"1","answers":["x"]})"), "code");
    EXPECT_EQ(field(R"({"challenge":"c","answers":[]})"), "answers");
    EXPECT_EQ(field(R"({"challenge":"c","answers":["1","2","3","4","5","6"]})"), "answers");
    EXPECT_EQ(field(R"({"challenge":"c","answers":[")" + std::string(101, 'x') + R"("]})"), "answers");
}

TEST(Bodies, Others) {
    EXPECT_EQ(parse_captcha(R"({"kind":"sound","language":"nl"})")->kind, ports::CaptchaKind::Sound);
    EXPECT_EQ(parse_captcha(R"({"kind":"picture"})")->kind, ports::CaptchaKind::Picture);
    EXPECT_EQ(parse_captcha(R"({"kind":"Picture"})").error().field, "kind");
    EXPECT_EQ(*parse_need_body(R"({"need":"unlock"})"), reset::Need::Unlock);
    EXPECT_FALSE(parse_need_body(R"({"need":""})"));
    EXPECT_EQ(parse_method_body(R"({"method":"m1","number":"06 1234"})")->number, "06 1234");
    EXPECT_EQ(parse_answer(R"({"challenge":"c","code":"1234 5678"})")->proof.code.reveal(), "1234 5678");
    EXPECT_EQ(parse_password(R"({"password":" as it is "})")->reveal(), " as it is ");
    EXPECT_TRUE(parse_password("{\"password\":\"" + std::string(1024, 'x') + "\"}"));
    EXPECT_EQ(parse_password("{\"password\":\"" + std::string(1025, 'x') + "\"}").error().field, "password");
}

}  // namespace
}  // namespace rekey::http
