#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "reading_rig.hpp"
#include "samba_ad.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using test::SambaAd;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const directory::Driver& driver() { return *directory::find_driver("active_directory"); }

Connection connect(const SambaAd& samba, const std::string& name = SambaAd::kService,
                   std::string_view password = SambaAd::kServicePassword) {
    auto opened = Connection::open({.host = samba.address(), .ca_file = samba.ca_file(), .timeout = seconds{5}});
    if (!opened || !opened->bind(name, Secret{password})->good()) throw std::runtime_error("no Samba");
    return std::move(*opened);
}

/// Below OU=People are ten people, one disabled, one protected.
class SambaReading : public ::testing::TestWithParam<Delta> {
protected:
    static constexpr std::size_t kAll = SambaAd::kPeople + 2;

    void SetUp() override {
        if (const auto reason = SambaAd::why_not(); !reason.empty()) GTEST_SKIP() << reason;
        signal(SIGPIPE, SIG_IGN);
        samba_.emplace();
    }
    directory::ReadEnd reads(const std::string& cookie = {}) {
        auto connection = connect(*samba_);
        return rig_.reads(connection, {.delta = GetParam(), .cookie = cookie, .page_size = 5});
    }
    void change(const std::string& dn, const std::string& attribute, const std::string& value) {
        samba_->change("dn: " + dn + "\nchangetype: modify\nreplace: " + attribute + "\n" + attribute + ": " + value + "\n");
    }
    void move(const std::string& dn, const std::string& rdn, const std::string& to) {
        samba_->change("dn: " + dn + "\nchangetype: modrdn\nnewrdn: " + rdn + "\ndeleteoldrdn: 1\nnewsuperior: " + to + "\n");
    }
    void remove(const std::string& dn) { samba_->change("dn: " + dn + "\nchangetype: delete\n"); }
    void add_folder(const std::string& dn) { samba_->change("dn: " + dn + "\nchangetype: add\nobjectClass: organizationalUnit\n"); }

    /// It is told that this person is there no more, one way or the other.
    [[nodiscard]] bool is_gone(const directory::ReadEnd& end, const std::string& who) {
        const auto& anchor = rig_.anchors.at(who);
        const bool untold = end.rest_is_gone && !rig_.seen.present.contains(anchor) && !rig_.seen.entries.contains(who);
        return rig_.seen.deleted.count(anchor) == 1 || untold;
    }

    std::optional<SambaAd> samba_;
    test::ReadingRig rig_{
        driver(),
        {SambaAd::people(), *directory::Filter::parse(driver().people), {"sAMAccountName", "displayName", "mobile", "userAccountControl"}},
        "sAMAccountName"};
};

TEST_P(SambaReading, BringsEverybodyThenNothing) {
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_EQ(rig_.seen.pages, 3);
    EXPECT_TRUE(first.rest_is_gone);
    ASSERT_FALSE(first.cookie.empty());
    const auto second = reads(first.cookie);
    EXPECT_THAT(rig_.seen.entries, IsEmpty());
    EXPECT_THAT(rig_.seen.deleted, IsEmpty());
    EXPECT_FALSE(second.rest_is_gone && rig_.seen.present.size() < kAll) << "nobody is gone";
}

