#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "adapters/directory/guarded_connector.hpp"
#include "adapters/directory/ldap_connector.hpp"
#include "slapd.hpp"
#include "stalling_relay.hpp"

namespace rekey::ldap {
namespace {

using test::Slapd;
using test::StallingRelay;

class StillClock final : public ports::Clock {
public:
    [[nodiscard]] Instant now() const override { return from_millis(1'800'000'000'000); }
};

double seconds_of(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(Guard, ADirectoryThatStallsIsNotWaitedForAgainUntilItIsBack) {
    signal(SIGPIPE, SIG_IGN);
    Slapd slapd;
    StallingRelay relay("127.0.0.1", slapd.tls_port());
    PoolOptions options;
    options.servers = {{.host = "127.0.0.1",
                        .port = relay.port(),
                        .ca_file = slapd.ca_file(),
                        .connect_timeout = Duration{1500},
                        .timeout = Duration{1500}}};
    options.account = Slapd::kService;
    options.password = Secret{Slapd::kServicePassword};
    directory::Settings settings;
    settings.base = Slapd::kBase;
    StillClock clock;
    GuardedConnector connector(std::make_shared<LdapConnector>(settings, *directory::find_driver("openldap"), std::move(options), clock),
                               {.patience = 2, .rest = Duration{1000}});
    const directory::Whom nobody{};
    const auto asks = [&] { return connector.find(nobody).has_value(); };
    ASSERT_TRUE(asks());

    relay.pass(0);
    EXPECT_GT(seconds_of([&] { EXPECT_FALSE(asks()); }), 1.3);
    EXPECT_GT(seconds_of([&] { EXPECT_FALSE(asks()); }), 1.3);
    EXPECT_LT(seconds_of([&] { EXPECT_FALSE(asks()); }), 0.7) << "at once";
    relay.pass(1'000'000);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_TRUE(asks());
}

}  // namespace
}  // namespace rekey::ldap
