#include "config/load.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/keys.hpp"
#include "support/checkout.hpp"

namespace rekey::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kLeast = R"(
[store]
url = "sqlite:data/rekey.db"
[keys]
file = "rekey.keys"
[[tenant]]
name = "contoso.example"
base_urls = ["https://reset.contoso.example"]
)";

std::vector<std::string> problems(std::string_view text) {
    const auto config = parse(text, "/etc/rekey/rekey.toml");
    std::vector<std::string> out;
    if (config) return out;
    for (const auto& problem : config.error()) out.push_back(to_text(problem));
    return out;
}

/// The least configuration with lines in front (top keys) and behind (sections).
std::vector<std::string> problems_with(std::string_view more) { return problems(std::string(kLeast) + std::string(more)); }

TEST(Config, NeedsAStoreKeysAndATenantOnly) {
    const auto config = parse(kLeast, "/etc/rekey/rekey.toml");
    ASSERT_TRUE(config) << to_text(config.error().front());
    EXPECT_EQ(config->store.url, "sqlite:/etc/rekey/data/rekey.db");
    EXPECT_EQ(config->keys_file, "/etc/rekey/rekey.keys");
    EXPECT_EQ(config->tenants.at(0).base_urls.at(0), "https://reset.contoso.example");
    EXPECT_EQ(config->server.listen, (Endpoint{"127.0.0.1", 8080}));
    EXPECT_EQ(config->password_hash.memory_kib, 19456);
}

TEST(Config, ReadsEveryKindOfValue) {
    const auto config = parse(R"(
[server]
listen = "[::1]:8443"
trusted_proxies = ["10.0.0.0/8", "::1"]
hash_queue = 7
[store]
url = "postgresql://rekey@db.example/rekey?sslmode=verify-full"
password_env = "REKEY_DB_PASSWORD"
[keys]
file = "/var/lib/rekey/keys"
[[tenant]]
name = "a.example"
base_urls = ["https://a.example", "http://localhost:8080"]
[[tenant]]
name = "b.example"
base_urls = ["https://b.example:8443"]
[mail]
from = "no-reply@a.example"
[[mail.provider]]
name = "here"
host = "127.0.0.1"
port = 2525
tls = "none"
[[mail.provider]]
name = "there"
host = "mail.example"
user = "a@b.example"
token_url = "https://login.example/token"
client_id = "rekey"
client_secret_env = "REKEY_CLIENT_SECRET"
[log]
level = "debug"
format = "text"
)",
                              "/etc/rekey/rekey.toml");
    ASSERT_TRUE(config) << to_text(config.error().front());
    EXPECT_EQ(config->server.listen, (Endpoint{"::1", 8443}));
    EXPECT_THAT(config->server.trusted_proxies, ElementsAre("10.0.0.0/8", "::1"));
    EXPECT_EQ(config->server.hash_queue, 7);
    EXPECT_EQ(config->store.password.env, "REKEY_DB_PASSWORD");
    ASSERT_EQ(config->tenants.size(), 2U);
    EXPECT_THAT(config->tenants[0].base_urls, ElementsAre("https://a.example", "http://localhost:8080"));
    EXPECT_EQ(config->tenants[1].name, "b.example");
    ASSERT_EQ(config->mail.providers.size(), 2U);
    EXPECT_EQ(config->mail.providers[0].tls, MailTls::None);
    EXPECT_EQ(config->mail.providers[1].tls, MailTls::StartTls);
    EXPECT_EQ(config->mail.providers[1].client_secret.env, "REKEY_CLIENT_SECRET");
    EXPECT_EQ(config->log.level, log::Level::Debug);
    EXPECT_EQ(config->log.format, log::Format::Text);
}

TEST(Config, ReportsEverythingAtOnceInTheOrderOfTheFile) {
    EXPECT_THAT(problems("[server]\nlisten = \"everywhere\"\nhash_queue = 0\n[stoer]\nurl = \"x\"\n[log]\nlevel = \"loud\"\n"),
                ElementsAre(HasSubstr("rekey.toml: keys.file is missing"), HasSubstr("rekey.toml: store.url is missing"),
                            HasSubstr("there is no [[tenant]]"), HasSubstr("rekey.toml:2: server.listen must be an address and a port"),
                            HasSubstr("rekey.toml:3: server.hash_queue must be a number from 1 to 10000"),
                            HasSubstr("rekey.toml:4: stoer is not a section (did you mean store?)"),
                            HasSubstr("rekey.toml:7: log.level must be one of \"debug\", \"info\"")));
}

