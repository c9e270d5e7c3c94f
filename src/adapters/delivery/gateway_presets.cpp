#include "adapters/delivery/gateway_template.hpp"

namespace rekey::delivery {
namespace {

/// Twilio, Programmable Messaging, "Create a Message": https://www.twilio.com/docs/messaging/api/message-resource
GatewayTemplate twilio() {
    GatewayTemplate preset;
    preset.url = "https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json";
    preset.headers = {"Authorization: Basic {basic}", "Accept: application/json"};
    preset.form = {"To={to}", "From={from}", "Body={text}"};
    preset.success_status = {"201"};
    preset.id_field = "sid";
    preset.error_field = "code";
    return preset;
}

/// Vonage, SMS API, "Send an SMS": https://developer.vonage.com/en/api/sms. Every answer is 200; the status is in the body.
GatewayTemplate vonage() {
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
    // Throttled, credentials, internal error, account barred, quota, binds, HTTP not enabled, signature, signature disallowed.
    preset.later_values = {"1", "4", "5", "8", "9", "10", "11", "14", "32"};
    return preset;
}

/// MessageBird (Bird), SMS Messaging API, "Send outbound SMS": https://developers.messagebird.com/api/sms-messaging
GatewayTemplate messagebird() {
    GatewayTemplate preset;
    preset.url = "https://rest.messagebird.com/messages";
    preset.headers = {"Authorization: AccessKey {secret}", "Accept: application/json"};
    preset.json =
        R"({"recipients": ["{to_digits}"], "originator": "{from_digits}", "body": "{text}", "datacoding": "{alphabet}", "reference": "{id}"})";
    preset.alphabet = {"plain", "unicode"};
    preset.success_status = {"201"};
    preset.id_field = "id";
    preset.error_field = "errors.0.code";
    // Access key, balance, internal errors.
    preset.later_values = {"2", "25", "98", "99"};
    return preset;
}

/// Kannel 1.4, user's guide, "Using the HTTP interface to send SMS messages": 202 with a line of text. Without `from` it would use its own.
GatewayTemplate kannel() {
    GatewayTemplate preset;
    preset.method = config::HttpMethod::Get;
    preset.query = {"username={user}", "password={secret}", "from={from}", "to={to}", "text={text}", "charset=UTF-8", "coding={alphabet}"};
    preset.alphabet = {"0", "2"};
    preset.success_status = {"202"};
    return preset;
}

GatewayTemplate preset_of(config::SmsPreset preset) {
    switch (preset) {
        case config::SmsPreset::Twilio: return twilio();
        case config::SmsPreset::Vonage: return vonage();
        case config::SmsPreset::MessageBird: return messagebird();
        case config::SmsPreset::Kannel: return kannel();
        case config::SmsPreset::Custom: break;
    }
    return {};
}

template <class T>
void replace(T& part, const T& written) {
    if (!written.empty()) part = written;
}

}  // namespace

GatewayTemplate template_of(const config::SmsProvider& provider) {
    auto result = preset_of(provider.preset);
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
    if (provider.alphabet.size() == 2) result.alphabet = {provider.alphabet[0], provider.alphabet[1]};
    return result;
}

}  // namespace rekey::delivery
