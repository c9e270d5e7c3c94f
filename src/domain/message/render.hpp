#pragma once
#include "base/error.hpp"
#include "domain/message/catalogue.hpp"
#include "domain/message/message.hpp"

namespace rekey::message {

/// Who writes, and whom to ask: the tenant's facts at the time of sending.
struct Letterhead {
    std::string tenant;              ///< display name
    std::string time_zone = "UTC";   ///< IANA name; times are told as its clocks show them
    std::string help_phone, help_hours, help_email, help_place, help_url;  ///< empty: not offered
    std::string base_url;            ///< of the tenant, for the links of notices and invitations; empty: no such link
    std::string host;                ///< for the last line of a text message, "@host #code"; empty: no such line
};

/// The message in words: subject, text and HTML of an e-mail, one segment of a text message, or what a voice says.
/// A code is never in a subject or preview, and a message with a code holds no link. InvalidInput when a parameter is missing or
/// malformed; the error names the parameter, never its value.
[[nodiscard]] Result<Rendered> render(const Message& message, const Letterhead& letterhead);
[[nodiscard]] Result<Rendered> render(const Message& message, const Letterhead& letterhead, const Catalogue& catalogue);

}  // namespace rekey::message
