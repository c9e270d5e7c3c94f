#include "ldap_stub.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "loopback.hpp"
#include "support/checkout.hpp"

namespace rekey::test {

LdapStub::LdapStub(const std::string& behaviour, const std::string& certificate) {
    auto name = (std::filesystem::temp_directory_path() / "rekey-ldap-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory for a server");
    directory_ = name;
    make_certificates(directory_, "127.0.0.1");
    server_ = Child({.command = {"/usr/bin/python3", checkout_file("tests/directories/ldap_stub.py"), name, behaviour, certificate},
                     .log = directory_ / "log",
                     .folder = directory_});
    const auto port = directory_ / "port";
    wait_for([&] { return exists(port); }, "a server, see " + (directory_ / "log").string());
    std::ifstream(port) >> port_;
}

LdapStub::~LdapStub() {
    server_.end();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

}  // namespace rekey::test
