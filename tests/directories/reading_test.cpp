#include "adapters/directory/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "reading_rig.hpp"
#include "slapd.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using test::Slapd;
using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const directory::Driver& driver() { return *directory::find_driver("openldap"); }

class Reading : public ::testing::Test {
protected:
    static constexpr std::size_t kAll = 25;
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }

    Connection connection() {
        auto opened =
            Connection::open({.host = "127.0.0.1", .port = slapd_.tls_port(), .ca_file = slapd_.ca_file(), .timeout = seconds{5}});
        if (!opened || !opened->bind(Slapd::kService, Secret{Slapd::kServicePassword})->good()) throw std::runtime_error("no slapd");
        return std::move(*opened);
    }
    directory::ReadEnd reads(Delta delta, const std::string& cookie = {}) {
        auto opened = connection();
        return rig_.reads(opened, {.delta = delta, .cookie = cookie, .page_size = 10});
    }
    directory::ReadEnd syncs(const std::string& cookie = {}) { return reads(Delta::ContentSync, cookie); }
    /// What its cookies begin with.
    std::string database() {
        const auto cookie = syncs().cookie;
        return cookie.substr(0, cookie.find('@') + 1);
    }
    void change_mobile(int number) {
        slapd_.change("dn: " + Slapd::person(number) + "\nchangetype: modify\nreplace: mobile\nmobile: +31699999999\n");
    }
    void rename(int number, const std::string& to) {
        slapd_.change("dn: " + Slapd::person(number) + "\nchangetype: modrdn\nnewrdn: uid=" + to + "\ndeleteoldrdn: 1\n");
    }
    void move(const std::string& dn, const std::string& rdn, const std::string& to) {
        slapd_.change("dn: " + dn + "\nchangetype: modrdn\nnewrdn: " + rdn + "\ndeleteoldrdn: 1\nnewsuperior: " + to + "\n");
    }
    void remove(int number) { slapd_.change("dn: " + Slapd::person(number) + "\nchangetype: delete\n"); }
    static std::string people() { return std::string("ou=people,") + Slapd::kBase; }

    Slapd slapd_;
    test::ReadingRig rig_{driver(), {people(), *directory::Filter::parse(driver().people), {"uid", "mobile"}}, "uid"};
};

TEST_F(Reading, EndsWhenItIsToldTo) {
    for (const auto delta : {Delta::None, Delta::ContentSync, Delta::ModifyTimestamp}) {
        auto opened = connection();
        int taken = 0;
        const directory::Reader reader{.entry = [&](const directory::Entry&) { ++taken; }, .stops = [&] { return taken == 3; }};
        const auto end = ldap::read(opened, driver(), rig_.selection(), {.delta = delta, .page_size = 10}, reader);
        ASSERT_FALSE(end) << directory::name(delta);
        EXPECT_EQ(end.error().code, ErrorCode::Unreachable);
        EXPECT_EQ(taken, 3);
        EXPECT_TRUE(opened.is_lost()) << "what is still on its way is nobody's answer";
    }
}

TEST_F(Reading, OfPagesBringsEverybodyOnce) {
    const auto end = reads(Delta::None, "whatever");
    EXPECT_TRUE(end.rest_is_gone);
    EXPECT_TRUE(end.cookie.empty());
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_EQ(rig_.anchors.size(), kAll) << "each has its anchor, which was not asked for";
    EXPECT_EQ(rig_.seen.pages, 3);
}

TEST_F(Reading, OfABaseThatIsNotThereIsRefused) {
    rig_.selection().base = std::string("ou=nowhere,") + Slapd::kBase;
    auto opened = connection();
    for (const auto delta : {Delta::None, Delta::ContentSync, Delta::ModifyTimestamp}) {
        const auto end = rig_.tries(opened, {.delta = delta});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Refused);
        EXPECT_EQ(end.error().detail.substr(0, 2), "32") << end.error().detail;
    }
}

TEST_F(Reading, OfAServerThatDiesIsUnreachable) {
    const auto first = syncs();
    for (const auto delta : {Delta::None, Delta::ContentSync, Delta::ModifyTimestamp}) {
        auto opened = connection();
        slapd_.stop();
        const auto end = rig_.tries(opened, {.delta = delta, .cookie = first.cookie});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Unreachable);
        slapd_.start();
    }
}

TEST_F(Reading, ByWhatTheServerDoesNotHaveIsRefused) {
    auto opened = connection();
    for (const auto delta : {Delta::DirSync, Delta::UsnChanged}) {
        const auto end = rig_.tries(opened, {.delta = delta});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Refused) << end.error().detail;
        EXPECT_THAT(rig_.seen.entries, IsEmpty());
    }
}

TEST_F(Reading, BySynchronisationBringsEverythingThenNothing) {
    const auto first = syncs();
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_TRUE(first.rest_is_gone);
    ASSERT_FALSE(first.cookie.empty());
    const auto second = syncs(first.cookie);
    EXPECT_THAT(rig_.seen.entries, IsEmpty());
    EXPECT_FALSE(second.rest_is_gone) << "nothing has changed, so nobody is gone";
    EXPECT_EQ(second.cookie, first.cookie) << "an answer without a cookie leaves the old one";
}

