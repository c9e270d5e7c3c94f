#pragma once
#include "flows/registration_context.hpp"

namespace rekey::flows {

/// Draws a code for the enrollment and puts it on its way: the MAC, times and number of sends are set, the row is the caller's. Counted
/// against the account's and the address's budget first, by the statements the reset counts with. TooManyCodes (retry_after).
[[nodiscard]] Result<void> send_code(const Work& work, registration::Enrollment& enrollment);

/// As the page shows it; without its secrets.
[[nodiscard]] EnrollmentView view_of(const Registrant& who, const registration::Enrollment& enrollment);

}  // namespace rekey::flows
