#include "adapters/voice/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace rekey::voice {
namespace {

/// Where a context keeps the name of its trunk.
int name_index() {
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* name, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<std::string*>(name); });
    return index;
}

/// Tells the name that is wanted (RFC 6066 section 3), for hosts that serve several.
void tell_name(const SSL* connection, int where, int /*result*/) {
    if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
    const auto* const name = static_cast<const std::string*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), name_index()));
    if (name != nullptr) SSL_set_tlsext_host_name(const_cast<SSL*>(connection), name->c_str());
}

bool expect(SSL_CTX* context, const std::string& host) {
    auto* const wanted = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const auto address = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, address.c_str()) == 1) return true;
    if (X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) != 1) return false;
    auto* const name = new std::string(host);
    if (SSL_CTX_set_ex_data(context, name_index(), name) != 1) {
        delete name;
        return false;
    }
    SSL_CTX_set_info_callback(context, tell_name);
    return true;
}

}  // namespace

Result<Owned<tls>> make_tls(const TrunkOptions& options) {
    constexpr int kDepth = 10;
    ::tls* made = nullptr;
    if (tls_alloc(&made, TLS_METHOD_SSLV23, nullptr, nullptr) != 0) return fail(ErrorCode::Unreachable, "TLS does not start");
    Owned<tls> owned(made);
    auto* const context = tls_openssl_context(made);
    const bool authorities = options.ca_file.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                                                     : SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) == 1;
    if (!authorities) return fail(ErrorCode::Unreachable, "the certificates of ca_file cannot be used");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_verify_depth(context, kDepth);
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 || !expect(context, options.host))
        return fail(ErrorCode::Unreachable, "TLS does not start");
    return owned;
}

}  // namespace rekey::voice
