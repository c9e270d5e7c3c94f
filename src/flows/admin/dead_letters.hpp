#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

using DeadLetter = ports::DeadLetter;
using Journey = ports::Journey;

/// Messages that could not be sent, and another try for them; how far any message has come.
class DeadLetters final {
public:
    explicit DeadLetters(AdminPorts ports) : ports_(std::move(ports)) {}

    /// The newest first, at most `limit`.
    [[nodiscard]] std::vector<DeadLetter> list(const TenantId& tenant, std::int64_t limit);
    /// InvalidInput when `message` is no id; NotFound when there is no such message, or it ended long ago.
    [[nodiscard]] Result<Journey> find(const TenantId& tenant, std::string_view message);
    /// The message goes back to the queue. InvalidInput when `message` is no id; NotAllowedNow when no message of this id has failed, or
    /// it is too old.
    [[nodiscard]] Result<void> retry(const TenantId& tenant, std::string_view message, const Actor& actor);
    /// All that are not too old, at most `limit`; how many.
    [[nodiscard]] std::int64_t retry_all(const TenantId& tenant, std::int64_t limit, const Actor& actor);

private:
    [[nodiscard]] bool revive(ports::UnitOfWork& unit, const MessageId& id, const Actor& actor);

    AdminPorts ports_;
};

}  // namespace rekey::flows
