#include "http/server/message_parser.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

using namespace std::string_literals;

constexpr std::size_t kLimit = 1024;

/// "ok METHOD target", "more", or the refusal's code, fed at once or byte by byte.
std::string read(std::string_view bytes, std::size_t piece) {
    HeadScanner scanner(kLimit);
    for (std::size_t had = std::min(piece, bytes.size());; had = std::min(had + piece, bytes.size())) {
        const auto end = scanner.scan(bytes.substr(0, had));
        if (!end) return std::string(spoken(end.error()).code);
        if (*end) {
            MessageParser parser;
            const auto head = parser.parse_head(bytes.substr(0, **end));
            return head ? "ok " + head->method + " " + head->target : std::string(spoken(head.error()).code);
        }
        if (had == bytes.size()) return "more";
    }
}

std::string head_of(std::string_view bytes) {
    const auto whole = read(bytes, bytes.size() + 1);
    EXPECT_EQ(read(bytes, 1), whole) << bytes;
    EXPECT_EQ(read(bytes, 7), whole) << bytes;
    return whole;
}

TEST(Head, ReadsARequest) {
    EXPECT_EQ(head_of("GET /a?b HTTP/1.1\r\nHost: x\r\nAccept:  */* \r\n\r\nrest"), "ok GET /a?b");
    EXPECT_EQ(head_of("GET / HTTP/1.0\r\n\r\n"), "ok GET /");
    EXPECT_EQ(head_of("GET / HTTP/1.1\r\nHost: x\r\n"), "more");
}

// Bytes two parsers could read in two ways are refused, not interpreted (RFC 9112 sections 2.2, 5.1, 5.2, 6.3).
TEST(Head, RefusesWhatSmugglesRequests) {
    for (const auto& bytes : {
             "GET / HTTP/1.1\nHost: x\n\n"s,
             "GET / HTTP/1.1\r\nHost: x\n\r\n"s,
             "GET / HTTP/1.1\r\nHost: x\r\n\n"s,  // bare LF
             "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"s,
             "GET / HTTP/1.1\r\n A: b\r\n\r\n"s,  // obs-fold
             "GET / HTTP/1.1\r\nA : b\r\n\r\n"s,
             "GET / HTTP/1.1\r\n: b\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA\x01: b\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"s,
             "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"s,
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"s,
             "POST / HTTP/1.1\r\nContent-Length: 1 1\r\n\r\n"s,
             "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"s,
             "POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n"s,
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"s,
             "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n"s,
             "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"s,
         }) {
        EXPECT_EQ(head_of(bytes), "bad_request") << bytes;
    }
}

TEST(Head, RefusesBadRequestLines) {
    for (const auto& bytes :
         {"\r\nGET / HTTP/1.1\r\n\r\n"s, " GET / HTTP/1.1\r\n\r\n"s, "GET  / HTTP/1.1\r\n\r\n"s, "GET / HTTP/1.1 \r\n\r\n"s,
          "GET /\r\n\r\n"s, "GET / HTTP/2.0\r\n\r\n"s, "GET / HTTP/0.9\r\n\r\n"s, "GET / HTTP/1.2\r\n\r\n"s, "GET / http/1.1\r\n\r\n"s,
          "GET /a b HTTP/1.1\r\n\r\n"s, "GET /\x01 HTTP/1.1\r\n\r\n"s, "GET /\x7f HTTP/1.1\r\n\r\n"s, "GET /\0 HTTP/1.1\r\n\r\n"s,
          "G\tT / HTTP/1.1\r\n\r\n"s, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s, "\x16\x03\x01\x02"s, "{}"s}) {
        EXPECT_EQ(head_of(bytes), "bad_request") << bytes;
    }
}

