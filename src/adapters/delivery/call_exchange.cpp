#include "adapters/delivery/call_exchange.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "domain/call/line.hpp"

namespace rekey::delivery {
namespace {

using std::chrono::steady_clock;
using State = call::Reader::State;

call::Outcome failed(call::How how, std::string why) {
    call::Outcome outcome;
    outcome.how = how;
    outcome.why = std::move(why);
    return outcome;
}

/// A connection to `rekey voice`; closed with it.
class Connection final {
public:
    explicit Connection(steady_clock::time_point until) : until_(until), socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Connection() {
        if (socket_ >= 0) ::close(socket_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Why it cannot be talked to; empty: it can.
    [[nodiscard]] std::string open(const std::filesystem::path& path) const {
        constexpr timeval kSend{5, 0};
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto text = path.string();
        if (socket_ < 0 || text.size() >= sizeof address.sun_path) return "voice.socket cannot be used";
        std::memcpy(address.sun_path, text.data(), text.size());
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kSend, sizeof kSend);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return std::string("rekey voice is not there: ") + std::strerror(errno);
        ucred peer{};
        socklen_t size = sizeof peer;
        const bool known = ::getsockopt(socket_, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
        return known && (peer.uid == ::geteuid() || peer.uid == 0) ? "" : "voice.socket is another user's";
    }

    [[nodiscard]] bool write(std::string_view text) const {
        while (!text.empty()) {
            const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// Reads to the end of the answer; as far as it came when it is late or breaks off.
    [[nodiscard]] call::Reader read() const {
        call::Reader reader;
        std::array<char, 4096> buffer{};
        while (reader.state() == State::More) {
            const auto left = std::chrono::duration_cast<Duration>(until_ - steady_clock::now());
            pollfd wait{socket_, POLLIN, 0};
            if (left <= Duration::zero() || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) break;
            const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (count <= 0) break;
            reader.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
        return reader;
    }

private:
    steady_clock::time_point until_;
    int socket_;
};

call::Outcome ask(const Connection& connection, const std::filesystem::path& socket, const call::Request& request) {
    if (auto why = connection.open(socket); !why.empty()) return failed(call::How::Trouble, std::move(why));
    if (!connection.write(call::to_text(request))) return failed(call::How::Trouble, "rekey voice does not listen");
    const auto reader = connection.read();
    const auto without = call::has_begun(reader.lines()) ? call::How::Unsure : call::How::Trouble;
    if (reader.state() != State::Done) return failed(without, "rekey voice gave no outcome");
    auto outcome = call::parse_outcome(reader.lines());
    return outcome ? std::move(*outcome) : failed(without, outcome.error().detail);
}

}  // namespace

CallAnswer ask_voice(const std::filesystem::path& socket, const call::Request& request, Duration deadline) {
    const auto began = steady_clock::now();
    const Connection connection(began + deadline);
    CallAnswer answer{ask(connection, socket, request), {}};
    answer.took = std::chrono::duration_cast<Duration>(steady_clock::now() - began);
    return answer;
}

}  // namespace rekey::delivery
