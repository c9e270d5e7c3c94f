#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace rekey {

using IdBytes = std::array<std::uint8_t, 16>;

/// 8-4-4-4-12 hexadecimal, RFC 9562.
[[nodiscard]] std::string format_id(const IdBytes& bytes);
[[nodiscard]] std::optional<IdBytes> parse_id(std::string_view text) noexcept;

/// A 128-bit identifier of one kind of thing: UUID version 7 (time-ordered, RFC 9562 section 5.7) when it is made, so that
/// indexes grow at one end. The tag keeps a tenant's id from being passed where an identity's is meant.
template <class Tag>
struct Id {
    IdBytes bytes{};

    [[nodiscard]] ByteView view() const noexcept { return bytes; }
    [[nodiscard]] std::string text() const { return format_id(bytes); }
    [[nodiscard]] static std::optional<Id> parse(std::string_view text) noexcept {
        const auto parsed = parse_id(text);
        if (!parsed) return std::nullopt;
        return Id{*parsed};
    }
    friend auto operator<=>(const Id&, const Id&) = default;
};

using TenantId = Id<struct TenantTag>;
using IdentityId = Id<struct IdentityTag>;
using GroupId = Id<struct GroupTag>;
using AuthenticatorId = Id<struct AuthenticatorTag>;
using AttemptId = Id<struct AttemptTag>;
using ChallengeId = Id<struct ChallengeTag>;
using MessageId = Id<struct MessageTag>;
using EventId = Id<struct EventTag>;
using SessionId = Id<struct SessionTag>;
using DirectoryId = Id<struct DirectoryTag>;
using RunId = Id<struct RunTag>;
using WritebackId = Id<struct WritebackTag>;

}  // namespace rekey
