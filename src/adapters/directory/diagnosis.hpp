#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/directory/reply.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/driver.hpp"

namespace rekey::ldap {

/// The Win32 code (MS-ERREF 2.2) that a domain controller puts in front of its text in eight hexadecimal digits: "0000052D: …".
[[nodiscard]] std::optional<std::uint32_t> read_code(std::string_view text) noexcept;
/// The same of a refused bind: "80090308: LdapErr: …, data 52e, v1db1".
[[nodiscard]] std::optional<std::uint32_t> read_bind_code(std::string_view text) noexcept;

/// What a bind as a person came to. Nothing: it was not about that person, but the server or the connection.
/// Active Directory by its code; others by the control of draft-behera-ldap-password-policy-10 section 6.2, then by the result: 389 DS says
/// 19 of a locked account, and 53 of an inactive one.
[[nodiscard]] std::optional<directory::SignIn> sign_in_of(const directory::Driver& driver, const Reply& reply);

/// Why a write was refused. Active Directory by its code (the same comes under several results: Windows says 0000052D with 19, and with 53
/// too); others by the control, then by the result. Texts are never looked at: they are in the language of who built the server.
[[nodiscard]] directory::Refusal refusal_of(const directory::Driver& driver, const Reply& reply);

}  // namespace rekey::ldap
