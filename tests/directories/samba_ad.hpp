#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "support/child.hpp"

namespace rekey::test {

/// A throw-away Active Directory domain controller of Debian's Samba, on ports 389 and 636 of a loopback address of its own. What it needs
/// root for are those ports. It is made once a checkout (10 s, build/cache), and copied and started for every object (about 1 s). Stopped
/// and removed with the object, and when the test dies.
///
/// OU=People: CN=Person 1 to 10 (person1@ad.contoso.example), CN=Disabled, CN=Protected (adminCount 1, in Domain Admins). OU=Groups:
/// CN=Staff with persons 1 to 3 and CN=Managers, which has person 4. Policy: 10 characters, complexity, 5 of history, no minimum age,
/// locks for 30 minutes after 3 wrong passwords; an old password is dead at once.
class SambaAd final {
public:
    static constexpr const char* kBase = "DC=ad,DC=contoso,DC=example";
    static constexpr int kPeople = 10;
    static constexpr const char* kPassword = "An-0ld-brown-kettle";  ///< of everybody, CN=Administrator too
    /// May reset passwords and unlock in OU=People, and see what has changed and was deleted; no more.
    static constexpr const char* kService = "svc-rekey@ad.contoso.example";
    static constexpr const char* kServicePassword = "A-s3rvice-of-ours";

    /// Why there can be none here; empty: there can. For GTEST_SKIP.
    [[nodiscard]] static std::string why_not();

    SambaAd();
    SambaAd(const SambaAd&) = delete;
    SambaAd& operator=(const SambaAd&) = delete;
    ~SambaAd();

    void start();
    /// At once.
    void stop() { server_.end(); }
    /// As if the machine hung: connections stay, nothing answers.
    void pause() const { server_.pause(); }
    void resume() const { server_.resume(); }

    /// By its administrator, in LDIF, while it runs.
    void change(const std::string& ldif) const;
    /// samba-tool with these arguments, on its files: {"user", "setpassword", "person1", …}.
    void tool(std::vector<std::string> arguments) const;

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] std::string ca_file() const { return file("ca.crt"); }
    [[nodiscard]] std::string other_ca_file() const { return file("other.crt"); }
    [[nodiscard]] static std::string people() { return std::string("OU=People,") + kBase; }
    [[nodiscard]] static std::string person(const std::string& name) { return "CN=" + name + "," + people(); }
    [[nodiscard]] static std::string person(int number) { return person("Person " + std::to_string(number)); }

private:
    [[nodiscard]] std::string file(const std::string& name) const { return (directory_ / name).string(); }

    std::filesystem::path directory_;
    std::string address_;
    Child server_;
};

}  // namespace rekey::test
