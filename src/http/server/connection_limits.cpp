#include "http/server/connection_limits.hpp"

#include <string_view>

namespace rekey::http {

std::size_t ConnectionLimits::Hash::operator()(const IpAddress& address) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(address.data()), address.size()});
}

std::optional<ConnectionLimits::Place> ConnectionLimits::enter(std::optional<IpAddress> client) {
    // An IPv6 client has a whole /64 to choose addresses from (RFC 6177): the network counts, not the address.
    if (client && !is_v4(*client)) std::fill(client->begin() + 8, client->end(), std::uint8_t{0});

    const std::scoped_lock lock(mutex_);
    if (open_ >= all_) return std::nullopt;
    if (client) {
        auto& count = clients_[*client];
        if (count >= per_client_) return std::nullopt;
        ++count;
    }
    ++open_;
    return Place(*this, client);
}

void ConnectionLimits::leave(const std::optional<IpAddress>& client) noexcept {
    const std::scoped_lock lock(mutex_);
    --open_;
    if (!client) return;
    const auto found = clients_.find(*client);
    if (--found->second == 0) clients_.erase(found);
}

}  // namespace rekey::http
