#pragma once
#include <optional>

#include "base/secret.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/repositories/passwords.hpp"

namespace rekey::flows {

/// What one candidate password becomes: the record to save, or nothing when it was used before.
///
/// One salt per identity and cost, so that one Argon2id hash is compared with today's password and the whole history
/// (docs/adr/0003). When the configured cost has risen, the old set is kept for comparison through one more change, at the price of
/// a second hash, and then dropped. `keep` is how many passwords are remembered, today's included; at least one.
[[nodiscard]] std::optional<ports::PasswordRecord> next_record(const std::optional<ports::PasswordRecord>& before, const Secret& password,
                                                               std::size_t keep, const ports::PasswordHasher& hasher,
                                                               const ports::KeyedHash& macs, ports::Entropy& entropy);

/// What the store holds for a password with that salt and cost: a MAC of the Argon2id output, worthless without the key file. One hash.
[[nodiscard]] Mac make_verifier(const Secret& password, ByteView salt, const ports::HashCost& cost, const ports::PasswordHasher& hasher,
                                const ports::KeyedHash& macs);

/// Today's password at the cost of today, when the configured cost has risen since it was set; nothing otherwise. The set made at the
/// old cost stays for the history through one more change. One hash when there is something to do.
[[nodiscard]] std::optional<ports::PasswordRecord> raised_record(const ports::PasswordRecord& before, const Secret& password,
                                                                 const ports::PasswordHasher& hasher, const ports::KeyedHash& macs,
                                                                 ports::Entropy& entropy);

/// True when this is today's password. One hash.
[[nodiscard]] bool is_current(const ports::PasswordRecord& record, const Secret& password, const ports::PasswordHasher& hasher,
                              const ports::KeyedHash& macs);

}  // namespace rekey::flows
