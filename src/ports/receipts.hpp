#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/message/message.hpp"

namespace rekey::ports {

/// A provider's call to our address, as it came: none of it is believed yet.
struct ReceiptCall {
    using Fields = std::vector<std::pair<std::string, std::string>>;
    std::string url;     ///< the whole address, as we gave it out, with the query as it was sent
    Fields query, form;  ///< decoded; no name comes twice in either
    std::string body;    ///< as it was sent
    std::function<std::string(std::string_view name)> header;  ///< by its name in small letters; empty: not there
    Instant at;
};

/// What a provider says became of a message it took.
struct Told {
    message::Fate fate = message::Fate::Unknown;  ///< Unknown: nothing final yet
    std::string reference;                        ///< its own id of the message; empty: it said none
    std::string why;                              ///< for the operator: a short code
};

/// The providers whose receipts are expected.
class Receipts {
public:
    virtual ~Receipts() = default;
    /// It calls us.
    [[nodiscard]] virtual bool calls(std::string_view provider) const = 0;
    /// A call of one that `calls`. Refused: it is not signed as that provider signs; InvalidInput: it does not say what was agreed. The detail
    /// is for the operator and repeats nothing of the call.
    [[nodiscard]] virtual Result<Told> read(std::string_view provider, const ReceiptCall& call) const = 0;
    /// Some provider has to be asked.
    [[nodiscard]] virtual bool asks() const = 0;
    /// Asks a provider. Has its own deadline; never inside a transaction. Unreachable: no agreed answer came. NotFound: it is not asked (any more).
    [[nodiscard]] virtual Result<Told> ask(std::string_view provider, const std::string& reference) const = 0;
};

}  // namespace rekey::ports
