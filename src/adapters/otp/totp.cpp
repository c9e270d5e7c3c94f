#include "adapters/otp/totp.hpp"

#include <liboath/oath.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "domain/method/totp_key.hpp"

namespace rekey::otp {
namespace {

constexpr std::size_t kDigits = static_cast<std::size_t>(method::kTotpDigits);

/// Six digits; anything else becomes a code that no key makes, so that it costs the same.
std::array<char, kDigits + 1> six_digits(std::string_view code) {
    std::array<char, kDigits + 1> text{"------"};
    const bool fits = code.size() == kDigits && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    if (fits) std::ranges::copy(code, text.begin());
    return text;
}

}  // namespace

OathTotp::OathTotp() {
    static const int kStarted = oath_init();
    if (kStarted != OATH_OK) throw Fault(FaultKind::Invariant, std::string("liboath: ") + oath_strerror(kStarted));
}

std::optional<std::int64_t> OathTotp::step_of(const Secret& key, std::string_view code, Instant at) const {
    constexpr std::size_t kWindow = 1;
    const auto typed = six_digits(code);
    const auto when = static_cast<time_t>(to_millis(at) / 1000);
    int position = 0;
    std::uint64_t counter = 0;
    const int found = oath_totp_validate3(key.reveal().data(), key.size(), when, static_cast<unsigned>(method::kTotpSeconds), 0, kWindow,
                                          &position, &counter, typed.data());
    if (found < 0) return std::nullopt;
    return static_cast<std::int64_t>(counter);
}

}  // namespace rekey::otp
