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

}  // namespace rekey::http
