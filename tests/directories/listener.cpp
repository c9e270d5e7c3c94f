#include "listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace rekey::test {

Listener::Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket_, 8) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port to listen on");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

Listener::~Listener() {
    ends_ = true;
    thread_.join();
    close(socket_);
}

bool Listener::rings(int milliseconds) const {
    pollfd asked{socket_, POLLIN, 0};
    return poll(&asked, 1, milliseconds) > 0;
}

void Listener::serve() {
    while (!ends_) {
        if (!rings(20)) continue;
        called_ = true;
        close(accept(socket_, nullptr, nullptr));
    }
}

}  // namespace rekey::test
