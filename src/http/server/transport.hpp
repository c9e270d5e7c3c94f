#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace rekey::http {

/// Bytes in and out of a non-blocking socket, in clear or by TLS, one kind of stream for both. OpenSSL works on the descriptor
/// itself: no copies between buffers, and while a connection idles OpenSSL gives its own back.
class Transport final {
public:
    /// Borrows `descriptor`. A null context means clear text.
    Transport(int descriptor, const std::shared_ptr<ssl_ctx_st>& context);

    enum class Io : std::uint8_t { Done, WantRead, WantWrite, Closed };
    struct Outcome {
        Io io;
        std::size_t bytes = 0;
    };
    [[nodiscard]] Outcome handshake() noexcept;
    [[nodiscard]] Outcome read(std::span<char> into) noexcept;
    [[nodiscard]] Outcome write(std::string_view bytes) noexcept;
    /// Says good-bye where the protocol has a word for it; does not wait for an answer.
    void close() noexcept;

    [[nodiscard]] bool tls() const noexcept { return tls_ != nullptr; }
    /// Bytes already taken from the socket but not read yet: waiting for the socket would miss them.
    [[nodiscard]] bool has_pending() const noexcept;

private:
    struct Free {
        void operator()(ssl_st* tls) const noexcept;
    };
    [[nodiscard]] Outcome outcome(int result) noexcept;

    int descriptor_;
    std::unique_ptr<ssl_st, Free> tls_;
    bool healthy_ = true;  ///< no fatal TLS error yet: only then a close may be sent
};

}  // namespace rekey::http
