#include "support/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace rekey::test {
namespace {

/// Runs in the child between fork and exec: nothing here allocates.
[[noreturn]] void become(const Program& program, const passwd* user, char* const* arguments) {
    if (user != nullptr && (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, program.when_the_test_dies);  // after setuid, which clears it
    const int out = open(program.log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir(program.folder.c_str()) == 0) execv(arguments[0], arguments);
    _exit(127);
}

}  // namespace

Program shell(const std::filesystem::path& folder, const std::string& command) {
    return {.command = {"/bin/sh", "-c", command}, .log = folder / "log", .folder = folder};
}

Child::Child(const Program& program) {
    const auto* user = program.user.empty() || geteuid() != 0 ? nullptr : getpwnam(program.user.c_str());
    std::vector<char*> arguments;
    for (const auto& word : program.command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no process for " + program.command.front());
    if (pid_ == 0) become(program, user, arguments.data());
}

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

Child& Child::operator=(Child&& other) noexcept {
    if (this != &other) {
        end();
        pid_ = std::exchange(other.pid_, 0);
    }
    return *this;
}

void Child::end(int signal) {
    if (pid_ == 0) return;
    kill(pid_, signal);
    static_cast<void>(wait());
}

int Child::wait() {
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return status;
}

void Child::pause() const {
    kill(pid_, SIGSTOP);
    waitpid(pid_, nullptr, WUNTRACED);
}

void Child::resume() const { kill(pid_, SIGCONT); }

void run(const Program& program) {
    if (Child(program).wait() != 0)
        throw std::runtime_error(fmt::format("failed: {}; see {}", fmt::join(program.command, " "), program.log.string()));
}

void wait_for(const std::function<bool()>& condition, const std::string& what) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) throw std::runtime_error("waited in vain: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

}  // namespace rekey::test
