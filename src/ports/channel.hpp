#pragma once
#include <string>

#include "base/error.hpp"
#include "domain/message/message.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::ports {

/// Who sends: taken from the tenant's settings when the message is sent.
struct Sender {
    std::string tenant;   ///< display name
    std::string host;     ///< of the tenant's first base URL: the last line of a text message binds the code to it; may be empty
    const tenant::Settings* settings = nullptr;
    std::string base_url = {};  ///< of the tenant, for the link of a notice; empty: notices hold none
};

/// One kind of transport with its provider. Called by the relay only, never inside a transaction; has its own deadline.
/// Refused: the provider says this message can never be delivered (5xx): do not retry. Unreachable: try again later (4xx, network, time).
class Channel {
public:
    virtual ~Channel() = default;
    [[nodiscard]] virtual method::Channel kind() const = 0;
    [[nodiscard]] virtual Result<void> send(const message::Message& message, const Sender& sender) = 0;
};

}  // namespace rekey::ports
