#include "domain/method/method.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace rekey::method {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 7> kKinds{{{Kind::Sms, "sms"},
                                                                   {Kind::VoiceMobile, "voice_mobile"},
                                                                   {Kind::VoiceOffice, "voice_office"},
                                                                   {Kind::Email, "email"},
                                                                   {Kind::Totp, "totp"},
                                                                   {Kind::RecoveryCode, "recovery_code"},
                                                                   {Kind::SecurityQuestions, "security_questions"}}};
constexpr std::array<std::pair<Source, std::string_view>, 3> kSources{
    {{Source::Person, "person"}, {Source::Administrator, "administrator"}, {Source::Directory, "directory"}}};

std::string first_character(std::string_view text) {
    std::size_t size = text.empty() ? 0 : 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    return std::string(text.substr(0, size));
}

std::string last_character(std::string_view text) {
    std::size_t from = text.size();
    while (from > 0 && (static_cast<unsigned char>(text[--from]) & 0xC0U) == 0x80U) {
    }
    return std::string(text.substr(from));
}

bool is_plain(unsigned char c) noexcept {
    constexpr std::string_view kForbidden = "()<>[]:;,\\\" @";
    return c > 0x20 && c != 0x7F && kForbidden.find(static_cast<char>(c)) == std::string_view::npos;
}

bool is_domain(std::string_view domain) noexcept {
    if (domain.empty() || domain.find('.') == std::string_view::npos) return false;
    for (std::size_t from = 0; from <= domain.size();) {
        const auto dot = std::min(domain.find('.', from), domain.size());
        const auto label = domain.substr(from, dot - from);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        for (const char c : label) {
            const auto u = static_cast<unsigned char>(c);
            const bool ascii_ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (u < 0x80 && !ascii_ok) return false;
        }
        from = dot + 1;
    }
    return true;
}

}  // namespace

std::string_view name(Kind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)].second; }

std::optional<Kind> parse_kind(std::string_view text) noexcept {
    for (const auto& [kind, kind_name] : kKinds) {
        if (kind_name == text) return kind;
    }
    return std::nullopt;
}

Channel channel_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::Sms: return Channel::Sms;
        case Kind::VoiceMobile:
        case Kind::VoiceOffice: return Channel::Voice;
        case Kind::Email: return Channel::Email;
        case Kind::Totp: return Channel::Totp;
        case Kind::RecoveryCode: return Channel::Saved;
        case Kind::SecurityQuestions: return Channel::Knowledge;
    }
    return Channel::Knowledge;
}

std::string_view name(Channel channel) noexcept {
    constexpr std::array<std::string_view, 6> kNames{"email", "sms", "voice", "totp", "saved", "knowledge"};
    return kNames[static_cast<std::size_t>(channel)];
}

bool is_phone(Kind kind) noexcept { return kind == Kind::Sms || kind == Kind::VoiceMobile || kind == Kind::VoiceOffice; }
bool is_sent(Kind kind) noexcept { return is_phone(kind) || kind == Kind::Email; }

std::string_view name(Source source) noexcept { return kSources[static_cast<std::size_t>(source)].second; }

std::optional<Source> parse_source(std::string_view text) noexcept {
    for (const auto& [source, source_name] : kSources) {
        if (source_name == text) return source;
    }
    return std::nullopt;
}

Hint hint_for(Kind kind, std::string_view address) {
    Hint hint;
    if (is_phone(kind)) {
        hint.last_digits = std::string(address.substr(address.size() - std::min<std::size_t>(2, address.size())));
    } else if (kind == Kind::Email) {
        const auto at = address.rfind('@');
        if (at == std::string_view::npos) return hint;
        const auto local = address.substr(0, at);
        const auto domain = address.substr(at + 1);
        const auto dot = domain.rfind('.');
        hint = {first_character(local),
                last_character(local),
                first_character(domain),
                dot == std::string_view::npos ? std::string{} : std::string(domain.substr(dot + 1)),
                {}};
    }
    return hint;
}

std::optional<std::string> parse_email(std::string_view typed) {
    const auto address = trim(typed);
    if (address.size() > 254 || !is_text(address)) return std::nullopt;
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || at > 64) return std::nullopt;
    const auto local = address.substr(0, at);
    const bool dots_ok = local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos;
    const bool plain = std::ranges::all_of(local, [](char c) { return is_plain(static_cast<unsigned char>(c)); });
    if (!dots_ok || !plain || !is_domain(address.substr(at + 1))) return std::nullopt;
    return std::string(address);
}

}  // namespace rekey::method
