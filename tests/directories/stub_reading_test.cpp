#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "ldap_stub.hpp"
#include "reading_rig.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using test::LdapStub;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// Against a server that behaves as those at hand do not.
class ReadingOf : public ::testing::Test {
protected:
    static void SetUpTestSuite() { signal(SIGPIPE, SIG_IGN); }

    Result<directory::ReadEnd> tries(const std::string& behaviour, const directory::ReadFrom& from = {},
                                     const std::string& kind = "active_directory") {
        if (behaviour_ != behaviour) stub_.emplace(behaviour_ = behaviour);
        const auto& driver = *directory::find_driver(kind);
        rig_.emplace(driver, directory::Selection{LdapStub::kBase, *directory::Filter::parse(driver.groups), {"cn", "member"}}, "cn");
        auto opened = Connection::open({.host = "127.0.0.1", .port = stub_->port(), .ca_file = stub_->ca_file(), .timeout = seconds{5}});
        if (!opened) throw std::runtime_error(opened.error().why);
        return rig_->tries(*opened, from);
    }
    static directory::Anchor anchor(std::uint8_t of) {
        directory::Anchor anchor;
        anchor.bytes.fill(of);
        return anchor;
    }

    std::string behaviour_;
    std::optional<LdapStub> stub_;
    std::optional<test::ReadingRig> rig_;
};

TEST_F(ReadingOf, SmallPagesAndPartsOfAttributesBringsAllOfThem) {
    const auto end = tries("limits", {.page_size = 500});
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_TRUE(end->rest_is_gone);
    EXPECT_THAT(rig_->seen.entries, UnorderedElementsAre("staff", "managers", "guests", "robots"));
    EXPECT_EQ(rig_->seen.pages, 2);
    const auto& staff = rig_->seen.by_label["staff"];
    const auto* const members = staff.find("member");
    ASSERT_NE(members, nullptr);
    EXPECT_THAT(members->values, SizeIs(3500));
    EXPECT_THAT(std::set<std::string>(members->values.begin(), members->values.end()), SizeIs(3500)) << "each of them once";
    EXPECT_THAT(staff.attributes, SizeIs(3)) << "cn, objectGUID and member by its plain name";
}

TEST_F(ReadingOf, PartsThatDoNotFitIsRefused) {
    for (const auto* const behaviour : {"ranges_lie", "ranges_stop"}) {
        const auto end = tries(behaviour);
        ASSERT_FALSE(end) << behaviour;
        EXPECT_EQ(end.error().code, ErrorCode::Refused);
        EXPECT_EQ(rig_->seen.entries.count("staff"), 0U) << "not with some of its members";
    }
}

TEST_F(ReadingOf, PagesThatAreNotAllIsRefused) {
    for (const auto* const behaviour : {"no_pages", "size_limit", "same_page"}) {
        const auto end = tries(behaviour);
        ASSERT_FALSE(end) << behaviour;
        EXPECT_EQ(end.error().code, ErrorCode::Refused) << behaviour;
    }
}

TEST_F(ReadingOf, HalfAPageIsUnreachable) {
    const auto end = tries("dies");
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::Unreachable) << end.error().detail;
    EXPECT_EQ(rig_->seen.pages, 1) << "the first";
    EXPECT_THAT(rig_->seen.deleted, IsEmpty());
}

TEST_F(ReadingOf, AServerWithoutTimeIsUnreachable) {
    const auto end = tries("busy");
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::Unreachable);
}

TEST_F(ReadingOf, The389DirectoryServerTakesItsSyncUuidForNsUniqueId) {
    const auto end = tries("directory_server", {.delta = Delta::ContentSync}, "389ds");
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_EQ(end->cookie, "@cookie");
    EXPECT_EQ(rig_->anchors["staff"], anchor(1));
    EXPECT_EQ(rig_->anchors["robots"], anchor(4));
}

TEST_F(ReadingOf, The389DirectoryServerWithoutAChangeTakesNobodyForGone) {
    const auto end = tries("directory_server", {.delta = Delta::ContentSync, .cookie = "@cookie"}, "389ds");
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_THAT(rig_->seen.entries, testing::IsEmpty());
    EXPECT_FALSE(end->rest_is_gone) << "although it says nothing of deletions";
    EXPECT_EQ(end->cookie, "@cookie");
}

TEST_F(ReadingOf, The389DirectoryServerWithACookieOfAnotherOneIsOfEverything) {
    const auto end = tries("directory_server", {.delta = Delta::ContentSync, .cookie = "@of another"}, "389ds");
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_THAT(rig_->seen.entries, SizeIs(4));
    EXPECT_TRUE(end->rest_is_gone);
    EXPECT_EQ(end->cookie, "@cookie");
}

TEST_F(ReadingOf, WindowsWithoutTheRightToAllIsByWhatMayBeRead) {
    const auto first = tries("domain", {.delta = Delta::DirSync});
    ASSERT_TRUE(first) << first.error().detail;
    EXPECT_THAT(rig_->seen.entries, SizeIs(4));
    EXPECT_EQ(first->cookie, "now");
    const auto second = tries("domain", {.delta = Delta::DirSync, .cookie = first->cookie});
    ASSERT_TRUE(second) << second.error().detail;
    EXPECT_THAT(rig_->seen.entries, UnorderedElementsAre("robots"));
    EXPECT_THAT(rig_->seen.deleted, ElementsAre(anchor(3))) << "of the second round";
    EXPECT_FALSE(second->rest_is_gone);
    EXPECT_EQ(second->cookie, "end");
    const auto third = tries("domain", {.delta = Delta::DirSync, .cookie = second->cookie});
    ASSERT_TRUE(third);
    EXPECT_THAT(rig_->seen.entries, IsEmpty());
}

TEST_F(ReadingOf, WindowsWithACookieThatIsNoneOfItsIsOfEverything) {
    const auto end = tries("domain", {.delta = Delta::DirSync, .cookie = "garbage"});
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_THAT(rig_->seen.entries, SizeIs(4));
    EXPECT_TRUE(end->rest_is_gone);
    EXPECT_EQ(end->cookie, "now");
}

TEST_F(ReadingOf, ADomainThatForgetsItsOwnCookieIsRefused) {
    for (const auto* const cookie : {"", "garbage"}) {
        const auto end = tries("forgets", {.delta = Delta::DirSync, .cookie = cookie});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Refused);
    }
}

}  // namespace
}  // namespace rekey::ldap
