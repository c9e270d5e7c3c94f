#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "support/child.hpp"

namespace rekey::test {

/// A throw-away PostgreSQL 15 from Debian's package: data and Unix socket in a directory of its own, no port. It runs as the user
/// `postgres` when the test runs as root, since the server refuses root. Stopped and removed with the object, and when the test dies.
class PostgresServer final {
public:
    PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

    void start();
    /// Ends every connection at once, like a crash.
    void stop() { server_.end(SIGQUIT); }
    [[nodiscard]] std::string url(const std::string& database) const;

private:
    [[nodiscard]] Program program(std::vector<std::string> command) const;

    std::filesystem::path directory_;
    Child server_;
};

}  // namespace rekey::test
