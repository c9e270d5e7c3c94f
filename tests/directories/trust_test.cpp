// Item 43 of the list of attacks: whom a password is given to, and who is written to.
#include <gtest/gtest.h>
#include <ldap.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "adapters/directory/connection.hpp"
#include "adapters/directory/controls.hpp"
#include "ldap_stub.hpp"
#include "listener.hpp"

namespace rekey::ldap {
namespace {

using test::LdapStub;

class Trust : public ::testing::Test {
protected:
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }

    static Answer<Connection> open(const LdapStub& stub, const std::string& ca_file, Tls tls = Tls::FromTheStart) {
        return Connection::open({.host = "127.0.0.1",
                                 .port = stub.port(),
                                 .tls = tls,
                                 .ca_file = ca_file,
                                 .connect_timeout = seconds{2},
                                 .timeout = seconds{2}});
    }
    static std::string heard_by(const LdapStub& stub) {
        test::wait_for([&] { return std::filesystem::exists(stub.file("heard")); }, "the end of the connection");
        std::ifstream file(stub.file("heard"), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_F(Trust, IsGivenToACertificateOfTheAuthority) {
    const LdapStub stub("limits");
    const auto opened = open(stub, stub.ca_file());
    EXPECT_TRUE(opened) << opened.error().why;
}

TEST_F(Trust, IsNotGivenToACertificateWhoseTimeIsOver) {
    const LdapStub stub("limits", "expired.crt");
    EXPECT_FALSE(open(stub, stub.ca_file()));
}

TEST_F(Trust, IsNotGivenToACertificateOfNoAuthority) {
    const LdapStub stub("limits", "self_signed.crt");
    EXPECT_FALSE(open(stub, stub.ca_file()));
    EXPECT_FALSE(open(stub, {}));
}

TEST_F(Trust, IsNotGivenWhereStartTlsIsStripped) {
    for (const auto* const behaviour : {"strips", "pretends"}) {
        const LdapStub stub(behaviour);
        EXPECT_FALSE(open(stub, stub.ca_file(), Tls::StartTls)) << behaviour;
        constexpr char kBind = 0x60;
        // Of what comes after the refusal: no more than a good-bye, or the first words of TLS.
        const auto heard = heard_by(stub);
        const bool no_bind = heard.size() < 6 || heard.front() == 0x16 || heard[5] != kBind;
        EXPECT_TRUE(no_bind) << behaviour;
    }
}

TEST_F(Trust, EndsAtTheServer) {
    const LdapStub stub("refers");
    const test::Listener elsewhere;
    std::ofstream(stub.file("elsewhere")) << elsewhere.port();
    auto connection = open(stub, stub.ca_file());
    ASSERT_TRUE(connection) << connection.error().why;
    ASSERT_TRUE(connection->bind("cn=x", Secret{"secret"})->good());
    const std::vector<Change> change{{Change::How::Replace, "unicodePwd", {"new"}}};
    EXPECT_EQ(connection->modify("cn=x", change)->code, LDAP_REFERRAL);
    EXPECT_EQ(connection->extended(kPasswordModify, password_modify("cn=x", Secret{"new"}))->code, LDAP_REFERRAL);
    int entries = 0;
    const Sink sink{[&](const directory::Entry&, const std::vector<Control>&) { ++entries; }};
    EXPECT_TRUE(connection->search({LdapStub::kBase, Scope::Subtree, *directory::Filter::parse("(cn=*)"), {"cn"}}, sink)->good());
    EXPECT_EQ(entries, 0);
    EXPECT_FALSE(elsewhere.was_called());
}

}  // namespace
}  // namespace rekey::ldap