TEST_F(Reading, BySynchronisationBringsChangesMovesAndDeletions) {
    const auto before = syncs();
    change_mobile(3);
    rename(4, "renamed");
    remove(5);
    const auto person4 = rig_.anchors["person4"], person5 = rig_.anchors["person5"];
    const auto after = syncs(before.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person3", "renamed"));
    EXPECT_EQ(rig_.anchors["renamed"], person4) << "the same person by another name";
    EXPECT_THAT(rig_.seen.deleted, UnorderedElementsAre(person5));
    EXPECT_FALSE(after.rest_is_gone);
    EXPECT_NE(after.cookie, before.cookie);
}

TEST_F(Reading, BySynchronisationAfterARestartTellsWhoIsStillThere) {
    const auto before = syncs();
    remove(6);
    slapd_.restart();  // the log of what was deleted is in its memory
    change_mobile(7);
    const auto after = syncs(before.cookie);
    EXPECT_TRUE(after.rest_is_gone);
    EXPECT_THAT(rig_.seen.present, Not(Contains(rig_.anchors["person6"])));
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person7"));
    const std::set<directory::Anchor> present(rig_.seen.present.begin(), rig_.seen.present.end());
    EXPECT_EQ(present.size() + (present.contains(rig_.anchors["person7"]) ? 0U : 1U), kAll - 1);
}

TEST_F(Reading, BySynchronisationWithACookieOfAnotherServerBringsEverythingAndTakesNobodyForGone) {
    const auto here = database();
    for (const auto* const garbage : {"rid=000,csn=garbage", "garbage"}) {
        const auto cookie = here + garbage;
        const auto end = syncs(cookie);
        EXPECT_THAT(rig_.seen.entries, SizeIs(kAll)) << cookie;
        EXPECT_FALSE(end.rest_is_gone) << cookie;
        EXPECT_NE(end.cookie, cookie);
    }
}

TEST_F(Reading, BySynchronisationWithACookieFromItsOwnFutureBringsEverything) {
    const auto end = syncs(database() + "rid=000,csn=20991231235959.000000Z#000000#000#000000");  // it was restored from a backup since
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_TRUE(end.rest_is_gone) << "everything was told";
}

// slapd would go on with it: whoever is older than its time would never come.
TEST_F(Reading, BySynchronisationWithACookieOfTheDatabaseBeforeThisOneBringsEverything) {
    const auto first = syncs();
    const auto sign = first.cookie.find('@');
    ASSERT_NE(sign, std::string::npos);
    for (const auto* const other : {"01234567-89ab-7def-8123-456789abcdef", ""}) {
        const auto end = syncs(other + first.cookie.substr(sign));
        EXPECT_THAT(rig_.seen.entries, SizeIs(kAll)) << other;
        EXPECT_TRUE(end.rest_is_gone) << other;
        EXPECT_EQ(end.cookie, first.cookie);
    }
}

/// What stands there is older than the next second.
class ReadingByTime : public Reading {
protected:
    void SetUp() override { std::this_thread::sleep_for(std::chrono::milliseconds(1100)); }
    directory::ReadEnd times(const std::string& cookie = {}) { return reads(Delta::ModifyTimestamp, cookie); }
    /// So that the newest is one person.
    directory::ReadEnd times_with_newest(int number) {
        change_mobile(number);
        return times();
    }
};

TEST_F(ReadingByTime, BringsEverythingThenTheNewestAgain) {
    const auto first = times_with_newest(1);
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_THAT(rig_.seen.present, IsEmpty());
    EXPECT_EQ(rig_.seen.pages, 3);
    EXPECT_TRUE(first.rest_is_gone);
    const auto second = times(first.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person1"));
    EXPECT_THAT(rig_.seen.present, SizeIs(kAll));
    EXPECT_TRUE(second.rest_is_gone);
    EXPECT_EQ(second.cookie, first.cookie);
}

TEST_F(ReadingByTime, BringsChangesRenamesAndWhoIsStillThere) {
    const auto first = times_with_newest(1);
    change_mobile(3);
    rename(4, "renamed");
    remove(5);
    const auto person4 = rig_.anchors["person4"], person5 = rig_.anchors["person5"];
    const auto second = times(first.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person1", "person3", "renamed"));
    EXPECT_EQ(rig_.anchors["renamed"], person4);
    EXPECT_TRUE(second.rest_is_gone);
    EXPECT_THAT(rig_.seen.present, SizeIs(kAll - 1));
    EXPECT_THAT(rig_.seen.present, Not(Contains(person5)));
}

// The person is made there: slapd 2.5 cannot move a folder with somebody in it who was moved into it ("DN index add failed").
TEST_F(ReadingByTime, BringsWhoComesAndGoesWithAFolder) {
    const auto outside = std::string("ou=outside,") + Slapd::kBase, branch = "ou=branch," + people();
    slapd_.change("dn: " + outside + "\nchangetype: add\nobjectClass: organizationalUnit\nou: outside\n");
    slapd_.change("dn: uid=guest," + outside + "\nchangetype: add\nobjectClass: inetOrgPerson\nuid: guest\ncn: Guest\nsn: Guest\n");
    const auto first = times_with_newest(1);
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    SetUp();
    move(outside, "ou=branch", people());
    const auto second = times(first.cookie);
    EXPECT_THAT(rig_.seen.entries, Contains("guest"));
    EXPECT_EQ(rig_.seen.by_label["guest"].dn, "uid=guest," + branch);
    EXPECT_GT(second.cookie, first.cookie) << "a folder is seen once, not for ever";
    move(branch, "ou=outside", Slapd::kBase);
    static_cast<void>(times(second.cookie));
    EXPECT_THAT(rig_.seen.present, SizeIs(kAll));
    EXPECT_THAT(rig_.seen.present, Not(Contains(rig_.anchors["guest"])));
}

TEST_F(ReadingByTime, ReadsEverythingWithACookieThatIsNoTime) {
    const auto end = times("garbage");
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_NE(end.cookie, "garbage");
}

}  // namespace
}  // namespace rekey::ldap
