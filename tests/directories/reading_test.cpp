#include "adapters/directory/reading.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <set>

#include "slapd.hpp"

namespace rekey::ldap {
namespace {

using test::Slapd;

class Reading : public ::testing::Test {
protected:
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }

    struct Seen {
        std::multiset<std::string> entries;  ///< by uid
        std::set<directory::Anchor> present, deleted;
        int pages = 0;
    };

    Connection connection() {
        auto opened =
            Connection::open({.host = "127.0.0.1", .port = slapd_.tls_port(), .ca_file = slapd_.ca_file(), .timeout = seconds{5}});
        if (!opened || !opened->bind(Slapd::kService, Secret{Slapd::kServicePassword})->good()) throw std::runtime_error("no slapd");
        return std::move(*opened);
    }
    Reader reader() {
        seen_ = {};
        return {[this](const directory::Entry& entry) {
                    const auto uid = std::string(entry.first("uid"));
                    seen_.entries.insert(uid);
                    if (const auto anchor = read_anchor(directory::AnchorForm::Uuid, entry.first("entryUUID"))) anchors_[uid] = *anchor;
                },
                [this](const directory::Anchor& anchor) { seen_.present.insert(anchor); },
                [this](const directory::Anchor& anchor) { seen_.deleted.insert(anchor); }, [this] { ++seen_.pages; }};
    }
    ReadEnd sync(std::string_view cookie) {
        auto opened = connection();
        const auto end = read_sync(opened, people_, cookie, reader());
        if (!end) throw std::runtime_error(end.error().detail);
        return *end;
    }

    Slapd slapd_;
    Audience people_{
        "ou=people," + std::string(Slapd::kBase), *directory::Filter::parse("(objectClass=inetOrgPerson)"), {"uid", "mobile", "entryUUID"}};
    Seen seen_;
    std::map<std::string, directory::Anchor> anchors_;
};

TEST_F(Reading, OfPagesBringsEverybodyOnce) {
    auto opened = connection();
    const auto end = read_pages(opened, people_, 10, reader());
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_TRUE(end->rest_is_gone);
    EXPECT_EQ(seen_.entries.size(), 25U);
    EXPECT_EQ(anchors_.size(), 25U);
    EXPECT_EQ(seen_.pages, 3);
}

TEST_F(Reading, OfABaseThatIsNotThereIsRefused) {
    auto opened = connection();
    people_.base = "ou=nowhere," + std::string(Slapd::kBase);
    const auto end = read_pages(opened, people_, 10, reader());
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::Refused);
    EXPECT_EQ(end.error().detail.substr(0, 2), "32") << end.error().detail;
}

TEST_F(Reading, BySynchronisationBringsEverythingThenNothing) {
    const auto first = sync("");
    EXPECT_EQ(seen_.entries.size(), 25U);
    EXPECT_TRUE(first.rest_is_gone);
    ASSERT_FALSE(first.cookie.empty());
    const auto second = sync(first.cookie);
    EXPECT_TRUE(seen_.entries.empty());
    EXPECT_FALSE(second.rest_is_gone) << "nothing has changed, so nobody is gone";
    EXPECT_EQ(second.cookie, first.cookie) << "an answer without a cookie leaves the old one";
}

TEST_F(Reading, BySynchronisationBringsChangesMovesAndDeletions) {
    const auto before = sync("");
    slapd_.change("dn: " + Slapd::person(3) + "\nchangetype: modify\nreplace: mobile\nmobile: +31699999999\n");
    slapd_.change("dn: " + Slapd::person(4) + "\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n");
    slapd_.change("dn: " + Slapd::person(5) + "\nchangetype: delete\n");
    const auto person4 = anchors_["person4"], person5 = anchors_["person5"];
    const auto after = sync(before.cookie);
    EXPECT_EQ(seen_.entries, (std::multiset<std::string>{"person3", "renamed"}));
    EXPECT_EQ(anchors_["renamed"], person4) << "the same person by another name";
    EXPECT_EQ(seen_.deleted, std::set{person5});
    EXPECT_FALSE(after.rest_is_gone);
    EXPECT_NE(after.cookie, before.cookie);
}

TEST_F(Reading, BySynchronisationAfterARestartTellsWhoIsStillThere) {
    const auto before = sync("");
    slapd_.change("dn: " + Slapd::person(6) + "\nchangetype: delete\n");
    slapd_.restart();  // the log of what was deleted is in its memory
    slapd_.change("dn: " + Slapd::person(7) + "\nchangetype: modify\nreplace: mobile\nmobile: +31699999999\n");
    const auto person6 = anchors_["person6"];
    const auto after = sync(before.cookie);
    EXPECT_TRUE(after.rest_is_gone);
    EXPECT_FALSE(seen_.present.contains(person6));
    EXPECT_EQ(seen_.entries, std::multiset<std::string>{"person7"});
    seen_.present.insert(anchors_["person7"]);
    EXPECT_EQ(seen_.present.size(), 24U);
}

TEST_F(Reading, BySynchronisationWithACookieOfAnotherServerBringsEverythingAndTakesNobodyForGone) {
    for (const auto* const cookie : {"rid=000,csn=garbage", "garbage"}) {
        const auto end = sync(cookie);
        EXPECT_EQ(seen_.entries.size(), 25U) << cookie;
        EXPECT_FALSE(end.rest_is_gone) << cookie;
        EXPECT_NE(end.cookie, cookie);
    }
}

}  // namespace
}  // namespace rekey::ldap
