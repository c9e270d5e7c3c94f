#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "support/child.hpp"

namespace rekey::test {

/// A throw-away OpenLDAP of Debian's package with password policy and content synchronisation, on free ports of 127.0.0.1; its certificate
/// is for that address. Stopped and removed with the object, and when the test dies.
class Slapd final {
public:
    static constexpr const char* kBase = "dc=contoso,dc=example";
    static constexpr const char* kService = "cn=rekey,ou=services,dc=contoso,dc=example";  ///< may write passwords, and no more
    static constexpr const char* kServicePassword = "a service of ours";
    static constexpr const char* kPassword = "an old brown kettle";  ///< of uid=person1 to person25 below ou=people

    Slapd();
    Slapd(const Slapd&) = delete;
    Slapd& operator=(const Slapd&) = delete;
    ~Slapd();

    void start();
    /// At once.
    void stop() { server_.end(); }
    /// As if the machine hung: connections stay, nothing answers.
    void pause() const { server_.pause(); }
    void resume() const { server_.resume(); }

    /// By its administrator, in LDIF.
    void change(const std::string& ldif) const;
    /// Politely, so that it writes down what it has in memory.
    void restart();
    /// How often the service's account was bound, or tried.
    [[nodiscard]] int binds() const;

    [[nodiscard]] std::uint16_t port() const { return port_; }          ///< StartTLS
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }  ///< TLS from the start
    [[nodiscard]] std::string ca_file() const { return file("ca.crt"); }
    [[nodiscard]] std::string other_ca_file() const { return file("other.crt"); }
    [[nodiscard]] static std::string person(int number);

private:
    [[nodiscard]] std::string file(const std::string& name) const { return (directory_ / name).string(); }

    std::filesystem::path directory_;
    std::uint16_t port_ = 0, tls_port_ = 0;
    Child server_;
};

}  // namespace rekey::test
