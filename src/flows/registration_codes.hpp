#pragma once
#include "flows/registration_context.hpp"

namespace rekey::flows {

/// Draws a code for the enrollment: the MAC, times and number of sends are set. Counted against the account's and the address's budget first,
/// by the statements the reset counts with. TooManyCodes (retry_after). The caller saves the row, then sends the code.
[[nodiscard]] Result<Secret> draw_code(const Work& work, registration::Enrollment& enrollment);

/// Puts it on its way, unless a budget shared with others stands in the way, which the person is not told. Last in the unit of work: see
/// count_shared.
[[nodiscard]] Issued send_code(const Work& work, const registration::Enrollment& enrollment, const Secret& code);

/// What a request leads to that may have sent a code.
struct Begun {
    EnrollmentView view;
    std::optional<Issued> issued;
};
/// The commit is through: what was sent is metered, and the relay woken.
[[nodiscard]] Result<EnrollmentView> after_commit(const RegistrationPorts& ports, Result<Begun> begun);

/// As the page shows it; without its secrets.
[[nodiscard]] EnrollmentView view_of(const Registrant& who, const registration::Enrollment& enrollment);

}  // namespace rekey::flows
