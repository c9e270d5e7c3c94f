#include "flows/admin/person.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/password/rules.hpp"
#include "flows/password_rules.hpp"
#include "flows/phone.hpp"
#include "flows/typed_password.hpp"
#include "flows/verifiers.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kLongestName = 200;

bool is_language(std::string_view tag) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
    return tag.empty() || (tag.size() >= 2 && tag.size() <= 35 && std::ranges::all_of(tag, plain));
}

std::string sentence(const password::Reason& reason) {
    using password::Rule;
    switch (reason.rule) {
        case Rule::TooShort: return fmt::format("it needs at least {} characters", reason.limit);
        case Rule::TooLong: return fmt::format("it may have {} characters at most", reason.limit);
        case Rule::NotText: return "it is not text";
        case Rule::TooFewClasses: return fmt::format("it needs {} of small letters, capitals, digits and signs", reason.limit);
        case Rule::ContainsName: return "it contains a name";
        case Rule::Common: return "it is one that people guess first";
        case Rule::Banned: return "it is a word of the organisation";
        case Rule::UsedBefore: return fmt::format("it was used before (the last {} are remembered)", reason.limit);
        case Rule::TooSoon: return "it was changed too recently";
        case Rule::Directory: return "the directory does not accept it";
    }
    return {};
}

/// What the command line and the columns of a file call it.
std::string_view column_of(method::Kind kind) {
    if (kind == method::Kind::Email) return "email";
    return kind == method::Kind::VoiceOffice ? "office" : "mobile";
}

/// A mobile can be texted and called; both are methods of their own.
Result<std::vector<method::Authenticator>> methods_of(const NewIdentity& person, const tenant::Settings& settings,
                                                      const AdminPorts& ports) {
    struct Given {
        method::Kind kind;
        const std::string& address;
    };
    std::vector<method::Authenticator> methods;
    for (const auto& [kind, address] : {Given{method::Kind::Email, person.email}, Given{method::Kind::Sms, person.mobile},
                                        Given{method::Kind::VoiceMobile, person.mobile}, Given{method::Kind::VoiceOffice, person.office}}) {
        if (address.empty()) continue;
        auto parsed = parse_address_of(kind, address, settings, ports);
        if (!parsed) return fail(parsed.error().code, fmt::format("{}: {}", column_of(kind), parsed.error().detail));
        method::Authenticator authenticator;
        authenticator.kind = kind;
        authenticator.address = std::move(*parsed);
        methods.push_back(std::move(authenticator));
    }
    return methods;
}

}  // namespace

Result<std::string> parse_address_of(method::Kind kind, std::string_view typed, const tenant::Settings& settings, const AdminPorts& ports) {
    if (kind == method::Kind::Email) {
        if (auto email = method::parse_email(typed)) return std::move(*email);
        return fail(ErrorCode::InvalidInput, "the e-mail address is not well formed");
    }
    if (method::is_phone(kind)) return allowed_number(ports.phones, settings, typed);
    return fail(ErrorCode::InvalidInput, fmt::format("{} has no address: see rekey user methods --help", method::name(kind)));
}

Result<void> check_names(const identity::Identity& person) {
    for (const auto& name : {person.display_name, person.given_name, person.surname}) {
        if (!is_line(name) || code_points(name) > kLongestName) {
            return fail(ErrorCode::InvalidInput, fmt::format("a name is one line of {} characters at most", kLongestName));
        }
    }
    if (!is_language(person.language)) return fail(ErrorCode::InvalidInput, "a language is written like en or pt-BR");
    return {};
}

Result<identity::FoldedIdentifier> check_identifier(std::string_view name) {
    auto folded = identity::fold(name);
    if (!folded)
        return fail(ErrorCode::InvalidInput, "this user name cannot be used: it holds characters that nobody could type, or is too long");
    if (IdentityId::parse(name)) return fail(ErrorCode::InvalidInput, "this user name looks like an id");
    if (identity::is_confusable(name))
        return fail(ErrorCode::InvalidInput, "this user name mixes scripts in a way that could pass for another");
    return std::move(*folded);
}

