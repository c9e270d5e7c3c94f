#pragma once
#include <memory>
#include <vector>

#include "adapters/delivery/memory_channel.hpp"
#include "adapters/delivery/smtp_channel.hpp"
#include "config/config.hpp"
#include "ports/clock.hpp"

namespace rekey::app {

/// The SMTP server of the [mail] section; null when there is none. Throws Fault when its password cannot be read.
[[nodiscard]] std::unique_ptr<delivery::SmtpChannel> make_smtp(const config::Config& config, const config::Environment& environment,
                                                               const ports::Clock& clock);

/// How messages leave this server: e-mail by SMTP, if there is a server. In development (`sent` is not null) /dev/outbox takes them all,
/// text messages and calls too.
[[nodiscard]] std::vector<std::unique_ptr<ports::Channel>> make_channels(const config::Config& config,
                                                                         const config::Environment& environment, const ports::Clock& clock,
                                                                         delivery::SentMessages* sent);

}  // namespace rekey::app
