#include "adapters/delivery/sms_gateway.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/log.hpp"

namespace rekey::delivery {
namespace {

constexpr std::string_view kHidden = "HIDDEN";
constexpr std::size_t kExcerpt = 300;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    if (what.empty()) return;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

}  // namespace

message::BreakerRules SmsGateway::rules() const {
    message::BreakerRules rules;
    rules.slow = options_.http.timeout / 2;
    return rules;
}

GatewayValues account_of(const GatewayOptions& options) {
    GatewayValues values;
    values.from = options.sender;
    values.user = options.user;
    values.secret = options.secret.reveal();
    values.basic = to_base64(as_bytes(values.user + ':' + values.secret));
    return values;
}

GatewayValues SmsGateway::values(const Text& text) const {
    auto values = account_of(options_);
    const auto parts = message::segments(text.text);
    values.alphabet = parts ? parts->alphabet : message::Alphabet::Ucs2;
    values.to = text.to;
    values.text = text.text;
    values.id = text.id;
    if (text.receipt_url) values.receipt_url = text.receipt_url(options_.name);
    return values;
}

ports::Delivery::Receipt SmsGateway::receipt() const {
    switch (options_.form.receipts.how) {
        case config::Receipts::None: return ports::Delivery::Receipt::None;
        case config::Receipts::Callback: return ports::Delivery::Receipt::Called;
        case config::Receipts::Poll: return ports::Delivery::Receipt::Asked;
    }
    return ports::Delivery::Receipt::None;
}

/// Not the request that was sent with something cut out, but one that never held the secret.
std::string SmsGateway::description(const Text& text) const {
    auto shown = values(text);
    shown.secret = kHidden;
    shown.basic = kHidden;
    const auto request = make_request(options_.form, shown);
    if (!request) return {};
    auto lines = fmt::format("{} {}", request->method == HttpRequest::Method::Get ? "GET" : "POST", request->url);
    for (const auto& header : request->headers) lines += '\n' + header;
    return request->body.empty() ? lines : lines + "\n\n" + request->body;
}

std::string SmsGateway::without_secrets(std::string text) const {
    const auto secret = options_.secret.reveal();
    replace_all(text, secret, kHidden);
    replace_all(text, to_base64(as_bytes(fmt::format("{}:{}", options_.user, secret))), kHidden);
    return text;
}

Attempt SmsGateway::send(const Text& text) {
    const auto request = make_request(options_.form, values(text));
    if (!request) return {{Verdict::Refused, {}, request.error().detail}, {}, {}, {}};
    const auto answer = exchange(*request, options_.http);
    Attempt attempt{judge(options_.form, answer), answer.took, {}, {}};
    attempt.receipt = receipt();
    if (text.explain) {
        attempt.request = description(text);
        attempt.answer = log::escape(without_secrets(answer.body).substr(0, kExcerpt));
    }
    return attempt;
}

Result<void> SmsGateway::probe() const {
    const Text nobody{"+0", "probe", "probe"};
    const auto request = make_request(options_.form, values(nobody));
    if (!request) return std::unexpected(request.error());
    return delivery::probe(request->url.substr(0, request->url.find('?')), options_.http);
}

}  // namespace rekey::delivery
