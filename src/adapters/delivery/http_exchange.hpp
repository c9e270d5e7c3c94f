#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rekey::delivery {

/// Its URL may hold a secret: it is never printed.
struct HttpRequest {
    enum class Method : std::uint8_t { Get, Post };
    Method method = Method::Post;
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string content_type, body;    ///< of a Post
};

struct HttpOptions {
    std::filesystem::path ca_file;  ///< PEM; empty: the system's
    Duration connect_timeout = seconds{5};
    Duration timeout = seconds{10};  ///< for the whole
};

struct HttpAnswer {
    bool sent = false;    ///< the request, or part of it, has left: the other side may have acted on it
    long status = 0;      ///< 0: none came
    std::string body;     ///< what came of it, at most kMostAnswer bytes
    std::string failure;  ///< empty: the answer came whole; else curl's words, never the other side's
    Duration took{};
};

/// Bytes of an answer, head included. What is longer is broken off.
inline constexpr std::size_t kMostAnswer = 64 * 1024;

/// One request over a connection of its own, by libcurl: HTTP/1.1, TLS 1.2 or later with the certificate and its name verified, no redirect
/// followed, no proxy or credentials from the environment, no cookie, nothing decompressed, and nothing tried twice. Several threads may call it.
[[nodiscard]] HttpAnswer exchange(const HttpRequest& request, const HttpOptions& options);

/// Safe as a part of a query or of a form (RFC 3986 section 2.1): all but unreserved characters become %XX.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// Connects, does the TLS handshake, and leaves.
[[nodiscard]] Result<void> probe(const std::string& url, const HttpOptions& options);

}  // namespace rekey::delivery
