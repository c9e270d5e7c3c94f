#pragma once
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

namespace rekey::http {

/// A client that sends any bytes it likes.
class RawClient final {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    RawClient(RawClient&&) = delete;
    RawClient& operator=(RawClient&&) = delete;

    [[nodiscard]] bool connected() const noexcept { return connected_; }
    bool send(std::string_view bytes) const {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    void half_close() const { ::shutdown(socket_, SHUT_WR); }

    /// What came until `end` was seen, the server closed, or five seconds passed.
    std::string read_until(std::string_view end) {
        while (end.empty() || in_.find(end) == std::string::npos) {
            if (!receive()) break;
        }
        const auto size = end.empty() ? in_.size() : std::min(in_.find(end), in_.size() - std::min(end.size(), in_.size())) + end.size();
        auto out = in_.substr(0, size);
        in_.erase(0, size);
        return out;
    }
    /// Everything until the server closes.
    std::string read_all() { return read_until({}); }
    /// One answer with a Content-Length.
    std::string read_answer() {
        std::string answer = read_until("\r\n\r\n");
        const auto at = answer.find("Content-Length: ");
        if (at == std::string::npos) return answer;
        const auto size = std::stoul(answer.substr(at + 16));
        while (in_.size() < size && receive()) {
        }
        answer += in_.substr(0, size);
        in_.erase(0, std::min(size, in_.size()));
        return answer;
    }
    /// True when the server closes within five seconds and says nothing more.
    bool closes() { return read_all().empty() && closed_; }

private:
    bool receive() {
        pollfd waits{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&waits, 1, 5000) != 1) return false;
        char buffer[65536];
        const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) {
            closed_ = true;
            return false;
        }
        in_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    bool connected_ = false, closed_ = false;
    std::string in_;
};

}  // namespace rekey::http
