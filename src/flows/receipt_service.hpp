#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/meter.hpp"
#include "flows/call_answer.hpp"
#include "flows/progress.hpp"
#include "ports/clock.hpp"
#include "ports/crypto.hpp"
#include "ports/receipts.hpp"
#include "ports/store.hpp"
#include "ports/talks.hpp"

namespace rekey::flows {

using ReceiptCall = ports::ReceiptCall;

struct ReceiptPorts {
    ports::Store& store;
    const ports::Clock& clock;
    CallAnswerPorts answers;
    const ports::Receipts& providers;
    const ports::Talks& talks;
    Meter& meter;
    std::function<void()> message_waits;  ///< a message went back to the queue
};

/// Where the receipt of one message is awaited from one provider: a path that nobody can guess, and that says nothing about another message or
/// provider.
[[nodiscard]] std::string receipt_path(const ports::KeyedHash& macs, const TenantId& tenant, const MessageId& message,
                                       std::string_view provider);

/// What providers tell about messages they took, in calls or when they are asked: each receipt changes the message once, or nothing.
class ReceiptService final {
public:
    explicit ReceiptService(ReceiptPorts ports) : ports_(std::move(ports)) {}

    /// A call to the path above. Good as well when nothing changed: it came twice, or too late. NotFound: no such provider calls;
    /// Forbidden: the path was not given to it, or the call is not signed; InvalidInput: it does not say what was agreed.
    [[nodiscard]] Result<void> take(const TenantId& tenant, std::string_view provider, std::string_view token, ReceiptCall call);
    /// A call to the same path and "/keys": somebody who is called has pressed keys. What is said next, in the provider's own words; nothing more
    /// when the message has come to its end. Its refusals are those of `take`.
    [[nodiscard]] Result<std::string> press(const TenantId& tenant, std::string_view provider, std::string_view token, ReceiptCall call);
    /// Asks for some receipts that are due, with no transaction open. Stalled when no provider answered. Throws Fault when the store is gone.
    Progress ask(const TenantId& tenant);

private:
    void record(const TenantId& tenant, const MessageId& message, std::string_view provider, const ports::Told& told);
    void count(std::string_view provider, std::string_view outcome);
    /// The message whose path was given to this provider.
    [[nodiscard]] Result<MessageId> addressed(const TenantId& tenant, std::string_view provider, std::string_view token);
    [[nodiscard]] std::unexpected<Error> turn_away(std::string_view provider, ErrorCode code, const std::string& why);

    ReceiptPorts ports_;
};

}  // namespace rekey::flows
