#include <csignal>

#include "app/program.hpp"

int main(int argc, char** argv) {
    // Libraries of TLS write to sockets without MSG_NOSIGNAL. That the other side is gone is an error of their call, not the end of us.
    std::signal(SIGPIPE, SIG_IGN);
    return rekey::cli::run(argc, argv, rekey::app::make_program());
}
