#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace rekey::test {

/// Stands between a client and a server on loopback, and swallows what the client sends from a moment on: the request has left, and
/// no answer comes. One connection after the other; both speak as long as this lives.
class StallingRelay final {
public:
    /// Of a server at this address and port.
    StallingRelay(const std::string& address, std::uint16_t port);
    StallingRelay(const StallingRelay&) = delete;
    StallingRelay& operator=(const StallingRelay&) = delete;
    ~StallingRelay();

    [[nodiscard]] std::uint16_t port() const { return port_; }  ///< on the server's address, which is what its certificate is for
    /// So many packets of the client still pass from now on; a small request is one.
    void pass(int packets) { left_ = packets; }

private:
    void serve();
    void relay(int client, int server);

    std::string address_;
    std::uint16_t server_port_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> left_ = 1'000'000;
    std::atomic<bool> ends_ = false;
    std::thread thread_;
};

}  // namespace rekey::test
