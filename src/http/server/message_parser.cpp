#include "http/server/message_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

namespace rekey::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

bool is_token_start(char c) noexcept { return c >= 'A' && c <= 'Z'; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string_view view(beast::string_view text) noexcept { return {text.data(), text.size()}; }

bool is_number(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::expected<std::optional<std::size_t>, Refusal> HeadScanner::scan(std::string_view received) noexcept {
    if (!received.empty() && !is_token_start(received.front())) return std::unexpected(Refusal::BadRequest);
    for (; seen_ < received.size(); ++seen_) {
        const char c = received[seen_];
        if (c == '\0') return std::unexpected(Refusal::BadRequest);
        if (seen_ == line_ && (c == ' ' || c == '\t')) return std::unexpected(Refusal::BadRequest);
        if (c != '\n') continue;
        if (seen_ == line_ || received[seen_ - 1] != '\r') return std::unexpected(Refusal::BadRequest);
        if (seen_ >= limit_) break;
        if (seen_ - line_ == 1) return seen_ + 1;
        line_ = seen_ + 1;
    }
    if (seen_ >= limit_) return std::unexpected(Refusal::HeaderTooLarge);
    return std::nullopt;
}

class MessageParser::Impl final : public beast::http::basic_parser<true> {
public:
    Impl() {
        eager(true);
        header_limit(1U << 30U);  // HeadScanner has judged it
        body_limit(boost::none);  // parse_body does
    }

    Head head;
    std::string* body = nullptr;
    std::size_t limit = 0;
    bool http10 = false;

    [[nodiscard]] Refusal refusal() const noexcept { return too_large_ ? Refusal::BodyTooLarge : Refusal::BadRequest; }

private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, error_code&) override {
        head.method = method;
        head.target = target;
        head.minor_version = version - 10;
    }

    void on_response_impl(int, beast::string_view, int, error_code&) override {}

    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value, error_code& error) override {
        if (is_header_done()) return;  // a trailer
        const auto text = view(value);
        if (field == beast::http::field::content_length && !is_number(text)) error = beast::http::error::bad_content_length;
        if (field == beast::http::field::transfer_encoding && (lower(text) != "chunked" || head.minor_version == 0)) {
            error = beast::http::error::bad_transfer_encoding;
        }
        head.headers.add(lower(view(name)), std::string(text));
    }

    void on_header_impl(error_code&) override { head.has_body = chunked() || content_length_or_zero() > 0; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(beast::string_view piece, error_code& error) override { return take(piece, error); }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, error_code& error) override {
        if (size > limit - std::min(limit, body->size())) refuse_size(error);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, error_code& error) override { return take(piece, error); }
    void on_finish_impl(error_code&) override {}

    std::uint64_t content_length_or_zero() const { return content_length().value_or(0); }

    std::size_t take(beast::string_view piece, error_code& error) {
        if (piece.size() > limit - std::min(limit, body->size())) {
            refuse_size(error);
            return 0;
        }
        body->append(piece.data(), piece.size());
        return piece.size();
    }

    void refuse_size(error_code& error) {
        too_large_ = true;
        error = beast::http::error::body_limit;
    }

    bool too_large_ = false;
};

MessageParser::MessageParser() : impl_(std::make_unique<Impl>()) {}
MessageParser::~MessageParser() = default;

std::expected<Head, Refusal> MessageParser::parse_head(std::string_view bytes) {
    error_code error;
    const auto used = impl_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error || used != bytes.size() || !impl_->is_header_done()) return std::unexpected(Refusal::BadRequest);
    return std::move(impl_->head);
}

std::expected<std::size_t, Refusal> MessageParser::parse_body(std::string_view received, std::string& body, std::size_t limit) {
    // Until a chunked body is done at least "0", CRLF, CRLF is to come. Beast 1.81 asserts on less when it has seen the "0" before.
    const std::size_t least = impl_->chunked() ? 5 : 1;
    if (received.size() < least) return 0;
    impl_->body = &body;
    impl_->limit = limit;
    error_code error;
    const auto used = impl_->put(boost::asio::const_buffer(received.data(), received.size()), error);
    if (error && error != beast::http::error::need_more) return std::unexpected(impl_->refusal());
    return used;
}

bool MessageParser::done() const noexcept { return impl_->is_done(); }
bool MessageParser::keep_alive() const noexcept { return impl_->keep_alive(); }

std::optional<std::uint64_t> MessageParser::content_length() const noexcept {
    const auto length = impl_->content_length();
    if (!length) return std::nullopt;
    return *length;
}

}  // namespace rekey::http
