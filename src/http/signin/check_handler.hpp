#pragma once
#include <string>
#include <string_view>

#include "flows/application_check.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// GET /api/v1/check, for nginx's auth_request and the forward authentication of Caddy and Traefik (docs/operate/applications.md).
/// `checks` must outlive the router.
void add_check_route(Router& router, flows::ApplicationCheck& checks);

/// A value for one header field (RFC 9110 section 5.5): UTF-8 as it is; control characters, and the characters of `reserved`, as %XX. So no
/// name can begin a field of its own, or pass for two names of a list.
[[nodiscard]] std::string header_value(std::string_view text, std::string_view reserved = {});

}  // namespace rekey::http
