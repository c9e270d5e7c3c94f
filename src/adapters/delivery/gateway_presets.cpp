#include "adapters/delivery/gateway_template.hpp"

#include <fmt/format.h>

#include "domain/call/call.hpp"

namespace rekey::delivery {
namespace {

using config::Receipts;

/// Twilio, Programmable Messaging, "Create a Message": https://www.twilio.com/docs/messaging/api/message-resource
GatewayTemplate twilio(Receipts receipts) {
    GatewayTemplate preset;
    preset.url = "https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json";
    preset.headers = {"Authorization: Basic {basic}", "Accept: application/json"};
    preset.form = {"To={to}", "From={from}", "Body={text}"};
    preset.success_status = {"201"};
    preset.id_field = "sid";
    preset.error_field = "code";
    preset.receipts.signature = Signature::Twilio;
    preset.receipts.delivered = {"delivered", "read"};
    preset.receipts.undelivered = {"undelivered", "failed", "canceled"};
    if (receipts == Receipts::Callback) {
        preset.form.emplace_back("StatusCallback={receipt_url}");
        preset.receipts.status_field = "MessageStatus";
        preset.receipts.id_field = "MessageSid";
        preset.receipts.error_field = "ErrorCode";
    } else {
        preset.receipts.poll_url = "https://api.twilio.com/2010-04-01/Accounts/{user}/Messages/{reference}.json";
        preset.receipts.status_field = "status";
        preset.receipts.error_field = "error_code";
    }
    return preset;
}

/// Vonage, SMS API, "Send an SMS": https://developer.vonage.com/en/api/sms. Every answer is 200; the status is in the body.
GatewayTemplate vonage(Receipts receipts) {
    GatewayTemplate preset;
    preset.url = "https://rest.nexmo.com/sms/json";
    preset.headers = {"Accept: application/json"};
    preset.form = {"api_key={user}", "api_secret={secret}", "to={to_digits}", "from={from_digits}",
                   "text={text}",    "type={alphabet}",     "client-ref={id}"};
    preset.alphabet = {"text", "unicode"};
    preset.success_status = {"200"};
    preset.success_field = "messages.0.status";
    preset.success_value = "0";
    preset.id_field = "messages.0.message-id";
    preset.error_field = "messages.0.status";
    preset.receipts.signature = Signature::Vonage;
    preset.receipts.delivered = {"delivered"};
    preset.receipts.undelivered = {"expired", "failed", "rejected", "unknown"};
    preset.receipts.status_field = "status";
    preset.receipts.id_field = "messageId";
    preset.receipts.error_field = "err-code";
    if (receipts == Receipts::Callback) preset.form.emplace_back("callback={receipt_url}");
    // Throttled, credentials, internal error, account barred, quota, binds, HTTP not enabled, signature, signature disallowed.
    preset.later_values = {"1", "4", "5", "8", "9", "10", "11", "14", "32"};
    return preset;
}

/// MessageBird (Bird), SMS Messaging API, "Send outbound SMS": https://developers.messagebird.com/api/sms-messaging
GatewayTemplate messagebird(Receipts receipts) {
    GatewayTemplate preset;
    preset.url = "https://rest.messagebird.com/messages";
    preset.headers = {"Authorization: AccessKey {secret}", "Accept: application/json"};
    preset.json =
        R"({"recipients": ["{to_digits}"], "originator": "{from_digits}", "body": "{text}", "datacoding": "{alphabet}", "reference": "{id}"})";
    preset.alphabet = {"plain", "unicode"};
    preset.success_status = {"201"};
    preset.id_field = "id";
    preset.error_field = "errors.0.code";
    preset.receipts.signature = Signature::MessageBird;
    preset.receipts.delivered = {"delivered"};
    preset.receipts.undelivered = {"expired", "delivery_failed"};
    if (receipts == Receipts::Callback) {
        preset.json.replace(preset.json.rfind('}'), 1, R"(, "reportUrl": "{receipt_url}"})");
        preset.receipts.status_field = "status";
        preset.receipts.id_field = "id";
        preset.receipts.error_field = "statusErrorCode";
    } else {
        preset.receipts.poll_url = "https://rest.messagebird.com/messages/{reference}";
        preset.receipts.status_field = "recipients.items.0.status";
        preset.receipts.error_field = "recipients.items.0.statusErrorCode";
    }
    // Access key, balance, internal errors.
    preset.later_values = {"2", "25", "98", "99"};
    return preset;
}

/// Kannel 1.4, user's guide, "Using the HTTP interface to send SMS messages": 202 with a line of text. Without `from` it would use its own.
GatewayTemplate kannel(Receipts receipts) {
    GatewayTemplate preset;
    preset.method = config::HttpMethod::Get;
    preset.query = {"username={user}", "password={secret}", "from={from}", "to={to}", "text={text}", "charset=UTF-8", "coding={alphabet}"};
    preset.alphabet = {"0", "2"};
    preset.success_status = {"202"};
    // "Delivery Reports": %d becomes a number; delivered to the phone, not delivered to it (also as expired or unknown), refused by the centre.
    preset.receipts.status_field = "status";
    preset.receipts.delivered = {"1"};
    preset.receipts.undelivered = {"2", "16", "34", "66"};
    if (receipts == Receipts::Callback) {
        preset.query.emplace_back("dlr-mask=19");
        preset.query.emplace_back("dlr-url={receipt_url}?status=%d");
    }
    return preset;
}

GatewayTemplate preset_of(config::SmsPreset preset, Receipts receipts) {
    switch (preset) {
        case config::SmsPreset::Twilio: return twilio(receipts);
        case config::SmsPreset::Vonage: return vonage(receipts);
        case config::SmsPreset::MessageBird: return messagebird(receipts);
        case config::SmsPreset::Kannel: return kannel(receipts);
        case config::SmsPreset::Custom: break;
    }
    return {};
}

template <class T>
void replace(T& part, const T& written) {
    if (!written.empty()) part = written;
}

}  // namespace

/// Twilio, Programmable Voice, "Create a Call": https://www.twilio.com/docs/voice/api/call-resource. One status callback, at the end.
GatewayTemplate template_of(const config::VoiceProvider& provider) {
    GatewayTemplate result;
    result.url = provider.url.empty() ? "https://api.twilio.com/2010-04-01/Accounts/{user}/Calls.json" : provider.url;
    result.headers = {"Authorization: Basic {basic}", "Accept: application/json"};
    result.form = {"To={to}",
                   "From={from}",
                   "Twiml={text}",
                   fmt::format("Timeout={}", provider.ring_seconds),
                   fmt::format("TimeLimit={}", call::kLongestTalk.count()),
                   "StatusCallback={receipt_url}",
                   "StatusCallbackEvent=completed"};
    result.success_status = {"201"};
    result.id_field = "sid";
    result.error_field = "code";
    auto& receipts = result.receipts;
    receipts.how = Receipts::Callback;
    receipts.signature = Signature::Twilio;
    receipts.status_field = "CallStatus";
    receipts.id_field = "CallSid";
    receipts.error_field = "ErrorCode";
    receipts.delivered = {"completed"};
    receipts.busy = {"busy"};
    receipts.no_answer = {"no-answer"};
    receipts.undelivered = {"failed", "canceled"};
    return result;
}

GatewayTemplate template_of(const config::SmsProvider& provider) {
    auto result = preset_of(provider.preset, provider.receipts);
    if (provider.method != config::HttpMethod::Preset) result.method = provider.method;
    // One body takes the place of the other.
    if (!provider.form.empty()) result.json.clear();
    if (!provider.json.empty()) result.form.clear();
    replace(result.url, provider.url);
    replace(result.headers, provider.headers);
    replace(result.query, provider.query);
    replace(result.form, provider.form);
    replace(result.json, provider.json);
    replace(result.success_status, provider.success_status);
    replace(result.success_field, provider.success_field);
    replace(result.success_value, provider.success_value);
    replace(result.id_field, provider.id_field);
    replace(result.error_field, provider.error_field);
    result.receipts.how = provider.receipts;
    replace(result.receipts.status_field, provider.receipt_field);
    replace(result.receipts.delivered, provider.receipt_delivered);
    replace(result.receipts.undelivered, provider.receipt_undelivered);
    replace(result.receipts.poll_url, provider.poll_url);
    if (provider.alphabet.size() == 2) result.alphabet = {provider.alphabet[0], provider.alphabet[1]};
    return result;
}

}  // namespace rekey::delivery
