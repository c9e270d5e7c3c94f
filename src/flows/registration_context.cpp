#include "flows/registration_context.hpp"

#include <algorithm>

#include "flows/account_key.hpp"
#include "flows/account_notice.hpp"
#include "flows/not_me_link.hpp"
#include "flows/question_proof.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

message::Kind notice_of(registration::Happening what) {
    switch (what) {
        case registration::Happening::MethodAdded: return message::Kind::MethodAdded;
        case registration::Happening::MethodChanged: return message::Kind::MethodChanged;
        case registration::Happening::MethodRemoved: return message::Kind::MethodRemoved;
        case registration::Happening::PasswordChanged: break;
    }
    return message::Kind::PasswordChanged;
}

MethodInfo info_of(ports::UnitOfWork& unit, const Registrant& who, const method::Authenticator& first) {
    MethodInfo info;
    info.id = first.id;
    info.item = registration::item_of(first.kind);
    info.hint = method::hint_for(first.kind, first.address);
    info.source = first.source;
    info.usable_from = first.usable_from;
    info.usable_until = first.usable_until;
    for (const auto& use : uses_of(who.on_file, first)) {
        info.kinds.push_back(use.kind);
        info.verified = info.verified || use.verified_at.has_value();
        info.preferred = info.preferred || who.record.preferred == use.id;
    }
    if (info.item == registration::Item::RecoveryCodes) {
        const auto codes = unit.proofs().codes(first.id);
        info.codes_left = codes ? std::ssize(codes->verifiers) : 0;
    }
    if (info.item == registration::Item::Questions) info.questions = how_many_questions(unit, first);
    return info;
}

Instant change_until(const Registrant& who) {
    const auto& session = who.active.session;
    const bool first = registration::is_first_session(who.record, who.on_file, session.id);
    return registration::change_until(session.signed_in_at, session.second_proof_at,
                                      first ? registration::Occasion::First : registration::Occasion::Later);
}

}  // namespace

std::vector<method::Authenticator> uses_of(std::span<const method::Authenticator> on_file, const method::Authenticator& one) {
    std::vector<method::Authenticator> uses;
    for (const auto& each : on_file) {
        const bool same_number = method::is_phone(one.kind) && registration::item_of(each.kind) == registration::item_of(one.kind) &&
                                 each.address == one.address && each.source == one.source;
        if (each.id == one.id || same_number) uses.push_back(each);
    }
    return uses;
}

std::vector<method::Authenticator> countable(ports::UnitOfWork& unit, const Registrant& who) {
    auto counted = who.on_file;
    const auto is_question = [](const auto& each) { return each.kind == method::Kind::SecurityQuestions; };
    if (std::ranges::none_of(counted, is_question)) return counted;
    const auto sets = sets_to_ask(unit.proofs().questions(who.active.identity.id), who.active.settings);
    std::erase_if(counted, [&](const auto& each) { return is_question(each) && find_set(sets, each.id) == nullptr; });
    return counted;
}

const method::Authenticator* find_method(std::span<const method::Authenticator> on_file, std::string_view id) {
    const auto parsed = AuthenticatorId::parse(id);
    const auto found = std::ranges::find_if(on_file, [&](const auto& each) { return parsed && each.id == *parsed; });
    return found == on_file.end() ? nullptr : &*found;
}

std::vector<method::Kind> kinds_of(registration::Item item, const policy::ResetPolicy& policy) {
    std::vector<method::Kind> kinds;
    std::ranges::copy_if(policy.kinds, std::back_inserter(kinds), [&](const auto kind) { return registration::item_of(kind) == item; });
    return kinds;
}

Result<Registrant> RegistrationContext::load(ports::UnitOfWork& unit, const std::optional<Secret>& token) const {
    auto active = sessions_.load(unit, token, signin::Stage::SignedIn);
    if (!active) return std::unexpected(active.error());
    auto policy = policy::reset_policy(active->settings, active->identity.role, ports_.account.offered);
    // The record first: what is taken away after it was read has raised its removals.
    auto record = unit.registrations().find(active->identity.id);
    auto on_file = unit.authenticators().of(active->identity.id);
    const bool proven_twice = active->session.second_proof_at.has_value();
    return Registrant{std::move(*active), std::move(policy), std::move(on_file), std::move(record),
                      proven_twice ? registration::Strength::TwoProofs : registration::Strength::Password};
}

