// Beginning an enrollment: the value is judged, counted, and a code goes on its way; or a secret is drawn and shown.
#include <algorithm>
#include <array>

#include "domain/identity/identity.hpp"
#include "domain/method/totp_key.hpp"
#include "domain/policy/throttle.hpp"
#include "domain/registration/chosen_questions.hpp"
#include "flows/phone.hpp"
#include "flows/question_proof.hpp"
#include "flows/random_token.hpp"
#include "flows/recovery_set.hpp"
#include "flows/registration_codes.hpp"
#include "flows/registration_context.hpp"
#include "flows/registration_service.hpp"

namespace rekey::flows {
namespace {

using registration::Enrollment;
using registration::Item;
using registration::Purpose;

/// Each one may cost ten hashes; people need a handful.
constexpr policy::Limit kStarts{"enrollments", 30, hours{1}};

/// What is to be registered, judged.
struct Wanted {
    Item item = Item::Email;
    Purpose purpose = Purpose::Add;
    method::Kind via = method::Kind::Email;
    std::string address;
    std::optional<AuthenticatorId> target;
};

bool names_the_person(ports::UnitOfWork& unit, const identity::Identity& person, std::string_view address) {
    const auto folded = identity::fold(address);
    if (!folded) return false;
    const auto names = unit.identities().identifiers(person.id);
    return std::ranges::find(names, folded->text) != names.end();
}

Result<std::string> judged_address(const RegistrationPorts& ports, ports::UnitOfWork& unit, const Registrant& who,
                                   const StartEnrollment& command) {
    const auto& settings = who.active.settings;
    if (command.item == Item::Email) {
        auto email = method::parse_email(command.value);
        // Letters of several scripts that look alike: nobody can tell where such a code goes.
        if (!email || identity::is_confusable(*email)) return fail(ErrorCode::InvalidInput, "not an e-mail address");
        if (names_the_person(unit, who.active.identity, *email)) return fail(ErrorCode::OwnMailbox);
        return std::move(*email);
    }
    const auto form = ports.phones.parse(command.value, command.region.empty() ? std::string_view(settings.region) : command.region);
    if (!form) return form;
    if (!allowed_number(ports.phones, settings, *form)) return fail(ErrorCode::NumberNotServed);
    return form;
}

/// The kind by which the code travels.
Result<method::Kind> judged_via(const Registrant& who, Item item, std::optional<method::Kind> via) {
    const auto kinds = kinds_of(item, who.policy);
    if (kinds.empty()) return fail(ErrorCode::MethodNotOffered);
    if (!via) return kinds.front();
    if (std::ranges::find(kinds, *via) == kinds.end()) return fail(ErrorCode::MethodNotOffered);
    return *via;
}

/// What the organisation manages is neither replaced nor in the way. Nor is what does not count any more: it is replaced unasked.
Result<std::optional<AuthenticatorId>> judged_target(ports::UnitOfWork& unit, const Registrant& who, const StartEnrollment& command,
                                                     std::string_view address) {
    const auto of_item = [&](const auto& each) { return registration::item_of(each.kind) == command.item; };
    const auto counted = countable(unit, who);
    std::optional<AuthenticatorId> spent;
    for (const auto& each : who.on_file) {
        const bool counts = std::ranges::find(counted, each.id, &method::Authenticator::id) != counted.end();
        const bool same = of_item(each) && registration::has_address(command.item) && each.address == address;
        const bool other = of_item(each) && counts && !each.usable_until && each.source != method::Source::Directory;
        if (same || (other && command.replaces.empty())) return fail(ErrorCode::AlreadyExists);
        if (of_item(each) && !counts) spent = each.id;
    }
    if (command.replaces.empty()) return spent;
    const auto* const replaced = find_method(who.on_file, command.replaces);
    if (replaced == nullptr || !of_item(*replaced) || replaced->usable_until) return fail(ErrorCode::NotFound);
    if (replaced->source == method::Source::Directory) return fail(ErrorCode::Forbidden, "managed by the organisation");
    return replaced->id;
}

Result<Wanted> judged(const RegistrationPorts& ports, ports::UnitOfWork& unit, const Registrant& who, const StartEnrollment& command) {
    const auto via = judged_via(who, command.item, command.via);
    if (!via) return std::unexpected(via.error());
    Wanted wanted{command.item, Purpose::Add, *via, {}, {}};
    if (registration::has_address(command.item)) {
        auto address = judged_address(ports, unit, who, command);
        if (!address) return std::unexpected(address.error());
        wanted.address = std::move(*address);
    }
    auto target = judged_target(unit, who, command, wanted.address);
    if (!target) return std::unexpected(target.error());
    wanted.target = *target;
    if (wanted.target) wanted.purpose = Purpose::Change;
    return wanted;
}

Result<Wanted> existing(const Registrant& who, std::string_view id, std::optional<method::Kind> via) {
    const auto* const on_file = find_method(who.on_file, id);
    if (on_file == nullptr) return fail(ErrorCode::NotFound);
    const auto item = registration::item_of(on_file->kind);
    if (!registration::has_address(item)) return fail(ErrorCode::MethodNotOffered, "nothing can be sent to it");
    const auto kind = judged_via(who, item, via);
    if (!kind) return std::unexpected(kind.error());
    return Wanted{item, Purpose::Verify, *kind, on_file->address, on_file->id};
}

/// Stores the enrollment in the place of the one before, and sends its code.
Result<Begun> begin(const Work& work, const Wanted& wanted, Secret value) {
    const auto& [now, settings, session, identity] = work.who.active;
    auto& entropy = work.ports.account.entropy;
    Enrollment enrollment;
    enrollment.id = registration::EnrollmentId{entropy.new_id()};
    enrollment.identity = identity.id;
    enrollment.session = session.id;
    enrollment.item = wanted.item;
    enrollment.purpose = wanted.purpose;
    enrollment.via = wanted.via;
    enrollment.state = registration::first_state(wanted.item);
    enrollment.target = wanted.target;
    enrollment.value = std::move(value);
    enrollment.created_at = now;
    enrollment.expires_at = enrollment.code_expires_at = enrollment.resend_at = now + registration::kLifetime;
    auto handle = draw_token<32>(entropy);
    enrollment.handle = work.context.handle_mac(handle);
    std::optional<Secret> code;
    if (method::is_sent(enrollment.via)) {
        auto drawn = draw_code(work, enrollment);
        if (!drawn) return std::unexpected(drawn.error());
        code = std::move(*drawn);
    }
    static_cast<void>(work.unit.enrollments().end_all(identity.id));
    work.unit.enrollments().insert(enrollment);
    Begun begun{view_of(work.who, enrollment), std::nullopt};
    begun.view.handle = std::move(handle);
    if (code) begun.issued = send_code(work, enrollment, *code);
    return begun;
}

Result<void> count_start(ports::UnitOfWork& unit, const RegistrationContext& context, const std::optional<Secret>& token) {
    const auto who = context.load_for_change(unit, token);
    if (!who) return std::unexpected(who.error());
    const auto account = context.account_key(who->active.identity.id);
    if (unit.counters().add(kStarts.name, account, kStarts.window) <= kStarts.count) return {};
    return fail(ErrorCode::TooManyCodes, "enrollments", unit.counters().ends_at(kStarts.name, account) - unit.now());
}

/// The answers that were typed, folded; none for what is no question.
Result<std::vector<registration::AnsweredQuestion>> judged_answers(ports::UnitOfWork& unit, const RegistrationContext& context,
                                                                   const std::optional<Secret>& token, const StartEnrollment& command) {
    if (command.item != Item::Questions) return {};
    const auto who = context.load_for_change(unit, token);
    if (!who) return std::unexpected(who.error());
    if (const auto via = judged_via(*who, command.item, {}); !via) return std::unexpected(via.error());
    const auto names = unit.identities().identifiers(who->active.identity.id);
    return registration::judge_answers(who->active.settings, command.questions, command.answers, names);
}

/// What is drawn or hashed with no transaction open.
struct Prepared {
    RecoverySet codes;
    ports::QuestionSet questions;
};
Prepared prepare(const SignInPorts& ports, Item item, std::span<const registration::AnsweredQuestion> answered) {
    Prepared made;
    if (item == Item::RecoveryCodes) made.codes = draw_recovery_set(ports.entropy, ports.hasher, ports.macs);
    if (item == Item::Questions) made.questions = make_question_set(answered, ports.entropy, ports.hasher, ports.macs);
    return made;
}

std::string issuer_of(const tenant::Settings& settings) { return settings.display_name.empty() ? "Rekey" : settings.display_name; }

}  // namespace

Result<RegistrationStatus> RegistrationService::status(const TenantId& tenant, const std::optional<Secret>& token) {
    const RegistrationContext context(ports_, tenant);
    const auto unit = ports_.account.store.begin(tenant, ports::Access::Read);
    const auto who = context.load(*unit, token);
    if (!who) return std::unexpected(who.error());
    return context.status(*unit, *who);
}

Result<EnrollmentView> RegistrationService::start(const TenantId& tenant, const std::optional<Secret>& token,
                                                  const StartEnrollment& command, const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto& store = ports_.account.store;
    using Answered = Result<std::vector<registration::AnsweredQuestion>>;
    const auto answered = ports::transact(store, tenant, [&](ports::UnitOfWork& unit) -> Answered {
        if (const auto counted = count_start(unit, context, token); !counted) return std::unexpected(counted.error());
        return judged_answers(unit, context, token, command);
    });
    if (!answered) return std::unexpected(answered.error());
    auto prepared = prepare(ports_.account, command.item, *answered);
    auto begun = ports::transact(store, tenant, [&](ports::UnitOfWork& unit) -> Result<Begun> {
        const auto who = context.load_for_change(unit, token);
        if (!who) return std::unexpected(who.error());
        const Work work{ports_, context, unit, *who, caller};
        const auto wanted = judged(ports_, unit, *who, command);
        if (!wanted) return std::unexpected(wanted.error());
        if (command.item == Item::RecoveryCodes) return begin(work, *wanted, packed(prepared.codes.set));
        if (command.item == Item::Questions) return begin(work, *wanted, packed(prepared.questions));
        if (command.item != Item::App) {
            Secret address{std::string_view(wanted->address)};
            return begin(work, *wanted, std::move(address));
        }
        const Secret key{ByteView(draw_bytes<method::kTotpKeyBytes>(ports_.account.entropy))};
        auto app = begin(work, *wanted, Secret{key.reveal()});
        if (!app) return app;
        app->view.app_uri = method::totp_uri(key, issuer_of(who->active.settings), who->active.identity.user_name);
        app->view.app_key = method::totp_key_text(key);
        return app;
    });
    if (begun) begun->view.codes = std::move(prepared.codes.codes);
    return after_commit(ports_, std::move(begun));
}

Result<EnrollmentView> RegistrationService::verify(const TenantId& tenant, const std::optional<Secret>& token, std::string_view method,
                                                   std::optional<method::Kind> via, const Caller& caller) {
    const RegistrationContext context(ports_, tenant);
    auto begun = ports::transact(ports_.account.store, tenant, [&](ports::UnitOfWork& unit) -> Result<Begun> {
        if (const auto counted = count_start(unit, context, token); !counted) return std::unexpected(counted.error());
        const auto who = context.load_for_change(unit, token);
        if (!who) return std::unexpected(who.error());
        const Work work{ports_, context, unit, *who, caller};
        const auto wanted = existing(*who, method, via);
        if (!wanted) return std::unexpected(wanted.error());
        Secret address{std::string_view(wanted->address)};
        return begin(work, *wanted, std::move(address));
    });
    return after_commit(ports_, std::move(begun));
}

}  // namespace rekey::flows
