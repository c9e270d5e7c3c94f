#include "flows/directory_refusal.hpp"

#include <algorithm>

#include "domain/password/complexity.hpp"

namespace rekey::flows {
namespace {

using directory::Refusal;
using password::Reason;
using password::Rule;

/// Without the directory's number, one that is certain: what was too short has to grow.
Reason too_short(const directory::PasswordPolicy& policy, const Secret& candidate) {
    return {Rule::TooShort, std::max(policy.min_length, password::utf16_length(candidate.reveal()) + 1)};
}

std::vector<Reason> too_simple(const Secret& candidate, const password::Context& context) {
    std::vector<Reason> reasons;
    if (password::count_kinds(candidate.reveal()) < password::kComplexKinds)
        reasons.push_back({Rule::TooFewClasses, password::kComplexKinds});
    if (password::holds_name_part(candidate.reveal(), context)) reasons.push_back({Rule::ContainsName});
    return reasons;
}

std::vector<Reason> broken(const directory::PasswordPolicy& policy, const Secret& candidate, const password::Context& context) {
    std::vector<Reason> reasons;
    if (policy.complexity) reasons = too_simple(candidate, context);
    if (password::utf16_length(candidate.reveal()) < policy.min_length)
        reasons.insert(reasons.begin(), {Rule::TooShort, policy.min_length});
    return reasons;
}

std::vector<Reason> or_directory(std::vector<Reason> reasons) {
    if (reasons.empty()) reasons.push_back({Rule::Directory});
    return reasons;
}

}  // namespace

std::vector<Reason> reasons_of(const directory::Written& written, const std::optional<directory::PasswordPolicy>& policy,
                               const Secret& candidate, const password::Context& context) {
    if (written.how != directory::Written::How::Refused) return {};
    const auto known = policy.value_or(directory::PasswordPolicy{});
    switch (written.refusal) {
        case Refusal::TooShort: return {too_short(known, candidate)};
        case Refusal::TooSimple: return or_directory(too_simple(candidate, context));
        case Refusal::UsedBefore: return {{Rule::UsedBefore, std::max<std::int64_t>(known.history, 1)}};
        case Refusal::TooSoon: return {{Rule::TooSoon}};
        case Refusal::Rules: return or_directory(broken(known, candidate, context));
        default: return {{Rule::Directory}};
    }
}

}  // namespace rekey::flows
