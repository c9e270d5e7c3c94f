#pragma once
#include <functional>
#include <string>
#include <vector>

#include "adapters/delivery/gateway_answer.hpp"
#include "domain/message/breaker.hpp"
#include "domain/message/message.hpp"
#include "ports/channel.hpp"

namespace rekey::delivery {

/// What a mail has besides its text.
struct Letter {
    std::string subject, html;    ///< UTF-8
    std::string from, from_name;  ///< the tenant's wish; empty: the provider's
    std::string tenant;           ///< the name when there is no other
};

/// What a call has besides its text.
struct Call {
    std::string language;   ///< of the text, as the message says it
    std::string number;     ///< two digits the person types to confirm; empty: nothing to confirm
    bool deniable = false;  ///< 9 means: I did not ask for this
};

/// A message in words, as a provider takes it.
struct Text {
    std::string to;    ///< E.164, or a mail address
    std::string text;  ///< UTF-8
    std::string id;    ///< ours, the same in every try
    Letter letter = {};  ///< of a mail
    bool explain = false;  ///< an operator tries it and wants to see the conversation
    std::function<std::string(std::string_view provider)> receipt_url = {};  ///< where a receipt is awaited; null: nowhere
    Call call = {};        ///< of a call
};

/// One try at one provider.
struct Attempt {
    Judgement judgement;
    Duration took{};
    // Of a text that asked for it; not for logs.
    std::string request;  ///< as it was sent, with the secrets left out
    std::string answer;   ///< the beginning of it, escaped, with the secrets left out
    ports::Delivery::Receipt receipt = ports::Delivery::Receipt::None;  ///< how its fate will be known, once it is accepted
    // Of a call, which is over then.
    message::Fate fate = message::Fate::Unknown;
    message::Keyed keyed = message::Keyed::Nothing;
};

/// One configured transport. Several threads may use it at once; it has its own deadline.
class Provider {
public:
    virtual ~Provider() = default;
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// ISO 3166 regions of numbers it may be used for; empty: all.
    [[nodiscard]] virtual const std::vector<std::string>& countries() const = 0;
    [[nodiscard]] virtual message::BreakerRules rules() const = 0;
    [[nodiscard]] virtual Attempt send(const Text& text) = 0;
};

/// One that makes calls.
class Caller : public Provider {
public:
    /// Does it answer? What it said, in words; for `rekey check`.
    [[nodiscard]] virtual Result<std::string> probe() const = 0;
};

}  // namespace rekey::delivery
