#pragma once
#include <atomic>
#include <cstdint>
#include <thread>

namespace rekey::test {

/// A port of 127.0.0.1 that nobody should call. Whoever does is hung up on, so that they do not wait.
class Listener final {
public:
    Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool was_called() const { return called_ || rings(0); }

private:
    [[nodiscard]] bool rings(int milliseconds) const;
    void serve();

    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> called_ = false, ends_ = false;
    std::thread thread_;
};

}  // namespace rekey::test