#define FROM "[mail]\nfrom = \"a@b.example\"\n"
#define MAIL "[[mail.provider]]\nname = \"a\"\nhost = \"mail.example\"\n"

struct Wrong {
    const char* more;
    const char* sentence;
};
constexpr Wrong kWrong[] = {
    {"[server]\nlisten = \"\xff\"", ":10: "},
    {"[\x10server]", ":9: "},
    {"[server\xd2\x8f]", ":9: "},
    {"[[,", ":9: "},
    {"[server]\nlisen = \"127.0.0.1:80\"", ":10: server.lisen is not a key (did you mean server.listen?)"},
    {"[server]\nfrobnicate = 1", ":10: server.frobnicate is not a key"},
    {"[server]\nlisten = \"localhost:80\"", "must be an address and a port"},
    {"[server]\nlisten = \"127.0.0.1\"", "must be an address and a port"},
    {"[server]\nlisten = \"::1:80\"", "must be an address and a port"},
    {"[server]\nlisten = \"127.0.0.1:65536\"", "must be an address and a port"},
    {"[server]\nlisten = 8080", "must be an address and a port"},
    {"[server]\nhash_queue = \"64\"", "must be a number from"},
    {"[server]\nhash_queue = 64.5", "must be a number from"},
    {"[server]\noperator_listen = \"127.0.0.1:8080\"", "must differ from server.listen"},
    {"[server]\ntrusted_proxies = [\"10.0.0.0/33\"]", "(10.0.0.0/33) must be a network"},
    {"[server]\ntrusted_proxies = \"10.0.0.0/8\"", "must be a list of texts"},
    {"[server]\ntls_certificate = \"/nonexistent.pem\"", "names /nonexistent.pem, which is not a file"},
    {"[password_hash]\nmemory_kib = 8192", "password_hash is too cheap"},
    {"[password_hash]\nmemory_kib = 1024", "must be a number from 7168"},
    {"[[mail.provider]]\nname = \"a\"\nhost = \"mail.example\"", "mail.from is missing"},
    {"[mail]\nfrom = \"a@b.example\"", "there is no [[mail.provider]]"},
    {"[mail]\nhost = \"mail.example\"", "mail.host is not a key"},
    {"[mail]\nfrom = \"a@b.example\\r\\nBcc: x@y.example\"\n" MAIL, "must be an e-mail address"},
    {"[mail]\nfrom = \"a@b.example\"\nfrom_name = \"A\\nB\"\n" MAIL, "must be one line"},
    {"[mail]\nfrom = \"a@b.example\"\nbounces = \"b\"\n" MAIL, "mail.bounces must be an e-mail address"},
    {"[mail.provider]\nname = \"a\"\nhost = \"mail.example\"", "mail.provider is written [[mail.provider]]"},
    {FROM "[[mail.provider]]\nname = \"a\"", "mail.provider.host is missing"},
    {FROM "[[mail.provider]]\nhost = \"mail.example\"", "mail.provider.name is missing"},
    {FROM MAIL "[[mail.provider]]\nname = \"a\"\nhost = \"other.example\"", ":15: mail.provider a is there twice"},
    {FROM MAIL "tls = \"none\"", "codes must not travel in clear"},
    {FROM MAIL "user = \"u\"", "mail.provider.user and a password"},
    {FROM MAIL "password_env = \"P\"", "mail.provider.password_file and a password"},
    {FROM MAIL "password = \"hunter2\"", "mail.provider.password is not written here: secrets come from"},
    {FROM MAIL "user = \"u\"\npassword_env = \"hunter2!\"", "must be the name of an environment variable"},
    {FROM "[[mail.provider]]\nname = \"a\"\nhost = \"mail.example:25\"", "must be the name or address of a machine"},
    {FROM MAIL "port = 0", "must be a number from 1 to 65535"},
    {FROM MAIL "user = \"u\"\nclient_id = \"c\"", "mail.provider.token_url is missing"},
    {FROM MAIL "user = \"u\"\npassword_env = \"P\"\ntoken_url = \"https://a.example\"\nclient_id = \"c\"\nclient_secret_env = \"S\"",
     "mail.provider.token_url and a password exclude each other"},
    {FROM MAIL "user = \"u\"\ntoken_url = \"https://a.example\"\nclient_id = \"c\"", "mail.provider.client_secret_file is missing"},
    {FROM MAIL "user = \"u\"\ntoken_url = \"http://a.example\"\nclient_id = \"c\"\nclient_secret_env = \"S\"", "must begin with https://"},
    {"[log]\nlevel = \"INFO\"", "must be one of"},
    {"[worker]\nthreads = -1", "must be a number from 0"},
    {"[[tenant]]\nname = \"contoso.example\"\nbase_urls = [\"https://b.example\"]", ":10: tenant contoso.example is there twice"},
    {"[[tenant]]\nname = \"b.example\"\nbase_urls = [\"https://reset.contoso.example\"]",
     ":11: https://reset.contoso.example belongs to tenant contoso.example already"},
    {"[[tenant]]\nname = \"b.example\"", ":9: tenant.base_urls is missing"},
    {"[[tenant]]\nname = \"b.example\"\nbase_urls = []", "must be a list of texts"},
    {"[[tenant]]\nname = \"B example\"\nbase_urls = [\"https://b.example\"]", "must be small letters"},
    {"[[tenant]]\nbase_urls = [\"https://b.example\"]", "tenant.name is missing"},
};

