#include "adapters/directory/patience.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace rekey::ldap {
namespace {

constexpr int kAboveTcp = (LBER_SBIOD_LEVEL_PROVIDER + LBER_SBIOD_LEVEL_TRANSPORT) / 2;

}  // namespace

Patience::Patience() : layer_{set_up, remove, control, read, write, close}, connected_{on_connected, on_closed, this} {}

int Patience::watch(LDAP* handle) { return ldap_set_option(handle, LDAP_OPT_CONNECT_CB, &connected_); }

int Patience::on_connected(LDAP* /*handle*/, Sockbuf* buffer, LDAPURLDesc* /*server*/, sockaddr* /*address*/, ldap_conncb* context) {
    auto* const self = static_cast<Patience*>(context->lc_arg);
    return ber_sockbuf_add_io(buffer, &self->layer_, kAboveTcp, self);
}

void Patience::on_closed(LDAP* /*handle*/, Sockbuf* /*buffer*/, ldap_conncb* /*context*/) {}

int Patience::set_up(Sockbuf_IO_Desc* layer, void* patience) {
    layer->sbiod_pvt = patience;
    return 0;
}

int Patience::remove(Sockbuf_IO_Desc* /*layer*/) { return 0; }

int Patience::control(Sockbuf_IO_Desc* layer, int option, void* value) { return LBER_SBIOD_CTRL_NEXT(layer, option, value); }

bool Patience::comes(Sockbuf_IO_Desc* layer, short what) {
    const auto* const self = static_cast<const Patience*>(layer->sbiod_pvt);
    ber_socket_t socket = -1;
    ber_sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &socket);
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(self->until_ - std::chrono::steady_clock::now()).count();
        pollfd asked{socket, what, 0};
        const auto ready = poll(&asked, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (ready == 0 && left <= 60'000) {
            errno = ETIMEDOUT;
            return false;
        }
    }
}

ber_slen_t Patience::read(Sockbuf_IO_Desc* layer, void* into, ber_len_t size) {
    return comes(layer, POLLIN) ? LBER_SBIOD_READ_NEXT(layer, into, size) : -1;
}

ber_slen_t Patience::write(Sockbuf_IO_Desc* layer, void* from, ber_len_t size) {
    return comes(layer, POLLOUT) ? LBER_SBIOD_WRITE_NEXT(layer, from, size) : -1;
}

int Patience::close(Sockbuf_IO_Desc* /*layer*/) { return 0; }

}  // namespace rekey::ldap
