#include "adapters/delivery/receipt_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "adapters/delivery/gateway_field.hpp"
#include "base/encoding.hpp"

namespace rekey::delivery {
namespace {

/// How far clocks may be apart.
constexpr seconds kLeeway{60};
constexpr std::size_t kLongestToken = 4096;

Bytes hmac(const EVP_MD* digest, const Secret& secret, std::string_view text) {
    Bytes out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    const auto bytes = as_bytes(text);
    if (HMAC(digest, secret.bytes().data(), static_cast<int>(secret.size()), bytes.data(), bytes.size(), out.data(), &size) == nullptr)
        throw Fault(FaultKind::Invariant, "OpenSSL makes no HMAC");
    out.resize(size);
    return out;
}

std::string sha256_hex(std::string_view text) {
    std::array<std::uint8_t, 32> out{};
    if (EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw Fault(FaultKind::Invariant, "OpenSSL makes no SHA-256");
    return to_hex(out);
}

Result<void> twilio(const ports::ReceiptCall& call, const Secret& secret) {
    const std::map<std::string, std::string> sorted(call.form.begin(), call.form.end());
    auto text = call.url;
    for (const auto& [name, value] : sorted) text += name + value;
    const auto expected = to_base64(hmac(EVP_sha1(), secret, text));
    const auto said = call.header("x-twilio-signature");
    if (said.empty()) return fail(ErrorCode::Refused, "X-Twilio-Signature is missing");
    if (!equal_ct(as_bytes(expected), as_bytes(said))) return fail(ErrorCode::Refused, "X-Twilio-Signature is wrong");
    return {};
}

Result<void> vonage(const ports::ReceiptCall& call, const Secret& secret) {
    std::map<std::string, std::string> sorted(call.query.begin(), call.query.end());
    sorted.insert(call.form.begin(), call.form.end());
    const auto said = sorted.extract("sig");
    if (said.empty()) return fail(ErrorCode::Refused, "sig is missing");
    std::string text;
    for (auto& [name, value] : sorted) {
        std::ranges::replace_if(value, [](char c) { return c == '&' || c == '='; }, '_');
        text += '&' + name + '=' + value;
    }
    Bytes signature(32);
    if (!from_hex(said.mapped(), signature) || !equal_ct(hmac(EVP_sha256(), secret, text), signature))
        return fail(ErrorCode::Refused, "sig is wrong (its method must be SHA-256 HMAC)");
    return {};
}

/// What a JSON web token (RFC 7519) claims, when it is signed by HS256 with this secret.
std::optional<boost::json::value> claims_of(std::string_view token, const Secret& secret) {
    const auto first = token.find('.');
    const auto second = token.find('.', first + 1);
    if (token.size() > kLongestToken || first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
    const auto head = from_base64url(token.substr(0, first));
    const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
    const auto signature = from_base64url(token.substr(second + 1));
    if (!head || !claims || !signature || !equal_ct(hmac(EVP_sha256(), secret, token.substr(0, second)), *signature)) return std::nullopt;
    // Signed by whoever has the secret: what it says of itself is looked at only now.
    if (field(parsed(to_text(*head)), "alg") != "HS256") return std::nullopt;
    return parsed(to_text(*claims));
}

std::optional<Instant> time_at(const std::optional<boost::json::value>& claims, std::string_view name) {
    constexpr std::int64_t kLatest = 253'402'300'799;  // the year 9999
    const auto text = field(claims, name).value_or("");
    std::int64_t at = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), at);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || at < 0 || at > kLatest) return std::nullopt;
    return from_millis(at * 1000);
}

Result<void> messagebird(const ports::ReceiptCall& call, const Secret& secret) {
    const auto token = call.header("messagebird-signature-jwt");
    if (token.empty()) return fail(ErrorCode::Refused, "MessageBird-Signature-JWT is missing");
    const auto claims = claims_of(token, secret);
    if (!claims) return fail(ErrorCode::Refused, "MessageBird-Signature-JWT is wrong");
    const auto begins = time_at(claims, "nbf");
    const auto ends = time_at(claims, "exp");
    if (field(claims, "iss") != "MessageBird" || !begins || !ends || call.at + kLeeway < *begins || call.at - kLeeway >= *ends)
        return fail(ErrorCode::Refused, "MessageBird-Signature-JWT is not for now");
    if (field(claims, "url_hash") != sha256_hex(call.url))
        return fail(ErrorCode::Refused, "MessageBird-Signature-JWT is for another address");
    const auto payload = field(claims, "payload_hash");
    if (payload ? payload != sha256_hex(call.body) : !call.body.empty())
        return fail(ErrorCode::Refused, "MessageBird-Signature-JWT is for another body");
    return {};
}

}  // namespace

Result<void> check_signature(Signature signature, const ports::ReceiptCall& call, const Secret& secret) {
    switch (signature) {
        case Signature::None: return {};
        case Signature::Twilio: return twilio(call, secret);
        case Signature::Vonage: return vonage(call, secret);
        case Signature::MessageBird: return messagebird(call, secret);
    }
    return fail(ErrorCode::Refused, "a signature of an unknown kind");
}

}  // namespace rekey::delivery
