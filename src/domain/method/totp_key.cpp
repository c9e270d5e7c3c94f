#include "domain/method/totp_key.hpp"

#include <string>

#include "domain/method/base32.hpp"

namespace rekey::method {
namespace {

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

}  // namespace

Secret totp_uri(const Secret& key, std::string_view issuer, std::string_view account) {
    const auto name = percent_encoded(issuer);
    auto base32 = to_base32(key.bytes(), kRfc4648Alphabet);
    auto uri = "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=" + base32 + "&issuer=" + name +
               "&algorithm=SHA1&digits=6&period=30";
    Secret secret{std::string_view(uri)};
    wipe(base32);
    wipe(uri);
    return secret;
}

Secret totp_key_text(const Secret& key) {
    auto base32 = to_base32(key.bytes(), kRfc4648Alphabet);
    std::string grouped;
    grouped.reserve(base32.size() + base32.size() / 4);
    for (std::size_t i = 0; i < base32.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped += ' ';
        grouped += base32[i];
    }
    Secret secret{std::string_view(grouped)};
    wipe(base32);
    wipe(grouped);
    return secret;
}

}  // namespace rekey::method
