#include "http/server/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <utility>

#include "base/secret.hpp"

namespace rekey::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kFirst = 1024;               ///< held by an idle connection: most requests fit
constexpr std::size_t kChunk = 4096;               ///< read at once
constexpr std::size_t kOneWrite = 16UL * 1024UL;   ///< answers up to this size go out in one piece, head and body
constexpr std::size_t kLingerBytes = 1024UL * 1024UL;
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::chrono::seconds kBusyRetry{2};

/// How long `bytes` may take a client that keeps up the least rate.
Duration at_least_rate(std::size_t bytes, const ServerOptions& options) {
    return Duration(static_cast<std::int64_t>(bytes * 1000 / std::max<std::size_t>(1, options.least_rate)));
}

}  // namespace

Connection::Connection(tcp::socket socket, Origin origin)
    : loop_(origin.loop),
      pipeline_(origin.pipeline),
      socket_(std::move(socket)),
      transport_(socket_.native_handle(), origin.tls),
      place_(std::move(origin.place)),
      address_(origin.address),
      kind_(origin.kind) {
    loop_.enter(*this);
    if (kind_ == Door::Kind::Public) ++loop_.house.guests;
    report();
}

Connection::~Connection() {
    if (kind_ == Door::Kind::Public) --loop_.house.guests;
    loop_.leave(*this);
    report();
}

void Connection::report() const {
    if (kind_ != Door::Kind::Public) return;
    loop_.house.meter.gauge("rekey_http_connections", static_cast<double>(loop_.house.guests.load()), {{"door", "public"}});
}

void Connection::arm(Clock::time_point deadline) noexcept {
    deadline_ = deadline;
    expired_ = false;
}

void Connection::check_deadline(Clock::time_point now) {
    if (now < deadline_) return;
    deadline_ = Clock::time_point::max();
    expired_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Connection::drain() {
    keep_ = false;
    if (idle_) check_deadline(Clock::time_point::max());
}

void Connection::release_buffer() noexcept {
    if (secret_) wipe(in_);
    secret_ = false;
    in_ = std::string();
}

Connection::Unreadable Connection::ended() const {
    if (expired_) return Refusal::RequestTimeout;
    return std::nullopt;
}

asio::awaitable<void> Connection::serve(std::unique_ptr<Connection> connection) { co_await connection->serve(); }

asio::awaitable<void> Connection::serve() {
    if (transport_.tls()) {
        const bool agreed = co_await handshake();
        if (!agreed) co_return;
    }
    while (keep_) {
        if (in_.empty() && !transport_.has_pending()) {
            const bool arrived = co_await wait_for_request();
            if (!arrived) break;
        } else {
            // Pipelined requests take turns with the other connections of this loop.
            co_await asio::post(loop_.context, asio::use_awaitable);
        }
        co_await exchange();
    }
    co_await close();
}

asio::awaitable<bool> Connection::handshake() {
    arm(loop_.house.options.header_time);
    for (;;) {
        const auto outcome = transport_.handshake();
        if (outcome.io == Transport::Io::Done) co_return true;
        if (outcome.io == Transport::Io::Closed) co_return false;
        const bool ready = co_await wait(outcome.io == Transport::Io::WantRead ? tcp::socket::wait_read : tcp::socket::wait_write);
        if (!ready) co_return false;
    }
}

asio::awaitable<bool> Connection::wait_for_request() {
    release_buffer();
    // Accepted just before the door closed. The operator is served to the end.
    if (kind_ == Door::Kind::Public && loop_.house.draining) co_return false;
    arm(used_ ? loop_.house.options.idle_time : loop_.house.options.header_time);
    idle_ = true;
    bool arrived = false;
    if (transport_.tls()) {
        arrived = co_await wait(tcp::socket::wait_read);
    } else {
        arrived = co_await read_first();
    }
    idle_ = false;
    co_return arrived;
}

asio::awaitable<bool> Connection::read_first() {
    // A read that gets less than it asked for tells Asio that the socket is empty, so the next one needs no system call to wait: that
    // is worth a small buffer in every idle connection. OpenSSL reads for itself, there we can only wait.
    in_.resize(kFirst);
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(in_), asio::as_tuple(asio::use_awaitable));
    in_.resize(size);
    co_return !error && !expired_;
}

