#pragma once
#include <array>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace rekey::delivery {

/// How one HTTP gateway is spoken to: what is asked, and how its answer is read. Texts may hold the placeholders of
/// config/placeholders.hpp; each value is encoded for where it stands.
struct GatewayTemplate {
    config::HttpMethod method = config::HttpMethod::Post;
    std::string url;                                 ///< without query
    std::vector<std::string> headers, query, form;   ///< "Name: value", "name=value"
    std::string json;                                ///< body instead of `form`

    std::vector<std::string> success_status;         ///< empty: every 2xx
    std::string success_field, success_value;        ///< in a JSON answer; empty: the status says it all
    std::string id_field;                            ///< a success without it is none
    std::string error_field;
    std::vector<std::string> later_values;  ///< of success_field or error_field: the account's or the gateway's trouble, not the message's
    std::array<std::string, 2> alphabet{"gsm7", "ucs2"};
};

/// The preset's, with every part replaced that the operator wrote.
[[nodiscard]] GatewayTemplate template_of(const config::SmsProvider& provider);

}  // namespace rekey::delivery
