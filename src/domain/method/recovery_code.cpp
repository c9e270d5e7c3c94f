#include "domain/method/recovery_code.hpp"

#include "domain/method/base32.hpp"

namespace rekey::method {
namespace {

Secret seal_off(std::string&& text) {
    Secret secret{std::string_view(text)};
    wipe(text);
    return secret;
}

char folded(char c) noexcept {
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (capital == 'O') return '0';
    return capital == 'I' || capital == 'L' ? '1' : capital;
}

}  // namespace

Secret make_recovery_code(std::span<const std::uint8_t, kRecoveryCodeBytes> random) {
    auto plain = to_base32(random, kCrockfordAlphabet);
    std::string grouped;
    grouped.reserve(kRecoveryCodeSize + 3);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped += '-';
        grouped += plain[i];
    }
    wipe(plain);
    return seal_off(std::move(grouped));
}

Secret fold_recovery_code(const Secret& typed) {
    std::string text;
    text.reserve(typed.size());
    for (const char c : typed.reveal()) {
        if (c != ' ' && c != '-') text += folded(c);
    }
    return seal_off(std::move(text));
}

Kind kind_of_code(const Secret& typed) {
    std::size_t digits = 0, others = 0;
    for (const char c : typed.reveal()) {
        if (c >= '0' && c <= '9')
            ++digits;
        else if (c != ' ' && c != '-')
            ++others;
    }
    return others == 0 && digits < kRecoveryCodeSize ? Kind::Totp : Kind::RecoveryCode;
}

}  // namespace rekey::method
