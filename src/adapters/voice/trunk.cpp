#include "adapters/voice/trunk.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "adapters/voice/tls_context.hpp"
#include "config/placeholders.hpp"

namespace rekey::voice {
namespace {

constexpr std::uint32_t kHashSize = 32;
constexpr const char* kSoftware = "Rekey";

std::string without_brackets(const std::string& host) { return host.starts_with('[') ? host.substr(1, host.size() - 2) : host; }

sip_transp transport_of(config::SipTransport transport) {
    switch (transport) {
        case config::SipTransport::Udp: return SIP_TRANSP_UDP;
        case config::SipTransport::Tcp: return SIP_TRANSP_TCP;
        case config::SipTransport::Tls: return SIP_TRANSP_TLS;
    }
    return SIP_TRANSP_UDP;
}

/// The name servers of the system; null when there are none: addresses need none.
Owned<dnsc> make_resolver() {
    std::array<sa, 4> servers{};
    auto count = static_cast<std::uint32_t>(servers.size());
    dnsc* resolver = nullptr;
    if (dns_srv_get(nullptr, 0, servers.data(), &count) == 0) static_cast<void>(dnsc_alloc(&resolver, nullptr, servers.data(), count));
    return Owned<dnsc>(resolver);
}

Result<sa> source_towards(const addrinfo& remote) {
    constexpr int kAnyPort = 9;
    sa to{};
    sa local{};
    if (sa_set_sa(&to, remote.ai_addr) != 0) return fail(ErrorCode::Unreachable, "no address");
    sa_set_port(&to, kAnyPort);
    const int probe = socket(remote.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    local.len = sizeof local.u;
    const bool known = probe >= 0 && connect(probe, &to.u.sa, to.len) == 0 && getsockname(probe, &local.u.sa, &local.len) == 0;
    if (probe >= 0) ::close(probe);
    if (!known) return fail(ErrorCode::Unreachable, "no way to its address");
    sa_set_port(&local, 0);
    return local;
}

void refuse_session(const sip_msg* message, void* arg) {
    static_cast<void>(sip_treply(nullptr, static_cast<Trunk*>(arg)->stack(), message, 403, "Forbidden"));
}

}  // namespace

Result<sa> local_address_for(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (const int error = getaddrinfo(without_brackets(host).c_str(), nullptr, &hints, &found); error != 0)
        return fail(ErrorCode::Unreachable, fmt::format("the host has no address: {}", gai_strerror(error)));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, freeaddrinfo);
    return source_towards(*found);
}

Result<void> Trunk::open(const sa& local) {
    if (sip_ && sa_cmp(&local, &local_, SA_ADDR)) return {};
    close();
    local_ = local;
    resolver_ = make_resolver();
    ::sip* made = nullptr;
    if (sip_alloc(&made, resolver_.get(), kHashSize, kHashSize, kHashSize, kSoftware, nullptr, this) != 0)
        return fail(ErrorCode::Unreachable, "SIP does not start");
    sip_.reset(made);
    if (const auto added = add_transport(); !added) {
        close();
        return added;
    }
    sipsess_sock* sessions = nullptr;
    if (sipsess_listen(&sessions, made, kHashSize, refuse_session, this) != 0) return fail(ErrorCode::Unreachable, "SIP does not start");
    sessions_.reset(sessions);
    // The last to be asked: libre would print what it does not know, numbers and all.
    sip_lsnr *requests = nullptr, *responses = nullptr;
    static_cast<void>(sip_listen(&requests, made, true, on_request, this));
    static_cast<void>(sip_listen(&responses, made, false, on_response, this));
    requests_.reset(requests);
    responses_.reset(responses);
    sip_set_trace_handler(made, on_trace);
    return {};
}

void Trunk::close() {
    requests_.reset();
    responses_.reset();
    sessions_.reset();
    if (sip_) sip_close(sip_.get(), true);
    sip_.reset();
    resolver_.reset();
}

Result<void> Trunk::add_transport() {
    const auto transport = transport_of(options_.transport);
    int error = 0;
    if (transport == SIP_TRANSP_TLS) {
        const auto context = make_tls(options_);
        if (!context) return std::unexpected(context.error());
        error = sip_transp_add(sip_.get(), transport, &local_, context->get());
    } else {
        error = sip_transp_add(sip_.get(), transport, &local_);
    }
    if (error != 0) return fail(ErrorCode::Unreachable, fmt::format("cannot listen: {}", std::strerror(error)));
    return {};
}

std::string Trunk::host_and_port() const {
    const auto host = options_.host == "localhost" ? std::string("127.0.0.1") : options_.host;
    return options_.port == 0 ? host : fmt::format("{}:{}", host, options_.port);
}

std::string Trunk::with_transport(const std::string& address) const {
    switch (options_.transport) {
        case config::SipTransport::Udp: return address;
        case config::SipTransport::Tcp: return address + ";transport=tcp";
        case config::SipTransport::Tls: return address + ";transport=tls";
    }
    return address;
}

std::string Trunk::address_of(const std::string& number) const {
    const auto dialled =
        config::replace_placeholders(options_.dial, [&](std::string_view name) { return name == "to_digits" ? number.substr(1) : number; });
    const auto at = options_.domain.empty() ? host_and_port() : options_.domain;
    return with_transport(fmt::format("sip:{}@{}", dialled, at));
}

std::string Trunk::own_address() const {
    return fmt::format("sip:{}@{}", options_.caller, options_.domain.empty() ? options_.host : options_.domain);
}

std::string Trunk::itself() const {
    return with_transport(fmt::format("sip:{}", options_.domain.empty() ? host_and_port() : options_.domain));
}

std::string Trunk::route() const {
    return options_.domain.empty() ? std::string{} : with_transport(fmt::format("sip:{};lr", host_and_port()));
}

int Trunk::credentials(char** user, char** password, const char* /*realm*/, void* arg) {
    const auto& options = static_cast<const Trunk*>(arg)->options_;
    if (options.user.empty()) return EAUTH;
    const std::string clear(options.password.reveal());
    const int error = str_dup(user, options.user.c_str());
    return error != 0 ? error : str_dup(password, clear.c_str());
}

bool Trunk::on_request(const sip_msg* message, void* arg) {
    const bool options = pl_strcmp(&message->met, "OPTIONS") == 0;  // how some trunks ask whether we are there
    if (pl_strcmp(&message->met, "ACK") != 0)
        static_cast<void>(sip_reply(static_cast<Trunk*>(arg)->stack(), message, options ? 200 : 403, options ? "OK" : "Forbidden"));
    return true;
}

bool Trunk::on_response(const sip_msg* /*message*/, void* /*arg*/) { return true; }

/// libre follows redirects by itself. Every message comes by here before it is looked at: that is where such a call is given up.
void Trunk::on_trace(bool sent, sip_transp /*transport*/, const sa* /*from*/, const sa* /*to*/, const std::uint8_t* bytes, std::size_t size,
                     void* arg) {
    constexpr std::string_view kRedirect = "SIP/2.0 3";
    if (sent || std::string_view(reinterpret_cast<const char*>(bytes), size).substr(0, kRedirect.size()) != kRedirect) return;
    const Owned<mbuf> copy(mbuf_alloc(size));
    if (!copy || mbuf_write_mem(copy.get(), bytes, size) != 0) return;
    mbuf_set_pos(copy.get(), 0);
    sip_msg* decoded = nullptr;
    if (sip_msg_decode(&decoded, copy.get()) != 0) return;
    const Owned<sip_msg> message(decoded);
    if (pl_isset(&message->callid)) static_cast<Trunk*>(arg)->redirected_({message->callid.p, message->callid.l}, message->scode);
}

}  // namespace rekey::voice
