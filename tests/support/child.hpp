#pragma once
#include <sys/types.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace rekey::test {

/// A program of this machine, and how it is started.
struct Program {
    std::vector<std::string> command;      ///< the whole path first
    std::filesystem::path log;             ///< what it says is added there
    std::filesystem::path folder = "/";    ///< it works there
    std::string user = {};                 ///< whose process it is, when the test runs as root; empty: nobody else's
    int when_the_test_dies = SIGKILL;      ///< the signal it gets then
};

/// Through the shell.
[[nodiscard]] Program shell(const std::filesystem::path& folder, const std::string& command);

/// A program that runs, as long as this lives. It is only ever spoken to by its id.
class Child final {
public:
    Child() = default;
    explicit Child(const Program& program);
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    ~Child() { end(); }

    /// And waits until it is gone. Nothing when it does not run.
    void end(int signal = SIGKILL);
    /// Waits for its own end; 0 is success.
    [[nodiscard]] int wait();
    /// As if the machine hung.
    void pause() const;
    void resume() const;

private:
    pid_t pid_ = 0;
};

/// To its end. Throws when it fails, with its log's name.
void run(const Program& program);
/// Looks every 20 ms. Throws when it takes longer than 30 s.
void wait_for(const std::function<bool()>& condition, const std::string& what);

}  // namespace rekey::test
