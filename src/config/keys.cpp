#include "config/keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/overloaded.hpp"
#include "config/checks.hpp"

namespace rekey::config {
namespace {

// Leads to a member: a function pointer, so that the table is a constant.
#define REKEY_AT(member) [](Config& c) -> auto& { return c.member; }

constexpr std::array<std::string_view, 3> kMailTls{"starttls", "tls", "none"};
constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormats{"json", "text"};

constexpr Choice kMailTlsChoice{kMailTls, [](const Config& c) { return static_cast<std::size_t>(c.mail.providers.back().tls); },
                                [](Config& c, std::size_t at) { c.mail.providers.back().tls = static_cast<MailTls>(at); }};
constexpr std::array<std::string_view, 5> kSmsPresets{"twilio", "vonage", "messagebird", "kannel", "custom"};
constexpr std::array<std::string_view, 3> kHttpMethods{"preset", "post", "get"};
constexpr Choice kSmsPresetChoice{kSmsPresets, [](const Config& c) { return static_cast<std::size_t>(c.sms.providers.back().preset); },
                                  [](Config& c, std::size_t at) { c.sms.providers.back().preset = static_cast<SmsPreset>(at); }};
constexpr Choice kHttpMethodChoice{kHttpMethods, [](const Config& c) { return static_cast<std::size_t>(c.sms.providers.back().method); },
                                   [](Config& c, std::size_t at) { c.sms.providers.back().method = static_cast<HttpMethod>(at); }};
constexpr std::array<std::string_view, 3> kReceipts{"none", "callback", "poll"};
constexpr Choice kReceiptsChoice{kReceipts, [](const Config& c) { return static_cast<std::size_t>(c.sms.providers.back().receipts); },
                                 [](Config& c, std::size_t at) { c.sms.providers.back().receipts = static_cast<Receipts>(at); }};
constexpr std::array<std::string_view, 2> kVoiceKinds{"sip", "twilio"};
constexpr Choice kVoiceKindChoice{kVoiceKinds, [](const Config& c) { return static_cast<std::size_t>(c.voice.providers.back().kind); },
                                  [](Config& c, std::size_t at) { c.voice.providers.back().kind = static_cast<VoiceKind>(at); }};
constexpr std::array<std::string_view, 3> kSipTransports{"udp", "tcp", "tls"};
constexpr Choice kSipTransportChoice{kSipTransports,
                                     [](const Config& c) { return static_cast<std::size_t>(c.voice.providers.back().transport); },
                                     [](Config& c, std::size_t at) { c.voice.providers.back().transport = static_cast<SipTransport>(at); }};
constexpr Choice kLevelChoice{kLevels, [](const Config& c) { return static_cast<std::size_t>(c.log.level); },
                              [](Config& c, std::size_t at) { c.log.level = static_cast<log::Level>(at); }};
constexpr Choice kFormatChoice{kFormats, [](const Config& c) { return static_cast<std::size_t>(c.log.format); },
                               [](Config& c, std::size_t at) { c.log.format = static_cast<log::Format>(at); }};

constexpr std::array kKeys = std::to_array<Key>({
    {"server.listen", "Address and port people (or the proxy) connect to.", Listen{REKEY_AT(server.listen)}},
    {"server.operator_listen", "Address and port of /healthz, /readyz and /metrics. Keep it away from the public.",
     Listen{REKEY_AT(server.operator_listen)}},
    {"server.tls_certificate",
     "Certificate chain, PEM. Read again when it changes. Without it: plain HTTP, for a proxy on the same machine.",
     Path{REKEY_AT(server.tls_certificate), true}},
    {"server.tls_key", "Its private key, PEM.", Path{REKEY_AT(server.tls_key), true}},
    {"server.trusted_proxies", "Proxies whose X-Forwarded-For is believed; the right-most address that is not one of them is the client.",
     Texts{REKEY_AT(server.trusted_proxies), why_not_network, 0}},
    {"server.web_directory", "Where the portals' built files are.", Path{REKEY_AT(server.web_directory), false}},
    {"server.io_threads", "Threads that talk to sockets. 0: one per core.", Number{REKEY_AT(server.io_threads), 0, 256}},
    {"server.quick_threads", "Threads that run requests without a password hash.", Number{REKEY_AT(server.quick_threads), 1, 256}},
    {"server.quick_queue", "Requests that may wait for them; more are answered 503.", Number{REKEY_AT(server.quick_queue), 1, 100'000}},
    {"server.hash_threads", "Threads that run requests with a password hash; most of their time they wait for the disk. 0: four per core.",
     Number{REKEY_AT(server.hash_threads), 0, 256}},
    {"server.hash_queue", "Requests that may wait for them; more are answered 503.", Number{REKEY_AT(server.hash_queue), 1, 10'000}},
    {"server.directory_threads",
     "Threads that run requests which may ask a directory, sign-ins among them."
     " No more than 8 of them ask one directory at once; others wait up to a second for their turn.",
     Number{REKEY_AT(server.directory_threads), 1, 256}},
    {"server.directory_queue", "Requests that may wait for them; more are answered 503.",
     Number{REKEY_AT(server.directory_queue), 1, 10'000}},
    {"server.max_connections", "Connections open at once.", Number{REKEY_AT(server.max_connections), 16, 1'000'000}},
    {"server.max_connections_per_client", "Connections of one client network; trusted proxies are exempt.",
     Number{REKEY_AT(server.max_connections_per_client), 4, 1'000'000}},
    {"server.max_header_kib", "Largest request head, in KiB.", Number{REKEY_AT(server.max_header_kib), 4, 64}},
    {"server.max_body_kib", "Largest request body, in KiB.", Number{REKEY_AT(server.max_body_kib), 4, 1024}},
    {"server.header_seconds", "Seconds a request head may take to arrive.", Number{REKEY_AT(server.header_seconds), 1, 120}},
    {"server.body_seconds", "Seconds a request body may take to arrive.", Number{REKEY_AT(server.body_seconds), 1, 120}},
    {"server.write_seconds", "Seconds a client may take to read an answer.", Number{REKEY_AT(server.write_seconds), 1, 300}},
    {"server.idle_seconds", "Seconds an idle connection is kept.", Number{REKEY_AT(server.idle_seconds), 1, 3600}},
    {"server.drain_seconds", "Seconds running requests get after SIGTERM.", Number{REKEY_AT(server.drain_seconds), 0, 300}},

    {"store.url", "sqlite:FILE, or postgresql://USER@HOST/DATABASE (no password in it).", Text{REKEY_AT(store.url), why_not_store},
     Need::Required},
    {"store.password_file", "PostgreSQL: file whose first line is the password.", Path{REKEY_AT(store.password.file), true}},
    {"store.password_env", "PostgreSQL: environment variable that holds the password.",
     Text{REKEY_AT(store.password.env), why_not_variable}},
    {"store.connections", "PostgreSQL: connections of each server process.", Number{REKEY_AT(store.connections), 1, 200}},

    {"keys.file", "Keys that seal personal values; made by rekey init with mode 0600. Keep a copy in a safe place.",
     Path{REKEY_AT(keys_file), false}, Need::Required},

    {"password_hash.memory_kib", "Argon2id memory for one hash, in KiB.", Number{REKEY_AT(password_hash.memory_kib), 7168, 4'194'304}},
    {"password_hash.passes", "Argon2id passes. memory_kib × passes must be 35840 at least.",
     Number{REKEY_AT(password_hash.passes), 1, 100}},
    {"password_hash.at_once", "Hashes computed beside each other. 0: one per core, which is the fastest.",
     Number{REKEY_AT(password_hash.at_once), 0, 256}},

    {"tenant.name", "Name of the tenant, as in rekey tenant add.", Text{REKEY_AT(tenants.back().name), why_not_tenant}, Need::Required},
    {"tenant.base_urls",
     "Addresses people open, exactly: scheme, host, and the port when it is not the usual one. The first is used in messages.",
     Texts{REKEY_AT(tenants.back().base_urls), why_not_origin, 1}, Need::Required},
    {"tenant.receipts_url", "Which of them providers call with delivery receipts and the keys of calls. Without it: the first.",
     Text{REKEY_AT(tenants.back().receipts_url), why_not_origin}},

    {"mail.from", "Sender address, unless a tenant has its own.", Text{REKEY_AT(mail.from), why_not_address}},
    {"mail.from_name", "Sender name, unless a tenant has its own.", Text{REKEY_AT(mail.from_name), why_not_line}},
    {"mail.bounces", "Address that reports of failed delivery go to (the envelope's sender). Without it: the sender.",
     Text{REKEY_AT(mail.bounces), why_not_address}},

    {"mail.provider.name", "What it is called in logs, metrics and commands.", Text{REKEY_AT(mail.providers.back().name), why_not_provider},
     Need::Required},
    {"mail.provider.host", "Mail server that takes the messages.", Text{REKEY_AT(mail.providers.back().host), why_not_host},
     Need::Required},
    {"mail.provider.port", "Its port.", Number{REKEY_AT(mail.providers.back().port), 1, 65535}},
    {"mail.provider.tls", "starttls (required, never skipped), tls from the first byte, or none.", kMailTlsChoice},
    {"mail.provider.user", "User to authenticate as. Without it: no AUTH.", Text{REKEY_AT(mail.providers.back().user), why_not_line}},
    {"mail.provider.password_file", "File whose first line is the password.", Path{REKEY_AT(mail.providers.back().password.file), true}},
    {"mail.provider.password_env", "Environment variable that holds the password.",
     Text{REKEY_AT(mail.providers.back().password.env), why_not_variable}},
    {"mail.provider.token_url", "Where access tokens are asked for; the server is then spoken to with XOAUTH2 instead of a password.",
     Text{REKEY_AT(mail.providers.back().token_url), why_not_endpoint}},
    {"mail.provider.client_id", "Who asks for them, as the issuer knows Rekey.",
     Text{REKEY_AT(mail.providers.back().client_id), why_not_line}},
    {"mail.provider.scope", "What they are for, as the issuer says it.", Text{REKEY_AT(mail.providers.back().scope), why_not_line}},
    {"mail.provider.client_secret_file", "File whose first line is the secret of client_id.",
     Path{REKEY_AT(mail.providers.back().client_secret.file), true}},
    {"mail.provider.client_secret_env", "Environment variable that holds it.",
     Text{REKEY_AT(mail.providers.back().client_secret.env), why_not_variable}},
    {"mail.provider.refresh_token_file",
     "File whose first line is a refresh token, for an issuer that does not replace it at each use. Without it: the client credentials grant.",
     Path{REKEY_AT(mail.providers.back().refresh_token.file), true}},
    {"mail.provider.refresh_token_env", "Environment variable that holds it.",
     Text{REKEY_AT(mail.providers.back().refresh_token.env), why_not_variable}},
    {"mail.provider.ca_file", "Certificates to trust instead of the system's, PEM.", Path{REKEY_AT(mail.providers.back().ca_file), true}},
    {"mail.provider.helo", "Name to greet the mail server with. Without it: the machine's.",
     Text{REKEY_AT(mail.providers.back().helo), why_not_host}},
    {"mail.provider.timeout_seconds", "Seconds one message may take; one that takes more than half of it counts as trouble.",
     Number{REKEY_AT(mail.providers.back().timeout_seconds), 1, 300}},

    {"sms.provider.name", "What it is called in logs, metrics and commands.", Text{REKEY_AT(sms.providers.back().name), why_not_provider},
     Need::Required},
    {"sms.provider.preset", "Whose interface it speaks. Every key from method on replaces a part of it; custom has no parts of its own.",
     kSmsPresetChoice, Need::Required},
    {"sms.provider.url",
     "Address of the gateway, without query; may hold placeholders after the host. The presets but kannel and custom have their own.",
     Text{REKEY_AT(sms.providers.back().url), why_not_gateway}},
    {"sms.provider.user", "Account or API key: {user}.", Text{REKEY_AT(sms.providers.back().user), why_not_line}},
    {"sms.provider.secret_file", "File whose first line is the secret that belongs to it: {secret}.",
     Path{REKEY_AT(sms.providers.back().secret.file), true}},
    {"sms.provider.secret_env", "Environment variable that holds it.", Text{REKEY_AT(sms.providers.back().secret.env), why_not_variable}},
    {"sms.provider.sender", "Who messages come from: a number, or one to eleven letters, digits and spaces: {from}.",
     Text{REKEY_AT(sms.providers.back().sender), why_not_sender}},
    {"sms.provider.countries", "Countries (ISO 3166) it is used for. Without it: all.",
     Texts{REKEY_AT(sms.providers.back().countries), why_not_region, 0}},
    {"sms.provider.ca_file", "Certificates to trust instead of the system's, PEM.", Path{REKEY_AT(sms.providers.back().ca_file), true}},
    {"sms.provider.timeout_seconds", "Seconds one message may take; an answer that takes more than half of it counts as trouble.",
     Number{REKEY_AT(sms.providers.back().timeout_seconds), 1, 60}},
    {"sms.provider.method", "post or get; preset leaves it to the preset, which is post for custom.", kHttpMethodChoice},
    {"sms.provider.headers", "Header lines, \"Name: value\"; may hold placeholders.",
     Texts{REKEY_AT(sms.providers.back().headers), why_not_header, 1}},
    {"sms.provider.query", "Parameters of the URL, \"name=value\"; may hold placeholders.",
     Texts{REKEY_AT(sms.providers.back().query), why_not_parameter, 1}},
    {"sms.provider.form", "Fields of a form as body, \"name=value\"; may hold placeholders.",
     Texts{REKEY_AT(sms.providers.back().form), why_not_parameter, 1}},
    {"sms.provider.json", "A JSON document as body; its texts may hold placeholders.",
     Text{REKEY_AT(sms.providers.back().json), why_not_json}},
    {"sms.provider.success_status", "Statuses that mean: taken. Without it, for custom: every 2xx.",
     Texts{REKEY_AT(sms.providers.back().success_status), why_not_status, 1}},
    {"sms.provider.success_field", "Field of the JSON answer that must say so too, like \"messages.0.status\".",
     Text{REKEY_AT(sms.providers.back().success_field), why_not_field}},
    {"sms.provider.success_value", "What it must say.", Text{REKEY_AT(sms.providers.back().success_value), why_not_line}},
    {"sms.provider.id_field", "Field of the JSON answer that holds the gateway's id of the message.",
     Text{REKEY_AT(sms.providers.back().id_field), why_not_field}},
    {"sms.provider.error_field", "Field of the JSON answer that tells what was wrong, as a number or a word.",
     Text{REKEY_AT(sms.providers.back().error_field), why_not_field}},
    {"sms.provider.alphabet", "Two words for {alphabet}: for a text in the GSM 7-bit alphabet, and for any other.",
     Texts{REKEY_AT(sms.providers.back().alphabet), why_not_line, 2}},
    {"sms.provider.receipts",
     "Whether the gateway tells what became of a message: none; callback, it calls {receipt_url}; poll, it is asked at poll_url.",
     kReceiptsChoice},
    {"sms.provider.receipt_secret_file",
     "File whose first line is what the gateway signs receipts with (vonage, messagebird). Without it: the secret.",
     Path{REKEY_AT(sms.providers.back().receipt_secret.file), true}},
    {"sms.provider.receipt_secret_env", "Environment variable that holds it.",
     Text{REKEY_AT(sms.providers.back().receipt_secret.env), why_not_variable}},
    {"sms.provider.receipt_field", "Field of a receipt (of a query, a form or JSON) that tells the state.",
     Text{REKEY_AT(sms.providers.back().receipt_field), why_not_field}},
    {"sms.provider.receipt_delivered", "What it says when the message has arrived.",
     Texts{REKEY_AT(sms.providers.back().receipt_delivered), why_not_line, 1}},
    {"sms.provider.receipt_undelivered", "What it says when the message will not arrive; with any other word it is on its way.",
     Texts{REKEY_AT(sms.providers.back().receipt_undelivered), why_not_line, 1}},
    {"sms.provider.poll_url",
     "Address to ask for the state of a message; holds {reference}, the gateway's id of it. Asked with the headers.",
     Text{REKEY_AT(sms.providers.back().poll_url), why_not_poll}},

    {"voice.socket", "Unix socket between the server and rekey voice, which makes it with mode 0600.", Path{REKEY_AT(voice.socket), false}},
    {"voice.calls_at_once", "Calls that may be under way at once; the server has as many threads for them.",
     Number{REKEY_AT(voice.calls_at_once), 1, 64}},

    {"voice.provider.name", "What it is called in logs, metrics and commands.",
     Text{REKEY_AT(voice.providers.back().name), why_not_provider}, Need::Required},
    {"voice.provider.kind", "Who makes the calls: rekey voice by a SIP trunk or PBX (sip), or the cloud provider Twilio.",
     kVoiceKindChoice},
    {"voice.provider.host", "SIP trunk or PBX that makes the calls.", Text{REKEY_AT(voice.providers.back().host), why_not_host}},
    {"voice.provider.port", "Its port. 0: 5060, or 5061 with TLS.", Number{REKEY_AT(voice.providers.back().port), 0, 65535}},
    {"voice.provider.transport", "How SIP is spoken: udp, tcp, or tls with its certificate checked.", kSipTransportChoice},
    {"voice.provider.ca_file", "Certificates to trust instead of the system's, PEM.", Path{REKEY_AT(voice.providers.back().ca_file), true}},
    {"voice.provider.user",
     "User to authenticate as (digest); without it the trunk knows this machine by its address. For twilio: the account SID.",
     Text{REKEY_AT(voice.providers.back().user), why_not_line}},
    {"voice.provider.password_file",
     "File whose first line is the password, which only rekey voice reads. For twilio: the auth token, which only the server reads.",
     Path{REKEY_AT(voice.providers.back().password.file), true}},
    {"voice.provider.password_env", "Environment variable that holds the password.",
     Text{REKEY_AT(voice.providers.back().password.env), why_not_variable}},
    {"voice.provider.caller", "Number or extension the calls come from.", Text{REKEY_AT(voice.providers.back().caller), why_not_caller},
     Need::Required},
    {"voice.provider.caller_name", "Name beside it, for phones that show one.",
     Text{REKEY_AT(voice.providers.back().caller_name), why_not_display}},
    {"voice.provider.domain", "Domain of the addresses. Without it: the host.",
     Text{REKEY_AT(voice.providers.back().domain), why_not_host}},
    {"voice.provider.dial", "How a number is dialled: {to} is +31612345678, {to_digits} is 31612345678.",
     Text{REKEY_AT(voice.providers.back().dial), why_not_dial}},
    {"voice.provider.countries", "Countries (ISO 3166) it is used for. Without it: all.",
     Texts{REKEY_AT(voice.providers.back().countries), why_not_region, 0}},
    {"voice.provider.ring_seconds", "Seconds a phone may ring.", Number{REKEY_AT(voice.providers.back().ring_seconds), 5, 120}},
    {"voice.provider.url", "For twilio: where calls are asked for; may hold {user}. Without it: its own address.",
     Text{REKEY_AT(voice.providers.back().url), why_not_gateway}},
    {"voice.provider.timeout_seconds", "For twilio: seconds the request for one call may take; more than half of it counts as trouble.",
     Number{REKEY_AT(voice.providers.back().timeout_seconds), 1, 60}},

    {"log.level", "Least level that is written.", kLevelChoice},
    {"log.format", "json for machines, text for people.", kFormatChoice},

    {"worker.threads",
     "Threads that send messages, of each channel; one more sends codes only. 0: another process sends, and reads directories.",
     Number{REKEY_AT(worker.threads), 0, 64}},
});

#undef REKEY_AT

constexpr std::array kLists = std::to_array<List>({
    {"tenant", "one or more", [](Config& c) { c.tenants.emplace_back(); }, [](const Config& c) { return c.tenants.size(); }},
    {"mail.provider", "any number, asked in this order", [](Config& c) { c.mail.providers.emplace_back(); },
     [](const Config& c) { return c.mail.providers.size(); }},
    {"sms.provider", "any number, asked in this order", [](Config& c) { c.sms.providers.emplace_back(); },
     [](const Config& c) { return c.sms.providers.size(); }},
    {"voice.provider", "any number, asked in this order", [](Config& c) { c.voice.providers.emplace_back(); },
     [](const Config& c) { return c.voice.providers.size(); }},
});

}  // namespace

std::span<const Key> keys() noexcept { return kKeys; }

const Key* find_key(std::string_view name) noexcept {
    const auto found = std::ranges::find(kKeys, name, &Key::name);
    return found == kKeys.end() ? nullptr : &*found;
}

std::span<const List> lists() noexcept { return kLists; }

const List* find_list(std::string_view section) noexcept {
    const auto found = std::ranges::find(kLists, section, &List::section);
    return found == kLists.end() ? nullptr : &*found;
}

std::string_view section_of(std::string_view key) noexcept { return key.substr(0, key.rfind('.')); }

std::string constraint(const Key& key) {
    return std::visit(
        Overloaded{[](const Number& n) { return fmt::format("a number from {} to {}", n.least, n.most); },
                   [](const Text&) { return std::string("text"); }, [](const Texts&) { return std::string("a list of texts"); },
                   [](const Path& p) { return std::string(p.must_exist ? "an existing file" : "a path"); },
                   [](const Listen&) { return std::string("address:port"); },
                   [](const Choice& c) { return fmt::format("one of {}", fmt::join(c.names, ", ")); }},
        key.field);
}

std::string default_text(const Key& key) {
    if (key.need == Need::Required) return {};
    Config config;
    for (const auto& list : kLists) list.add(config);
    return std::visit(Overloaded{[&](const Number& n) { return std::to_string(n.at(config)); },
                                 [&](const Text& t) { return t.at(config).empty() ? std::string() : '"' + t.at(config) + '"'; },
                                 [](const Texts&) { return std::string("[]"); },
                                 [&](const Path& p) { return p.at(config).empty() ? std::string() : '"' + p.at(config).string() + '"'; },
                                 [&](const Listen& l) { return '"' + to_text(l.at(config)) + '"'; },
                                 [&](const Choice& c) { return '"' + std::string(c.names[c.get(config)]) + '"'; }},
                      key.field);
}

}  // namespace rekey::config
