#include "domain/tenant/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace rekey::tenant {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using List = std::vector<std::string>;

const Key& key(std::string_view name) {
    const auto* found = find_key(name);
    if (!found) throw std::out_of_range(std::string(name));
    return *found;
}

Result<void> try_set(std::string_view name, const Value& value) {
    Settings settings;
    return set(settings, key(name), value);
}

TEST(Keys, AreUniqueAndExplained) {
    std::set<std::string_view> names;
    for (const auto& each : keys()) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
        EXPECT_FALSE(each.doc.empty()) << each.name;
        EXPECT_FALSE(each.section.empty()) << each.name;
    }
}

TEST(Keys, EachWriteAMemberOfTheirOwn) {
    for (const auto& one : keys()) {
        for (const auto& other : keys()) EXPECT_EQ(one.field == other.field, &one == &other) << one.name << ", " << other.name;
    }
}

TEST(Keys, TheirBoundsHoldTheDefault) {
    for (const auto& each : keys()) {
        Settings settings;
        const auto kept = set(settings, each, get(Settings{}, each));
        EXPECT_TRUE(kept) << each.name << ": " << kept.error().detail;
    }
}

struct Bound {
    const char* name;
    std::int64_t least, most;
};

// Product section 3: each number a setting within safe bounds.
constexpr Bound kBounds[] = {
    {"gates", 1, 3},
    {"questions_to_register", 3, 5},
    {"questions_to_answer", 3, 5},
    {"attempt_minutes", 5, 30},
    {"email_digits", 6, 10},
    {"phone_digits", 6, 10},
    {"code_minutes", 2, 10},
    {"code_tries", 3, 5},
    {"resend_seconds", 10, 300},
    {"resends", 0, 5},
    {"failed_proofs_per_day", 3, 20},
    {"resets_per_day", 1, 20},
    {"candidate_passwords", 3, 20},
    {"email_sends_per_hour", 3, 30},
    {"phone_sends_per_hour", 2, 10},
    {"validations_per_hour", 5, 30},
    {"destination_emails_per_hour", 3, 100},
    {"destination_mobile_per_hour", 2, 50},
    {"destination_office_per_hour", 2, 200},
    {"network_sends_per_hour", 10, 10000},
    {"trusted_network_sends_per_hour", 10, 1000000},
    {"tenant_phone_sends_per_day", 10, 1000000},
    {"country_phone_sends_per_day", 1, 1000000},
    {"country_alarm_sends", 20, 100000},
    {"country_alarm_percent", 0, 50},
    {"country_stop_hours", 1, 168},
    {"starts_per_10_minutes", 3, 1000},
    {"starts_per_hour", 3, 5000},
    {"trusted_starts_per_10_minutes", 3, 1000000},
    {"trusted_starts_per_hour", 3, 5000000},
    {"password_min_length", 8, 64},
    {"password_max_length", 64, 256},
    {"password_classes", 0, 4},
    {"password_history", 0, 24},
    {"password_days", 0, 3650},
    {"refused_sign_ins_per_10_minutes", 10, 10000},
    {"refused_sign_ins_per_hour", 10, 50000},
    {"trusted_refused_sign_ins_per_10_minutes", 10, 1000000},
    {"trusted_refused_sign_ins_per_hour", 10, 5000000},
    {"session_idle_minutes", 5, 720},
    {"session_hours", 1, 72},
    {"lockout_failures", 3, 50},
    {"lockout_seconds", 10, 86400},
    {"registration_skips", 0, 100},
    {"reconfirm_days", 0, 730},
};

class Bounds : public testing::TestWithParam<Bound> {};
INSTANTIATE_TEST_SUITE_P(Settings, Bounds, testing::ValuesIn(kBounds), [](const auto& info) { return std::string(info.param.name); });

TEST_P(Bounds, AreHeldAtBothEnds) {
    const auto& [name, least, most] = GetParam();
    EXPECT_TRUE(try_set(name, least));
    EXPECT_TRUE(try_set(name, most));
    for (const auto outside : {least - 1, most + 1, INT64_MIN, INT64_MAX}) {
        const auto result = try_set(name, outside);
        ASSERT_FALSE(result) << name << " = " << outside;
        EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
        EXPECT_THAT(result.error().detail, HasSubstr(name));
    }
}

TEST(Bounds, AreTestedForEveryNumber) {
    std::size_t numbers = 0;
    for (const auto& each : keys()) numbers += std::holds_alternative<std::int64_t Settings::*>(each.field);
    EXPECT_EQ(numbers, std::size(kBounds));
}

