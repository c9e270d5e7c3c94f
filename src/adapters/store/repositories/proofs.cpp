#include "adapters/store/repositories/proofs.hpp"

#include "domain/method/method.hpp"

namespace rekey::store {
namespace {

constexpr Column kKey{"totp", "key"};

constexpr Query kAddTotp{"totp.insert", "INSERT INTO totp (tenant_id, authenticator_id, key_sealed, last_step) VALUES ($1, $2, $3, 0)"};
constexpr Query kTotpKey{"totp.key", "SELECT key_sealed FROM totp WHERE tenant_id = $1 AND authenticator_id = $2"};
// `last_step < $3` lets one caller through, and with a step go all before it, whatever the isolation level.
constexpr Query kUseStep{"totp.use_step",
                         "UPDATE totp SET last_step = $3 WHERE tenant_id = $1 AND authenticator_id = $2 AND last_step < $3"
                         " RETURNING last_step"};

constexpr Query kAddSet{"recovery_set.insert",
                        "INSERT INTO recovery_set (tenant_id, authenticator_id, memory_kib, passes, salt) VALUES ($1, $2, $3, $4, $5)"};
constexpr Query kAddCode{"recovery_code.insert", "INSERT INTO recovery_code (tenant_id, authenticator_id, verifier) VALUES ($1, $2, $3)"};
constexpr Query kSet{"recovery_set.find",
                     "SELECT memory_kib, passes, salt FROM recovery_set WHERE tenant_id = $1 AND authenticator_id = $2"};
constexpr Query kCodes{"recovery_code.of", "SELECT verifier FROM recovery_code WHERE tenant_id = $1 AND authenticator_id = $2"};
// Who deletes the row has used the code.
constexpr Query kUseCode{"recovery_code.use", "DELETE FROM recovery_code WHERE tenant_id = $1 AND authenticator_id = $2 AND verifier = $3"};
constexpr Query kRemoveEmptySets{"recovery_set.remove_empty",
                                 "DELETE FROM authenticator WHERE tenant_id = $1 AND identity_id = $2 AND kind = $3 AND NOT EXISTS"
                                 " (SELECT 1 FROM recovery_code c WHERE c.tenant_id = $1 AND c.authenticator_id = authenticator.id)"};

constexpr Query kAddQuestions{
    "question_set.insert", "INSERT INTO question_set (tenant_id, authenticator_id, memory_kib, passes, salt) VALUES ($1, $2, $3, $4, $5)"};
constexpr Query kAddAnswer{
    "question_answer.insert",
    "INSERT INTO question_answer (tenant_id, authenticator_id, place, question, verifier) VALUES ($1, $2, $3, $4, $5)"};
// CROSS JOIN: SQLite joins in the order that is written, which begins at the person's few authenticators.
constexpr Query kQuestions{"question_set.of",
                           "SELECT s.authenticator_id, s.memory_kib, s.passes, s.salt, q.question, q.verifier"
                           " FROM authenticator a CROSS JOIN question_set s CROSS JOIN question_answer q"
                           " WHERE a.tenant_id = $1 AND a.identity_id = $2 AND s.tenant_id = a.tenant_id AND s.authenticator_id = a.id"
                           " AND q.tenant_id = s.tenant_id AND q.authenticator_id = s.authenticator_id"
                           " ORDER BY s.authenticator_id, q.place"};

}  // namespace

void Proofs::add_totp(const AuthenticatorId& authenticator, const Secret& key) {
    scope_.session.post(kAddTotp, {scope_.tenant, authenticator, scope_.seal(key.reveal(), kKey, authenticator.view())});
}

std::optional<Secret> Proofs::totp_key(const AuthenticatorId& authenticator) {
    const auto rows = scope_.session.execute(kTotpKey, {scope_.tenant, authenticator});
    if (rows.empty()) return std::nullopt;
    auto opened = scope_.open(rows.front().get<ByteView>(0), kKey, authenticator.view());
    Secret key{std::string_view(opened)};
    wipe(opened);
    return key;
}

bool Proofs::use_step(const AuthenticatorId& authenticator, std::int64_t step) {
    return !scope_.session.execute(kUseStep, {scope_.tenant, authenticator, step}).empty();
}

void Proofs::add_codes(const AuthenticatorId& authenticator, const ports::VerifierSet& codes) {
    scope_.session.post(kAddSet, {scope_.tenant, authenticator, codes.cost.memory_kib, codes.cost.passes, codes.salt});
    for (const auto& verifier : codes.verifiers) scope_.session.post(kAddCode, {scope_.tenant, authenticator, verifier});
}

std::optional<ports::VerifierSet> Proofs::codes(const AuthenticatorId& authenticator) {
    const auto sets = scope_.session.execute(kSet, {scope_.tenant, authenticator});
    const auto rows = scope_.session.execute(kCodes, {scope_.tenant, authenticator});
    if (sets.empty()) return std::nullopt;
    const auto set = sets.front();
    ports::VerifierSet codes{{set.get<std::int64_t>(0), set.get<std::int64_t>(1)}, set.get<Bytes>(2), {}};
    for (std::size_t i = 0; i < rows.size(); ++i) codes.verifiers.push_back(rows[i].get<Mac>(0));
    return codes;
}

bool Proofs::use_code(const AuthenticatorId& authenticator, const Mac& verifier) {
    return scope_.session.execute(kUseCode, {scope_.tenant, authenticator, verifier}).changed() == 1;
}

void Proofs::remove_empty_sets(const IdentityId& identity) {
    scope_.session.post(kRemoveEmptySets, {scope_.tenant, identity, name(method::Kind::RecoveryCode)});
}

void Proofs::add_questions(const ports::QuestionSet& set) {
    scope_.session.post(kAddQuestions, {scope_.tenant, set.authenticator, set.cost.memory_kib, set.cost.passes, set.salt});
    std::int64_t place = 0;
    for (const auto& each : set.answered)
        scope_.session.post(kAddAnswer, {scope_.tenant, set.authenticator, place++, each.question, each.verifier});
}

std::vector<ports::QuestionSet> Proofs::questions(const IdentityId& identity) {
    const auto rows = scope_.session.execute(kQuestions, {scope_.tenant, identity});
    std::vector<ports::QuestionSet> sets;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        const auto authenticator = row.get<AuthenticatorId>(0);
        if (sets.empty() || sets.back().authenticator != authenticator)
            sets.push_back({authenticator, {row.get<std::int64_t>(1), row.get<std::int64_t>(2)}, row.get<Bytes>(3), {}});
        sets.back().answered.push_back({row.get<std::string>(4), row.get<Mac>(5)});
    }
    return sets;
}

}  // namespace rekey::store
