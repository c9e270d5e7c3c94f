#pragma once
#include <cstdint>

namespace rekey::test {

/// A port of 127.0.0.1 that nobody should call.
class Listener final {
public:
    Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool was_called() const;

private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace rekey::test
