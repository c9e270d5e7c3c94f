#include "flows/second_proof.hpp"

#include "domain/method/recovery_code.hpp"
#include "domain/method/totp_key.hpp"
#include "domain/policy/policy.hpp"
#include "flows/random_token.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kSaltBytes = 16;

}  // namespace

Mac recovery_verifier(const Secret& folded, const ports::VerifierSet& set, const ports::PasswordHasher& hasher,
                      const ports::KeyedHash& macs) {
    const auto hash = hasher.hash(folded, set.salt, set.cost);
    // Under the key of passwords, which is never rotated; the first part keeps the two apart.
    return macs.mac(ports::MacPurpose::PasswordVerifier, {as_bytes("recovery code"), ByteView(set.salt), hash.bytes()});
}

ProofKey SecondProof::load(ports::UnitOfWork& unit, const TenantId& tenant, const method::Authenticator& authenticator) const {
    const auto made_up = macs_.mac(ports::MacPurpose::Decoy, {tenant.view(), as_bytes("proof"), authenticator.id.view()});
    ProofKey key;
    key.authenticator = authenticator;
    if (authenticator.kind == method::Kind::Totp) {
        auto stored = unit.proofs().totp_key(authenticator.id);
        key.totp = stored ? std::move(*stored) : Secret{made_up.view().first(method::kTotpKeyBytes)};
    } else {
        const auto salt = made_up.view().first(kSaltBytes);
        const ports::VerifierSet nothing_fits{hasher_.current_cost(), Bytes(salt.begin(), salt.end()), {}};
        key.codes = unit.proofs().codes(authenticator.id).value_or(nothing_fits);
    }
    return key;
}

std::optional<ProofMatch> SecondProof::match(const ProofKey& key, const Secret& typed, Instant at) const {
    const auto& authenticator = key.authenticator;
    ProofMatch match{authenticator.identity, authenticator.id, authenticator.kind, 0, {}};
    if (authenticator.kind == method::Kind::Totp) {
        const auto step = totp_.step_of(key.totp, without_separators(typed).reveal(), at);
        if (!step) return std::nullopt;
        match.step = *step;
        return match;
    }
    match.verifier = recovery_verifier(method::fold_recovery_code(typed), key.codes, hasher_, macs_);
    bool found = false;
    for (const auto& left : key.codes.verifiers) found = equal_ct(left, match.verifier) || found;
    if (!found) return std::nullopt;
    return match;
}

bool SecondProof::use(ports::UnitOfWork& unit, const ProofMatch& match) {
    if (match.kind == method::Kind::Totp) return unit.proofs().use_step(match.authenticator, match.step);
    return unit.proofs().use_code(match.authenticator, match.verifier);
}

std::vector<method::Authenticator> second_proofs(ports::UnitOfWork& unit, const tenant::Settings& settings,
                                                 const identity::Identity& person, std::span<const method::Kind> offered) {
    auto found = policy::usable(unit.authenticators().of(person.id), policy::reset_policy(settings, person.role, offered), unit.now());
    std::erase_if(found, [&](const method::Authenticator& each) {
        if (each.kind != method::Kind::RecoveryCode) return !is_second_proof(each.kind);
        const auto codes = unit.proofs().codes(each.id);
        return !codes || codes->verifiers.empty();
    });
    return found;
}

}  // namespace rekey::flows
