#include "adapters/delivery/gateway_receipts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/delivery/gateway_field.hpp"
#include "adapters/delivery/receipt_signature.hpp"
#include "base/text.hpp"

namespace rekey::delivery {
namespace {

constexpr std::size_t kLongest = 128;

using Lookup = std::function<std::optional<std::string>(std::string_view field)>;

bool is_short(const std::string& text) { return text.size() <= kLongest && is_line(text); }

message::Fate fate_of(const ReceiptTemplate& form, const std::string& state) {
    if (contains(form.delivered, state)) return message::Fate::Delivered;
    if (contains(form.busy, state)) return message::Fate::Busy;
    if (contains(form.no_answer, state)) return message::Fate::NoAnswer;
    return contains(form.undelivered, state) ? message::Fate::Undelivered : message::Fate::Unknown;
}

/// What is said in the agreed fields; nothing of it is passed on but the id and a short code.
Result<ports::Told> told(const ReceiptTemplate& form, const Lookup& look) {
    const auto state = look(form.status_field);
    if (!state || state->empty() || !is_short(*state)) return fail(ErrorCode::InvalidInput, form.status_field + " is missing");
    ports::Told told{fate_of(form, *state), form.id_field.empty() ? "" : look(form.id_field).value_or(""), {}};
    if (!is_short(told.reference)) return fail(ErrorCode::InvalidInput, form.id_field + " is malformed");
    told.why = is_error_code(*state) ? *state : "a word of its own";
    const auto code = form.error_field.empty() ? std::nullopt : look(form.error_field);
    if (code && is_error_code(*code)) told.why += ", code " + *code;
    return told;
}

/// The request that asks for a message: the gateway's own headers, no body.
Result<HttpRequest> question(const GatewayOptions& gateway, const std::string& reference) {
    GatewayTemplate form;
    form.method = config::HttpMethod::Get;
    form.url = gateway.form.receipts.poll_url;
    form.headers = gateway.form.headers;
    auto values = account_of(gateway);
    values.reference = reference;
    return make_request(form, values);
}

}  // namespace

const GatewayOptions* GatewayReceipts::find(std::string_view provider, config::Receipts how) const {
    const auto found = std::ranges::find(gateways_, provider, &GatewayOptions::name);
    return found == gateways_.end() || found->form.receipts.how != how ? nullptr : &*found;
}

bool GatewayReceipts::calls(std::string_view provider) const { return find(provider, config::Receipts::Callback) != nullptr; }

bool GatewayReceipts::asks() const {
    return std::ranges::any_of(gateways_, [](const auto& gateway) { return gateway.form.receipts.how == config::Receipts::Poll; });
}

Result<ports::Told> GatewayReceipts::read(std::string_view provider, const ports::ReceiptCall& call) const {
    const auto* const gateway = find(provider, config::Receipts::Callback);
    if (gateway == nullptr) return fail(ErrorCode::NotFound);
    const auto& form = gateway->form.receipts;
    const auto& secret = gateway->receipt_secret.empty() ? gateway->secret : gateway->receipt_secret;
    if (const auto good = check_signature(form.signature, call, secret); !good) return std::unexpected(good.error());
    const auto document = call.form.empty() && !call.body.empty() ? parsed(call.body) : std::nullopt;
    return told(form, [&](std::string_view name) {
        if (auto value = among(call.form, name)) return value;
        if (auto value = field(document, name)) return value;
        return among(call.query, name);
    });
}

Result<ports::Told> GatewayReceipts::ask(std::string_view provider, const std::string& reference) const {
    const auto* const gateway = find(provider, config::Receipts::Poll);
    if (gateway == nullptr) return fail(ErrorCode::NotFound);
    const auto request = question(*gateway, reference);
    if (!request) return std::unexpected(request.error());
    const auto answer = exchange(*request, gateway->http);
    if (answer.status != 200 || !answer.failure.empty())
        return fail(ErrorCode::Unreachable, answer.status == 0 ? answer.failure : fmt::format("status {}", answer.status));
    const auto document = parsed(answer.body);
    auto said = told(gateway->form.receipts, [&](std::string_view name) { return field(document, name); });
    if (!said) return fail(ErrorCode::Unreachable, said.error().detail);
    said->reference = reference;
    return said;
}

}  // namespace rekey::delivery
