#include "stalling_relay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace rekey::test {
namespace {

constexpr int kTick = 50;  // milliseconds between two looks at whether it ends

sockaddr_in at(const std::string& address, std::uint16_t port) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    return where;
}

bool comes(int socket) {
    pollfd asked{socket, POLLIN, 0};
    return poll(&asked, 1, kTick) > 0;
}

}  // namespace

StallingRelay::StallingRelay(const std::string& address, std::uint16_t port)
    : address_(address), server_port_(port), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto here = at(address_, 0);
    socklen_t size = sizeof here;
    auto* const name = reinterpret_cast<sockaddr*>(&here);
    if (bind(listener_, name, size) != 0 || listen(listener_, 8) != 0 || getsockname(listener_, name, &size) != 0)
        throw std::runtime_error("no port for a relay");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { serve(); });
}

StallingRelay::~StallingRelay() {
    ends_ = true;
    thread_.join();
    close(listener_);
}

void StallingRelay::serve() {
    while (!ends_) {
        if (!comes(listener_)) continue;
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto there = at(address_, server_port_);
        if (connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0) relay(client, server);
        close(client);
        close(server);
    }
}

void StallingRelay::relay(int client, int server) {
    std::array<char, 65536> bytes{};
    while (!ends_) {
        std::array<pollfd, 2> asked{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        if (poll(asked.data(), asked.size(), kTick) <= 0) continue;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (asked[i].revents == 0) continue;
            const auto size = recv(asked[i].fd, bytes.data(), bytes.size(), 0);
            if (size <= 0) return;
            if (i == 0 && left_-- <= 0) continue;
            if (send(i == 0 ? server : client, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size) return;
        }
    }
}

}  // namespace rekey::test
