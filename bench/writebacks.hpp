#pragma once
#include <span>
#include <string>

#include "domain/directory/settings.hpp"
#include "world.hpp"

namespace rekey::bench {

inline constexpr int kWriters = 8;  ///< people at once, and connections to the directory

/// A directory, and whom it lets set passwords.
struct Office {
    directory::Settings settings;
    Secret password;
};
[[nodiscard]] Office open_ldap(const std::string& url, const std::string& ca_file, const std::string& base, const std::string& account,
                               const std::string& password);

/// Passwords a second that the directory sets for a program that does nothing else: the operation by which the product does it (RFC 3062, under
/// the password policy), for one after the other of these people, over connections that are bound as the service.
[[nodiscard]] double bare_changes(const Office& office, std::span<const std::string> people, double seconds);

/// Resets a second whose password is written back, of the world's `people`, from the moment it is typed. What comes before is done ahead, for so
/// many that `most` a second are enough.
[[nodiscard]] double writeback_rate(World& world, std::size_t people, double seconds, double most);

}  // namespace rekey::bench
