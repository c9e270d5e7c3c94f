#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// A message as it would have reached a person.
struct DevMessage {
    Instant at;
    std::string tenant, channel, to, subject, text, html;
};

/// /dev/outbox, /dev/outbox.json and the style sheet: every message this server "sent", newest first. Only with --dev, which listens
/// on loopback alone: the messages hold codes.
void add_dev_outbox(Router& router, std::function<std::vector<DevMessage>()> messages);

/// Text as it may stand in HTML, attributes in double quotes included.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace rekey::http
