#include "http/server.hpp"

#include <sys/resource.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <optional>
#include <thread>

#include "base/log.hpp"
#include "http/server/connection.hpp"
#include "http/server/loop.hpp"
#include "http/server/tls.hpp"

namespace rekey::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr std::chrono::milliseconds kDrainPoll{20};
constexpr std::chrono::seconds kCertificatePoll{1};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr int kBacklog = 1024;
constexpr std::chrono::seconds kFullRetry{5};

IpAddress to_address(const asio::ip::address& address) {
    // The textual form is the one both sides agree on; the zone is dropped on the way.
    return parse_address(address.to_string()).value_or(IpAddress{});
}

/// What a client reads when the house is full.
std::string full_house(const Pipeline& pipeline) {
    auto response = problem(Refusal::Unavailable, kFullRetry);
    const auto head = pipeline.finish(pipeline.reject(Refusal::Unavailable), response);
    return head + "Connection: close\r\n\r\n" + response.body;
}

/// Every connection is a descriptor: take as many as the system lets us.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

ServerOptions server_options(const config::Server& config) {
    const auto count = [](std::int64_t value) { return static_cast<std::size_t>(value); };
    ServerOptions options;
    options.io_threads = count(config.io_threads);
    options.quick_threads = count(config.quick_threads);
    options.quick_queue = count(config.quick_queue);
    options.hash_threads = count(config.hash_threads);
    options.hash_queue = count(config.hash_queue);
    options.directory_threads = count(config.directory_threads);
    options.directory_queue = count(config.directory_queue);
    options.max_connections = count(config.max_connections);
    options.max_connections_per_client = count(config.max_connections_per_client);
    options.max_header = count(config.max_header_kib) * 1024;
    options.max_body = count(config.max_body_kib) * 1024;
    options.header_time = seconds(config.header_seconds);
    options.body_time = seconds(config.body_seconds);
    options.write_time = seconds(config.write_seconds);
    options.idle_time = seconds(config.idle_seconds);
    options.drain_time = seconds(config.drain_seconds);
    options.tls_certificate = config.tls_certificate;
    options.tls_key = config.tls_key;
    return options;
}

class Server::Impl final {
public:
    Impl(ServerOptions options, std::vector<Door> doors, Meter& meter) : house_(std::move(options), meter), doors_(std::move(doors)) {
        const auto cores = std::max(1U, std::thread::hardware_concurrency());
        const auto threads = house_.options.io_threads == 0 ? cores : house_.options.io_threads;
        for (std::size_t i = 0; i < threads; ++i) loops_.push_back(std::make_unique<Loop>(house_));
        if (!house_.options.tls_certificate.empty()) certificate_.emplace(house_.options.tls_certificate, house_.options.tls_key);
    }

