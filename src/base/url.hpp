#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rekey {

/// A web address in the strict form the configuration and the settings accept (a subset of RFC 3986): scheme http or https, a host in
/// lower case (letters, digits, hyphens, dots, or an address in brackets), an optional port, a path with query and fragment.
/// No user info, white space, control characters, backslashes or quotes: browsers read those in surprising ways.
struct Url {
    std::string scheme, host;
    std::uint16_t port = 0;  ///< 0: the scheme's default
    std::string path;        ///< from the first '/', '?' or '#'; empty: none
};
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

/// localhost, *.localhost (RFC 6761 section 6.3), 127.0.0.0/8, [::1].
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// https everywhere, http on loopback only: nothing else is a link Rekey shows or a base it answers under.
[[nodiscard]] bool is_safe(const Url& url);

}  // namespace rekey
