#pragma once
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace rekey::http {

/// Only what this host serves; no inline scripts or styles, no frames, no string ever becomes markup.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
inline constexpr std::string_view kDataPolicy = "default-src 'none'; frame-ancestors 'none'";

/// The header lines every answer carries, errors included, each ended by CRLF (OWASP ASVS 5.0, 3.4.1 to 3.4.8).
/// `https`: the tenant's base URL is, so HSTS is sent.
[[nodiscard]] std::string_view security_headers(Shown shown, Caching caching, bool https) noexcept;

}  // namespace rekey::http
