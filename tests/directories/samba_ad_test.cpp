#include "samba_ad.hpp"

#include <gtest/gtest.h>
#include <ldap.h>

#include <csignal>

#include "adapters/directory/connection.hpp"

namespace rekey::ldap {
namespace {

using test::SambaAd;

/// What the other tests rely on.
class ActiveDirectory : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto reason = SambaAd::why_not(); !reason.empty()) GTEST_SKIP() << reason;
        signal(SIGPIPE, SIG_IGN);
        samba_.emplace();
    }
    Connection bound(const std::string& name, std::string_view password) {
        auto opened = Connection::open({.host = samba_->address(), .ca_file = samba_->ca_file(), .timeout = seconds{5}});
        if (!opened) throw std::runtime_error(opened.error().why);
        code_ = opened->bind(name, Secret{password})->code;
        return std::move(*opened);
    }
    int binds(const std::string& name, std::string_view password) {
        static_cast<void>(bound(name, password));
        return code_;
    }

    std::optional<SambaAd> samba_;
    int code_ = -1;
};

TEST_F(ActiveDirectory, BindsPeopleByTheirNames) {
    EXPECT_EQ(binds("person1@ad.contoso.example", SambaAd::kPassword), LDAP_SUCCESS);
    EXPECT_EQ(binds(SambaAd::person(10), SambaAd::kPassword), LDAP_SUCCESS);
    EXPECT_EQ(binds("CONTOSO\\person2", "wrong"), LDAP_INVALID_CREDENTIALS);
    EXPECT_EQ(binds(SambaAd::person("Disabled"), SambaAd::kPassword), LDAP_INVALID_CREDENTIALS);
}

TEST_F(ActiveDirectory, LetsTheServiceUnlockPeopleButNotTheProtected) {
    auto service = bound(SambaAd::kService, SambaAd::kServicePassword);
    ASSERT_EQ(code_, LDAP_SUCCESS);
    const std::vector<Change> unlock{{Change::How::Replace, "lockoutTime", {"0"}}};
    const std::vector<Change> mobile{{Change::How::Replace, "mobile", {"+31699999999"}}};
    EXPECT_EQ(service.modify(SambaAd::person(1), unlock)->code, LDAP_SUCCESS);
    EXPECT_EQ(service.modify(SambaAd::person(1), mobile)->code, LDAP_INSUFFICIENT_ACCESS);
    EXPECT_EQ(service.modify(SambaAd::person("Protected"), unlock)->code, LDAP_INSUFFICIENT_ACCESS);
    EXPECT_EQ(service.modify(std::string("CN=Administrator,CN=Users,") + SambaAd::kBase, unlock)->code, LDAP_INSUFFICIENT_ACCESS);
}

TEST_F(ActiveDirectory, IsChangedByItsAdministrator) {
    samba_->change("dn: " + SambaAd::person(3) + "\nchangetype: modrdn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\n");
    EXPECT_EQ(binds(SambaAd::person("Renamed"), SambaAd::kPassword), LDAP_SUCCESS);
    samba_->tool({"user", "setpassword", "person3", "--newpassword=An0ther-brown-kettle"});
    EXPECT_EQ(binds(SambaAd::person("Renamed"), SambaAd::kPassword), LDAP_INVALID_CREDENTIALS);
    EXPECT_EQ(binds(SambaAd::person("Renamed"), "An0ther-brown-kettle"), LDAP_SUCCESS);
    EXPECT_THROW(samba_->change("dn: CN=Nobody\nchangetype: delete\n"), std::runtime_error);
}

TEST_F(ActiveDirectory, HasNeighboursAndComesBack) {
    SambaAd other;
    EXPECT_NE(other.address(), samba_->address());
    samba_->stop();
    samba_->start();
    EXPECT_EQ(binds(SambaAd::kService, SambaAd::kServicePassword), LDAP_SUCCESS);
}

}  // namespace
}  // namespace rekey::ldap
