#pragma once
#include <functional>
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
    /// Where the receipt of a message is awaited from a provider; null: receipts are not awaited.
    std::function<std::string(const MessageId& message, std::string_view provider)> receipt_url = {};
};

/// What one try came to.
struct Delivery {
    /// Refused: every provider there is says this message can never be delivered: do not retry. Unreachable: try again later (the network,
    /// time, a provider's own trouble). The detail names the providers.
    Result<void> outcome;
    std::string provider = {};  ///< the one that took it, or was asked last; empty: none was asked
    enum class Receipt : std::uint8_t {
        None,
        Called,  ///< the provider calls
        Asked  ///< the provider is asked
    };
    message::Providers may_have_it = {};  ///< with what the message said already: those that may have taken it without saying so
    std::string reference = {};  ///< the provider's own id of the message
    message::Fate fate = message::Fate::Unknown;  ///< when it is known at once, as of a call
    Receipt receipt = Receipt::None;  ///< how its fate will be known
    message::Keyed keyed = message::Keyed::Nothing;  ///< by the person who was called
};

/// One kind of transport with its providers. Called by the relay only, never inside a transaction; has its own deadline.
class Channel {
public:
    virtual ~Channel() = default;
    [[nodiscard]] virtual method::Channel kind() const = 0;
    [[nodiscard]] virtual Delivery send(const message::Message& message, const Sender& sender) = 0;
    /// No provider is well, as far as this process has seen: what is sent will be late. Says nothing about any one message.
    [[nodiscard]] virtual bool in_trouble() const { return false; }
};

}  // namespace rekey::ports
