#include "adapters/delivery/smtp_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "adapters/delivery/curl_handle.hpp"

namespace rekey::delivery {
namespace {

struct MimeDeleter {
    void operator()(curl_mime* mime) const noexcept { curl_mime_free(mime); }
};

void add_part(curl_mime* mime, std::string_view body, const char* type) {
    auto* const part = curl_mime_addpart(mime);
    if (part == nullptr) throw std::bad_alloc();
    curl_mime_data(part, body.data(), body.size());
    curl_mime_type(part, type);
    curl_mime_encoder(part, "quoted-printable");
}

std::string url_of(const SmtpOptions& options) {
    const bool v6 = options.host.find(':') != std::string::npos && !options.host.starts_with('[');
    return fmt::format("{}://{}:{}/{}", options.tls == SmtpTls::Tls ? "smtps" : "smtp", v6 ? '[' + options.host + ']' : options.host,
                       options.port, options.helo);
}

/// A 5xx about us (530 authenticate first, 534, 535, 538: RFC 4954 section 6) is the operator's to mend; any other is about the message.
bool is_final(long reply) noexcept { return reply >= 500 && reply < 600 && reply != 530 && reply != 534 && reply != 535 && reply != 538; }

/// "Not now" about the message; 421 is about the server, which closes.
bool is_deferral(long reply) noexcept { return reply >= 400 && reply < 500 && reply != 421 && reply != 454; }

/// Whether the conversation had got as far as the message when it failed.
bool failed_in_transaction(CURLcode code) noexcept {
    return code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_RECV_ERROR || code == CURLE_SEND_FAIL_REWIND;
}

Verdict verdict_of(CURLcode code, long reply) noexcept {
    constexpr long kGoOn = 354;
    if (failed_in_transaction(code) && is_final(reply)) return Verdict::Refused;
    if (failed_in_transaction(code) && is_deferral(reply)) return Verdict::Deferred;
    return reply == kGoOn ? Verdict::Unsure : Verdict::Trouble;
}

size_t keep(char* data, size_t size, size_t count, void* said) {
    constexpr std::size_t kMost = 2000;
    auto& kept = *static_cast<std::string*>(said);
    kept.append(data, std::min(size * count, kMost - std::min(kMost, kept.size())));
    return size * count;
}

size_t discard(char*, size_t size, size_t count, void*) { return size * count; }

}  // namespace

SmtpSession::SmtpSession(const SmtpOptions& options, TokenSource* tokens)
    : options_(options), tokens_(tokens), curl_(open_curl().release()) {}
SmtpSession::~SmtpSession() { curl_easy_cleanup(curl_); }

Result<void> SmtpSession::prepare() {
    curl_easy_reset(curl_);  // keeps the connection
    set(curl_, CURLOPT_URL, url_of(options_).c_str());
    set(curl_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_safe(curl_, options_.ca_file.string());
    set(curl_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    set(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
    set(curl_, CURLOPT_WRITEFUNCTION, &discard);
    set(curl_, CURLOPT_USE_SSL, static_cast<long>(options_.tls == SmtpTls::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    return options_.user.empty() ? Result<void>{} : authenticate();
}

Result<void> SmtpSession::authenticate() {
    set(curl_, CURLOPT_USERNAME, options_.user.c_str());
    if (tokens_ == nullptr) {
        std::string password{options_.password.reveal()};
        set(curl_, CURLOPT_PASSWORD, password.c_str());
        wipe(password);
        set(curl_, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
        return {};
    }
    auto token = tokens_->token();
    if (!token) return std::unexpected(token.error());
    token_ = std::move(*token);
    std::string bearer{token_.reveal()};
    set(curl_, CURLOPT_XOAUTH2_BEARER, bearer.c_str());  // with another token curl opens another connection
    wipe(bearer);
    set(curl_, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    return {};
}

Judgement SmtpSession::perform() {
    said_.clear();
    set(curl_, CURLOPT_HEADERFUNCTION, &keep);
    set(curl_, CURLOPT_HEADERDATA, &said_);
    const auto code = curl_easy_perform(curl_);
    long reply = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &reply);
    if (code == CURLE_OK) return {Verdict::Accepted, {}, fmt::format("smtp {}", reply)};
    if (tokens_ != nullptr && code == CURLE_LOGIN_DENIED) tokens_->drop(token_);
    // Curl's own text for the code, never the server's: that may repeat addresses.
    return {verdict_of(code, reply), {}, fmt::format("smtp {} ({})", reply, curl_easy_strerror(code))};
}

Attempt SmtpSession::send(const Mail& mail) {
    if (auto ready = prepare(); !ready) return {{Verdict::Trouble, {}, ready.error().detail}, {}, {}, {}};
    const auto recipients = list_of({'<' + mail.envelope_to + '>'});
    auto header_lines = mail.headers;
    header_lines.emplace_back("Content-Type: multipart/alternative");
    const auto headers = list_of(header_lines);
    const std::unique_ptr<curl_mime, MimeDeleter> mime{curl_mime_init(curl_)};
    if (!mime) throw std::bad_alloc();
    // The richest form comes last (RFC 2046 section 5.1.4).
    add_part(mime.get(), mail.text, "text/plain; charset=utf-8");
    add_part(mime.get(), mail.html, "text/html; charset=utf-8");

    set(curl_, CURLOPT_MAIL_FROM, ('<' + mail.envelope_from + '>').c_str());
    set(curl_, CURLOPT_MAIL_RCPT, recipients.get());
    set(curl_, CURLOPT_HTTPHEADER, headers.get());
    set(curl_, CURLOPT_MIMEPOST, mime.get());
    Attempt attempt;
    attempt.judgement = perform();
    attempt.took = time_taken(curl_);
    curl_easy_reset(curl_);  // before headers, recipients and parts go
    return attempt;
}

Result<void> SmtpSession::probe() {
    if (auto ready = prepare(); !ready) return ready;
    set(curl_, CURLOPT_CONNECT_ONLY, 1L);
    auto greeted = perform();
    if (greeted.verdict != Verdict::Accepted) return fail(ErrorCode::Unreachable, std::move(greeted.why));
    return {};
}

}  // namespace rekey::delivery
