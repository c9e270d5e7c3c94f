#include "http/server/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>

namespace rekey::http {
namespace {

Transport::Outcome plain_outcome(ssize_t result, Transport::Io wanted) noexcept {
    if (result > 0) return {Transport::Io::Done, static_cast<std::size_t>(result)};
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {wanted};
    return {Transport::Io::Closed};
}

}  // namespace

void Transport::Free::operator()(ssl_st* tls) const noexcept { SSL_free(tls); }

Transport::Transport(int descriptor, const std::shared_ptr<ssl_ctx_st>& context) : descriptor_(descriptor) {
    if (!context) return;
    tls_.reset(SSL_new(context.get()));
    if (!tls_ || SSL_set_fd(tls_.get(), descriptor) != 1) throw std::bad_alloc();
    SSL_set_accept_state(tls_.get());
}

Transport::Outcome Transport::outcome(int result) noexcept {
    if (result > 0) return {Io::Done, static_cast<std::size_t>(result)};
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ: return {Io::WantRead};
        case SSL_ERROR_WANT_WRITE: return {Io::WantWrite};
        case SSL_ERROR_ZERO_RETURN: return {Io::Closed};
        default: healthy_ = false; return {Io::Closed};
    }
}

Transport::Outcome Transport::handshake() noexcept {
    ERR_clear_error();
    return outcome(SSL_do_handshake(tls_.get()));
}

Transport::Outcome Transport::read(std::span<char> into) noexcept {
    if (!tls_) return plain_outcome(::recv(descriptor_, into.data(), into.size(), 0), Io::WantRead);
    ERR_clear_error();
    return outcome(SSL_read(tls_.get(), into.data(), static_cast<int>(into.size())));
}

Transport::Outcome Transport::write(std::string_view bytes) noexcept {
    if (!tls_) return plain_outcome(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL), Io::WantWrite);
    ERR_clear_error();
    constexpr std::size_t kMost = 1U << 20U;
    return outcome(SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), kMost))));
}

void Transport::close() noexcept {
    if (!tls_ || !healthy_ || SSL_is_init_finished(tls_.get()) == 0) return;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
}

bool Transport::has_pending() const noexcept { return tls_ && SSL_has_pending(tls_.get()) == 1; }

}  // namespace rekey::http
