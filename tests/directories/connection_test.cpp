#include "adapters/directory/connection.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <ldap.h>

#include <csignal>
#include <cstdlib>
#include <set>

#include "adapters/directory/controls.hpp"
#include "slapd.hpp"

namespace rekey::ldap {
namespace {

using test::Slapd;

class Directory : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        signal(SIGPIPE, SIG_IGN);  // as the program does
        slapd_ = new Slapd;
    }
    static void TearDownTestSuite() { delete slapd_; }

    static Endpoint endpoint(Tls tls = Tls::FromTheStart) {
        return {.host = "127.0.0.1",
                .port = tls == Tls::FromTheStart ? slapd_->tls_port() : slapd_->port(),
                .tls = tls,
                .ca_file = slapd_->ca_file(),
                .connect_timeout = seconds{2},
                .timeout = seconds{2}};
    }
    static Connection service() {
        auto connection = Connection::open(endpoint());
        if (!connection) throw std::runtime_error(connection.error().why);
        EXPECT_TRUE(connection->bind(Slapd::kService, Secret{Slapd::kServicePassword})->good());
        return std::move(*connection);
    }
    static int bound(const std::string& name, std::string_view password) {
        return Connection::open(endpoint())->bind(name, Secret{password})->code;
    }
    static std::string why_not(const Endpoint& endpoint) {
        const auto connection = Connection::open(endpoint);
        return connection ? "it opened" : connection.error().why;
    }
    static Search people(std::vector<Control> controls = {}) {
        return {"ou=people," + std::string(Slapd::kBase),
                Scope::OneLevel,
                *directory::Filter::parse("(objectClass=inetOrgPerson)"),
                {"uid", "mobile", "entryUUID"},
                std::move(controls)};
    }

    static Slapd* slapd_;
};
Slapd* Directory::slapd_ = nullptr;

TEST_F(Directory, IsSpokenToOverTlsOnly) {
    for (const auto tls : {Tls::FromTheStart, Tls::StartTls}) {
        auto connection = Connection::open(endpoint(tls));
        ASSERT_TRUE(connection) << connection.error().why;
        EXPECT_TRUE(connection->bind(Slapd::kService, Secret{Slapd::kServicePassword})->good());
    }
}

// Item 43 of the list of attacks.
TEST_F(Directory, WithACertificateNobodyCanCheckIsNotSpokenTo) {
    setenv("LDAPTLS_REQCERT", "never", 1);  // no environment makes it careless
    for (const auto tls : {Tls::FromTheStart, Tls::StartTls}) {
        auto of_another_authority = endpoint(tls);
        of_another_authority.ca_file = slapd_->other_ca_file();
        EXPECT_NE(why_not(of_another_authority), "it opened");
        auto of_the_machine = endpoint(tls);
        of_the_machine.ca_file.clear();
        EXPECT_NE(why_not(of_the_machine), "it opened");
        auto by_another_name = endpoint(tls);
        by_another_name.host = "localhost";
        EXPECT_NE(why_not(by_another_name), "it opened");
        auto without_authorities = endpoint(tls);
        without_authorities.ca_file = "/nowhere/ca.crt";
        EXPECT_NE(why_not(without_authorities), "it opened");
    }
    unsetenv("LDAPTLS_REQCERT");
}

TEST_F(Directory, ThatIsNotThereIsSaidToBeGone) {
    auto nobody = endpoint();
    nobody.port = 1;
    EXPECT_NE(why_not(nobody).find("Can't contact LDAP server"), std::string::npos) << why_not(nobody);
    auto plain = endpoint();
    plain.port = slapd_->port();  // speaks, but not TLS
    EXPECT_NE(why_not(plain), "it opened");
}

TEST_F(Directory, RefusesWrongPasswordsAndNeverGetsAnEmptyOne) {
    EXPECT_EQ(bound(Slapd::person(1), Slapd::kPassword), LDAP_SUCCESS);
    EXPECT_EQ(bound(Slapd::person(1), "wrong"), LDAP_INVALID_CREDENTIALS);
    EXPECT_EQ(bound(Slapd::person(1), ""), LDAP_INVALID_CREDENTIALS) << "the server would take it for nobody, and say yes";
}

