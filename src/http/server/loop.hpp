#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>
#include <unordered_set>

#include "http/executor.hpp"
#include "http/server.hpp"
#include "http/server/connection_limits.hpp"

namespace rekey::http {

class Connection;

/// What all loops share.
struct House {
    House(ServerOptions given, Meter& counted);

    ServerOptions options;
    Meter& meter;
    ConnectionLimits limits;
    std::atomic<std::size_t> guests{0};  ///< open connections of public doors: a drain waits for them
    std::atomic<bool> draining{false};
    Executor quick, hash, directory;
};

/// One thread's event loop with the connections it serves. Nothing here but `context` is touched by another thread.
/// Deadlines are not timers: each connection notes its own, and one tick looks at all of them.
class Loop final {
public:
    explicit Loop(House& house);

    /// Serves until context.stop().
    void run();
    /// Idle connections end now, the others after their answer. Call it on the loop's thread.
    void drain();

    void enter(Connection& connection) { connections_.insert(&connection); }
    void leave(Connection& connection) { connections_.erase(&connection); }
    /// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", or nothing without a clock.
    [[nodiscard]] const std::string& date_line() const noexcept { return date_line_; }

    House& house;

private:
    void tick();
    void write_date();

    std::unordered_set<Connection*> connections_;
    std::string date_line_;
    std::int64_t date_second_ = -1;

public:
    boost::asio::io_context context{1};  ///< last: it goes first, and takes suspended connections with it

private:
    boost::asio::steady_timer ticker_{context};
};

}  // namespace rekey::http
