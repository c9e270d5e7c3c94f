#pragma once
#include <string>

namespace rekey::http {

/// A name for a request, for log lines and problem answers: 13 characters, unlikely to repeat, and no secret. A client's own
/// X-Request-Id is never taken over: it could be anybody's, or anything. Safe from any thread.
[[nodiscard]] std::string next_request_id();

}  // namespace rekey::http
