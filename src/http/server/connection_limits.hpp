#pragma once
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/network.hpp"

namespace rekey::http {

/// How many connections there are, altogether and from each address, and no more than allowed.
class ConnectionLimits final {
public:
    ConnectionLimits(std::size_t all, std::size_t per_client) noexcept : all_(all), per_client_(per_client) {}

    /// One counted connection; gives its place back when it goes.
    class Place final {
    public:
        Place(ConnectionLimits& limits, std::optional<IpAddress> client) noexcept : limits_(&limits), client_(client) {}
        Place(Place&& other) noexcept : limits_(std::exchange(other.limits_, nullptr)), client_(other.client_) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (limits_ != nullptr) limits_->leave(client_);
        }

    private:
        ConnectionLimits* limits_;
        std::optional<IpAddress> client_;
    };

    /// Nothing when the house or the client's share is full. Without an address only the whole counts: a proxy speaks for many.
    [[nodiscard]] std::optional<Place> enter(std::optional<IpAddress> client);
    [[nodiscard]] std::size_t open() const noexcept { return open_; }

private:
    struct Hash {
        std::size_t operator()(const IpAddress& address) const noexcept;
    };
    void leave(const std::optional<IpAddress>& client) noexcept;

    const std::size_t all_, per_client_;
    std::atomic<std::size_t> open_{0};
    std::mutex mutex_;
    std::unordered_map<IpAddress, std::size_t, Hash> clients_;
};

}  // namespace rekey::http
