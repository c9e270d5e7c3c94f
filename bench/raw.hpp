#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ports/crypto.hpp"

namespace rekey::bench {

/// Durable commits of one row a second, one after the other, on SQLite with WAL and synchronous=FULL: what the disk gives to a program
/// that does nothing clever.
[[nodiscard]] double bare_commits(const std::filesystem::path& file, double seconds);

/// Argon2id hashes a second by libsodium alone, on so many threads.
[[nodiscard]] double raw_argon2id(int threads, const ports::HashCost& cost, double seconds);

/// What one thread told PostgreSQL through libpq while `work` ran: statements, parameters, begin and commit.
class Recording {
public:
    struct Step {
        std::string sql;  ///< of a prepared statement, or a simple command
        bool prepared = false;
        std::vector<std::vector<char>> values;
        std::vector<bool> null, bytes;  ///< NULL; of type bytea
    };
    [[nodiscard]] static Recording of(const std::function<void()>& work);
    [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }

private:
    std::vector<Step> steps_;
};

/// Each recording as fast as libpq sends it, over a connection of its own; rounds a second of all together. What an INSERT brings as id or
/// MAC is drawn anew each round, and so is the same value wherever else it stands.
[[nodiscard]] double replay(const std::vector<Recording>& recordings, const std::string& url, double seconds);

}  // namespace rekey::bench
