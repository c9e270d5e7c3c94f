// Answers of SMS gateways: what is accepted is what was agreed, and nothing of an answer gets into the words for the log but a short code.
#include <cstdint>
#include <cstdlib>

#include "adapters/delivery/gateway_answer.hpp"
#include "base/text.hpp"

namespace {

using rekey::delivery::Verdict;

std::size_t longest_run_of_digits(std::string_view text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace

/// The first byte chooses the preset, the second the status, the third whether the answer broke off.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr long kStatuses[] = {200, 201, 202, 204, 101, 302, 400, 401, 422, 429, 500, 503, 0};
    if (size < 3) return 0;
    rekey::config::SmsProvider provider;
    provider.preset = static_cast<rekey::config::SmsPreset>(data[0] % 5);
    const auto form = rekey::delivery::template_of(provider);
    rekey::delivery::HttpAnswer answer;
    answer.sent = true;
    answer.status = kStatuses[data[1] % std::size(kStatuses)];
    answer.failure = data[2] % 4 == 0 ? "broken off" : "";
    answer.body.assign(reinterpret_cast<const char*>(data) + 3, size - 3);

    const auto judged = rekey::delivery::judge(form, answer);
    if (judged.verdict == Verdict::Accepted) {
        if (answer.status / 100 != 2 || !answer.failure.empty()) std::abort();
        if (!form.id_field.empty() && judged.id.empty()) std::abort();
    } else if (!judged.id.empty()) {
        std::abort();
    }
    if (answer.status == 0 && judged.verdict != Verdict::Unsure) std::abort();
    if (judged.id.size() > 128 || !rekey::is_line(judged.id)) std::abort();
    if (judged.why.size() > 120 || !rekey::is_line(judged.why) || longest_run_of_digits(judged.why) > 5) std::abort();
    return 0;
}