std::vector<std::string> password_refusals(const Secret& normalized, const tenant::Settings& settings, const identity::Identity& person) {
    std::vector<std::string> sentences;
    const auto reasons = password::check(normalized.reveal(), password_rules(settings), password_context(settings, person));
    for (const auto& reason : reasons) sentences.push_back(sentence(reason));
    return sentences;
}

Result<PreparedPerson> prepare(const NewIdentity& person, const tenant::Settings& settings, const AdminPorts& ports) {
    PreparedPerson prepared;
    auto& identity = prepared.identity;
    identity.user_name = trim(person.user_name);
    identity.display_name = trim(person.display_name.empty() ? person.user_name : person.display_name);
    identity.given_name = trim(person.given_name);
    identity.surname = trim(person.surname);
    identity.language = trim(person.language);
    identity.role = person.role;
    if (const auto folded = check_identifier(identity.user_name); !folded) return std::unexpected(folded.error());
    if (const auto named = check_names(identity); !named) return std::unexpected(named.error());

    auto methods = methods_of(person, settings, ports);
    if (!methods) return std::unexpected(methods.error());
    prepared.methods = std::move(*methods);
    prepared.groups = person.groups;

    if (person.password) {
        const auto password = normalized_password(*person.password);
        const auto refusals = password_refusals(password, settings, identity);
        if (!refusals.empty())
            return fail(ErrorCode::PasswordRefused, fmt::format("the password will not do: {}", fmt::join(refusals, "; ")));
        prepared.password = next_record(std::nullopt, password, static_cast<std::size_t>(settings.password_history), ports.hasher,
                                        ports.macs, ports.entropy);
        prepared.password->must_change = person.lasting == Lasting::OneSignIn;
    }
    return prepared;
}

Result<identity::Identity> insert(ports::UnitOfWork& unit, PreparedPerson person, const AdminPorts& ports, const Actor& actor) {
    std::vector<GroupId> groups;
    for (const auto& name : person.groups) {
        const auto group = unit.groups().find(name);
        if (!group) return fail(ErrorCode::NotFound, fmt::format("there is no group {}", name));
        if (auto here = check_mastered_here(*group); !here) return std::unexpected(std::move(here.error()));
        groups.push_back(group->id);
    }
    auto& identity = person.identity;
    identity.id = ports::make_id<IdentityId>(ports.entropy);
    identity.created_at = unit.now();
    if (!unit.identities().insert(identity)) {
        return fail(ErrorCode::AlreadyExists,
                    "this user name belongs to somebody already, perhaps to a deleted person who can be restored");
    }

    record(unit, ports.entropy, actor, audit::Kind::IdentityAdded, identity.id, {{"role", std::string(identity::name(identity.role))}});
    for (const auto& each : person.methods)
        static_cast<void>(bind_method(unit, identity.id, each.kind, each.address, ports, actor).has_value());
    for (const auto& group : groups) static_cast<void>(unit.groups().add_identity(group, identity.id));
    if (person.password) {
        person.password->set_at = unit.now();
        if (!unit.passwords().save(identity.id, *person.password)) throw Fault(FaultKind::Invariant, "a new person had a password already");
    }
    return identity;
}

Result<method::Authenticator> bind_method(ports::UnitOfWork& unit, const IdentityId& person, method::Kind kind, const std::string& address,
                                          const AdminPorts& ports, const Actor& actor) {
    for (const auto& each : unit.authenticators().of(person)) {
        if (each.kind == kind && each.address == address) return fail(ErrorCode::AlreadyExists, "the person has this method already");
    }
    method::Authenticator authenticator;
    authenticator.id = ports::make_id<AuthenticatorId>(ports.entropy);
    authenticator.identity = person;
    authenticator.kind = kind;
    authenticator.address = address;
    authenticator.source = method::Source::Administrator;
    authenticator.created_at = unit.now();
    authenticator.usable_from = unit.now();  // set by an administrator: at once
    unit.authenticators().insert(authenticator);
    record(unit, ports.entropy, actor, audit::Kind::AuthenticatorAdded, person, {{"method", std::string(method::name(kind))}});
    return authenticator;
}

}  // namespace rekey::flows
