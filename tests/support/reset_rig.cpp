#include "support/reset_rig.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "domain/method/recovery_code.hpp"
#include "domain/method/totp_key.hpp"
#include "flows/freeze.hpp"
#include "flows/question_proof.hpp"
#include "flows/second_proof.hpp"

namespace rekey::test {

ResetRig::ResetRig(ports::Store& store_, ports::Entropy& entropy_, const ports::KeyedHash& macs_, const ports::PasswordHasher& hasher_,
                   std::vector<method::Kind> offered_kinds)
    : tenant(ports::make_id<TenantId>(entropy_)),
      store(store_),
      entropy(entropy_),
      macs(macs_),
      hasher(hasher_),
      offered(std::move(offered_kinds)),
      service(ports()) {
    if (!store.add_tenant(tenant, "tenant-" + tenant.text())) throw std::runtime_error("tenant exists");
    set("starts_per_10_minutes", "1000");
    set("starts_per_hour", "1000");
    set("network_sends_per_hour", "10000");
}

flows::ResetPorts ResetRig::ports() {
    return {store,
            entropy,
            macs,
            hasher,
            captcha,
            strength,
            totp,
            phones,
            directory,
            meter,
            offered,
            [] {},
            [this](method::Channel channel) { return in_trouble.contains(channel); }};
}

directory::Directory ResetRig::add_office() {
    return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        if (!unit.directories().find("office")) {
            directory::Directory office{ports::make_id<DirectoryId>(entropy), "office", {}, 0};
            office.settings.kind = "openldap";
            office.settings.base = "dc=contoso,dc=example";
            office.settings.writeback = true;
            if (!unit.directories().insert(office)) throw std::runtime_error("directory exists");
            unit.directories().set_password(office.id, Secret{std::string_view("s")});
        }
        return *unit.directories().find("office");
    });
}

void ResetRig::save_policy(const DirectoryId& office, const directory::PasswordPolicy& policy) {
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        static_cast<void>(unit.healths().claim_due(Duration{0}));
        directory::Health health;
        health.checked_at = unit.now();
        health.policy = policy;
        unit.healths().save(office, health);
    });
}

directory::Anchor ResetRig::add_entry(const DirectoryId& office, const std::string& name, const IdentityId& id) {
    const auto anchor = directory.add(name);
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        unit.entries().put(office, {.anchor = anchor, .identity = id, .group = {}, .dn = FakeDirectory::dn_of(name), .digest = {}});
    });
    return anchor;
}

void ResetRig::set(std::string_view key, std::string_view value) {
    // The rig names settings by the member they fill; the table gives the stored key.
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { unit.settings().put(key, value); });
}

IdentityId ResetRig::add_person(std::string_view user_name, std::string_view email, const std::optional<DirectoryId>& authority) {
    identity::Identity person;
    person.id = ports::make_id<IdentityId>(entropy);
    person.user_name = std::string(user_name);
    person.display_name = "Test Person";
    person.authority = authority;
    const auto password = flows::next_record(std::nullopt, Secret{"old password of " + std::string(user_name)}, 5, hasher, macs, entropy);
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        person.created_at = unit.now();
        if (!unit.identities().insert(person)) throw std::runtime_error("identity exists");
        if (!unit.passwords().save(person.id, *password)) throw std::runtime_error("password exists");
    });
    if (!email.empty()) add_authenticator(person.id, method::Kind::Email, email);
    return person.id;
}

AuthenticatorId ResetRig::add_authenticator(const IdentityId& id, method::Kind kind, std::string_view address) {
    return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        method::Authenticator authenticator;
        authenticator.id = ports::make_id<AuthenticatorId>(entropy);
        authenticator.identity = id;
        authenticator.kind = kind;
        authenticator.address = std::string(address);
        authenticator.created_at = authenticator.usable_from = unit.now();
        unit.authenticators().insert(authenticator);
        return authenticator.id;
    });
}

Secret ResetRig::add_totp(const IdentityId& id) {
    std::array<std::uint8_t, method::kTotpKeyBytes> random{};
    entropy.fill(random);
    Secret key{ByteView(random)};
    const auto app = add_authenticator(id, method::Kind::Totp, {});
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_totp(app, key); });
    return key;
}

