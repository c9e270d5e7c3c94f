#include "http/server/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

namespace rekey::http {
namespace {

constexpr unsigned char kProtocols[] = "\x08http/1.1";

/// RFC 7301: who offers protocols but not ours is told so instead of being misunderstood.
int select_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered, unsigned int offered_size, void*) {
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, size, kProtocols, sizeof kProtocols - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Error failure(const std::string& what, const std::filesystem::path& file) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    return {ErrorCode::InvalidInput, what + " " + file.string() + ": " + text.data(), {}};
}

std::shared_ptr<SSL_CTX> make_context() {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 1);
    SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
    return context;
}

}  // namespace

Certificate::Times Certificate::times() const {
    std::error_code ignored;
    return {std::filesystem::last_write_time(certificate_, ignored), std::filesystem::last_write_time(key_, ignored)};
}

bool Certificate::changed() const {
    const std::scoped_lock lock(mutex_);
    return times() != read_;
}

Result<void> Certificate::reload() {
    const auto seen = times();
    {
        const std::scoped_lock lock(mutex_);
        read_ = seen;
    }
    ERR_clear_error();
    const auto context = make_context();
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_.c_str()) != 1) {
        return std::unexpected(failure("cannot use the certificate", certificate_));
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
        return std::unexpected(failure("cannot use the private key", key_));
    }
    const std::scoped_lock lock(mutex_);
    current_ = context;
    return {};
}

std::shared_ptr<ssl_ctx_st> Certificate::current() const {
    const std::scoped_lock lock(mutex_);
    return current_;
}

}  // namespace rekey::http
