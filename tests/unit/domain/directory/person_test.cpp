#include "domain/directory/person.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rekey::directory {
namespace {

const Driver& kAd = *find_driver("active_directory");
const Driver& kOpenLdap = *find_driver("openldap");

Entry anna() {
    return {"CN=Anna,OU=People,DC=example,DC=com",
            {{"objectGUID", {std::string("\x40\xfc\x29\x6b\x47\xca\x67\x10\xb3\x1d\x00\xdd\x01\x06\x62\xda", 16)}},
             {"userPrincipalName", {"Anna@Contoso.example"}},
             {"mail", {"anna@contoso.example"}},
             {"mobile", {"06 1234 5678"}},
             {"telephoneNumber", {"020 - 123 45 67"}},
             {"givenName", {"Anna"}},
             {"sn", {"de Vries"}},
             {"displayName", {"Anna de Vries"}},
             {"preferredLanguage", {"nl-NL, en;q=0.5"}},
             {"userAccountControl", {"512"}}}};
}

Entry with(Entry entry, const std::string& name, std::vector<std::string> values) {
    for (auto& attribute : entry.attributes) {
        if (attribute.name == name) attribute.values = std::move(values);
    }
    return entry;
}

Reading read(const Entry& entry) { return read_person(entry, kAd, default_map(kAd)); }

TEST(Person, IsReadFromAnEntry) {
    const auto [person, remarks] = read(anna());
    ASSERT_TRUE(person);
    EXPECT_TRUE(remarks.empty());
    EXPECT_EQ(person->anchor.text(), "6b29fc40-ca47-1067-b31d-00dd010662da");
    EXPECT_EQ(person->user_name, "Anna@Contoso.example");
    EXPECT_EQ(person->folded.text, "anna@contoso.example");
    EXPECT_EQ(person->mobile, "06 1234 5678") << "numbers are judged by who knows the region";
    EXPECT_EQ(person->office, "020 - 123 45 67");
    EXPECT_EQ(person->surname, "de Vries");
    EXPECT_EQ(person->language, "nl-NL");
    EXPECT_FALSE(person->disabled);
}

TEST(Person, IsTheSameHoweverAttributesAreSpelled) {
    auto entry = anna();
    for (auto& attribute : entry.attributes) attribute.name = attribute.name == "mail" ? "MAIL" : attribute.name;
    EXPECT_EQ(read(entry).person, read(anna()).person);
}

TEST(Person, IsDisabledByItsBitOrItsTruth) {
    for (const auto* const bits : {"514", "66050", "-2147483134"})
        EXPECT_TRUE(read(with(anna(), "userAccountControl", {bits})).person->disabled) << bits;
    for (const auto* const bits : {"512", "544", "", "x", "99999999999999999999"})
        EXPECT_FALSE(read(with(anna(), "userAccountControl", {bits})).person->disabled) << bits;
    const auto& ds = *find_driver("389ds");
    Entry entry{"uid=anna", {{"nsUniqueId", {"6b29fc40-ca471067-b31d00dd-010662da"}}, {"uid", {"anna"}}, {"nsAccountLock", {"TRUE"}}}};
    EXPECT_TRUE(read_person(entry, ds, default_map(ds)).person->disabled);
}

TEST(Person, IsProtectedWhereTheDirectorySaysSo) {
    auto entry = anna();
    EXPECT_FALSE(read(entry).person->is_protected);
    entry.attributes.push_back({"adminCount", {"1"}});
    EXPECT_TRUE(read(entry).person->is_protected);
    EXPECT_FALSE(read(with(entry, "adminCount", {"0"})).person->is_protected);
    EXPECT_TRUE(read(with(entry, "adminCount", {"0", "1"})).person->is_protected) << "whatever their order";
    EXPECT_EQ(std::ranges::count(asked_attributes(kAd, default_map(kAd)), "adminCount"), 1);
}

TEST(Person, IsNobodyWithoutAnAnchorOrAUserName) {
    const auto flaw = [](const Entry& entry) {
        const auto reading = read(entry);
        EXPECT_FALSE(reading.person);
        return reading.remarks.empty() ? std::string_view{} : name(reading.remarks.back().flaw);
    };
    EXPECT_EQ(flaw(with(anna(), "objectGUID", {})), "no_anchor");
    EXPECT_EQ(flaw(with(anna(), "objectGUID", {"short"})), "no_anchor");
    EXPECT_EQ(flaw(with(anna(), "userPrincipalName", {})), "no_user_name");
    EXPECT_EQ(flaw(with(anna(), "userPrincipalName", {"\xff\xfe"})), "no_user_name");
    EXPECT_EQ(flaw(with(anna(), "userPrincipalName", {"an na"})), "user_name_unusable");
}

TEST(Person, LeavesOutWhatIsNoLineOfText) {
    for (const std::string& value :
         {std::string("\xff"), std::string("a\0b", 3), std::string("a\nb"), std::string(257, 'x'), std::string(1 << 20, 'x')}) {
        const auto [person, remarks] = read(with(anna(), "displayName", {value}));
        ASSERT_TRUE(person);
        EXPECT_EQ(person->display_name, "");
        EXPECT_EQ(remarks, (std::vector<Remark>{{Flaw::ValueUnusable, "displayName"}}));
    }
}

TEST(Person, HasTheSameOneOfSeveralValuesEveryTime) {
    const auto one = read(with(anna(), "mobile", {"+31612345679", "+31612345678"}));
    const auto other = read(with(anna(), "mobile", {"+31612345678", "+31612345679"}));
    EXPECT_EQ(one.person->mobile, "+31612345678");
    EXPECT_EQ(one.person, other.person);
    EXPECT_EQ(one.remarks, (std::vector<Remark>{{Flaw::SeveralValues, "mobile"}}));
}

TEST(Person, HasNoLanguageThatIsNone) {
    EXPECT_EQ(read(with(anna(), "preferredLanguage", {"*"})).person->language, "");
    EXPECT_EQ(read(with(anna(), "preferredLanguage", {"en;q=1"})).person->language, "en");
    EXPECT_EQ(read(with(anna(), "preferredLanguage", {std::string(40, 'e')})).person->language, "");
}

TEST(Person, IsAskedForOnce) {
    auto map = default_map(kOpenLdap);
    map.user_name = map.mail;
    map.office.clear();
    const auto asked = asked_attributes(kOpenLdap, map);
    EXPECT_EQ(std::set(asked.begin(), asked.end()).size(), asked.size());
    EXPECT_EQ(std::ranges::count(asked, "mail"), 1);
    EXPECT_EQ(std::ranges::count(asked, "telephoneNumber"), 0);
    EXPECT_EQ(std::ranges::count(asked, "entryUUID"), 1);
    EXPECT_EQ(std::ranges::count(asked, ""), 0);
}

TEST(Driver, IsFoundByItsName) {
    std::set<std::string_view> names;
    for (const auto& driver : drivers()) {
        EXPECT_EQ(find_driver(driver.name), &driver);
        names.insert(driver.name);
    }
    EXPECT_EQ(names.size(), drivers().size());
    EXPECT_EQ(find_driver("novell"), nullptr);
}

TEST(Driver, NamesTheMembersOfEachClassOfItsGroups) {
    for (const auto& driver : drivers()) {
        const bool two_classes = driver.groups.find("groupOfUniqueNames") != std::string_view::npos;
        EXPECT_EQ(driver.other_member, two_classes ? "uniqueMember" : "") << driver.name;
    }
}

}  // namespace
}  // namespace rekey::directory
