#pragma once
#include <memory>

#include "adapters/delivery/memory_channel.hpp"
#include "adapters/delivery/smtp_channel.hpp"
#include "config/config.hpp"
#include "ports/clock.hpp"

namespace rekey::app {

/// The SMTP server of the [mail] section; null when there is none. Throws Fault when its password cannot be read.
[[nodiscard]] std::unique_ptr<delivery::SmtpChannel> make_smtp(const config::Config& config, const config::Environment& environment,
                                                               const ports::Clock& clock);

/// How e-mail leaves this server: by SMTP; in development (`sent` is not null) also to /dev/outbox. Null: not at all.
[[nodiscard]] std::unique_ptr<ports::Channel> make_email_channel(const config::Config& config, const config::Environment& environment,
                                                                 const ports::Clock& clock, delivery::SentMessages* sent);

}  // namespace rekey::app
