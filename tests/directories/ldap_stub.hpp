#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "support/child.hpp"

namespace rekey::test {

/// An LDAP server of our own, for what the real ones at hand do not do; see ldap_stub.py for its contents and behaviours.
class LdapStub final {
public:
    static constexpr const char* kBase = "ou=groups,dc=contoso,dc=example";

    explicit LdapStub(const std::string& behaviour, const std::string& certificate = "server.crt");
    LdapStub(const LdapStub&) = delete;
    LdapStub& operator=(const LdapStub&) = delete;
    ~LdapStub();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string ca_file() const { return file("ca.crt"); }
    [[nodiscard]] std::string file(const std::string& name) const { return (directory_ / name).string(); }

private:
    std::filesystem::path directory_;
    std::uint16_t port_ = 0;
    Child server_;
};

}  // namespace rekey::test
