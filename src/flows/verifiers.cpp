#include "flows/verifiers.hpp"

#include <algorithm>
#include <array>

namespace rekey::flows {
namespace {

constexpr std::size_t kSaltBytes = 16;

bool contains(const ports::VerifierSet& set, const Mac& presented) {
    bool found = false;
    for (const auto& known : set.verifiers) found = equal_ct(known, presented) || found;
    return found;
}

bool is_dearer(const ports::HashCost& a, const ports::HashCost& b) { return a.memory_kib * a.passes > b.memory_kib * b.passes; }

ports::VerifierSet fresh_set(const ports::HashCost& cost, ports::Entropy& entropy) {
    Bytes salt(kSaltBytes);
    entropy.fill(salt);
    return {cost, std::move(salt), {}};
}

}  // namespace

Mac make_verifier(const Secret& password, ByteView salt, const ports::HashCost& cost, const ports::PasswordHasher& hasher,
                  const ports::KeyedHash& macs) {
    const auto hash = hasher.hash(password, salt, cost);
    return macs.mac(ports::MacPurpose::PasswordVerifier, {salt, hash.bytes()});
}

std::optional<ports::PasswordRecord> raised_record(const ports::PasswordRecord& before, const Secret& password,
                                                   const ports::PasswordHasher& hasher, const ports::KeyedHash& macs,
                                                   ports::Entropy& entropy) {
    const auto cost = hasher.current_cost();
    if (!is_dearer(cost, before.current.cost)) return std::nullopt;
    auto record = before;
    record.older = before.current;
    record.current = fresh_set(cost, entropy);
    record.current.verifiers.push_back(make_verifier(password, record.current.salt, cost, hasher, macs));
    return record;
}

std::optional<ports::PasswordRecord> next_record(const std::optional<ports::PasswordRecord>& before, const Secret& password,
                                                 std::size_t keep, const ports::PasswordHasher& hasher, const ports::KeyedHash& macs,
                                                 ports::Entropy& entropy) {
    ports::PasswordRecord record;
    record.version = before ? before->version : 0;
    const auto cost = hasher.current_cost();
    const bool risen = before && is_dearer(cost, before->current.cost);
    record.current = before && !risen ? before->current : fresh_set(cost, entropy);
    if (risen) record.older = before->current;

    // The set kept from before an earlier rise is compared once more and not kept again.
    const auto& leaving = before && !risen ? before->older : record.older;
    if (leaving && contains(*leaving, make_verifier(password, leaving->salt, leaving->cost, hasher, macs))) return std::nullopt;
    const auto made = make_verifier(password, record.current.salt, record.current.cost, hasher, macs);
    if (contains(record.current, made)) return std::nullopt;

    auto& verifiers = record.current.verifiers;
    verifiers.insert(verifiers.begin(), made);
    verifiers.resize(std::min(verifiers.size(), std::max<std::size_t>(keep, 1)));
    return record;
}

bool is_current(const ports::PasswordRecord& record, const Secret& password, const ports::PasswordHasher& hasher,
                const ports::KeyedHash& macs) {
    const auto presented = make_verifier(password, record.current.salt, record.current.cost, hasher, macs);
    return !record.current.verifiers.empty() && equal_ct(record.current.verifiers.front(), presented);
}

}  // namespace rekey::flows
