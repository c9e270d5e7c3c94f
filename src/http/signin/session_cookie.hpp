#pragma once
#include <optional>

#include "base/secret.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace rekey::http {

/// The cookie that holds a session's token: `__Host-rekey`, Secure, HttpOnly, SameSite=Strict, Path=/ (RFC 6265bis 4.1.3.2: the prefix
/// binds it to this host and to https). Browsers refuse that name on http, so on loopback in development it is `rekey`. It ends with
/// the browser; the server ends it sooner.

/// The token; nothing when there is none of the right form, or more than one.
[[nodiscard]] std::optional<Secret> session_token(const Request& request);
void set_session(Response& response, const Request& request, const Secret& token);
void clear_session(Response& response, const Request& request);

}  // namespace rekey::http
