#include "conformance/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace rekey::test {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

/// Runs in the child between fork and exec.
void become(const passwd* user) {
    if (user != nullptr && (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which clears it
}

}  // namespace

PostgresServer::PostgresServer() {
    auto name = (std::filesystem::temp_directory_path() / "rekey-pg-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory for PostgreSQL");
    directory_ = name;
    if (const auto* user = geteuid() == 0 ? getpwnam("postgres") : nullptr; user != nullptr) {
        if (chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot give PostgreSQL its directory");
    }
    int status = 0;
    waitpid(launch({std::string(kPrograms) + "initdb", "-D", name + "/data", "-U", "rekey", "-A", "trust", "-E", "UTF8", "--locale=C",
                    "--no-sync"}),
            &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed; see " + name + "/log");
    start();
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

pid_t PostgresServer::launch(const std::vector<std::string>& command) const {
    const auto* user = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    const auto log = directory_ / "log";
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    become(user);
    const int out = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir("/") == 0) execv(arguments[0], arguments.data());
    _exit(127);
}

void PostgresServer::start() {
    // fsync off: what is tested is the server's word, not this machine's disk. Many connections: several stores at once.
    pid_ = launch({std::string(kPrograms) + "postgres", "-D", directory_ / "data", "-k", directory_, "-c", "listen_addresses=", "-c",
                   "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB"});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error("PostgreSQL did not start; see " + (directory_ / "log").string());
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void PostgresServer::stop() {
    if (pid_ == 0) return;
    kill(pid_, SIGQUIT);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

std::string PostgresServer::url(const std::string& database) const {
    return "postgresql://rekey@/" + database + "?host=" + directory_.string();
}

}  // namespace rekey::test
