#include "adapters/directory/pool.hpp"

#include <gtest/gtest.h>
#include <ldap.h>

#include <csignal>
#include <future>
#include <thread>

#include "slapd.hpp"

namespace rekey::ldap {
namespace {

using test::Slapd;

class Servers : public ::testing::Test {
protected:
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }

    Endpoint endpoint(const Slapd& slapd) {
        return {.host = "127.0.0.1",
                .port = slapd.tls_port(),
                .ca_file = slapd.ca_file(),
                .connect_timeout = seconds{1},
                .timeout = seconds{1}};
    }
    PoolOptions options(std::vector<Endpoint> servers) {
        PoolOptions options;
        options.servers = std::move(servers);
        options.account = Slapd::kService;
        options.password = Secret{Slapd::kServicePassword};
        options.most = 2;
        options.wait = Duration{300};
        return options;
    }
    /// Reads the name of the base, so that it is sure who answered.
    static Answer<Reply> asked(Pool& pool) {
        auto lease = pool.take();
        if (!lease) return std::unexpected(lease.error());
        return (*lease)->search({Slapd::kBase, Scope::Base, *directory::Filter::parse("(objectClass=*)"), {"o"}},
                                {[](const directory::Entry&, const std::vector<Control>&) {}});
    }

    Slapd slapd_;
};

TEST_F(Servers, AreSpokenToByOneConnectionAfterTheOther) {
    Pool pool(options({endpoint(slapd_)}));
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(asked(pool));
    EXPECT_EQ(slapd_.binds(), 1);
}

TEST_F(Servers, AreNotToldAWrongPasswordAgainAndAgain) {
    auto wrong = options({endpoint(slapd_)});
    wrong.password = Secret{std::string_view("another one")};
    wrong.after_refusal = seconds{2};
    Pool pool(std::move(wrong));
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(asked(pool));
    EXPECT_EQ(slapd_.binds(), 1) << "it would lock the account";
    EXPECT_TRUE(pool.take_unbound()) << "people sign in with their own";
    std::this_thread::sleep_for(seconds{2});
    EXPECT_FALSE(asked(pool));
    EXPECT_EQ(slapd_.binds(), 2);
    std::this_thread::sleep_for(seconds{2});
    EXPECT_FALSE(asked(pool));
    EXPECT_EQ(slapd_.binds(), 2) << "after each time twice as long";
}

TEST_F(Servers, AreToldAWrongPasswordBySeveralAtOnceAsIfItWereOnce) {
    auto wrong = options({endpoint(slapd_)});
    wrong.password = Secret{std::string_view("another one")};
    wrong.after_refusal = seconds{8};
    wrong.most = 4;
    Pool pool(std::move(wrong));
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 4; ++i) all.emplace_back([&] { EXPECT_FALSE(asked(pool)); });
    }
    const auto before = slapd_.binds();
    std::this_thread::sleep_for(seconds{9});
    EXPECT_FALSE(asked(pool));
    EXPECT_EQ(slapd_.binds(), before + 1) << "not ever later for it";
}

TEST_F(Servers, AreAskedByAFreshConnectionWhetherTheyStillTakeTheAccount) {
    Pool pool(options({endpoint(slapd_)}));
    ASSERT_TRUE(asked(pool));
    ASSERT_TRUE(pool.take_fresh());
    EXPECT_EQ(slapd_.binds(), 2);
    slapd_.change(std::string("dn: ") + Slapd::kService +
                  "\nchangetype: modify\nreplace: userPassword\nuserPassword: another one of ours\n");
    EXPECT_TRUE(asked(pool)) << "what is bound stays so";
    EXPECT_FALSE(pool.take_fresh());
}

TEST_F(Servers, ThatStallHoldNoMoreThreadsThanThereAreConnections) {
    Pool pool(options({endpoint(slapd_)}));
    auto one = pool.take();
    auto other = pool.take();
    ASSERT_TRUE(one && other);
    const auto third = pool.take();
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().sent, Lost::Sent::No);
    EXPECT_EQ(third.error().why, "all connections to it are in use");
    auto waits = std::async(std::launch::async, [&] { return pool.take().has_value(); });
    {
        const auto given_back = std::move(*one);
    }
    EXPECT_TRUE(waits.get());
}

TEST_F(Servers, AreAskedInOrderAndTheFirstAgainWhenItIsBack) {
    Slapd second;
    auto both = options({endpoint(slapd_), endpoint(second)});
    constexpr Duration kRest{200};
    both.rest = kRest;
    both.idle = Duration{0};  // each time a new connection
    Pool pool(std::move(both));
    ASSERT_TRUE(asked(pool));
    EXPECT_EQ(second.binds(), 0);
    slapd_.stop();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(asked(pool));
    EXPECT_EQ(second.binds(), 3);
    slapd_.start();
    std::this_thread::sleep_for(kRest);
    ASSERT_TRUE(asked(pool));
    EXPECT_EQ(second.binds(), 3);
}

TEST_F(Servers, ThatDoNotAnswerAreNamedWithTheReason) {
    auto nobody = endpoint(slapd_);
    nobody.port = 1;
    Pool pool(options({nobody, nobody}));
    const auto reply = asked(pool);
    ASSERT_FALSE(reply);
    EXPECT_NE(reply.error().why.find("127.0.0.1: no connection: Can't contact LDAP server; 127.0.0.1: "), std::string::npos)
        << reply.error().why;
}

TEST_F(Servers, ThatRefuseTheAccountAreAskedOnce) {
    Slapd second;
    auto wrong = options({endpoint(slapd_), endpoint(second)});
    wrong.password = Secret{"wrong"};
    Pool pool(std::move(wrong));
    const auto reply = asked(pool);
    ASSERT_FALSE(reply);
    EXPECT_NE(reply.error().why.find("the account is refused (49"), std::string::npos) << reply.error().why;
    EXPECT_EQ(second.binds(), 0) << "it would count there too";
}

TEST_F(Servers, ThatRefuseForAnotherReasonAreAskedAgain) {
    Slapd second;
    auto odd = options({endpoint(slapd_), endpoint(second)});
    odd.account = "no name at all";  // 34, invalidDNSyntax
    Pool pool(std::move(odd));
    for (int i = 0; i < 2; ++i) {
        const auto reply = asked(pool);
        ASSERT_FALSE(reply);
        EXPECT_NE(reply.error().why.find("(34"), reply.error().why.rfind("(34")) << "by both: " << reply.error().why;
    }
}

TEST_F(Servers, ThatWereStartedAnewAreSpokenToByNewConnections) {
    Pool pool(options({endpoint(slapd_)}));
    ASSERT_TRUE(asked(pool));
    slapd_.stop();
    slapd_.start();
    EXPECT_TRUE(asked(pool));
    EXPECT_EQ(slapd_.binds(), 2);
}

}  // namespace
}  // namespace rekey::ldap