TEST_P(SambaReading, BringsChangedPeopleWhole) {
    const auto first = reads();
    change(SambaAd::person(3), "mobile", "+31699999999");
    change(SambaAd::person(4), "userAccountControl", "514");
    samba_->change("dn: " + SambaAd::person(5) + "\nchangetype: modify\ndelete: mobile\n");
    const auto second = reads(first.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person3", "person4", "person5"));
    EXPECT_EQ(rig_.seen.by_label["person3"].first("mobile"), "+31699999999");
    EXPECT_EQ(rig_.seen.by_label["person3"].first("displayName"), "Person 3") << "what has not changed is there too";
    EXPECT_EQ(rig_.seen.by_label["person4"].first("userAccountControl"), "514");
    EXPECT_EQ(rig_.seen.by_label["person5"].find("mobile"), nullptr);
    EXPECT_FALSE(is_gone(second, "person1"));
    EXPECT_NE(second.cookie, first.cookie);
    static_cast<void>(reads(second.cookie));
    EXPECT_THAT(rig_.seen.entries, IsEmpty()) << "each change comes once";
}

TEST_P(SambaReading, BringsRenamedPeopleAsThemselves) {
    const auto first = reads();
    const auto before = rig_.anchors["person6"];
    samba_->change("dn: " + SambaAd::person(6) + "\nchangetype: modrdn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\n");
    static_cast<void>(reads(first.cookie));
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person6"));
    EXPECT_EQ(rig_.anchors["person6"], before);
    EXPECT_EQ(rig_.seen.by_label["person6"].dn, SambaAd::person("Renamed"));
}

TEST_P(SambaReading, TellsWhoWasDeleted) {
    const auto first = reads();
    remove(SambaAd::person(7));
    const auto second = reads(first.cookie);
    EXPECT_TRUE(is_gone(second, "person7"));
    EXPECT_FALSE(is_gone(second, "person8"));
    EXPECT_THAT(rig_.seen.entries, IsEmpty());
    const auto third = reads(second.cookie);
    EXPECT_THAT(rig_.seen.deleted, IsEmpty()) << "once is enough";
    EXPECT_FALSE(is_gone(third, "person8"));
}

TEST_P(SambaReading, TellsWhoLeftTheBaseAndCameBack) {
    const auto first = reads();
    const auto who = rig_.anchors["person8"];
    const auto groups = std::string("OU=Groups,") + SambaAd::kBase;
    move(SambaAd::person(8), "CN=Person 8", groups);
    const auto second = reads(first.cookie);
    EXPECT_TRUE(is_gone(second, "person8"));
    EXPECT_FALSE(is_gone(second, "person9"));
    move("CN=Person 8," + groups, "CN=Person 8", SambaAd::people());
    const auto third = reads(second.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person8"));
    EXPECT_EQ(rig_.anchors["person8"], who);
    EXPECT_FALSE(is_gone(third, "person8"));
}

TEST_P(SambaReading, TellsWhoDoesNotMatchTheFilterAnyMore) {
    rig_.selection().filter = *directory::Filter::parse("(&(objectClass=user)(department=Sales))");
    for (const int number : {1, 2, 3}) change(SambaAd::person(number), "department", "Sales");
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person1", "person2", "person3"));
    change(SambaAd::person(2), "department", "Stock");
    change(SambaAd::person(4), "department", "Sales");
    const auto second = reads(first.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person4"));
    EXPECT_TRUE(is_gone(second, "person2"));
    EXPECT_FALSE(is_gone(second, "person3"));
}

TEST_P(SambaReading, TellsWhoJoinsAndLeavesAGroupThatTheFilterAsksFor) {
    const auto staff = std::string("CN=Staff,OU=Groups,") + SambaAd::kBase;
    rig_.selection().filter = *directory::Filter::parse("(&(objectClass=user)(memberOf=" + staff + "))");
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person1", "person2", "person3"));
    samba_->change("dn: " + staff + "\nchangetype: modify\nadd: member\nmember: " + SambaAd::person(5) +
                   "\n-\ndelete: member\nmember: " + SambaAd::person(2) + "\n");
    const auto second = reads(first.cookie);
    EXPECT_THAT(rig_.seen.entries, Contains("person5"));
    EXPECT_TRUE(is_gone(second, "person2"));
    EXPECT_FALSE(is_gone(second, "person3"));
}

TEST_P(SambaReading, BringsWhoComesAndGoesWithAFolder) {
    const auto outside = std::string("OU=Outside,") + SambaAd::kBase, inside = "OU=Branch," + SambaAd::people();
    add_folder(outside);
    move(SambaAd::person(9), "CN=Person 9", outside);
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll - 1));
    move(outside, "OU=Branch", SambaAd::people());
    const auto second = reads(first.cookie);
    EXPECT_THAT(rig_.seen.entries, Contains("person9"));
    EXPECT_EQ(rig_.seen.by_label["person9"].dn, "CN=Person 9," + inside);
    move(inside, "OU=Outside", SambaAd::kBase);
    const auto third = reads(second.cookie);
    EXPECT_TRUE(is_gone(third, "person9"));
    EXPECT_FALSE(is_gone(third, "person1"));
}

TEST_P(SambaReading, ReadsEverythingWithACookieThatIsNotOfThatServer) {
    for (const auto* const cookie : {"garbage", "00000000-0000-4000-8000-000000000001:5", "\x01\x02"}) {
        const auto end = reads(cookie);
        EXPECT_THAT(rig_.seen.entries, SizeIs(kAll)) << cookie;
        EXPECT_TRUE(end.rest_is_gone);
        static_cast<void>(reads(end.cookie));
        EXPECT_THAT(rig_.seen.entries, IsEmpty());
    }
}

TEST_P(SambaReading, TakesTheBaseInAnySpelling) {
    rig_.selection().base = "ou=people, dc=AD,dc=Contoso,dc=example";
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    change(SambaAd::person(3), "mobile", "+31699999999");
    static_cast<void>(reads(first.cookie));
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person3"));
}

TEST_P(SambaReading, OfABaseThatIsNotThereIsRefused) {
    rig_.selection().base = std::string("OU=Nowhere,") + SambaAd::kBase;
    auto connection = connect(*samba_);
    for (const auto* const cookie : {"", "garbage"}) {
        const auto end = rig_.tries(connection, {.delta = GetParam(), .cookie = cookie});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Refused);
        EXPECT_EQ(end.error().detail.substr(0, 2), "32") << end.error().detail;
    }
}