TEST_F(Directory, IsReadPageByPage) {
    auto connection = service();
    std::set<std::string> uids;
    std::string cookie;
    int pages = 0;
    do {
        const Sink sink{[&](directory::Entry entry, const std::vector<Control>&) {
            uids.insert(std::string(entry.first("UID")));
            EXPECT_EQ(entry.first("entryuuid").size(), 36U);
        }};
        const auto reply = connection.search(people({paged(10, cookie)}), sink);
        ASSERT_TRUE(reply && reply->good()) << (reply ? reply->text : reply.error().why);
        const auto next = read_page(*reply);
        ASSERT_TRUE(next);
        cookie = *next;
        ++pages;
    } while (!cookie.empty());
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(uids.size(), 25U);
}

TEST_F(Directory, TellsWhatHasChangedSinceACookie) {
    auto connection = service();
    std::string cookie;
    const auto refresh = [&](std::string_view from) {
        std::vector<std::string> seen;
        const Sink sink{[&](directory::Entry entry, const std::vector<Control>& controls) {
                            const auto state = read_sync_state(controls);
                            ASSERT_TRUE(state);
                            seen.push_back(fmt::format("{} {}", static_cast<int>(state->state), entry.first("uid")));
                        },
                        [&](std::string_view oid, std::string_view value) {
                            if (oid == kSyncInfo) EXPECT_TRUE(read_sync_info(value));
                        }};
        const auto reply = connection.search(people({sync_request(from)}), sink);
        EXPECT_TRUE(reply && reply->good());
        const auto end = read_sync_done(*reply);
        EXPECT_TRUE(end || !from.empty()) << "an answer without a change has no cookie";
        if (end && !end->cookie.empty()) cookie = end->cookie;
        return seen;
    };
    EXPECT_EQ(refresh("").size(), 25U);
    ASSERT_FALSE(cookie.empty());
    EXPECT_TRUE(refresh(cookie).empty());
    ASSERT_TRUE(connection.extended(kPasswordModify, password_modify(Slapd::person(7), Secret{"a slow green bicycle"}))->good());
    EXPECT_EQ(refresh(cookie), std::vector<std::string>{"1 person7"});
}

TEST_F(Directory, SetsPasswordsUnderItsOwnRules) {
    auto connection = service();
    const std::vector with_policy{password_policy()};
    const auto set = [&](std::string_view password) {
        return *connection.extended(kPasswordModify, password_modify(Slapd::person(2), Secret{password}), with_policy);
    };
    EXPECT_TRUE(set("a slow green bicycle").good());
    EXPECT_EQ(bound(Slapd::person(2), "a slow green bicycle"), LDAP_SUCCESS);
    EXPECT_EQ(bound(Slapd::person(2), Slapd::kPassword), LDAP_INVALID_CREDENTIALS);
    const auto again = set(Slapd::kPassword), shorter = set("short");
    EXPECT_EQ(again.code, LDAP_CONSTRAINT_VIOLATION);
    EXPECT_EQ(read_password_policy(again), 8) << "in history";
    EXPECT_EQ(shorter.code, LDAP_CONSTRAINT_VIOLATION);
    EXPECT_EQ(read_password_policy(shorter), 6) << "too short";
}

TEST_F(Directory, ChangesNothingTheAccountMayNot) {
    auto connection = service();
    const std::vector<Change> mobile{{Change::How::Replace, "mobile", {"+31699999999"}}};
    EXPECT_EQ(connection.modify(Slapd::person(3), mobile)->code, LDAP_INSUFFICIENT_ACCESS);
    const std::vector<Change> unlock{{Change::How::Replace, "pwdAccountLockedTime", {}}};
    EXPECT_TRUE(connection.modify(Slapd::person(3), unlock)->good()) << "there is nothing to unlock, and that is no mistake";
}

TEST_F(Directory, ThatHangsIsLostInTime) {
    auto connection = service();
    slapd_->pause();
    const auto began = std::chrono::steady_clock::now();
    const std::vector<Change> unlock{{Change::How::Replace, "pwdAccountLockedTime", {}}};
    const auto written = connection.modify(Slapd::person(4), unlock);
    const auto opened = Connection::open(endpoint());
    const auto spent = std::chrono::steady_clock::now() - began;
    slapd_->resume();
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().sent, Lost::Sent::Perhaps) << written.error().why;
    EXPECT_FALSE(opened);
    EXPECT_LT(spent, std::chrono::seconds(8));
}

TEST_F(Directory, ThatDiesIsLost) {
    auto connection = service();
    slapd_->stop();
    const auto reply = connection.search(people(), {[](const directory::Entry&, const std::vector<Control>&) {}});
    slapd_->start();
    EXPECT_FALSE(reply);
}

}  // namespace
}  // namespace rekey::ldap