asio::awaitable<void> Connection::exchange() {
    MessageParser parser;
    auto head = co_await read_head(parser);
    if (!head) {
        keep_ = false;
        if (!head.error()) co_return;
        linger_ = true;
        co_await send(pipeline_.reject(*head.error()), problem(*head.error()));
        co_return;
    }
    used_ = true;
    const bool has_body = head->has_body;
    if (!parser.keep_alive()) keep_ = false;
    Admission admission = pipeline_.admit(std::move(*head), Peer{address_, transport_.tls()});

    if (!admission.refusal && has_body) {
        const auto body = co_await read_body(parser, admission);
        if (!body && !body.error()) {
            keep_ = false;
            co_return;
        }
        if (!body) admission.refusal = problem(*body.error());
        admission.arrived = Clock::now();
    }
    // What is left of a refused body, or of a request we did not understand, is not the next request.
    if (admission.refusal && (has_body || admission.refusal->status == 400)) {
        keep_ = false;
        linger_ = true;
    }
    auto response = co_await respond(admission);
    wipe(admission.request.body);
    if (response.pace > Duration::zero()) co_await hold(admission, response.pace);
    co_await send(admission, std::move(response));
}

asio::awaitable<std::expected<Head, Connection::Unreadable>> Connection::read_head(MessageParser& parser) {
    arm(loop_.house.options.header_time);
    HeadScanner scanner(loop_.house.options.max_header);
    for (;;) {
        if (!in_.empty()) {
            const auto end = scanner.scan(in_);
            if (!end) co_return std::unexpected(Unreadable(end.error()));
            if (*end) {
                auto head = parser.parse_head(std::string_view(in_).substr(0, **end));
                in_.erase(0, **end);
                if (!head) co_return std::unexpected(Unreadable(head.error()));
                co_return std::move(*head);
            }
        }
        const bool more = co_await receive();
        if (!more) co_return std::unexpected(in_.empty() ? Unreadable{} : ended());
    }
}

asio::awaitable<std::expected<void, Connection::Unreadable>> Connection::read_body(MessageParser& parser, Admission& admission) {
    const auto& options = loop_.house.options;
    const std::size_t limit = std::min(admission.route->body_limit, options.max_body);
    std::string& body = admission.request.body;
    if (parser.content_length().value_or(0) > limit) co_return std::unexpected(Unreadable(Refusal::BodyTooLarge));
    if (!admission.request.header("expect").empty() && in_.empty()) {
        const bool told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) co_return std::unexpected(Unreadable{});
    }

    secret_ = true;
    body.reserve(parser.content_length().value_or(0));
    const auto start = Clock::now();
    std::size_t received = 0;
    for (;;) {
        const auto used = parser.parse_body(in_, body, limit);
        if (!used) co_return std::unexpected(Unreadable(used.error()));
        received += *used;
        in_.erase(0, *used);
        if (parser.done()) co_return std::expected<void, Unreadable>{};
        // Chunk sizes, extensions and trailers are not body, but must end too.
        if (in_.size() > options.max_header) co_return std::unexpected(Unreadable(Refusal::BodyTooLarge));

        arm(std::min(start + options.body_time, start + options.grace + at_least_rate(received, options)));
        const bool more = co_await receive();
        if (!more) co_return std::unexpected(ended());
    }
}

Executor* Connection::executor_for(const Admission& admission) const noexcept {
    switch (admission.route->runs) {
        case Runs::Inline: return nullptr;
        case Runs::Quick: return &loop_.house.quick;
        case Runs::Hash: return &loop_.house.hash;
        case Runs::Directory: return &loop_.house.directory;
    }
    return nullptr;
}

