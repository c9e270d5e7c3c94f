#include "adapters/voice/desk.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "base/log.hpp"
#include "domain/call/line.hpp"

namespace rekey::voice {
namespace {

using std::chrono::steady_clock;

constexpr Duration kRequestTime = seconds{5};

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view why) {
    throw Fault(FaultKind::Invariant, fmt::format("voice.socket {}: {}", path.string(), why));
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof address.sun_path) refuse(path, "the path is too long for a socket");
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}

/// A socket that another process left behind goes; one that somebody listens at, or a file that is no socket, stays.
void make_room(const std::filesystem::path& path, const sockaddr_un& address) {
    struct stat there{};
    if (lstat(path.c_str(), &there) != 0) return;
    if (!S_ISSOCK(there.st_mode)) refuse(path, "is there, and is no socket");
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool alive = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    if (alive) refuse(path, "another rekey voice listens there");
    unlink(path.c_str());
}

int listen_at(const std::filesystem::path& path) {
    constexpr int kWaiting = 64;
    const auto address = address_of(path);
    make_room(path, address);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto before = umask(0177);  // from the first moment on
    const bool bound = listener >= 0 && bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int error = errno;
    umask(before);
    if (bound && listen(listener, kWaiting) == 0) return listener;
    if (listener >= 0) ::close(listener);
    refuse(path, std::strerror(error));
}

bool is_ours(int connection) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == geteuid() || peer.uid == 0);
}

/// One connection, and who waits at its other end.
class Visitor final : public Asker {
public:
    explicit Visitor(int connection) : connection_(connection) {}
    ~Visitor() override { ::close(connection_); }
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;

    [[nodiscard]] Result<call::Request> request() const {
        call::Reader reader;
        const auto until = steady_clock::now() + kRequestTime;
        std::array<char, 4096> buffer{};
        while (reader.state() == call::Reader::State::More) {
            const auto left = std::chrono::duration_cast<Duration>(until - steady_clock::now());
            pollfd wait{connection_, POLLIN, 0};
            if (left <= Duration::zero() || poll(&wait, 1, static_cast<int>(left.count())) <= 0) break;
            const auto count = recv(connection_, buffer.data(), buffer.size(), 0);
            if (count <= 0) break;
            reader.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
        if (reader.state() != call::Reader::State::Done) return fail(ErrorCode::InvalidInput, "not a whole request");
        return call::parse_request(reader.lines());
    }

    void write(std::string_view text) const {
        while (!text.empty()) {
            const auto count = send(connection_, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0) return;  // nobody is there: gone() tells
            text.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    void begun() override { write(call::line(call::kBegun, "yes")); }
    void step(const std::string& step) override {
        constexpr int kMost = 64;
        if (++steps_ <= kMost) write(call::line("step", step));
    }
    bool gone() override {
        char byte = 0;
        const auto count = recv(connection_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    }

private:
    int connection_;
    int steps_ = 0;
};

}  // namespace

Desk::Desk(std::filesystem::path socket, Switchboard& switchboard, std::size_t connections_at_once)
    : path_(std::move(socket)),
      switchboard_(switchboard),
      most_(connections_at_once),
      listener_(listen_at(path_)),
      acceptor_([this](const std::stop_token& stop) { accept_all(stop); }) {}

Desk::~Desk() {
    static_cast<void>(drain(Duration::zero()));
    while (open_ > 0) std::this_thread::sleep_for(Duration{10});
}

void Desk::accept_all(const std::stop_token& stop) {
    constexpr int kLookMillis = 100;
    constexpr timeval kWrite{5, 0};
    while (!stop.stop_requested()) {
        pollfd wait{listener_, POLLIN, 0};
        if (poll(&wait, 1, kLookMillis) <= 0) continue;
        const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        if (!is_ours(connection) || open_ >= most_) {
            ::close(connection);
            continue;
        }
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &kWrite, sizeof kWrite);
        ++open_;
        std::thread([this, connection] {
            serve(connection);
            --open_;
        }).detach();
    }
}

void Desk::serve(int connection) {
    Visitor visitor(connection);
    try {
        const auto request = visitor.request();
        if (!request) {
            log::warning("call_request_refused", {{"reason", request.error().detail}});
            return;
        }
        visitor.write(call::to_text(switchboard_.take(*request, visitor)));
    } catch (const std::exception& error) {
        log::error("call_failed", {{"reason", error.what()}});
    }
}

bool Desk::drain(Duration patience) {
    if (acceptor_.joinable()) {
        acceptor_.request_stop();
        acceptor_.join();
        ::close(listener_);
        unlink(path_.c_str());
    }
    const auto until = steady_clock::now() + patience;
    while (open_ > 0 && steady_clock::now() < until) std::this_thread::sleep_for(Duration{50});
    return open_ == 0;
}

}  // namespace rekey::voice
