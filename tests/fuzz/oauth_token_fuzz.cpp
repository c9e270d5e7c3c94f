// Answers of issuers of access tokens: what becomes of one stands in a line to the mail server, so it can end no line; and no token is in the words
// for the log.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "adapters/delivery/oauth_token.hpp"
#include "base/text.hpp"

namespace {

bool is_printable(char c) { return c > 0x20 && c < 0x7F; }

}  // namespace

/// The first byte chooses the status, the second whether the answer broke off.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr long kStatuses[] = {200, 201, 400, 401, 500, 0};
    constexpr std::chrono::hours kADay{24};
    if (size < 2) return 0;
    rekey::delivery::HttpAnswer answer;
    answer.sent = true;
    answer.status = kStatuses[data[0] % std::size(kStatuses)];
    answer.failure = data[1] % 4 == 0 ? "broken off" : "";
    answer.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);

    const auto token = rekey::delivery::read_token(answer);
    if (!token) {
        const auto& why = token.error().detail;
        if (why.size() > 150 || !rekey::is_line(why)) std::abort();
        return 0;
    }
    const auto access = token->access.reveal();
    if (answer.status != 200 || !answer.failure.empty()) std::abort();
    if (access.empty() || access.size() > 8192 || !std::ranges::all_of(access, is_printable)) std::abort();
    if (token->lives <= rekey::Duration::zero() || token->lives > kADay) std::abort();
    return 0;
}
