#include "adapters/delivery/cloud_caller.hpp"

#include <algorithm>

#include "adapters/delivery/gateway_field.hpp"
#include "adapters/delivery/letterhead.hpp"
#include "adapters/delivery/receipt_signature.hpp"
#include "adapters/delivery/spoken.hpp"
#include "adapters/delivery/twiml.hpp"

namespace rekey::delivery {
namespace {

/// As we wrote it; whoever signed anything else has no numbers left.
int wrong_so_far(const ports::ReceiptCall& call) {
    constexpr int kNoneLeft = 9;
    const auto text = among(call.query, "wrong").value_or("");
    if (text.empty()) return 0;
    return text.size() == 1 && text.front() >= '0' && text.front() <= '9' ? text.front() - '0' : kNoneLeft;
}

}  // namespace

Attempt CloudCaller::send(const Text& text) {
    auto asked = text;
    asked.text = twiml_opening(request_of(text), text.receipt_url ? text.receipt_url(name()) + std::string(ports::kKeysPath) : "");
    return gateway_.send(asked);
}

Result<std::string> CloudCaller::probe() const {
    if (const auto there = gateway_.probe(); !there) return std::unexpected(there.error());
    return "connects";
}

const GatewayOptions* CloudTalks::find(std::string_view provider) const {
    const auto found = std::ranges::find(callers_, provider, &GatewayOptions::name);
    return found == callers_.end() ? nullptr : &*found;
}

Result<void> CloudTalks::check(std::string_view provider, const ports::ReceiptCall& call) const {
    const auto* const caller = find(provider);
    if (caller == nullptr) return fail(ErrorCode::NotFound);
    return check_signature(caller->form.receipts.signature, call, caller->secret);
}

ports::Turn CloudTalks::turn(const ports::ReceiptCall& call, const message::Message& message, const ports::Sender& sender) const {
    auto rendered = message::render(message, letterhead(sender));
    if (!rendered) return {message::Keyed::Nothing, end()};
    Text text{message.destination, std::move(rendered->text), message.id.text()};
    text.call = call_of(message);
    return twiml_turn(request_of(text), call.url.substr(0, call.url.find('?')), among(call.form, "Digits").value_or(""),
                      wrong_so_far(call));
}

std::string CloudTalks::end() const { return twiml_end(); }

}  // namespace rekey::delivery
