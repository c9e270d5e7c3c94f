#include "flows/recovery_set.hpp"

#include <sstream>

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "domain/method/recovery_code.hpp"
#include "flows/random_token.hpp"
#include "flows/second_proof.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kSaltBytes = 16;

}  // namespace

RecoverySet draw_recovery_set(ports::Entropy& entropy, const ports::PasswordHasher& hasher, const ports::KeyedHash& macs) {
    const auto salt = draw_bytes<kSaltBytes>(entropy);
    RecoverySet drawn{{}, {hasher.current_cost(), Bytes(salt.begin(), salt.end()), {}}};
    for (std::size_t i = 0; i < method::kRecoveryCodes; ++i) {
        drawn.codes.push_back(method::make_recovery_code(draw_bytes<method::kRecoveryCodeBytes>(entropy)));
        drawn.set.verifiers.push_back(recovery_verifier(method::fold_recovery_code(drawn.codes.back()), drawn.set, hasher, macs));
    }
    return drawn;
}

Secret packed(const ports::VerifierSet& set) {
    std::string text = std::to_string(set.cost.memory_kib) + ' ' + std::to_string(set.cost.passes) + ' ' + to_hex(set.salt);
    for (const auto& verifier : set.verifiers) text += ' ' + to_hex(verifier.view());
    Secret secret{std::string_view(text)};
    wipe(text);
    return secret;
}

ports::VerifierSet unpacked(const Secret& packed) {
    std::istringstream words{std::string(packed.reveal())};
    ports::VerifierSet set;
    std::string hex;
    set.salt.resize(kSaltBytes);
    bool good = static_cast<bool>(words >> set.cost.memory_kib >> set.cost.passes >> hex) && from_hex(hex, set.salt);
    while (good && words >> hex) good = from_hex(hex, set.verifiers.emplace_back().bytes);
    if (!good || set.verifiers.empty()) throw Fault(FaultKind::Invariant, "an enrollment's recovery codes cannot be read");
    return set;
}

}  // namespace rekey::flows