TEST(Config, SaysWhatIsWrongAndWhere) {
    for (const auto& [more, sentence] : kWrong) {
        const auto found = problems_with(more);
        EXPECT_THAT(found, ElementsAre(HasSubstr(sentence))) << more;
    }
}

// Links in messages are made from these alone, so they must be exactly what a browser sends as Origin.
TEST(Config, TakesExactOriginsOnly) {
    for (const auto* bad :
         {"reset.example", "http://reset.example", "https://reset.example/", "https://reset.example/x", "https://reset.example:443",
          "http://localhost:80", "https://RESET.example", "https://user@reset.example", "https://*.example", "//reset.example", ""}) {
        const auto found =
            problems(fmt::format("[store]\nurl = \"sqlite:x\"\n[keys]\nfile = \"k\"\n[[tenant]]\nname = \"a\"\nbase_urls = [\"{}\"]", bad));
        EXPECT_THAT(found, ElementsAre(HasSubstr(fmt::format(":7: tenant.base_urls ({}) must", bad)))) << bad;
    }
}

TEST(Config, RefusesAPasswordInTheStoresUrl) {
    for (const auto* url : {"postgresql://rekey:secret@db/rekey", "postgresql://db/rekey?password=secret"}) {
        const auto found = problems(
            fmt::format("[store]\nurl = \"{}\"\n[keys]\nfile = \"k\"\n[[tenant]]\nname = \"a\"\nbase_urls = [\"https://a.example\"]", url));
        EXPECT_THAT(found, ElementsAre(HasSubstr("must not hold a password"))) << url;
        EXPECT_THAT(found.front(), testing::Not(HasSubstr("secret@"))) << url;
    }
    EXPECT_TRUE(
        problems(
            "[store]\nurl = \"postgresql://rekey@[::1]:5432/rekey\"\n[keys]\nfile = \"k\"\n[[tenant]]\nname = \"a\"\nbase_urls = [\"https://a.example\"]")
            .empty());
}

TEST(Config, ASyntaxErrorHasItsLine) {
    EXPECT_THAT(problems("[server]\nlisten = \n"), ElementsAre(HasSubstr("/etc/rekey/rekey.toml:2: ")));
    EXPECT_THAT(problems("[log]\nlevel = \"info\"\nlevel = \"debug\"\n"), ElementsAre(HasSubstr(":3: ")));
    EXPECT_THAT(problems("tenant = 3\n"), testing::Contains(HasSubstr(":1: tenant is written [[tenant]]")));
}

TEST(Config, AFileThatIsNotThereIsOneProblem) {
    const auto config = load("/nonexistent/rekey.toml");
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 1U);
    EXPECT_EQ(to_text(config.error()[0]), "/nonexistent/rekey.toml: the file cannot be read");
}

TEST(Keys, TheirDefaultsAreWithinTheirOwnBounds) {
    for (const auto& key : keys()) {
        const auto* number = std::get_if<Number>(&key.field);
        if (!number) continue;
        Config config;
        for (const auto& list : lists()) list.add(config);
        EXPECT_GE(number->at(config), number->least) << key.name;
        EXPECT_LE(number->at(config), number->most) << key.name;
    }
}

TEST(Reference, IsCurrent) {
    std::ifstream file(test::checkout_file("docs/reference/configuration.md"));
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(page, reference_page()) << "run: rekey config reference > docs/reference/configuration.md";
}

}  // namespace
}  // namespace rekey::config
