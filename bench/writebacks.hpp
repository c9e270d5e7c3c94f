#pragma once
#include <atomic>
#include <deque>
#include <mutex>
#include <span>
#include <string>

#include "domain/directory/settings.hpp"
#include "world.hpp"

namespace rekey::bench {

inline constexpr int kConnections = 8;  ///< to the directory
inline constexpr int kWriters = 16;     ///< people at once, as many as a server takes (server.directory_threads)

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

/// Resets whose password is written back, from the moment it is typed. What comes before is done ahead.
class Writebacks final {
public:
    /// Of the world's so many people.
    Writebacks(World& world, std::size_t people) : world_(world), people_(people) {}

    /// How many a second end, of so many people at once as there are connections. One that is not completed ends the program. `most`: no more
    /// than that a second.
    [[nodiscard]] double rate(double seconds, double most);

private:
    void prove(std::size_t count);
    [[nodiscard]] Visitor take();

    World& world_;
    std::size_t people_;
    std::atomic<std::size_t> next_ = 0;  ///< person
    std::mutex mutex_;
    std::deque<Visitor> proven_;  ///< each another person: whoever resets ends what he has begun elsewhere
};

}  // namespace rekey::bench
