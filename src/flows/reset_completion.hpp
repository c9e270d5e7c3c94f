#pragma once
#include <string_view>

#include "flows/reset_context.hpp"

namespace rekey::flows {

/// The end of an attempt whose new password is in force, wherever it is mastered: nothing of before is good any more, and the person is
/// told. In the transaction that consumed the grant; saves the attempt.
void complete_reset(ports::UnitOfWork& unit, const ResetContext& context, Loaded& loaded, std::string_view user_agent);

/// The end of an attempt that only unlocked.
void complete_unlock(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded);

}  // namespace rekey::flows
