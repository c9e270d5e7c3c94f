#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/secret.hpp"
#include "domain/registration/chosen_questions.hpp"
#include "domain/reset/attempt.hpp"
#include "domain/tenant/settings.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What is stored of the answers, for an authenticator that is bound later. One Argon2id each: with no transaction open.
[[nodiscard]] ports::QuestionSet make_question_set(std::span<const registration::AnsweredQuestion> answered, ports::Entropy& entropy,
                                                   const ports::PasswordHasher& hasher, const ports::KeyedHash& macs);

/// The set as an enrollment keeps it.
[[nodiscard]] Secret packed(const ports::QuestionSet& set);
/// Throws Fault(Invariant) for what `packed` did not make.
[[nodiscard]] ports::QuestionSet unpacked_questions(const Secret& packed, const AuthenticatorId& authenticator);

/// Of these sets what a reset may ask: sets that have become too small are left out (registration::questions_to_ask).
[[nodiscard]] std::vector<ports::QuestionSet> sets_to_ask(std::vector<ports::QuestionSet> sets, const tenant::Settings& settings);
/// The set of that authenticator; null when there is none.
[[nodiscard]] const ports::QuestionSet* find_set(std::span<const ports::QuestionSet> sets, const AuthenticatorId& authenticator);
/// How many questions that authenticator has answers to, whether they may be asked or not.
[[nodiscard]] std::int64_t how_many_questions(ports::UnitOfWork& unit, const method::Authenticator& authenticator);

/// Draws, asks and judges security questions in a reset, of people and decoys alike.
class QuestionProof final {
public:
    QuestionProof(const ports::PasswordHasher& hasher, const ports::KeyedHash& macs, const TenantId& tenant)
        : hasher_(hasher), macs_(macs), tenant_(tenant) {}

    /// A set that nothing fits, of questions the tenant offers: always the same for that authenticator, and nearly so when the tenant
    /// changes its list.
    [[nodiscard]] ports::QuestionSet made_up(const tenant::Settings& settings, const AuthenticatorId& authenticator) const;
    /// The questions of a challenge, in the order they are asked. Which ones is decided by the challenge's random id under a key that is
    /// never rotated, so they stay while it is open and are nowhere written down.
    [[nodiscard]] ports::QuestionSet drawn(const ports::QuestionSet& set, const tenant::Settings& settings,
                                           const ChallengeId& challenge) const;
    /// All answers fit, in the order of the questions. One Argon2id for each question, whatever the first ones say and however many were
    /// typed: with no transaction open.
    [[nodiscard]] bool fits(const ports::QuestionSet& asked, std::span<const Secret> typed) const;

private:
    const ports::PasswordHasher& hasher_;
    const ports::KeyedHash& macs_;
    const TenantId& tenant_;
};

}  // namespace rekey::flows
