#pragma once
#include "flows/reset_service.hpp"
#include "http/codec/json_reader.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"

namespace rekey::http {

/// What the handlers of sign-in and account share.
[[nodiscard]] inline flows::Caller caller_of(const Request& request) { return {request.client, std::string(request.header("user-agent"))}; }
[[nodiscard]] inline Response bad_input(const BadInput& bad) { return problem(Error{ErrorCode::InvalidInput, {}, {}}, bad.field); }

/// A problem; one that says "not signed in" also names how one is (RFC 9110 section 15.5.2 wants it of every 401).
[[nodiscard]] inline Response refusal(const Error& error) {
    Response response = problem(error);
    if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Rekey-Session");
    return response;
}

}  // namespace rekey::http