std::vector<Secret> ResetRig::add_recovery_codes(const IdentityId& id) {
    ports::VerifierSet set{hasher.current_cost(), Bytes(16, 0x2A), {}};
    std::vector<Secret> codes;
    for (int i = 0; i < 2; ++i) {
        std::array<std::uint8_t, method::kRecoveryCodeBytes> random{};
        entropy.fill(random);
        codes.push_back(method::make_recovery_code(random));
        set.verifiers.push_back(flows::recovery_verifier(method::fold_recovery_code(codes.back()), set, hasher, macs));
    }
    const auto saved = add_authenticator(id, method::Kind::RecoveryCode, {});
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_codes(saved, set); });
    return codes;
}

AuthenticatorId ResetRig::add_questions(const IdentityId& id) {
    std::vector<registration::AnsweredQuestion> answered;
    for (const auto* question : {"first_pet", "soft_toy", "first_street", "nickname", "first_love"})
        answered.push_back({question, Secret{"answer to " + std::string(question)}});
    auto set = flows::make_question_set(answered, entropy, hasher, macs);
    set.authenticator = add_authenticator(id, method::Kind::SecurityQuestions, {});
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { unit.proofs().add_questions(set); });
    return set.authenticator;
}

flows::Proof ResetRig::answers_to(const std::vector<tenant::Question>& questions) {
    flows::Proof proof;
    for (const auto& question : questions) proof.answers.emplace_back("  Answer TO " + question.id);
    return proof;
}

void ResetRig::change(const IdentityId& id, const std::function<void(identity::Identity&)>& edit) {
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        auto person = unit.identities().find(id).value();
        edit(person);
        if (!unit.identities().update(person)) throw std::runtime_error("changed meanwhile");
    });
}

bool ResetRig::verifies(const IdentityId& id, std::string_view password) {
    const std::optional<ports::PasswordRecord> record = store.begin(tenant, ports::Access::Read)->passwords().find(id);
    return record && flows::is_current(*record, Secret{password}, hasher, macs);
}

Result<flows::ResetAnswer> ResetRig::start(std::string_view user) {
    return service.start(tenant, {std::string(user), "captcha " + std::to_string(++captchas_), "right", "en", ""}, caller);
}

ResetRig::Waiting ResetRig::wait_for_code(std::string_view user) {
    auto started = start(user);
    if (!started) throw std::runtime_error("start: " + std::string(name(started.error().code)));
    auto sent = service.choose_method(tenant, *started->handle, started->step.methods.at(0).id, "");
    if (!sent) throw std::runtime_error("choose: " + std::string(name(sent.error().code)));
    return {std::move(*started->handle), sent->step.challenge};
}

std::vector<message::Message> ResetRig::collect_messages(method::Channel channel) {
    const auto owner = entropy.new_id();
    return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) {
        auto messages = unit.outbox().claim({channel, owner, minutes{1}, 1000});
        std::vector<ports::Ending> endings;
        for (const auto& each : messages) endings.push_back({each.id, ports::Ending::How::Sent});
        if (std::ranges::count(unit.outbox().end(owner, endings), false) > 0) throw std::runtime_error("lease lost");
        return messages;
    });
}

std::string ResetRig::newest_code() {
    std::string code;
    for (const auto& message : collect_messages()) {
        if (is_code(message.kind) && message.deliverable) code = message.parameters.at("code");
    }
    if (code.empty()) throw std::runtime_error("no code was sent");
    return code;
}

Secret ResetRig::pass_all_gates(std::string_view user) {
    const auto waiting = wait_for_code(user);
    auto answered = service.answer(tenant, waiting.handle, waiting.challenge, {Secret{newest_code()}});
    if (!answered) throw std::runtime_error("answer: " + std::string(name(answered.error().code)));
    return std::move(*answered->handle);
}

void ResetRig::freeze(const IdentityId& id, registration::Happening what, Instant since) {
    registration::NotMe cause;
    cause.identity = id;
    cause.what = what;
    cause.happened_at = since;
    ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { flows::freeze(unit, {entropy, macs, offered}, tenant, cause); });
}

std::vector<audit::Event> ResetRig::events() { return store.begin(tenant, ports::Access::Read)->audit().list(10000); }

}  // namespace rekey::test