TEST(Head, HasALimit) {
    const auto of_size = [](std::size_t size) { return "GET / HTTP/1.1\r\nA: " + std::string(size - 23, 'x') + "\r\n\r\n"; };
    ASSERT_EQ(of_size(100).size(), 100U);
    EXPECT_EQ(head_of(of_size(kLimit)), "ok GET /");
    EXPECT_EQ(head_of(of_size(kLimit + 1)), "header_too_large");
    EXPECT_EQ(head_of("GET /" + std::string(kLimit, 'x')), "header_too_large");
}

TEST(Head, LowersNamesAndTrimsValues) {
    MessageParser parser;
    const auto head = parser.parse_head("POST / HTTP/1.1\r\nCoNtEnT-TyPe: \t Application/JSON \r\nContent-Length: 4\r\n\r\n");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->headers.find("content-type"), "Application/JSON");
    EXPECT_TRUE(head->has_body);
    EXPECT_EQ(parser.content_length(), 4U);
    EXPECT_TRUE(parser.keep_alive());
}

TEST(Head, KnowsWhenToClose) {
    const auto keeps = [](std::string_view bytes) {
        MessageParser parser;
        EXPECT_TRUE(parser.parse_head(bytes));
        return parser.keep_alive();
    };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nConnection: foo, Close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

/// The body and what is left, "more", or the refusal's code.
std::string body_of(std::string_view head, std::string_view bytes, std::size_t piece, std::size_t limit = 64) {
    MessageParser parser;
    EXPECT_TRUE(parser.parse_head(head));
    std::string body, waiting;
    for (std::size_t at = 0;;) {
        const auto used = parser.parse_body(waiting, body, limit);
        if (!used) return std::string(spoken(used.error()).code);
        waiting.erase(0, *used);
        if (parser.done()) return body + "|" + waiting + std::string(bytes.substr(at));
        if (at == bytes.size()) return "more";
        waiting += bytes.substr(at, piece);
        at = std::min(at + piece, bytes.size());
    }
}

constexpr std::string_view kChunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(Body, ReadsByLength) {
    for (const std::size_t piece : {1UL, 2UL, 100UL}) {
        EXPECT_EQ(body_of("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", "helloGET", piece), "hello|GET");
        EXPECT_EQ(body_of("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", "hell", piece), "more");
    }
}

TEST(Body, ReadsChunks) {
    for (const std::size_t piece : {1UL, 3UL, 100UL}) {
        EXPECT_EQ(body_of(kChunked, "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\nGET", piece), "hello world|GET");
        EXPECT_EQ(body_of(kChunked, "5\r\nhello\r\n0\r\nHost: evil\r\nContent-Length: 7\r\n\r\nGET", piece).substr(0, 11), "bad_request");
        EXPECT_EQ(body_of(kChunked, "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\nGET", piece), "hello|GET");
        EXPECT_EQ(body_of(kChunked, "0\r\n\r\n", piece), "|");
    }
}

TEST(Body, RefusesBrokenChunks) {
    for (const auto* bytes : {"x\r\nabc", "5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "-1\r\nabc", " 5\r\nhello\r\n0\r\n\r\n",
                              "11111111111111111\r\n", "5;a=\x01\r\nhello\r\n0\r\n\r\n", "0\r\nno colon\r\n\r\n"}) {
        for (const std::size_t piece : {1UL, 2UL, 100UL}) EXPECT_EQ(body_of(kChunked, bytes, piece), "bad_request") << bytes << piece;
    }
}

TEST(Body, HasALimit) {
    for (const std::size_t piece : {1UL, 100UL}) {
        EXPECT_EQ(body_of(kChunked, "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", piece, 6), "abcdef|");
        EXPECT_EQ(body_of(kChunked, "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", piece, 5), "body_too_large");
        EXPECT_EQ(body_of(kChunked, "ffffffffffffffff\r\n", piece, 5), "body_too_large");
        EXPECT_EQ(body_of("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", "hello", piece, 4), "body_too_large");
    }
}

}  // namespace
}  // namespace rekey::http
