#include <cstdlib>
#include <optional>
#include <string>

#include "http/server/message_parser.hpp"

namespace {

namespace http = rekey::http;

struct Read {
    std::string method, target, body;
    std::size_t fields = 0, left = 0;
    friend bool operator==(const Read&, const Read&) = default;
};

/// A connection's reading of one request, `piece` bytes at a time. Nothing: refused or unfinished.
std::optional<Read> read(std::string_view bytes, std::size_t piece) {
    http::HeadScanner scanner(4096);
    http::MessageParser parser;
    std::string in;
    std::optional<http::Head> head;
    Read out;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto next = bytes.substr(at, piece);
        at += next.size();
        in += next;
        if (!head) {
            const auto end = scanner.scan(in);
            if (!end) return std::nullopt;
            if (!*end) continue;
            auto parsed = parser.parse_head(std::string_view(in).substr(0, **end));
            if (!parsed) return std::nullopt;
            head = std::move(*parsed);
            in.erase(0, **end);
        }
        if (!parser.done()) {
            const auto used = parser.parse_body(in, out.body, 256);
            if (!used) return std::nullopt;
            in.erase(0, *used);
        }
        if (!parser.done()) continue;
        out.method = head->method;
        out.target = head->target;
        out.fields = head->headers.size();
        out.left = in.size() + bytes.size() - at;
        return out;
    }
    return std::nullopt;
}

}  // namespace

/// However the network cuts a request, it is read the same; a body is never longer than allowed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = read(bytes, size + 1);
    if (whole && whole->body.size() > 256) std::abort();
    if (whole != read(bytes, 1) || whole != read(bytes, 7)) std::abort();
    return 0;
}
