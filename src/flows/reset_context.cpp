#include "flows/reset_context.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "domain/method/totp_key.hpp"
#include "flows/account_key.hpp"
#include "flows/account_notice.hpp"
#include "flows/decoy_shapes.hpp"
#include "flows/directory_obstacle.hpp"
#include "flows/not_me_link.hpp"
#include "flows/random_token.hpp"

namespace rekey::flows {
namespace {

/// Looked up when what was typed can name nobody: the same query runs, and no folded identifier holds a space.
identity::FoldedIdentifier nobody() { return {" "}; }

bool channel_passed(const reset::Attempt& attempt, method::Kind kind) {
    return std::ranges::find(attempt.passed, method::channel_of(kind)) != attempt.passed.end();
}

std::optional<Link> sign_in_link(const tenant::Settings& settings) {
    if (settings.sign_in_url.empty()) return std::nullopt;
    return Link{settings.sign_in_url, settings.sign_in_label};
}

std::optional<Link> return_link(const tenant::Settings& settings, const std::string& name) {
    if (name.empty()) return std::nullopt;
    const auto link = tenant::return_link(settings, name);
    if (!link) return std::nullopt;
    return Link{link->url, link->label};
}

/// How many digits a code has; 0: it has letters too.
std::int64_t digits_of(method::Kind kind, const tenant::Settings& settings) {
    switch (kind) {
        case method::Kind::Email: return settings.email_digits;
        case method::Kind::Totp: return method::kTotpDigits;
        case method::Kind::RecoveryCode:
        case method::Kind::SecurityQuestions: return 0;
        case method::Kind::Sms:
        case method::Kind::VoiceMobile:
        case method::Kind::VoiceOffice: break;
    }
    return settings.phone_digits;
}

/// May what became of the message be told? To a stranger it would say whether there is one: a decoy's is never busy. Where the tenant
/// explains, nobody unknown comes this far; a decoy passes no gate either.
bool may_be_told(const Loaded& loaded) {
    return !loaded.attempt.passed.empty() || loaded.settings.stranger_answers == tenant::StrangerAnswers::Explain;
}

/// Short enough to read over the phone: eight characters of the attempt's random tail.
std::string reference(const reset::Attempt& attempt) {
    const auto text = attempt.id.text();
    return text.substr(text.size() - 8, 4) + "-" + text.substr(text.size() - 4);
}

}  // namespace

tenant::Settings load_settings(ports::UnitOfWork& unit) { return tenant::load(unit.settings().all()); }

password::Rules rules_of(const Loaded& loaded) {
    const auto& standing = loaded.subject.directory;
    return password_rules(loaded.settings, standing ? standing->health.policy : std::nullopt);
}

TenantFacts load_facts(ports::UnitOfWork& unit) {
    const auto stored = unit.settings().all();
    return {tenant::load(stored), parse_shapes(stored), parse_shares(stored)};
}

std::vector<method::Authenticator> for_next_gate(const Subject& subject, const reset::Attempt& attempt) {
    std::vector<method::Authenticator> open;
    std::ranges::copy_if(subject.offered, std::back_inserter(open), [&](const auto& a) { return !channel_passed(attempt, a.kind); });
    return open;
}

Subject ResetContext::subject(ports::UnitOfWork& unit, const TenantFacts& facts, std::string_view typed, std::string_view network,
                              const std::optional<IdentityId>& known) const {
    const auto& settings = facts.settings;
    const auto folded = identity::fold(typed).value_or(nobody());
    Subject subject;
    subject.account = known ? unit.identities().account(*known) : unit.identities().account(folded);

    // A decoy is always made, and its work always done; the person's own facts take its place where there are any.
    const auto seed = subject.account
                          ? ports_.macs.mac(ports::MacPurpose::Decoy, {tenant_.view(), as_bytes("identity"), subject.account->id.view()})
                          : ports_.macs.mac(ports::MacPurpose::Decoy, {tenant_.view(), as_bytes("identifier"), as_bytes(folded.text)});
    const auto role = subject.account ? subject.account->role : identity::Role::Person;
    subject.policy = policy::reset_policy(settings, role, ports_.offered);
    const auto kinds = policy::reset_policy(settings, identity::Role::Person, ports_.offered).kinds;
    auto decoy = reset::make_decoy(seed, kinds, facts.shapes, facts.shares);
    auto decoy_questions = made_up_questions(settings, kinds, decoy);
    subject.id = subject.account ? subject.account->id : known.value_or(decoy.subject);

    const auto resets = policy::resets_per_account(settings);
    auto standing =
        unit.standings().of(subject.id, familiar_key(subject.id, network), account_key(subject.id),
                            {policy::pause(identity::Side::Familiar).name, policy::pause(identity::Side::Unfamiliar).name, resets.name},
                            decoy.authenticators.size());
    const auto [paused_familiar, paused_unfamiliar, resets_today] = standing.counts;
    subject.on_file = std::move(standing.on_file);
    subject.side = standing.familiar ? identity::Side::Familiar : identity::Side::Unfamiliar;
    subject.paused = (standing.familiar ? paused_familiar : paused_unfamiliar) > 0;

    // In the order of kinds, as a decoy's are: the order of registration would tell them apart.
    subject.offered = policy::usable(subject.on_file, subject.policy, unit.now());
    load_questions(unit, settings, kinds, subject);
    std::ranges::sort(subject.offered, {}, [](const auto& each) { return std::tuple(each.kind, each.created_at, each.id); });
    subject.facts = {subject.account && subject.account->status == identity::Status::Enabled,
                     policy::in_scope(settings, standing.groups),
                     policy::channels(subject.offered),
                     subject.policy.gates,
                     resets_today,
                     resets.count,
                     directory_obstacle(subject.account, standing.directory)};
    subject.directory = std::move(standing.directory);
    subject.real = subject.facts.enabled && !subject.offered.empty();
    if (!subject.real) {
        subject.on_file = decoy.authenticators;
        subject.offered = std::move(decoy.authenticators);
        subject.questions = std::move(decoy_questions);
    }
    return subject;
}

Result<Loaded> ResetContext::load(ports::UnitOfWork& unit, const Secret& handle, reset::Request request) const {
    auto found = unit.attempts().find(ports_.macs.mac(ports::MacPurpose::AttemptHandle, {tenant_.view(), handle.bytes()}));
    auto facts = load_facts(unit);
    auto& attempt = found.get();
    if (!attempt || attempt->state == reset::State::Ended || attempt->expires_at <= unit.now()) return fail(ErrorCode::AttemptEnded);
    if (!reset::allowed(attempt->state, request)) return fail(ErrorCode::NotAllowedNow, std::string(reset::name(request)));
    auto whom = subject(unit, facts, attempt->typed, attempt->network, attempt->subject);
    return Loaded{unit.now(), std::move(facts.settings), std::move(*attempt), std::move(whom)};
}

std::optional<Loaded> ResetContext::reload(ports::UnitOfWork& unit, const AttemptId& id) const {
    auto found = unit.attempts().find(id);
    auto facts = load_facts(unit);
    auto& attempt = found.get();
    if (!attempt) return std::nullopt;
    auto whom = subject(unit, facts, attempt->typed, attempt->network, attempt->subject);
    return Loaded{unit.now(), std::move(facts.settings), std::move(*attempt), std::move(whom)};
}

MethodView ResetContext::method_view(const reset::Attempt& attempt, const method::Authenticator& authenticator) const {
    const auto kind = authenticator.kind;
    const bool slow = ports_.in_trouble && method::is_sent(kind) && ports_.in_trouble(method::channel_of(kind));
    return {method_id(attempt, authenticator), kind, method::hint_for(kind, authenticator.address), slow};
}

std::vector<MethodView> ResetContext::methods(ports::UnitOfWork& unit, const Loaded& loaded) const {
    auto open = for_next_gate(loaded.subject, loaded.attempt);
    // Who has proven something finds their default method first. Before that the order would tell a person from a decoy.
    if (!loaded.attempt.passed.empty()) {
        const auto preferred = unit.registrations().find(loaded.subject.id).preferred;
        const auto first = std::ranges::find_if(open, [&](const auto& each) { return each.id == preferred; });
        if (first != open.end()) std::rotate(open.begin(), first, first + 1);
    }
    std::vector<MethodView> views;
    for (const auto& authenticator : open) {
        views.push_back(method_view(loaded.attempt, authenticator));
    }
    return views;
}

std::optional<StepView> ResetContext::code_step(ports::UnitOfWork& unit, const Loaded& loaded, StepView view) const {
    const auto challenge = unit.challenges().open(loaded.attempt.id);
    if (!challenge) return std::nullopt;
    const auto& offered = loaded.subject.offered;
    const auto chosen = std::ranges::find(offered, challenge->authenticator, &method::Authenticator::id);
    if (chosen == offered.end()) return std::nullopt;  // removed meanwhile
    const auto sends = unit.challenges().sends(loaded.attempt.id, challenge->authenticator);
    view.kind = StepKind::EnterCode;
    view.challenge = challenge->id.text();
    view.method = method_view(loaded.attempt, *chosen);
    view.digits = digits_of(challenge->kind, loaded.settings);
    if (challenge->kind == method::Kind::SecurityQuestions) {
        view.kind = StepKind::AnswerQuestions;
        view.questions = questions_of(loaded, *challenge);
    }
    if (challenge->number) {
        view.kind = StepKind::ConfirmCall;
        view.number = *challenge->number;
        view.confirmed = challenge->confirmed_at.has_value();
    }
    if (!method::is_sent(challenge->kind)) return view;  // nothing was sent that could run out or be sent again
    view.code_expires_at = challenge->expires_at;
    view.resent = challenge->resent;
    if (challenge->message && may_be_told(loaded)) {
        if (const auto journey = unit.outbox().find(*challenge->message))
            view.message = message::progress_of(journey->state, journey->fate);
    }
    if (sends <= loaded.settings.resends) view.resend_at = challenge->resend_at;
    return view;
}

StepView ResetContext::step(ports::UnitOfWork& unit, const Loaded& loaded) const {
    const auto& attempt = loaded.attempt;
    StepView view;
    view.user = attempt.typed;
    view.now = loaded.now;
    view.expires_at = attempt.expires_at;
    // Before the first proof the number of gates is told only when everybody needs the same; afterwards the person may know.
    const auto everybody = policy::gates_for_everybody(loaded.settings);
    const auto gates = attempt.passed.empty() ? everybody : std::optional{loaded.subject.policy.gates};
    switch (attempt.state) {
        case reset::State::AwaitingNeed: view.kind = StepKind::ChooseNeed; break;
        case reset::State::AwaitingCode:
        case reset::State::AwaitingMethod:
            view.gate = std::ssize(attempt.passed) + 1;
            view.gates = gates;
            view.outcome = attempt.need;
            if (attempt.state == reset::State::AwaitingCode) {
                if (auto code = code_step(unit, loaded, view)) return *code;
            }
            view.kind = StepKind::ChooseMethod;
            view.methods = methods(unit, loaded);
            if (std::ranges::any_of(view.methods, method::is_phone, &MethodView::kind)) view.region = loaded.settings.region;
            break;
        case reset::State::AwaitingPassword:
            view.kind = StepKind::SetPassword;
            view.rules = shown(rules_of(loaded));
            break;
        case reset::State::Writing:
            view.kind = StepKind::Writing;
            view.outcome = attempt.need;
            break;
        case reset::State::Completed:
            view.kind = StepKind::Completed;
            view.outcome = attempt.need;
            view.sign_in = sign_in_link(loaded.settings);
            view.return_to = return_link(loaded.settings, attempt.return_name);
            break;
        case reset::State::Refused:
        case reset::State::Ended:
            view.kind = StepKind::Refused;
            view.reason = attempt.obstacle;
            view.missing = attempt.missing;
            view.reference = reference(attempt);
            break;
    }
    return view;
}

Secret ResetContext::rotate_handle(reset::Attempt& attempt) const {
    auto handle = draw_token<32>(ports_.entropy);
    attempt.handle = ports_.macs.mac(ports::MacPurpose::AttemptHandle, {tenant_.view(), handle.bytes()});
    return handle;
}

std::string ResetContext::method_id(const reset::Attempt& attempt, const method::Authenticator& authenticator) const {
    const auto mac = ports_.macs.mac(ports::MacPurpose::MethodId, {attempt.id.view(), authenticator.id.view()});
    return to_base64url(mac.view().first(9));
}

Mac ResetContext::code_mac(const ChallengeId& challenge, std::string_view code) const {
    return ports_.macs.mac(ports::MacPurpose::Code, {tenant_.view(), challenge.view(), as_bytes(code)});
}

Mac ResetContext::account_key(const IdentityId& subject) const { return flows::account_key(ports_.macs, tenant_, subject); }

Mac ResetContext::guess_key(const IdentityId& subject) const { return flows::guess_key(ports_.macs, tenant_, subject); }

Mac ResetContext::address_key(std::string_view address) const { return flows::address_key(ports_.macs, tenant_, address); }

Mac ResetContext::network_key(std::string_view network) const { return flows::network_key(ports_.macs, tenant_, network); }

Mac ResetContext::familiar_key(const IdentityId& subject, std::string_view network) const {
    return flows::familiar_key(ports_.macs, tenant_, subject, network);
}

void ResetContext::audit(ports::UnitOfWork& unit, audit::Kind kind, const reset::Attempt& attempt, Details details) const {
    audit::Event event;
    event.id = ports::make_id<EventId>(ports_.entropy);
    event.at = unit.now();
    event.kind = kind;
    event.identity = attempt.subject;
    event.attempt = attempt.id;
    event.actor = "person";
    event.network = attempt.network;
    event.details = std::move(details);
    unit.audit().append(event);
}

Secret ResetContext::not_me_link(ports::UnitOfWork& unit, const IdentityId& person) const {
    return add_not_me_link(unit, ports_.entropy, ports_.macs, tenant_, {person, registration::Happening::PasswordChanged});
}

void ResetContext::notify(ports::UnitOfWork& unit, const Loaded& loaded, message::Kind kind, const message::Parameters& parameters) const {
    static_cast<void>(flows::notify(unit, {ports_.entropy, ports_.macs, ports_.offered}, tenant_, loaded.subject.on_file,
                                    {kind, loaded.attempt.language, parameters, loaded.subject.real}));
}

std::string device_name(std::string_view user_agent) {
    struct Mark {
        std::string_view token, name;
    };
    // Order matters: Edge and Opera also call themselves Chrome, Chrome also calls itself Safari.
    constexpr std::array<Mark, 6> kBrowsers{
        {{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}}};
    constexpr std::array<Mark, 7> kSystems{{{"iPhone", "iPhone"},
                                            {"iPad", "iPad"},
                                            {"Android", "Android"},
                                            {"Windows", "Windows"},
                                            {"Mac OS X", "macOS"},
                                            {"CrOS", "ChromeOS"},
                                            {"Linux", "Linux"}}};
    const auto found = [&](const auto& marks) -> std::string {
        for (const auto& [token, name] : marks) {
            if (user_agent.find(token) != std::string_view::npos) return std::string(name);
        }
        return {};
    };
    const auto browser = found(kBrowsers);
    const auto system = found(kSystems);
    if (browser.empty() || system.empty()) return browser + system;
    return browser + " on " + system;
}

}  // namespace rekey::flows
