#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/server/connection_limits.hpp"
#include "http/server/loop.hpp"
#include "http/server/message_parser.hpp"
#include "http/server/transport.hpp"

namespace rekey::http {

/// One client's connection, from accept to close, in one coroutine on one loop. While it waits for a request it holds a small
/// buffer and no parser, so that ten thousand idle ones cost little.
class Connection final {
public:
    using Clock = std::chrono::steady_clock;

    struct Origin {
        Loop& loop;
        const Pipeline& pipeline;
        Door::Kind kind;
        IpAddress address;
        std::shared_ptr<ssl_ctx_st> tls;  ///< null: clear text
        ConnectionLimits::Place place;
    };
    Connection(boost::asio::ip::tcp::socket socket, Origin origin);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection(Connection&&) = delete;
    Connection& operator=(Connection&&) = delete;

    [[nodiscard]] static boost::asio::awaitable<void> serve(std::unique_ptr<Connection> connection);

    /// Called by the loop's tick: ends what has taken too long.
    void check_deadline(Clock::time_point now);
    /// Called by the loop: ends the connection if it is idle.
    void drain();

private:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;
    /// What could not be read: an answer that says why, or nothing when there is nobody to tell.
    using Unreadable = std::optional<Refusal>;

    Awaitable<void> serve();
    Awaitable<bool> handshake();
    Awaitable<bool> wait_for_request();
    Awaitable<bool> read_first();
    Awaitable<void> exchange();
    Awaitable<std::expected<Head, Unreadable>> read_head(MessageParser& parser);
    Awaitable<std::expected<void, Unreadable>> read_body(MessageParser& parser, Admission& admission);
    Awaitable<Response> respond(Admission& admission);
    Awaitable<Response> run_on(Executor& executor, const Admission& admission);
    /// Waits until the next multiple of `pace` after the request arrived.
    Awaitable<void> hold(const Admission& admission, Duration pace);
    Awaitable<void> send(const Admission& admission, Response response);
    Awaitable<bool> write(std::string_view bytes);
    Awaitable<bool> receive();
    Awaitable<bool> wait(boost::asio::ip::tcp::socket::wait_type what);
    Awaitable<void> close();

    [[nodiscard]] Executor* executor_for(const Admission& admission) const noexcept;
    /// Why reading ended: too slow, or gone.
    [[nodiscard]] Unreadable ended() const;
    void arm(Clock::time_point deadline) noexcept;
    void arm(Duration from_now) noexcept { arm(Clock::now() + from_now); }
    void release_buffer() noexcept;
    void report() const;

    Loop& loop_;
    const Pipeline& pipeline_;
    boost::asio::ip::tcp::socket socket_;
    Transport transport_;
    ConnectionLimits::Place place_;
    std::string in_;  ///< received, not used yet
    Clock::time_point deadline_ = Clock::time_point::max();
    IpAddress address_;
    Door::Kind kind_;
    bool expired_ = false;
    bool idle_ = false;
    bool keep_ = true;     ///< another request may follow
    bool used_ = false;    ///< at least one request was served
    bool linger_ = false;  ///< the client may still be sending: let it read our answer first
    bool secret_ = false;  ///< the buffer held a body: wipe it
};

}  // namespace rekey::http
