#pragma once
#include <memory>
#include <vector>

#include "adapters/delivery/call_line.hpp"
#include "adapters/delivery/cloud_caller.hpp"
#include "adapters/delivery/gateway_receipts.hpp"
#include "adapters/delivery/memory_channel.hpp"
#include "adapters/delivery/provider_router.hpp"
#include "adapters/delivery/sms_gateway.hpp"
#include "adapters/delivery/smtp_server.hpp"
#include "config/config.hpp"
#include "ports/clock.hpp"

namespace rekey::app {

/// The servers of [[mail.provider]], in order. Throws Fault when a secret cannot be read.
[[nodiscard]] std::vector<std::unique_ptr<delivery::SmtpServer>> make_mail_servers(const config::Config& config,
                                                                                   const config::Environment& environment,
                                                                                   const ports::Clock& clock);
/// The way of e-mail through them; null when there are none.
[[nodiscard]] std::unique_ptr<delivery::ProviderRouter> make_mail(const config::Config& config, const config::Environment& environment,
                                                                  const delivery::RouterPorts& ports);

/// The gateways of [[sms.provider]], in order. Throws Fault when a secret cannot be read.
[[nodiscard]] std::vector<std::unique_ptr<delivery::SmsGateway>> make_gateways(const config::Config& config,
                                                                               const config::Environment& environment);
/// What they tell about messages they took.
[[nodiscard]] std::unique_ptr<delivery::GatewayReceipts> make_receipts(const config::Config& config,
                                                                       const config::Environment& environment);
/// The way of text messages through them; null when there are none.
[[nodiscard]] std::unique_ptr<delivery::ProviderRouter> make_sms(const config::Config& config, const config::Environment& environment,
                                                                 const delivery::RouterPorts& ports);

/// Those of [[voice.provider]], in order: trunks as `rekey voice` reaches them, and cloud providers. Throws Fault when a secret cannot be read.
[[nodiscard]] std::vector<std::unique_ptr<delivery::Caller>> make_callers(const config::Config& config,
                                                                          const config::Environment& environment);
/// What is said in the calls of cloud providers when a key is pressed.
[[nodiscard]] std::unique_ptr<delivery::CloudTalks> make_talks(const config::Config& config, const config::Environment& environment);
/// The way of calls through them; null when there are none.
[[nodiscard]] std::unique_ptr<delivery::ProviderRouter> make_voice(const config::Config& config, const config::Environment& environment,
                                                                   const delivery::RouterPorts& ports);

/// How messages leave this server: e-mail by SMTP, texts by gateways, calls by those who make them, where there are any. In development (`sent` is not null)
/// /dev/outbox takes them all, calls too.
[[nodiscard]] std::vector<std::unique_ptr<ports::Channel>> make_channels(const config::Config& config,
                                                                         const config::Environment& environment,
                                                                         const delivery::RouterPorts& ports, delivery::SentMessages* sent);

/// How long one try of a channel may take at most.
[[nodiscard]] Duration deadline_of(const config::Config& config, method::Channel channel);

}  // namespace rekey::app