TEST(Settings, RefuseAValueOfAnotherType) {
    EXPECT_FALSE(try_set("gates", std::string("2")));
    EXPECT_FALSE(try_set("gates", true));
    EXPECT_FALSE(try_set("notify_person", std::int64_t{1}));
    EXPECT_FALSE(try_set("display_name", List{"Contoso"}));
    EXPECT_FALSE(try_set("methods", std::string("email")));
    EXPECT_FALSE(try_set("scope", std::int64_t{1}));
}

TEST(Settings, KeepTheirValueWhenANewOneIsRefused) {
    Settings settings;
    settings.gates = 2;
    EXPECT_FALSE(set(settings, key("gates"), std::int64_t{9}));
    EXPECT_EQ(settings.gates, 2);
}

TEST(Settings, KnowTheirChoices) {
    Settings settings;
    ASSERT_TRUE(set(settings, key("scope"), std::string("selected")));
    EXPECT_EQ(settings.scope, Scope::Selected);
    ASSERT_TRUE(set(settings, key("stranger_answers"), std::string("explain")));
    EXPECT_EQ(settings.stranger_answers, StrangerAnswers::Explain);
    EXPECT_EQ(std::get<std::string>(get(settings, key("scope"))), "selected");
    EXPECT_FALSE(try_set("scope", std::string("everybody")));
    EXPECT_FALSE(try_set("methods", List{"email", "pigeon"}));
    EXPECT_FALSE(try_set("methods", List{"email", "email"}));
    EXPECT_FALSE(try_set("methods", List{}));
    EXPECT_FALSE(try_set("languages", List{"en", "tlh"}));
}

struct Text {
    const char* name;
    const char* good;
    const char* bad;
};
constexpr Text kTexts[] = {
    {"display_name", "Contoso – België", "Contoso\r\nBcc: x@evil.example"},
    {"display_name", "", "\x1b]0;gotcha\a"},
    {"help_url", "https://help.contoso.example/?a=b", "javascript:alert(1)"},
    {"help_url", "", "http://help.contoso.example"},
    {"sign_in_url", "http://localhost:8080/x", "//evil.example"},
    {"privacy_url", "https://contoso.example/privacy", "https://good.example@evil.example"},
    {"help_email", "help@contoso.example", "help"},
    {"mail_from", "no-reply@contoso.example", "a@b@c"},
    {"mail_from", "", "x@contoso.example, y@evil.example"},
    {"time_zone", "Europe/Amsterdam", "Europe/Amsterdm"},
    {"time_zone", "UTC", ""},
    {"region", "BE", "be"},
    {"region", "NL", "NLD"},
    {"default_language", "nl", "xx"},
    {"brand", "#0b5e6e", "#ffcc00"},
    {"brand", "#A4241B", "teal"},
    {"brand_dark", "#6ccad8", "#0b5e6e"},
    {"on_brand", "#ffffff", "#fffffff"},
};

TEST(Settings, JudgeTheFormOfTexts) {
    for (const auto& [name, good, bad] : kTexts) {
        EXPECT_TRUE(try_set(name, std::string(good))) << name << ": " << good;
        EXPECT_FALSE(try_set(name, std::string(bad))) << name << ": " << bad;
    }
    EXPECT_TRUE(try_set("display_name", std::string(80, 'x')));
    EXPECT_FALSE(try_set("display_name", std::string(81, 'x')));
}

TEST(Settings, JudgeEveryEntryOfAList) {
    EXPECT_TRUE(try_set("trusted_networks", List{"192.0.2.0/24", "2001:db8::/32", "203.0.113.7"}));
    EXPECT_FALSE(try_set("trusted_networks", List{"192.0.2.0/24", "192.0.2.0/33"}));
    EXPECT_TRUE(try_set("return_links", List{"mail|To your mail|https://mail.contoso.example/"}));
    for (const auto* bad : {"mail", "mail|Mail", "|Mail|https://a.example", "mail||https://a.example", "Mail|Mail|https://a.example",
                            "mail|Mail|//evil.example", "mail|Mail|http://a.example", "mail|Mail|javascript:alert(1)",
                            "mail|Mail|https:evil", "mail|Mail|https://a@evil.example"}) {
        EXPECT_FALSE(try_set("return_links", List{bad})) << bad;
    }
    EXPECT_FALSE(try_set("banned_words", List{""}));
    EXPECT_FALSE(try_set("banned_words", List{"two\nlines"}));
}

TEST(Settings, RefusingAColourNamesOneThatWouldDo) {
    const auto refused = try_set("brand", std::string("#ffcc00"));
    ASSERT_FALSE(refused);
    const auto from = refused.error().detail.rfind('#');
    EXPECT_TRUE(try_set("brand", refused.error().detail.substr(from, 7))) << refused.error().detail;
}

