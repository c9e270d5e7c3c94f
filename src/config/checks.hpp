#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace rekey::config {

// What is wrong with one value, as the end of a sentence that begins with the key; nothing when it is well formed.
[[nodiscard]] std::optional<std::string> why_not_network(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_store(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_variable(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_tenant(std::string_view text);
/// Exactly scheme://host[:port], https or on loopback, without the scheme's own port: what a browser sends as Origin (RFC 6454 6.2).
[[nodiscard]] std::optional<std::string> why_not_origin(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_host(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_address(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_line(std::string_view text);

// Of providers.
[[nodiscard]] std::optional<std::string> why_not_provider(std::string_view text);
/// https, or http on loopback; nothing in it that belongs in a secret.
[[nodiscard]] std::optional<std::string> why_not_endpoint(std::string_view text);
/// https, or http on loopback; without query; placeholders after the host only.
[[nodiscard]] std::optional<std::string> why_not_gateway(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_poll(std::string_view text);
/// E.164, a short code, or what a phone shows instead of a number: at most eleven characters (3GPP TS 23.040 section 9.1.2.5).
[[nodiscard]] std::optional<std::string> why_not_sender(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_region(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_header(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_parameter(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_json(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_status(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_field(std::string_view text);

/// The user part of a SIP address.
[[nodiscard]] std::optional<std::string> why_not_caller(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_display(std::string_view text);
[[nodiscard]] std::optional<std::string> why_not_dial(std::string_view text);

/// Rules that concern several keys. `where` gives the place of a key in the file.
using Where = std::function<Place(std::string_view key)>;
[[nodiscard]] std::vector<Problem> check_together(const Config& config, const Where& where);
/// Those of mail, of text messages and of calls; part of the above.
void check_mail(const Config& config, const Where& where, std::vector<Problem>& wrong);
void check_sms(const Config& config, const Where& where, std::vector<Problem>& wrong);
void check_voice(const Config& config, const Where& where, std::vector<Problem>& wrong);
/// `at` is where it stands ("mail.provider[0]"), `key` how it is called ("mail.provider.password").
void check_secret(const SecretSource& source, std::string_view at, std::string_view key, const Where& where, std::vector<Problem>& wrong);

}  // namespace rekey::config
