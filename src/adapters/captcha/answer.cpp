#include "adapters/captcha/answer.hpp"

namespace rekey::captcha {
namespace {

/// What a person may take a character of kLetters for, and the one that was meant.
constexpr std::string_view kSeen = "0OQ1I24586GV7", kMeant = "DDDLLZASBCCUT";
static_assert(kSeen.size() == kMeant.size());

constexpr char capital(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string fold(std::string_view typed) {
    std::string folded;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        const auto seen = kSeen.find(capital(c));
        folded += seen == std::string_view::npos ? capital(c) : kMeant[seen];
    }
    return folded;
}

}  // namespace rekey::captcha
