#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/delivery/gateway_template.hpp"
#include "adapters/delivery/http_exchange.hpp"

namespace rekey::delivery {

/// What became of a message at one provider.
enum class Verdict : std::uint8_t {
    Accepted,
    Refused,  ///< this message: another provider may take it
    Deferred,  ///< this message, for now: it may be taken later
    Trouble,  ///< the provider's own: it has not taken the message, and may later
    NotTaken,  ///< a call: the person is busy, does not answer, or hung up; whoever calls would ring the same phone
    Unsure,   ///< it may have taken it, but did not say so in the agreed words
};
[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

struct Judgement {
    Verdict verdict = Verdict::Unsure;
    std::string id;   ///< the provider's, at most 128 bytes on one line
    std::string why;  ///< for the operator; holds the status and a code, never words of the answer: those may repeat numbers and texts
};

/// Reads an answer by its template. Nothing in it is believed that was not agreed: a success that lacks its field or id is Unsure, and so is
/// one that broke off.
[[nodiscard]] Judgement judge(const GatewayTemplate& form, const HttpAnswer& answer);

}  // namespace rekey::delivery