Result<Registrant> RegistrationContext::load_for_change(ports::UnitOfWork& unit, const std::optional<Secret>& token) const {
    auto who = load(unit, token);
    if (!who) return who;
    if (who->record.frozen_at) return fail(ErrorCode::AccountFrozen);
    if (who->active.now > change_until(*who)) return fail(ErrorCode::ReauthenticationNeeded);
    return who;
}

Mac RegistrationContext::handle_mac(const Secret& handle) const {
    return ports_.account.macs.mac(ports::MacPurpose::AttemptHandle, {as_bytes("enrollment"), tenant_.view(), handle.bytes()});
}

Mac RegistrationContext::code_mac(const registration::EnrollmentId& enrollment, std::string_view code) const {
    return ports_.account.macs.mac(ports::MacPurpose::Code, {as_bytes("enrollment"), tenant_.view(), enrollment.view(), as_bytes(code)});
}

Mac RegistrationContext::account_key(const IdentityId& identity) const {
    return flows::account_key(ports_.account.macs, tenant_, identity);
}

Mac RegistrationContext::address_key(std::string_view address) const { return flows::address_key(ports_.account.macs, tenant_, address); }

void RegistrationContext::audit(ports::UnitOfWork& unit, audit::Kind kind, const Registrant& who, const Caller& caller,
                                SessionKeeper::Details details) const {
    sessions_.audit(unit, kind, who.active.identity.id, caller, std::move(details));
}

void RegistrationContext::tell(ports::UnitOfWork& unit, const Registrant& who, std::span<const method::Authenticator> others,
                               const Change& change, const Caller& caller) const {
    const auto& [now, settings, session, identity] = who.active;
    const auto& account = ports_.account;
    AccountNotice notice{notice_of(change.what),
                         identity.language.empty() ? settings.default_language : identity.language,
                         {{"user", identity.user_name},
                          {"at", to_rfc3339(now)},
                          {"method", std::string(registration::name(change.item))},
                          {"device", device_name(caller.user_agent)}}};
    if (change.usable_from) notice.parameters.emplace("usable_from", to_rfc3339(*change.usable_from));
    const auto link = add_not_me_link(unit, account.entropy, account.macs, tenant_, {identity.id, change.what, change.authenticator});
    notice.parameters.emplace("not_me", std::string(link.reveal()));
    static_cast<void>(notify(unit, {account.entropy, account.macs, account.offered}, tenant_, others, notice));
}

void RegistrationContext::end_open_work(ports::UnitOfWork& unit, const IdentityId& identity) {
    unit.attempts().end_others(identity, AttemptId{});
    static_cast<void>(unit.enrollments().end_all(identity));
}

RegistrationStatus RegistrationContext::status(ports::UnitOfWork& unit, const Registrant& who) const {
    const auto& active = who.active;
    auto judged = registration::missing(active.settings, who.policy, countable(unit, who), who.record, active.now);
    RegistrationStatus status;
    status.now = active.now;
    const bool passed = active.session.passed_at_removals == who.record.removals;
    status.interrupt = passed ? registration::Interrupt::None : judged.interrupt;
    status.missing = judged.methods;
    status.may_skip = judged.may_skip && !passed;
    status.skips_left = judged.skips_left;
    status.to_verify = std::move(judged.to_verify);
    status.region = active.settings.region;
    status.frozen_at = who.record.frozen_at;
    status.change_until = change_until(who);
    for (const auto item : judged.to_set_up) status.to_set_up.push_back({item, kinds_of(item, who.policy)});
    for (const auto& each : who.on_file) {
        const bool shown = uses_of(who.on_file, each).front().id == each.id;
        if (shown) status.methods.push_back(info_of(unit, who, each));
    }
    return status;
}

}  // namespace rekey::flows
