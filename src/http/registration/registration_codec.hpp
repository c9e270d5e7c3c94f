#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "flows/not_me.hpp"
#include "flows/registration_view.hpp"
#include "http/codec/json_reader.hpp"

namespace rekey::http {

struct ProofBody {
    Secret enrollment, code;
};

/// The request bodies of registration in api/openapi.yaml, with its bounds.
[[nodiscard]] Parsed<flows::StartEnrollment> parse_start_enrollment(std::string_view json);
/// Nothing: the method's first way.
[[nodiscard]] Parsed<std::optional<method::Kind>> parse_via(std::string_view json);
[[nodiscard]] Parsed<Secret> parse_enrollment(std::string_view json);
[[nodiscard]] Parsed<ProofBody> parse_proof(std::string_view json);
[[nodiscard]] Parsed<Secret> parse_not_me(std::string_view json);

[[nodiscard]] std::string render(const flows::RegistrationStatus& status);
/// Holds what is shown once: an app's key, recovery codes.
[[nodiscard]] std::string render(const flows::EnrollmentView& view);
[[nodiscard]] std::string render(const flows::QuestionChoice& choice);
[[nodiscard]] std::string render(const flows::NotMeView& view);

}  // namespace rekey::http
