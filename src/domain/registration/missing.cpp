#include "domain/registration/missing.hpp"

#include <algorithm>
#include <set>

namespace rekey::registration {
namespace {

using method::Authenticator;

bool holds(const auto& range, const auto& value) { return std::ranges::find(range, value) != std::ranges::end(range); }

std::vector<Authenticator> proven_ones(const policy::ResetPolicy& policy, std::span<const Authenticator> on_file) {
    std::vector<Authenticator> proven;
    std::ranges::copy_if(on_file, std::back_inserter(proven),
                         [&](const auto& each) { return each.verified_at && holds(policy.kinds, each.kind); });
    return proven;
}

std::int64_t how_many_items(std::span<const Authenticator> authenticators) {
    std::set<Item> different;
    for (const auto& each : authenticators) {
        different.insert(item_of(each.kind));
    }
    return std::ssize(different);
}

/// A mobile stands here once, by the first of its two uses.
std::vector<AuthenticatorId> unproven_ones(const policy::ResetPolicy& policy, std::span<const Authenticator> on_file) {
    std::vector<AuthenticatorId> found;
    std::vector<std::string_view> addresses;
    for (const auto& each : on_file) {
        if (each.verified_at || !method::is_sent(each.kind) || !holds(policy.kinds, each.kind) || holds(addresses, each.address)) continue;
        addresses.push_back(each.address);
        found.push_back(each.id);
    }
    return found;
}

bool reconfirm_due(const tenant::Settings& settings, const Record& record, Instant now) {
    return settings.reconfirm_days > 0 && record.confirmed_at && now - *record.confirmed_at >= days{settings.reconfirm_days};
}

}  // namespace

std::string_view name(Interrupt interrupt) noexcept {
    switch (interrupt) {
        case Interrupt::None: return "none";
        case Interrupt::Register: return "register";
        case Interrupt::Reconfirm: break;
    }
    return "reconfirm";
}

std::vector<Item> items(const policy::ResetPolicy& policy) {
    std::vector<Item> allowed;
    for (const auto item : kAllItems) {
        if (std::ranges::any_of(policy.kinds, [&](const auto kind) { return item_of(kind) == item; })) allowed.push_back(item);
    }
    return allowed;
}

Missing missing(const tenant::Settings& settings, const policy::ResetPolicy& policy, std::span<const Authenticator> on_file,
                const Record& record, Instant now) {
    const auto proven = proven_ones(policy, on_file);
    Missing result;
    result.methods = std::max<std::int64_t>({0, policy.gates - how_many_items(proven), policy.gates - policy::channels(proven)});
    result.to_verify = unproven_ones(policy, on_file);
    for (const auto item : items(policy)) {
        const bool has = std::ranges::any_of(on_file, [&](const auto& each) { return item_of(each.kind) == item; });
        if (!has) result.to_set_up.push_back(item);
    }
    result.skips_left = std::max<std::int64_t>(0, settings.registration_skips - record.skips);
    if (!settings.require_registration) return result;
    if (result.methods > 0) {
        result.interrupt = Interrupt::Register;
        result.may_skip = result.skips_left > 0;
    } else if (reconfirm_due(settings, record, now)) {
        result.interrupt = Interrupt::Reconfirm;
    }
    return result;
}

bool is_first_session(const Record& record, std::span<const Authenticator> on_file, const SessionId& session) noexcept {
    return record.first_session ? *record.first_session == session : on_file.empty();
}

}  // namespace rekey::registration
