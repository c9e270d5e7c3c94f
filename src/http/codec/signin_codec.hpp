#pragma once
#include <string>
#include <string_view>

#include "flows/account_service.hpp"
#include "flows/signin_service.hpp"
#include "http/codec/json_reader.hpp"

namespace rekey::http {

struct ChangeBody {
    Secret current, password;
};

/// The bodies and answers of sign-in and account, as api/openapi.yaml has them.
[[nodiscard]] Parsed<flows::SignIn> parse_signin(std::string_view json);
[[nodiscard]] Parsed<Secret> parse_sign_in_proof(std::string_view json);
[[nodiscard]] Parsed<ChangeBody> parse_change(std::string_view json);
[[nodiscard]] Parsed<flows::WhichSessions> parse_which_sessions(std::string_view json);

[[nodiscard]] std::string render(const flows::SignInAnswer& answer);
[[nodiscard]] std::string render(const flows::SessionInfo& info);
[[nodiscard]] std::string render(const flows::SessionList& list);
[[nodiscard]] std::string render(const flows::ActivityList& list);
[[nodiscard]] std::string render(const flows::PasswordInfo& info);

}  // namespace rekey::http
