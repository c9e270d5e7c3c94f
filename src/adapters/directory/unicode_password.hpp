#pragma once
#include <optional>

#include "base/secret.hpp"

namespace rekey::ldap {

/// A password as Active Directory takes it: UTF-16, little-endian, in quotes (MS-ADTS 3.1.1.3.1.5). Nothing: it is not well-formed UTF-8.
[[nodiscard]] std::optional<Secret> unicode_password(const Secret& password);

}  // namespace rekey::ldap
