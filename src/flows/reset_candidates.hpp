#pragma once
#include <vector>

#include "flows/reset_context.hpp"

namespace rekey::flows {

/// There is no grant, or all the candidates it had are used up.
[[nodiscard]] std::unexpected<Error> no_candidate_left();

/// Counts a candidate for the new password; nothing is told of one that was not. Errors: `no_candidate_left`.
[[nodiscard]] Result<void> count_candidate(ports::UnitOfWork& unit, const Loaded& loaded);

/// For the administrator: which rule, and nothing of what was typed.
void audit_refused(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, const password::Reason& reason);

/// Counts one that will not do, and says why. `reasons` is not empty. Errors: TooManyPasswords.
[[nodiscard]] Result<PasswordOutcome> refuse_candidate(ports::Store& store, const ResetContext& context, const Loaded& loaded,
                                                       std::vector<password::Reason> reasons);

}  // namespace rekey::flows
