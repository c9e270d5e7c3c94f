#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/password/rules.hpp"
#include "http/response.hpp"

namespace rekey::http {

/// What the edge itself says no to, beside the codes of base/error.hpp. Stable names: docs/reference/errors.md.
enum class Refusal : std::uint8_t {
    BadRequest,            ///< 400 not HTTP/1.x as RFC 9112 has it, or a header that must not come like this
    OriginRefused,         ///< 403 a change asked for from another site, or without saying from where
    RouteUnknown,          ///< 404
    MethodNotAllowed,      ///< 405
    RequestTimeout,        ///< 408 the request came too slowly
    BodyTooLarge,          ///< 413
    UnsupportedMediaType,  ///< 415 a body that is not application/json
    ExpectationFailed,     ///< 417
    UnknownHost,           ///< 421 no tenant has that address
    HeaderTooLarge,        ///< 431
    Internal,              ///< 500 our fault; the log has the request id
    MethodUnknown,         ///< 501
    Unavailable,           ///< 503 the store does not answer, or too many connections
};

/// A line of the tables below: what is said to a client about one kind of failure.
struct Spoken {
    int status;
    std::string_view code, title;
};
[[nodiscard]] Spoken spoken(ErrorCode code) noexcept;
[[nodiscard]] Spoken spoken(Refusal refusal) noexcept;
inline constexpr Refusal kLastRefusal = Refusal::Unavailable;

/// application/problem+json (RFC 9457). `detail` of an error is never shown; retry_after becomes whole seconds, rounded up, in the
/// Retry-After header and the body. `field` names what was wrong in the input. The pipeline adds the request id.
[[nodiscard]] Response problem(const Error& error, std::string_view field = {});
[[nodiscard]] Response problem(Refusal refusal, std::optional<std::chrono::milliseconds> retry_after = {});
/// 422 password_refused with what a person can act on.
[[nodiscard]] Response password_refused(std::span<const password::Reason> reasons);

}  // namespace rekey::http
