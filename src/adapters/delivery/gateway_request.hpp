#pragma once
#include "adapters/delivery/gateway_template.hpp"
#include "adapters/delivery/http_exchange.hpp"
#include "domain/message/segment.hpp"

namespace rekey::delivery {

/// What takes the placeholders' places.
struct GatewayValues {
    std::string to;    ///< E.164
    std::string from, text, id, user;
    std::string secret, basic;
    message::Alphabet alphabet = message::Alphabet::Gsm7;
    std::string receipt_url = {};  ///< of a message
    std::string reference = {};    ///< of a question for its receipt
};

/// The request a template makes of the values. In the URL's path and in parameters they are percent-encoded (RFC 3986 section 2.1), in JSON
/// they are texts of the parsed document, so that no value can end its place. Refused when a header would hold what could begin another.
[[nodiscard]] Result<HttpRequest> make_request(const GatewayTemplate& form, const GatewayValues& values);

}  // namespace rekey::delivery