    ~Impl() { end(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    Result<void> listen() {
        raise_descriptor_limit();
        if (certificate_) {
            if (auto read = certificate_->reload(); !read) return read;
        }
        for (const Door& door : doors_) {
            if (auto opened = open(door); !opened) return opened;
        }
        return {};
    }

    void run(Signals signals) {
        if (signals == Signals::Handle) {
            for (const int signal : {SIGTERM, SIGINT, SIGHUP}) signals_.add(signal);
            watch_signals();
        }
        if (certificate_) watch_certificate();
        for (auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
        const auto guard = asio::make_work_guard(supervisor_);
        supervisor_.run();
        end();
    }

    void stop() {
        asio::post(supervisor_, [this] { drain(); });
    }

    void reload() {
        asio::post(supervisor_, [this] { reload_now(); });
    }

    House house_;
    std::vector<config::Endpoint> listening_;

private:
    /// One loop's socket for one door.
    struct Gate {
        Loop& loop;
        const Door& door;
        tcp::acceptor acceptor;
    };

    Result<void> open(const Door& door) {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(door.at.host, error);
        if (error) return fail(ErrorCode::InvalidInput, "cannot listen on " + config::to_text(door.at) + ": not an address");
        tcp::endpoint endpoint(address, door.at.port);

        // SO_REUSEPORT lets our loops share a port, but would let another program share it as well: a socket without it finds out.
        {
            tcp::acceptor probe(supervisor_);
            probe.open(endpoint.protocol(), error);
            if (!error) probe.set_option(tcp::acceptor::reuse_address(true), error);
            if (!error) probe.bind(endpoint, error);
            if (error) return fail(ErrorCode::InvalidInput, "cannot listen on " + config::to_text(door.at) + ": " + error.message());
        }
        for (auto& loop : loops_) {
            tcp::acceptor acceptor(loop->context);
            acceptor.open(endpoint.protocol(), error);
            if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
            if (!error) acceptor.set_option(ReusePort(true), error);
            if (!error) acceptor.bind(endpoint, error);
            if (!error) acceptor.listen(kBacklog, error);
            if (error) return fail(ErrorCode::InvalidInput, "cannot listen on " + config::to_text(door.at) + ": " + error.message());
            endpoint = acceptor.local_endpoint();
            gates_.push_back(std::make_unique<Gate>(Gate{*loop, door, std::move(acceptor)}));
            asio::co_spawn(loop->context, accept(*gates_.back()), asio::detached);
        }
        listening_.push_back({door.at.host, endpoint.port()});
        log::info("listening", {{"door", door.name}, {"address", config::to_text(listening_.back())}});
        return {};
    }

    asio::awaitable<void> accept(Gate& gate) {
        while (gate.acceptor.is_open()) {
            auto [error, socket] = co_await gate.acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (!error) {
                welcome(gate, std::move(socket));
            } else if (error != asio::error::operation_aborted) {
                // Out of descriptors or memory: others will leave.
                house_.meter.count("rekey_http_shed_total", {{"queue", "descriptors"}});
                asio::steady_timer pause(gate.loop.context, kAcceptPause);
                co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
            }
        }
    }

    void welcome(Gate& gate, tcp::socket socket) {
        boost::system::error_code error;
        const auto remote = socket.remote_endpoint(error);
        if (error) return;
        const auto address = to_address(remote.address());
        const bool is_public = gate.door.kind == Door::Kind::Public;
        const bool counted = is_public && !gate.door.pipeline->proxies().holds(address);

        auto place = is_public ? house_.limits.enter(counted ? std::optional(address) : std::nullopt) : operators_.enter(std::nullopt);
        if (!place) {
            house_.meter.count("rekey_http_shed_total", {{"queue", "connections"}});
            if (certificate_ && is_public) return;  // a handshake is work, which is what we have too much of
            const auto answer = full_house(*gate.door.pipeline);
            ::send(socket.native_handle(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            return;
        }
        socket.non_blocking(true, error);
        if (!error) socket.set_option(tcp::no_delay(true), error);
        if (error) return;
        auto connection = std::make_unique<Connection>(
            std::move(socket), Connection::Origin{gate.loop, *gate.door.pipeline, gate.door.kind, address,
                                                  is_public && certificate_ ? certificate_->current() : nullptr, std::move(*place)});
        asio::co_spawn(gate.loop.context, Connection::serve(std::move(connection)), asio::detached);
    }

    /// First call: close the public doors, let guests finish. Second call: no more waiting.
    void drain() {
        if (house_.draining.exchange(true)) {
            deadline_ = std::chrono::steady_clock::now();
            return;
        }
        log::info("draining", {{"connections", std::to_string(house_.guests.load())}});
        deadline_ = std::chrono::steady_clock::now() + house_.options.drain_time;
        for (auto& loop : loops_) {
            asio::post(loop->context, [this, &loop = *loop] {
                for (auto& gate : gates_) {
                    boost::system::error_code ignored;
                    if (&gate->loop == &loop && gate->door.kind == Door::Kind::Public) gate->acceptor.close(ignored);
                }
                loop.drain();
            });
        }
        wait_for_guests();
    }

    void wait_for_guests() {
        timer_.expires_after(kDrainPoll);
        timer_.async_wait([this](const boost::system::error_code&) {
            const auto left = house_.guests.load();
            if (left == 0 || std::chrono::steady_clock::now() >= deadline_) {
                log::info("drained", {{"cut_off", std::to_string(left)}});
                supervisor_.stop();
                return;
            }
            wait_for_guests();
        });
    }

    void watch_signals() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) {
                reload_now();
            } else {
                drain();
            }
            watch_signals();
        });
    }

    void watch_certificate() {
        certificate_timer_.expires_after(kCertificatePoll);
        certificate_timer_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            if (certificate_->changed()) reload_now();
            watch_certificate();
        });
    }

    void reload_now() {
        if (!certificate_) return;
        if (const auto read = certificate_->reload(); !read) {
            log::error("certificate_not_reloaded", {{"why", read.error().detail}});
        } else {
            log::info("certificate_reloaded");
        }
    }

    /// Threads first, then the jobs that still point to connections; the loops take the connections with them.
    void end() {
        for (auto& loop : loops_) loop->context.stop();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
        house_.quick.stop();
        house_.hash.stop();
        house_.directory.stop();
        gates_.clear();
        loops_.clear();
    }

    std::vector<Door> doors_;
    std::optional<Certificate> certificate_;
    ConnectionLimits operators_{256, 256};
    asio::io_context supervisor_{1};
    asio::signal_set signals_{supervisor_};
    asio::steady_timer timer_{supervisor_}, certificate_timer_{supervisor_};
    std::chrono::steady_clock::time_point deadline_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::unique_ptr<Gate>> gates_;
    std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, std::vector<Door> doors, Meter& meter)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(doors), meter)) {}
Server::~Server() = default;

Result<void> Server::listen() { return impl_->listen(); }
const std::vector<config::Endpoint>& Server::listening() const noexcept { return impl_->listening_; }
void Server::run(Signals signals) { impl_->run(signals); }
void Server::stop() { impl_->stop(); }
void Server::reload() { impl_->reload(); }
bool Server::draining() const noexcept { return impl_->house_.draining; }

}  // namespace rekey::http
