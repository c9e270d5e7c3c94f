#include "cli/secret_input.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "cli/output.hpp"

namespace rekey::cli {
namespace {

/// No echo while it lives; what the terminal was set to comes back whatever happens.
class Quiet final {
public:
    Quiet() {
        tcgetattr(STDIN_FILENO, &before_);
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Quiet() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    termios before_{};
};

Secret read_line() {
    std::string line;
    std::getline(std::cin, line);
    if (line.ends_with('\r')) line.pop_back();
    Secret secret{std::string_view(line)};
    wipe(line);
    return secret;
}

Secret ask(const char* question) {
    const Quiet quiet;  // before the question: it discards what was typed until then
    tell(fmt::format("{}: ", question));
    auto secret = read_line();
    tell("\n");
    return secret;
}

}  // namespace

Result<Secret> read_password() {
    const bool terminal = isatty(STDIN_FILENO) != 0;
    auto password = terminal ? ask("New password") : read_line();
    if (password.empty()) return fail(ErrorCode::InvalidInput, "no password was given on standard input");
    if (terminal && !equal_ct(ask("Once more").bytes(), password.bytes())) return fail(ErrorCode::InvalidInput, "the two passwords differ");
    return password;
}

}  // namespace rekey::cli
