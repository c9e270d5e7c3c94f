#pragma once
#include <filesystem>
#include <list>
#include <thread>

#include "adapters/voice/switchboard.hpp"

namespace rekey::voice {

/// The Unix socket where calls are asked for: one connection is one call. Only processes of this user, or root, are listened to.
class Desk final {
public:
    /// Makes the socket with mode 0600; replaces one that nobody listens at. Throws Fault in words for the operator.
    Desk(std::filesystem::path socket, Switchboard& switchboard, std::size_t connections_at_once);
    ~Desk();
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    /// Takes no more, and waits so long for those under way to end; says whether all have.
    [[nodiscard]] bool drain(Duration patience);

private:
    void accept_all(const std::stop_token& stop);
    void serve(int connection);

    const std::filesystem::path path_;
    Switchboard& switchboard_;
    const std::size_t most_;
    std::atomic<std::size_t> open_ = 0;
    int listener_ = -1;
    std::jthread acceptor_;
};

}  // namespace rekey::voice