asio::awaitable<Response> Connection::respond(Admission& admission) {
    if (admission.refusal) co_return std::move(*admission.refusal);
    Executor* const executor = executor_for(admission);
    if (executor == nullptr) co_return pipeline_.run(admission);
    deadline_ = Clock::time_point::max();
    auto response = co_await run_on(*executor, admission);
    co_return response;
}

asio::awaitable<Response> Connection::run_on(Executor& executor, const Admission& admission) {
    auto initiate = [this, &executor, &admission]<class Done>(Done&& done) {
        auto shared = std::make_shared<std::decay_t<Done>>(std::forward<Done>(done));
        const auto finish = [&context = loop_.context, shared](Response response) {
            asio::post(context, [shared, response = std::move(response)]() mutable { std::move (*shared)(std::move(response)); });
        };
        Executor::Job job = [this, &admission, finish] { finish(pipeline_.run(admission)); };
        if (!executor.submit(job)) finish(problem(Error{ErrorCode::Busy, {}, kBusyRetry}));
    };
    auto response = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(initiate, asio::use_awaitable);
    co_return response;
}

asio::awaitable<void> Connection::hold(const Admission& admission, Duration pace) {
    const auto steps = (Clock::now() - admission.arrived) / pace + 1;
    asio::steady_timer timer(loop_.context, admission.arrived + steps * pace);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> Connection::send(const Admission& admission, Response response) {
    if (loop_.house.draining.load(std::memory_order_relaxed)) keep_ = false;
    std::string out = pipeline_.finish(admission, response);
    out += loop_.date_line();
    // HTTP/1.0 clients that asked for it need to be told that the connection stays; for HTTP/1.1 it says nothing new.
    out += keep_ ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";

    std::string_view body = response.bytes();
    if (admission.request.method == Method::Head) body = {};
    if (out.size() + body.size() <= kOneWrite) {
        out += body;
        body = {};
    }
    bool sent = co_await write(out);
    if (sent && !body.empty()) sent = co_await write(body);
    if (!sent) {
        keep_ = false;
        linger_ = false;
    }
}

asio::awaitable<bool> Connection::write(std::string_view bytes) {
    const auto& options = loop_.house.options;
    const auto start = Clock::now();
    std::size_t written = 0;
    while (written < bytes.size()) {
        const auto outcome = transport_.write(bytes.substr(written));
        written += outcome.bytes;
        if (outcome.io == Transport::Io::Done) continue;
        if (outcome.io == Transport::Io::Closed) co_return false;
        arm(start + options.write_time + at_least_rate(written, options));
        const bool ready = co_await wait(outcome.io == Transport::Io::WantRead ? tcp::socket::wait_read : tcp::socket::wait_write);
        if (!ready) co_return false;
    }
    co_return true;
}

asio::awaitable<bool> Connection::receive() {
    for (;;) {
        const auto had = in_.size();
        Transport::Outcome outcome{Transport::Io::Closed};
        in_.resize_and_overwrite(had + kChunk, [&](char* data, std::size_t) {
            outcome = transport_.read({data + had, kChunk});
            return had + outcome.bytes;
        });
        if (outcome.io == Transport::Io::Done) co_return true;
        if (outcome.io == Transport::Io::Closed) co_return false;
        const bool ready = co_await wait(outcome.io == Transport::Io::WantRead ? tcp::socket::wait_read : tcp::socket::wait_write);
        if (!ready) co_return false;
    }
}

asio::awaitable<bool> Connection::wait(tcp::socket::wait_type what) {
    const auto [error] = co_await socket_.async_wait(what, asio::as_tuple(asio::use_awaitable));
    co_return !error && !expired_;
}

asio::awaitable<void> Connection::close() {
    transport_.close();
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    if (!linger_) co_return;

    // Closing with unread bytes makes the kernel send a reset, which can overtake the answer.
    arm(kLingerTime);
    for (std::size_t discarded = 0; discarded < kLingerBytes; discarded += in_.size()) {
        in_.clear();
        const bool more = co_await receive();
        if (!more) break;
    }
}

}  // namespace rekey::http
