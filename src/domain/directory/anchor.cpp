#include "domain/directory/anchor.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace rekey::directory {
namespace {

constexpr std::size_t kPart = 8;  // hexadecimal digits of a part of nsUniqueId

/// To the other order of bytes; twice is nothing.
IdBytes turned(IdBytes bytes) {
    std::reverse(bytes.begin(), bytes.begin() + 4);
    std::reverse(bytes.begin() + 4, bytes.begin() + 6);
    std::reverse(bytes.begin() + 6, bytes.begin() + 8);
    return bytes;
}

std::optional<IdBytes> read_guid(std::string_view value) {
    IdBytes bytes{};
    if (value.size() != bytes.size()) return std::nullopt;
    std::ranges::copy(as_bytes(value), bytes.begin());
    return turned(bytes);
}

std::optional<IdBytes> read_ns_unique_id(std::string_view value) {
    constexpr std::size_t kParts = 4;
    if (value.size() != kParts * kPart + kParts - 1) return std::nullopt;
    std::string digits;
    for (std::size_t at = 0; at < value.size(); at += kPart + 1) {
        if (at > 0 && value[at - 1] != '-') return std::nullopt;
        digits += value.substr(at, kPart);
    }
    IdBytes bytes{};
    return from_hex(digits, bytes) ? std::optional(bytes) : std::nullopt;
}

std::optional<IdBytes> read(AnchorForm form, std::string_view value) {
    switch (form) {
        case AnchorForm::Guid: return read_guid(value);
        case AnchorForm::Uuid: return parse_id(value);
        case AnchorForm::NsUniqueId: return read_ns_unique_id(value);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Anchor> read_anchor(AnchorForm form, std::string_view value) {
    const auto bytes = read(form, value);
    if (!bytes || *bytes == IdBytes{}) return std::nullopt;
    return Anchor{*bytes};
}

std::string write_anchor(AnchorForm form, const Anchor& anchor) {
    if (form == AnchorForm::Uuid) return anchor.text();
    if (form == AnchorForm::Guid) return to_text(turned(anchor.bytes));
    auto text = to_hex(anchor.view());
    for (std::size_t at = kPart; at < text.size(); at += kPart + 1) text.insert(at, 1, '-');
    return text;
}

}  // namespace rekey::directory
