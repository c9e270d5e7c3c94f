#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace rekey::config {

/// An address to listen on: "127.0.0.1:8080", "[::1]:8080". Host names are not resolved. Port 0: the system chooses one.
struct Endpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
[[nodiscard]] std::string to_text(const Endpoint& endpoint);
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);
/// 127.0.0.0/8, ::1. `--dev` and plain HTTP origins are for these only.
[[nodiscard]] bool is_loopback(const Endpoint& endpoint);

/// Where a secret is read from: a file (its first line) or an environment variable; never the configuration itself.
struct SecretSource {
    std::filesystem::path file;
    std::string env;
    [[nodiscard]] bool empty() const noexcept { return file.empty() && env.empty(); }
};

/// Looks up an environment variable; given by the caller, since only adapters read the environment.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// InvalidInput with a sentence that names the source when the file cannot be read, or the variable is not set, or it is empty.
[[nodiscard]] Result<Secret> read_secret(const SecretSource& source, const Environment& environment);

/// Numbers carry their unit in the name. Their bounds and meanings are in the table of keys.cpp (docs/reference/configuration.md).
struct Server {
    Endpoint listen{"127.0.0.1", 8080};
    Endpoint operator_listen{"127.0.0.1", 9080};  ///< /healthz, /readyz, /metrics
    std::filesystem::path tls_certificate, tls_key;  ///< both or neither (PEM); neither: plain HTTP behind a proxy
    std::vector<std::string> trusted_proxies;        ///< CIDR blocks whose X-Forwarded-For is believed
    std::filesystem::path web_directory = "/usr/share/rekey/web";
    std::int64_t io_threads = 0;                     ///< 0: one per core
    std::int64_t quick_threads = 8, quick_queue = 1024;
    std::int64_t hash_threads = 0, hash_queue = 64;  ///< threads 0: four per core
    std::int64_t directory_threads = 16, directory_queue = 64;
    std::int64_t max_connections = 16384, max_connections_per_client = 256;
    std::int64_t max_header_kib = 16, max_body_kib = 64;
    std::int64_t header_seconds = 10, body_seconds = 20, write_seconds = 30, idle_seconds = 60, drain_seconds = 20;
};

struct Store {
    std::string url;                ///< "sqlite:" and an absolute path (made absolute by load), or postgresql://…
    SecretSource password;          ///< PostgreSQL only
    std::int64_t connections = 8;   ///< PostgreSQL only: size of the pool
};

struct PasswordHash {
    std::int64_t memory_kib = 19456, passes = 2;
    std::int64_t at_once = 0;  ///< 0: one per core
};

struct Tenant {
    std::string name;
    std::vector<std::string> base_urls;  ///< exact origins, "https://reset.example.org": scheme, host, port only when not the default
    std::string receipts_url;            ///< the one that gateways call with receipts; empty: the first
};

enum class MailTls : std::uint8_t { StartTls, Tls, None };

/// One SMTP server that takes mail.
struct MailProvider {
    std::string name, host;
    std::int64_t port = 587;
    MailTls tls = MailTls::StartTls;
    std::string user;  ///< empty: no AUTH
    SecretSource password;
    std::string token_url, client_id, scope;     ///< XOAUTH2 instead of the password, when there is a token_url
    SecretSource client_secret, refresh_token;  ///< without the latter: the client's own credentials
    std::filesystem::path ca_file;               ///< empty: the system's
    std::string helo;                            ///< empty: the machine's name
    std::int64_t timeout_seconds = 30;
};

struct Mail {
    std::string from, from_name;
    std::string bounces;                  ///< where failure reports go; empty: the sender
    std::vector<MailProvider> providers;  ///< in the order they are asked; empty: e-mail is not offered
};

enum class SmsPreset : std::uint8_t { Twilio, Vonage, MessageBird, Kannel, Custom };
enum class HttpMethod : std::uint8_t { Preset, Post, Get };
enum class Receipts : std::uint8_t { None, Callback, Poll };

/// One HTTP gateway that takes text messages. What is empty below `timeout_seconds` comes from the preset.
struct SmsProvider {
    std::string name;
    SmsPreset preset = SmsPreset::Custom;
    std::string url;   ///< without query; may hold placeholders after the host; empty: the preset's own
    std::string user;  ///< account, API key
    SecretSource secret;
    std::string sender;                  ///< who it comes from: a number, or up to eleven letters and digits
    std::vector<std::string> countries;  ///< ISO 3166 regions it may be used for; empty: all
    std::filesystem::path ca_file;       ///< empty: the system's
    std::int64_t timeout_seconds = 10;

    HttpMethod method = HttpMethod::Preset;
    std::vector<std::string> headers, query, form;  ///< "Name: value", "name=value"
    std::string json;
    std::vector<std::string> success_status;  ///< "202"; empty: the preset's, or every 2xx
    std::string success_field, success_value, id_field, error_field;  ///< fields as "messages.0.status"
    std::vector<std::string> alphabet;  ///< two words for {alphabet}

    Receipts receipts = Receipts::None;
    SecretSource receipt_secret;  ///< what signs them, where that is not `secret`
    std::string receipt_field, poll_url;
    std::vector<std::string> receipt_delivered, receipt_undelivered;
};

struct Sms {
    std::vector<SmsProvider> providers;  ///< in the order they are asked; empty: text messages are not offered
};

enum class SipTransport : std::uint8_t { Udp, Tcp, Tls };

enum class VoiceKind : std::uint8_t { Sip, Twilio };

/// Who makes calls: a SIP trunk or PBX, whose password is read by `rekey voice` only, or a cloud provider that the server asks.
struct VoiceProvider {
    std::string name;
    VoiceKind kind = VoiceKind::Sip;
    std::string host;       ///< of a trunk
    std::int64_t port = 0;  ///< 0: the transport's own, 5060 or 5061
    SipTransport transport = SipTransport::Udp;
    std::filesystem::path ca_file;  ///< empty: the system's
    std::string user;               ///< empty: it asks for no password; a cloud provider's account
    SecretSource password;
    std::string caller, caller_name;     ///< who calls
    std::string domain;                  ///< of the addresses; empty: the host
    std::string dial = "{to}";           ///< how a number is dialled
    std::vector<std::string> countries;  ///< ISO 3166 regions it may be used for; empty: all
    std::int64_t ring_seconds = 30;
    std::string url;                   ///< of a cloud provider; empty: its own
    std::int64_t timeout_seconds = 10;  ///< for the request that begins a call
};

struct Voice {
    std::filesystem::path socket = "/run/rekey/voice.sock";  ///< between the server and `rekey voice`
    std::int64_t calls_at_once = 4;
    std::vector<VoiceProvider> providers;  ///< in the order they are asked; empty: calls are not offered
};

struct Log {
    log::Level level = log::Level::Info;
    log::Format format = log::Format::Json;
};

struct Worker {
    std::int64_t threads = 1;  ///< 0: this process sends no messages
};

/// What the operator wrote, checked. Every path is absolute: relative ones are taken from the folder of the file.
struct Config {
    std::filesystem::path file;  ///< where it was read from
    Server server;
    Store store;
    std::filesystem::path keys_file;
    PasswordHash password_hash;
    std::vector<Tenant> tenants;  ///< at least one
    Mail mail;
    Sms sms;
    Voice voice;
    Log log;
    Worker worker;
};

}  // namespace rekey::config
