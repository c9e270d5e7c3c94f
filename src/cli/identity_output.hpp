#pragma once
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "domain/signin/session.hpp"
#include "flows/admin/identity_view.hpp"

namespace rekey::cli {

[[nodiscard]] json::object to_json(const identity::Identity& person);
[[nodiscard]] json::object to_json(const method::Authenticator& method);
[[nodiscard]] json::object to_json(const flows::IdentityView& view);
[[nodiscard]] std::string to_text(const flows::IdentityView& view);
[[nodiscard]] std::string people_table(const std::vector<identity::Identity>& people);
[[nodiscard]] json::array to_json(const std::vector<signin::Session>& sessions);
[[nodiscard]] std::string sessions_table(const std::vector<signin::Session>& sessions);
[[nodiscard]] std::string methods_table(const flows::IdentityView& view);

}  // namespace rekey::cli
