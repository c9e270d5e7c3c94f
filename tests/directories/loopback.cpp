#include "loopback.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/child.hpp"

namespace rekey::test {

void make_certificates(const std::filesystem::path& folder, const std::string& address) {
    constexpr const char* kCommand =
        "set -e; new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n"
        "for name in ca other; do openssl req -x509 $new -days 2 -subj /CN=$name -keyout $name.key -out $name.crt; done\n"
        "openssl req $new -subj /CN=directory -keyout server.key -out server.csr; echo subjectAltName=IP:{} > server.ext\n"
        "sign='openssl x509 -req -in server.csr -extfile server.ext'\n"
        "$sign -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out server.crt\n"
        "$sign -CA ca.crt -CAkey ca.key -CAcreateserial -days -1 -out expired.crt\n"
        "$sign -signkey server.key -days 2 -out self_signed.crt\n";
    run(shell(folder, fmt::format(kCommand, address)));
}

bool listens(const std::string& address, std::uint16_t port) {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &there.sin_addr);
    const bool good = connect(probe, reinterpret_cast<sockaddr*>(&there), sizeof there) == 0;
    close(probe);
    return good;
}

}  // namespace rekey::test
