#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "domain/method/method.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/phone_numbers.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What the administrative flows need from outside.
struct AdminPorts {
    ports::Store& store;
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
    const ports::PasswordHasher& hasher;
    const ports::PhoneNumbers& phones;
    std::vector<method::Kind> offered;  ///< kinds this server can do: for what is sent, those with a provider
};

/// Who acts, for the audit log: the operator at the command line, later an administrator who signed in.
struct Actor {
    std::string name = "operator";
    std::string network;
};

/// Preview does everything but the change.
enum class Apply : std::uint8_t { Commit, Preview };

}  // namespace rekey::flows
