#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "domain/method/method.hpp"
#include "domain/password/rules.hpp"
#include "flows/portal_service.hpp"
#include "flows/reset_view.hpp"

namespace rekey::http {

/// The schemas of api/openapi.yaml as JSON text. Absent fields are left out, never null.
[[nodiscard]] std::string render(const flows::PortalView& portal);
[[nodiscard]] std::string render(const flows::ResetAnswer& answer);
[[nodiscard]] std::string render(const flows::PasswordAdvice& advice);
[[nodiscard]] std::string render(const ports::CaptchaChallenge& captcha);

[[nodiscard]] boost::json::array to_json(std::span<const password::Reason> reasons);
[[nodiscard]] boost::json::array to_json(std::span<const tenant::Question> questions);
[[nodiscard]] boost::json::object hint_json(const method::Hint& hint);

}  // namespace rekey::http