TEST_P(SambaReading, OfAServerThatDiesIsUnreachableAndSaysNothing) {
    const auto first = reads();
    auto connection = connect(*samba_);
    samba_->stop();
    for (const auto& cookie : {std::string{}, first.cookie}) {
        const auto end = rig_.tries(connection, {.delta = GetParam(), .cookie = cookie});
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, ErrorCode::Unreachable);
        EXPECT_THAT(rig_.seen.deleted, IsEmpty());
    }
}

TEST_P(SambaReading, BringsGroupsWhoseMembersChange) {
    rig_.selection() = {
        std::string("OU=Groups,") + SambaAd::kBase, *directory::Filter::parse(driver().groups), {"sAMAccountName", "member"}};
    const auto first = reads();
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("Staff", "Managers"));
    EXPECT_THAT(rig_.seen.by_label["Staff"].find("member")->values, SizeIs(4));
    samba_->change("dn: CN=Staff,OU=Groups," + std::string(SambaAd::kBase) +
                   "\nchangetype: modify\ndelete: member\nmember: " + SambaAd::person(1) + "\n");
    static_cast<void>(reads(first.cookie));
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("Staff"));
    EXPECT_THAT(rig_.seen.by_label["Staff"].find("member")->values, SizeIs(3));
}

INSTANTIATE_TEST_SUITE_P(By, SambaReading, ::testing::Values(Delta::DirSync, Delta::UsnChanged),
                         [](const auto& of) { return std::string(of.param == Delta::DirSync ? "DirSync" : "UsnChanged"); });

/// What only uSNChanged has.
class SambaUsnChanged : public SambaReading {};
INSTANTIATE_TEST_SUITE_P(By, SambaUsnChanged, ::testing::Values(Delta::UsnChanged));

TEST_P(SambaUsnChanged, ReadsEverythingWithTheNumbersOfAnotherController) {
    const auto first = reads();
    auto other = first.cookie;
    other.front() = other.front() == '0' ? '1' : '0';
    const auto second = reads(other);
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    EXPECT_TRUE(second.rest_is_gone);
    EXPECT_EQ(second.cookie, first.cookie);
}

/// What only DirSync has.
class SambaDirSync : public SambaReading {};
INSTANTIATE_TEST_SUITE_P(By, SambaDirSync, ::testing::Values(Delta::DirSync));

TEST_P(SambaDirSync, TellsWhatTheAccountMayReadWhenItHasNoRightToAll) {
    const auto somebody = [&](const std::string& cookie) {
        auto connection = connect(*samba_, "person10@ad.contoso.example", SambaAd::kPassword);
        return rig_.reads(connection, {.delta = Delta::DirSync, .cookie = cookie});
    };
    const auto first = somebody({});
    EXPECT_THAT(rig_.seen.entries, SizeIs(kAll));
    change(SambaAd::person(3), "mobile", "+31699999999");
    const auto second = somebody(first.cookie);
    EXPECT_THAT(rig_.seen.entries, UnorderedElementsAre("person3"));
    EXPECT_FALSE(second.rest_is_gone);
}

}  // namespace
}  // namespace rekey::ldap
