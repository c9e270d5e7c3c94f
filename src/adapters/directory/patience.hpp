#pragma once
#include <lber.h>
#include <ldap.h>

#include <chrono>

#include "base/time.hpp"

namespace rekey::ldap {

/// Ends every wait for the other side at a deadline. libldap waits for ever in a TLS handshake, and in the middle of an answer: its timeouts
/// are for beginnings only. So this lies between its TLS and its TCP, as a layer that gives up.
class Patience final {
public:
    Patience();
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;

    /// To be given to a handle, as long as which this lives, before it connects.
    [[nodiscard]] int watch(LDAP* handle);
    /// From now on.
    void begin(Duration duration) { until_ = std::chrono::steady_clock::now() + duration; }

private:
    static int on_connected(LDAP* handle, Sockbuf* buffer, LDAPURLDesc* server, sockaddr* address, ldap_conncb* context);
    static void on_closed(LDAP* handle, Sockbuf* buffer, ldap_conncb* context);
    static int set_up(Sockbuf_IO_Desc* layer, void* patience);
    static int remove(Sockbuf_IO_Desc* layer);
    static int control(Sockbuf_IO_Desc* layer, int option, void* value);
    static ber_slen_t read(Sockbuf_IO_Desc* layer, void* into, ber_len_t size);
    static ber_slen_t write(Sockbuf_IO_Desc* layer, void* from, ber_len_t size);
    static int close(Sockbuf_IO_Desc* layer);
    [[nodiscard]] static bool comes(Sockbuf_IO_Desc* layer, short what);

    Sockbuf_IO layer_;
    ldap_conncb connected_;
    std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace rekey::ldap
