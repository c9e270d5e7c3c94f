#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/pipeline/pipeline.hpp"
#include "http/problem.hpp"

namespace rekey::http {

/// Looks for the empty line that ends a head, without parsing. Refuses early what must not be waited for: a line end that is not
/// CRLF, a line that continues the one before (obs-fold, RFC 9112 section 5.2), NUL, a first byte no method begins with (a TLS hello).
class HeadScanner final {
public:
    explicit HeadScanner(std::size_t limit) noexcept : limit_(limit) {}
    /// `received` is everything since the start of the request. The head's length, nothing while more is needed; BadRequest,
    /// HeaderTooLarge.
    [[nodiscard]] std::expected<std::optional<std::size_t>, Refusal> scan(std::string_view received) noexcept;

private:
    std::size_t limit_;
    std::size_t seen_ = 0, line_ = 0;  ///< bytes looked at; where the current line begins
};

/// One HTTP/1.x request (RFC 9112), parsed by Beast and held to a stricter reading: no list or repetition in Content-Length, chunked
/// the only transfer coding and never in HTTP/1.0, never both.
class MessageParser final {
public:
    MessageParser();
    ~MessageParser();
    MessageParser(const MessageParser&) = delete;
    MessageParser& operator=(const MessageParser&) = delete;
    MessageParser(MessageParser&&) = delete;
    MessageParser& operator=(MessageParser&&) = delete;

    /// A whole head, its empty line included.
    [[nodiscard]] std::expected<Head, Refusal> parse_head(std::string_view bytes);
    /// Appends to `body` what can be read of `received`; returns how many bytes were used. The rest must be shown again, with more
    /// behind it. BadRequest, BodyTooLarge. Trailer fields are read and forgotten.
    [[nodiscard]] std::expected<std::size_t, Refusal> parse_body(std::string_view received, std::string& body, std::size_t limit);

    [[nodiscard]] bool done() const noexcept;
    [[nodiscard]] bool keep_alive() const noexcept;
    /// Announced by Content-Length.
    [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace rekey::http
