#pragma once
#include <string>
#include <string_view>

#include "ports/channel.hpp"
#include "ports/receipts.hpp"

namespace rekey::ports {

/// What the address of a receipt ends in where the keys of the call are awaited instead.
inline constexpr std::string_view kKeysPath = "/keys";

/// What comes of the keys that were pressed in a call.
struct Turn {
    message::Keyed keyed = message::Keyed::Nothing;
    std::string markup;  ///< what is said next, in the provider's own words
};

/// Calls that a provider makes, which asks us what to say when a key is pressed.
class Talks {
public:
    virtual ~Talks() = default;
    [[nodiscard]] virtual bool talks(std::string_view provider) const = 0;
    /// Refused: it is not signed as that provider signs. The detail is for the operator and repeats nothing of the call.
    [[nodiscard]] virtual Result<void> check(std::string_view provider, const ReceiptCall& call) const = 0;
    /// Of a call that was checked, about this message.
    [[nodiscard]] virtual Turn turn(const ReceiptCall& call, const message::Message& message, const Sender& sender) const = 0;
    /// Says nothing and hangs up.
    [[nodiscard]] virtual std::string end() const = 0;
};

}  // namespace rekey::ports
