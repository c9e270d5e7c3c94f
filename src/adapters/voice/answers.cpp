#include "adapters/voice/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rekey::voice {
namespace {

using call::How;

constexpr auto kWords = std::to_array<std::pair<std::uint16_t, std::string_view>>({
    {100, "Trying"},
    {180, "Ringing"},
    {181, "Call Is Being Forwarded"},
    {182, "Queued"},
    {183, "Session Progress"},
    {200, "OK"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {305, "Use Proxy"},
    {380, "Alternative Service"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {415, "Unsupported Media Type"},
    {420, "Bad Extension"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {483, "Too Many Hops"},
    {484, "Address Incomplete"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Server Time-out"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
});

How how_of(std::uint16_t status) {
    switch (status) {
        case 486:
        case 600: return How::Busy;
        case 408:
        case 480:
        case 487: return How::NoAnswer;
        case 603: return How::Declined;
        case 404:
        case 410:
        case 484:
        case 604: return How::Refused;
        default: return How::Trouble;
    }
}

}  // namespace

std::string words(std::uint16_t status) {
    const auto* const found = std::ranges::find(kWords, status, &std::pair<std::uint16_t, std::string_view>::first);
    return found == kWords.end() ? fmt::format("{}", status) : fmt::format("{} {}", status, found->second);
}

call::Outcome outcome_of(std::uint16_t status) {
    call::Outcome outcome;
    outcome.how = how_of(status);
    outcome.why = words(status);
    if (status == 401 || status == 407 || status == 403) outcome.why += ": the account is refused";
    if (status / 100 == 3) outcome.why += ": redirects are not followed";
    return outcome;
}

}  // namespace rekey::voice
