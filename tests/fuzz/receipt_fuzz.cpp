// Receipts of SMS gateways, as forms, queries, JSON and web tokens: none is believed without its signature, and nothing of one gets into the
// words for the log but a short code. And keys that were pressed in a call: whatever they are, the answer is a document of our own elements.
#include <cstdint>
#include <cstdlib>

#include "adapters/delivery/cloud_caller.hpp"
#include "adapters/delivery/gateway_receipts.hpp"
#include "base/text.hpp"
#include "http/pipeline/target.hpp"

namespace {

using rekey::config::SmsPreset;

std::size_t longest_run_of_digits(std::string_view text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

rekey::delivery::GatewayReceipts receipts_of(SmsPreset preset) {
    rekey::config::SmsProvider provider;
    provider.preset = preset;
    provider.receipts = rekey::config::Receipts::Callback;
    if (preset == SmsPreset::Custom) {
        provider.receipt_field = "reports.0.state";
        provider.receipt_delivered = {"OK"};
    }
    std::vector<rekey::delivery::GatewayOptions> gateways(1);
    gateways[0].name = "p";
    gateways[0].secret = rekey::Secret{std::string_view("secret")};
    gateways[0].receipt_secret = rekey::Secret{std::string_view("secret")};
    gateways[0].form = rekey::delivery::template_of(provider);
    return rekey::delivery::GatewayReceipts{std::move(gateways)};
}

/// A tenant's name may be anything that is one line.
rekey::ports::Turn turn_of(const rekey::ports::ReceiptCall& call, const std::string& tenant) {
    rekey::message::Message message;
    message.language = "en";
    message.parameters = {{"number", "47"}, {"expires", "2026-11-26T12:00:00Z"}};
    message.channel = rekey::method::Channel::Voice;
    return rekey::delivery::CloudTalks{{}}.turn(call, message, {tenant, {}});
}

bool has_only_our_elements(std::string_view markup) {
    for (auto at = markup.find('<'); at != std::string_view::npos; at = markup.find('<', at + 1)) {
        const auto rest = markup.substr(at + 1);
        bool ours = false;
        for (const auto* element : {"?xml ", "Response>", "/Response>", "Gather ", "/Gather>", "Say ", "/Say>", "Hangup/>"})
            ours = ours || rest.starts_with(element);
        if (!ours) return false;
    }
    return true;
}

}  // namespace

/// The first byte chooses the preset, the second what the rest is: a query, a form, another body, or the signature's header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto preset = static_cast<SmsPreset>(data[0] % 5);
    const std::string rest(reinterpret_cast<const char*>(data) + 2, size - 2);
    rekey::ports::ReceiptCall call;
    call.url = "https://reset.contoso.example/api/v1/receipts/p/token";
    call.header = [&](std::string_view) { return data[1] % 4 == 3 ? rest : std::string{}; };
    const auto fields = rekey::http::parse_query(rest);
    if (data[1] % 4 < 2 && !fields) return 0;
    if (data[1] % 4 == 0) call.query = fields->all();
    if (data[1] % 4 == 1) call.form = fields->all();
    if (data[1] % 4 == 2) call.body = rest;

    const auto [keyed, markup] = turn_of(call, rekey::is_line(rest) ? rest : "Contoso");
    if (!has_only_our_elements(markup)) std::abort();
    const auto holds = [&](char key) { return rest.find(key) != std::string::npos || rest.find('%') != std::string::npos; };
    if (keyed == rekey::message::Keyed::Confirmed && !(holds('4') && holds('7'))) std::abort();

    const auto told = receipts_of(preset).read("p", call);
    const bool is_signed = preset != SmsPreset::Kannel && preset != SmsPreset::Custom;
    // No input of a fuzzer finds an HMAC.
    if (is_signed && (told || told.error().code != rekey::ErrorCode::Refused)) std::abort();
    const auto& words = told ? told->why : told.error().detail;
    if (words.size() > 120 || !rekey::is_line(words) || longest_run_of_digits(words) > 5) std::abort();
    if (told && (told->reference.size() > 128 || !rekey::is_line(told->reference))) std::abort();
    return 0;
}
