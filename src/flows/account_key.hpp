#pragma once
#include <string_view>

#include "base/id.hpp"
#include "base/text.hpp"
#include "ports/crypto.hpp"

namespace rekey::flows {

/// The key of an account's own counters (failed proofs, sends, pauses, resets): those that a success or an administrator clears.
[[nodiscard]] inline Mac account_key(const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& subject) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("account"), tenant.view(), subject.view()});
}

/// The key of an address's counters, whoever asked for what is sent there.
[[nodiscard]] inline Mac address_key(const ports::KeyedHash& macs, const TenantId& tenant, std::string_view address) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("address"), tenant.view(), as_bytes(to_lower(address))});
}

/// The key of counters for what is sent to nobody (guesses of a phone number, decoys): counted, and never an account's own.
[[nodiscard]] inline Mac guess_key(const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& subject) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("guess"), tenant.view(), subject.view()});
}

/// The keys of what the numbers of a country (ISO 3166), and a whole tenant, are sent.
[[nodiscard]] inline Mac country_key(const ports::KeyedHash& macs, const TenantId& tenant, std::string_view country) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("country"), tenant.view(), as_bytes(country)});
}
[[nodiscard]] inline Mac tenant_key(const ports::KeyedHash& macs, const TenantId& tenant) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("tenant"), tenant.view()});
}

/// The key of what was said in the call of one message.
[[nodiscard]] inline Mac message_key(const ports::KeyedHash& macs, const TenantId& tenant, const MessageId& message) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("message"), tenant.view(), message.view()});
}

/// The key of a client network's counters.
[[nodiscard]] inline Mac network_key(const ports::KeyedHash& macs, const TenantId& tenant, std::string_view network) {
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("network"), tenant.view(), as_bytes(network)});
}

/// How a network is remembered as one a person has signed in or reset from.
[[nodiscard]] inline Mac familiar_key(const ports::KeyedHash& macs, const TenantId& tenant, const IdentityId& subject,
                                      std::string_view network) {
    return macs.mac(ports::MacPurpose::Network, {tenant.view(), subject.view(), as_bytes(network)});
}

}  // namespace rekey::flows
