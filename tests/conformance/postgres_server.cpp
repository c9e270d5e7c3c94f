#include "conformance/postgres_server.hpp"

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

namespace rekey::test {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr const char* kUser = "postgres";

}  // namespace

PostgresServer::PostgresServer() {
    auto name = (std::filesystem::temp_directory_path() / "rekey-pg-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory for PostgreSQL");
    directory_ = name;
    if (const auto* user = geteuid() == 0 ? getpwnam(kUser) : nullptr; user != nullptr) {
        if (chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot give PostgreSQL its directory");
    }
    run(program(
        {std::string(kPrograms) + "initdb", "-D", name + "/data", "-U", "rekey", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"}));
    start();
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

Program PostgresServer::program(std::vector<std::string> command) const {
    return {.command = std::move(command), .log = directory_ / "log", .user = kUser, .when_the_test_dies = SIGQUIT};
}

void PostgresServer::start() {
    // fsync off: what is tested is the server's word, not this machine's disk. Many connections: several stores at once.
    server_ = Child(program({std::string(kPrograms) + "postgres", "-D", directory_ / "data", "-k", directory_, "-c",
                             "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB"}));
    wait_for([this] { return PQping(url("postgres").c_str()) == PQPING_OK; }, "PostgreSQL, see " + (directory_ / "log").string());
}

std::string PostgresServer::url(const std::string& database) const {
    return "postgresql://rekey@/" + database + "?host=" + directory_.string();
}

}  // namespace rekey::test
