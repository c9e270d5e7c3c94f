#include "flows/reset_candidates.hpp"

namespace rekey::flows {

std::unexpected<Error> no_candidate_left() { return fail(ErrorCode::TooManyPasswords, "no grant, or its candidates are used up"); }

Result<void> count_candidate(ports::UnitOfWork& unit, const Loaded& loaded) {
    if (!unit.grants().count_candidate(loaded.attempt.id, loaded.settings.candidate_passwords, unit.now())) return no_candidate_left();
    return {};
}

void audit_refused(ports::UnitOfWork& unit, const ResetContext& context, const Loaded& loaded, const password::Reason& reason) {
    context.audit(unit, audit::Kind::PasswordRefused, loaded.attempt, {{"rule", std::string(password::name(reason.rule))}});
}

Result<PasswordOutcome> refuse_candidate(ports::Store& store, const ResetContext& context, const Loaded& loaded,
                                         std::vector<password::Reason> reasons) {
    const auto counted = ports::transact(store, context.tenant(), [&](ports::UnitOfWork& unit) {
        auto result = count_candidate(unit, loaded);
        if (result) audit_refused(unit, context, loaded, reasons.front());
        return result;
    });
    if (!counted) return std::unexpected(counted.error());
    return PasswordOutcome{std::nullopt, std::move(reasons)};
}

}  // namespace rekey::flows