TEST(SettingsText, ComesBackAsItWas) {
    Settings settings;
    settings.scope = Scope::Selected;
    settings.include_groups = {"Staff", "People, with commas"};
    settings.gates = 3;
    settings.unlock_offered = true;
    settings.display_name = "Contoso = België";
    settings.trusted_networks = {};
    std::map<std::string, std::string> stored;
    for (const auto& each : keys()) stored[std::string(each.name)] = to_text(get(settings, each));
    const auto loaded = load(stored);
    for (const auto& each : keys()) EXPECT_EQ(get(loaded, each), get(settings, each)) << each.name;
}

TEST(SettingsText, IsRefusedWhenItIsNotOfTheType) {
    for (const auto* text : {"", "two", "2 ", "2.0", "0x2", "99999999999999999999"}) EXPECT_FALSE(from_text(key("gates"), text)) << text;
    for (const auto* text : {"", "yes", "True", "1"}) EXPECT_FALSE(from_text(key("notify_person"), text)) << text;
    EXPECT_EQ(std::get<List>(*from_text(key("methods"), "email\ntotp")), (List{"email", "totp"}));
    EXPECT_EQ(std::get<List>(*from_text(key("include_groups"), "")), List{});
}

TEST(SettingsText, LoadingKeepsDefaultsForWhatItCannotUse) {
    const auto settings = load({{"gates", "9"}, {"code_tries", "many"}, {"from_the_future", "1"}, {"resends", "2"}});
    EXPECT_EQ(settings.gates, Settings{}.gates);
    EXPECT_EQ(settings.code_tries, Settings{}.code_tries);
    EXPECT_EQ(settings.resends, 2);
}

TEST(SettingsCheck, FindsNothingWrongWithTheDefaultsAndThePresets) {
    EXPECT_THAT(check(Settings{}), IsEmpty());
    for (const auto& preset : presets()) {
        Settings settings;
        ASSERT_TRUE(apply_preset(settings, preset.name)) << preset.name;
        EXPECT_THAT(check(settings), IsEmpty()) << preset.name;
    }
}

TEST(SettingsCheck, FindsWhatDoesNotFitTogether) {
    const auto finds = [](auto change) {
        Settings settings;
        change(settings);
        return check(settings).size();
    };
    EXPECT_EQ(finds([](Settings& s) { s.gates = 2, s.methods = {"email"}; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.gates = 2, s.methods = {"voice_mobile", "voice_office"}; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.gates = 2, s.methods = {"email", "sms"}; }), 0U);
    EXPECT_EQ(finds([](Settings& s) { s.scope = Scope::Selected; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.questions_to_answer = 4, s.questions_to_register = 3; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.methods = {"security_questions"}; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.gates = 2, s.methods = {"security_questions", "email"}; }), 0U);
    EXPECT_EQ(finds([](Settings& s) { s.attempt_minutes = 5, s.code_minutes = 10; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.starts_per_hour = 5; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.trusted_starts_per_hour = 5; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.languages = {"nl"}; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.return_links = {"a|One|https://a.example", "a|Two|https://b.example"}; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.on_brand = "#0b5e6f"; }), 1U);
    EXPECT_EQ(finds([](Settings& s) { s.on_brand_dark = "#ffffff"; }), 1U);
}

TEST(SettingsPreset, MeansWhatItsStandardSays) {
    Settings settings;
    ASSERT_TRUE(apply_preset(settings, "asvs_l3"));
    EXPECT_EQ(settings.gates, 2);
    for (const auto* weak : {"email", "sms", "voice_mobile", "voice_office", "security_questions"}) {
        EXPECT_THAT(settings.methods, testing::Not(testing::Contains(weak)));
    }
    ASSERT_TRUE(apply_preset(settings, "entra_like"));
    EXPECT_EQ(settings.gates, 1);
    EXPECT_EQ(settings.password_min_length, 8);
    EXPECT_EQ(settings.password_classes, 3);
    ASSERT_TRUE(apply_preset(settings, "asvs_l2"));
    EXPECT_EQ(settings.gates, 2);
    EXPECT_EQ(settings.password_min_length, 12);
    EXPECT_EQ(settings.password_classes, 0);
    EXPECT_EQ(apply_preset(settings, "asvs_l9").error().code, ErrorCode::NotFound);
}

TEST(ReturnLink, IsFoundByNameOnly) {
    Settings settings;
    settings.return_links = {"mail|To your mail|https://mail.contoso.example/", "hr|HR|https://hr.contoso.example"};
    const auto link = return_link(settings, "mail");
    ASSERT_TRUE(link);
    EXPECT_EQ(link->label, "To your mail");
    EXPECT_EQ(link->url, "https://mail.contoso.example/");
    for (const auto* name : {"", "Mail", "mai", "https://mail.contoso.example/", "//evil.example"}) {
        EXPECT_EQ(return_link(settings, name).error().code, ErrorCode::NotFound) << name;
    }
}

}  // namespace
}  // namespace rekey::tenant
