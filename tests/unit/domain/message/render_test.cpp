#include "domain/message/render.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "domain/message/moment.hpp"
#include "domain/message/segment.hpp"
#include "embedded/message_texts.hpp"

namespace rekey::message {
namespace {

using method::Channel;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Kind kKinds[] = {Kind::ResetCode,   Kind::PasswordChanged,  Kind::ResetPaused,       Kind::RegistrationCode,
                           Kind::MethodAdded, Kind::MethodChanged,    Kind::MethodRemoved,     Kind::AccountFrozen,
                           Kind::Invitation,  Kind::RecoveryCodeUsed, Kind::BudgetNearlySpent, Kind::CountryStopped,
                           Kind::UnlockCode};
constexpr std::string_view kMethods[] = {"email", "mobile", "office", "totp", "recovery_codes", "security_questions"};
constexpr Channel kChannels[] = {Channel::Email, Channel::Sms, Channel::Voice};

Letterhead fernhill() {
    Letterhead head;
    head.tenant = "Fernhill Hospitals";
    head.time_zone = "Europe/Amsterdam";
    head.help_phone = "020 123 45 00";
    head.help_hours = "every day, 7:00 to 22:00";
    head.host = "id.fernhill.example";
    head.base_url = "https://id.fernhill.example";
    return head;
}

Message message(Kind kind, Channel channel = Channel::Email, std::string language = "en") {
    Message out;
    out.kind = kind;
    out.channel = channel;
    out.language = std::move(language);
    out.created_at = parse_moment("2026-11-22T13:22:00.000Z").value();
    if (is_code(kind)) {
        out.parameters = {{"code", channel == Channel::Email ? "48291357" : "482913"}, {"expires", "2026-11-22T13:32:00.000Z"}};
    } else if (kind == Kind::BudgetNearlySpent) {
        out.parameters = {{"at", "2026-11-22T12:42:00.000Z"}, {"sent", "800"}, {"limit", "1000"}};
    } else if (kind == Kind::CountryStopped) {
        out.parameters = {{"paused_until", "2026-11-22T16:42:00.000Z"}, {"country", "GB"}, {"sent", "52"}, {"typed", "3"}};
    } else if (kind == Kind::Invitation) {
        out.parameters = {{"user", "j.devries@fernhill.example"}, {"at", "2026-11-22T12:42:00.000Z"}};
    } else {
        out.parameters = {
            {"user", "j.devries@fernhill.example"}, {"at", "2026-11-22T12:42:00.000Z"},   {"how", "sms,totp"},
            {"device", "Firefox on Windows"},       {"not_me", "AbCdEfGhIjKlMnOpQrStUv"}, {"paused_until", "2026-11-23T12:42:00.000Z"}};
    }
    if (kind == Kind::MethodAdded || kind == Kind::MethodChanged || kind == Kind::MethodRemoved) {
        out.parameters["method"] = "totp";
        out.parameters["usable_from"] = "2026-11-23T12:42:00.000Z";
    }
    return out;
}

Rendered rendered(const Message& what, const Letterhead& head = fernhill()) { return render(what, head).value(); }

/// The words a reader of the HTML part sees.
std::string visible(std::string html) {
    html.erase(0, html.find("<h1"));
    html = std::regex_replace(html, std::regex("<[^>]*>"), " ");
    for (const auto& [entity, character] : {std::pair{"&#39;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
        html = std::regex_replace(html, std::regex(entity), character);
    }
    return html;
}

std::multiset<std::string> words(const std::string& text) {
    std::multiset<std::string> out;
    const std::regex one{"[^\\s:]+"};
    for (std::sregex_iterator word{text.begin(), text.end(), one}; word != std::sregex_iterator{}; ++word) out.insert(word->str());
    return out;
}

TEST(RenderEmail, SaysTheCodeItsEndAndWhatToDo) {
    const auto mail = rendered(message(Kind::ResetCode));
    EXPECT_EQ(mail.subject, "Your code to reset your password");
    EXPECT_THAT(mail.text, HasSubstr("Your code: 4829 1357\n"));
    EXPECT_THAT(mail.text, HasSubstr("It works until 14:32 (Amsterdam time), once."));
    EXPECT_THAT(mail.text, HasSubstr("Service desk: 020 123 45 00 (every day, 7:00 to 22:00)"));
    EXPECT_THAT(mail.html, HasSubstr(">4829 1357</p>"));
    EXPECT_THAT(mail.html, HasSubstr("It works for 10 minutes."));
}

TEST(RenderEmail, SpeaksThePersonsLanguage) {
    const auto mail = rendered(message(Kind::ResetCode, Channel::Email, "nl-BE"));
    EXPECT_EQ(mail.subject, "Uw code voor een nieuw wachtwoord");
    EXPECT_THAT(mail.text, HasSubstr("De code werkt tot 14:32 (tijd in Amsterdam), één keer."));
    EXPECT_THAT(mail.html, HasSubstr("<html lang=\"nl\""));
}

TEST(RenderEmail, KeepsTheCodeOutOfSubjectAndPreview) {
    for (const auto* const language : {"en", "nl"}) {
        const auto mail = rendered(message(Kind::ResetCode, Channel::Email, language));
        EXPECT_THAT(mail.subject, Not(HasSubstr("4829")));
        EXPECT_GT(mail.text.find("4829"), 100U) << "a mail program may show the first hundred characters in its list";
        EXPECT_GT(visible(mail.html).find("4829"), 90U);
    }
}

TEST(RenderEmail, HoldsNoLinkBesideACode) {
    auto head = fernhill();
    head.help_phone.clear();
    head.help_url = "https://help.fernhill.example/";
    const auto mail = rendered(message(Kind::ResetCode), head);
    EXPECT_THAT(mail.text + mail.html, Not(HasSubstr("://")));
    EXPECT_THAT(mail.text, HasSubstr("administrator"));
}

TEST(RenderEmail, TellsWhatChangedWhenHowAndWhere) {
    const auto mail = rendered(message(Kind::PasswordChanged));
    EXPECT_THAT(mail.text, HasSubstr("Account: j.devries@fernhill.example\n"
                                     "When:    Sunday 22 November 2026, 13:42 (Amsterdam time)\n"
                                     "How:     Reset with a text message and the authenticator app\n"
                                     "Where:   Firefox on Windows\n"));
    EXPECT_THAT(rendered(message(Kind::PasswordChanged, Channel::Email, "nl")).text, HasSubstr("Firefox op Windows"));
}

TEST(RenderEmail, LeavesOutWhatIsNotKnown) {
    auto notice = message(Kind::PasswordChanged);
    notice.parameters["device"] = "";
    notice.parameters.erase("how");
    const auto mail = rendered(notice);
    EXPECT_THAT(mail.text, Not(HasSubstr("Where:")));
    EXPECT_THAT(mail.text, Not(HasSubstr("How:")));
}

TEST(RenderEmail, TellsUntilWhenResettingIsPaused) {
    EXPECT_THAT(rendered(message(Kind::ResetPaused)).text, HasSubstr("Paused until: Monday 23 November 2026, 13:42 (Amsterdam time)"));
}

TEST(RenderEmail, ANoticeHoldsTheLinkThatFreezesAndNoOther) {
    for (const auto kind : {Kind::PasswordChanged, Kind::MethodAdded, Kind::MethodChanged, Kind::MethodRemoved}) {
        const auto mail = rendered(message(kind));
        EXPECT_THAT(mail.text, HasSubstr("This was not me:\nhttps://id.fernhill.example/not-me#AbCdEfGhIjKlMnOpQrStUv\n"));
        EXPECT_THAT(mail.html, HasSubstr("<a href=\"https://id.fernhill.example/not-me#AbCdEfGhIjKlMnOpQrStUv\""));
        auto nowhere = fernhill();
        nowhere.base_url.clear();
        EXPECT_THAT(rendered(message(kind), nowhere).html, Not(HasSubstr("<a ")));
    }
}

TEST(RenderEmail, TellsWhichMethodCameAndWhenItCounts) {
    const auto mail = rendered(message(Kind::MethodAdded));
    EXPECT_THAT(mail.text, HasSubstr("authenticator app"));
    EXPECT_THAT(mail.text, HasSubstr("Can reset the password from: Monday 23 November 2026, 13:42"));
}

TEST(RenderEmail, SaysTheSameInTextAndHtml) {
    auto head = fernhill();
    head.base_url.clear();  // in HTML a link shows its name only
    for (const auto kind : kKinds) {
        for (const auto* const language : {"en", "nl"}) {
            const auto mail = rendered(message(kind, Channel::Email, language), head);
            auto text = words(mail.text);
            text.erase("--");
            for (const auto* const sender : {"Fernhill", "Hospitals"}) text.erase(text.find(sender));  // above the title in HTML
            EXPECT_EQ(text, words(visible(mail.html))) << name(kind) << ' ' << language;
        }
    }
}

TEST(RenderEmail, WhatPeopleTypeStaysLiteral) {
    auto notice = message(Kind::PasswordChanged);
    auto head = fernhill();
    for (const auto* const hostile : {"{{7*7}}", "${code}", "%s%n", "{tenant}", "'{'", "<script>alert(1)</script>", "\" onload=\"x"}) {
        notice.parameters["user"] = notice.parameters["device"] = hostile;
        head.tenant = head.help_phone = head.help_hours = hostile;
        const auto mail = rendered(notice, head);
        EXPECT_THAT(mail.text, HasSubstr("Account: " + std::string(hostile)));
        EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
        EXPECT_THAT(mail.html, Not(HasSubstr("\" onload")));
        EXPECT_THAT(rendered(message(Kind::ResetCode, Channel::Voice), head).text, HasSubstr(hostile));
    }
}

TEST(RenderEmail, ControlCharactersForgeNoLines) {
    auto notice = message(Kind::PasswordChanged);
    notice.parameters["user"] = "jan\r\nYour code: 1111 2222";
    EXPECT_THAT(rendered(notice).text, HasSubstr("Account: jan  Your code: 1111 2222\n"));
}

TEST(RenderSms, IsOneSegmentThatEndsWithTheHostAndTheCode) {
    EXPECT_EQ(rendered(message(Kind::ResetCode, Channel::Sms)).text,
              "482913 is your Fernhill Hospitals code for a new password. It works for 10 minutes. Don't share it, not even with us.\n"
              "@id.fernhill.example #482913");
}

TEST(Render, WhoOnlyUnlocksReadsOfNoNewPassword) {
    for (const auto channel : kChannels) {
        for (const bool by_keys : {false, true}) {
            auto code = message(Kind::UnlockCode, channel);
            if (by_keys) code.parameters["number"] = "42";
            const auto out = rendered(code);
            const auto all = out.subject + out.text + out.html;
            EXPECT_THAT(all, HasSubstr("unlock your account"));
            EXPECT_THAT(all, Not(HasSubstr("password"))) << all;
        }
    }
}

TEST(RenderSms, FitsOneSegmentWhateverTheTenantIsCalled) {
    auto head = fernhill();
    for (const auto* const tenant : {"A", "Ziekenhuis Oost", "Çelik & Söhne Œuvre", "東京病院",
                                     "A very long name of an organisation that goes on and on and on, in fact"}) {
        for (const std::string& host :
             {std::string{}, std::string{"a.example"}, std::string(63, 'h') + ".example", std::string(250, 'h')}) {
            for (const auto kind : kKinds) {
                for (const auto* const language : {"en", "nl"}) {
                    head.tenant = tenant;
                    head.host = host;
                    const auto sms = rendered(message(kind, Channel::Sms, language), head).text;
                    EXPECT_TRUE(fits_one_segment(sms)) << sms;
                    if (kind == Kind::ResetCode) EXPECT_THAT(sms, HasSubstr("482913"));
                    if (kind == Kind::ResetCode && !host.empty() && host.size() < 80)
                        EXPECT_TRUE(sms.ends_with("\n@" + host + " #482913")) << sms;
                }
            }
        }
    }
}

TEST(RenderEmail, InvitesToTheAccountPageAndHoldsNothingElse) {
    for (const auto* const language : {"en", "nl"}) {
        const auto mail = rendered(message(Kind::Invitation, Channel::Email, language));
        EXPECT_THAT(mail.text, HasSubstr("\nhttps://id.fernhill.example/account\n"));
        EXPECT_THAT(mail.html, HasSubstr("<a href=\"https://id.fernhill.example/account\""));
        EXPECT_THAT(mail.text, HasSubstr("j.devries@fernhill.example"));
        EXPECT_THAT(mail.text + mail.html, Not(HasSubstr("14:")));
    }
    auto head = fernhill();
    head.base_url.clear();
    EXPECT_THAT(rendered(message(Kind::Invitation), head).text, Not(HasSubstr("://")));
}

TEST(RenderEmail, TellsAdministratorsWhichCountryIsStoppedInTheirLanguage) {
    const auto mail = rendered(message(Kind::CountryStopped));
    EXPECT_THAT(mail.subject, HasSubstr("United Kingdom"));
    EXPECT_THAT(mail.text, HasSubstr("52 codes"));
    EXPECT_THAT(rendered(message(Kind::CountryStopped, Channel::Email, "nl")).subject, HasSubstr("Verenigd Koninkrijk"));
    EXPECT_THAT(rendered(message(Kind::BudgetNearlySpent)).text, HasSubstr("800 of the 1000"));
}

TEST(RenderSms, NoticesFitInEveryMonth) {
    for (const auto kind : {Kind::PasswordChanged, Kind::ResetPaused, Kind::MethodAdded, Kind::MethodChanged, Kind::MethodRemoved,
                            Kind::AccountFrozen, Kind::Invitation, Kind::RecoveryCodeUsed, Kind::BudgetNearlySpent, Kind::CountryStopped}) {
        for (const auto* const month : {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"}) {
            for (const auto* const language : {"en", "nl"}) {
                auto notice = message(kind, Channel::Sms, language);
                notice.parameters["at"] = notice.parameters["paused_until"] = "2026-" + std::string(month) + "-22T12:42:00.000Z";
                EXPECT_TRUE(fits_one_segment(rendered(notice).text)) << rendered(notice).text;
            }
        }
    }
}

TEST(RenderSms, HoldsNoLink) {
    auto head = fernhill();
    head.help_phone.clear();
    head.help_url = "https://help.fernhill.example/";
    for (const auto kind : kKinds) EXPECT_THAT(rendered(message(kind, Channel::Sms), head).text, Not(HasSubstr("://")));
}

TEST(RenderVoice, SpellsTheCodeTwice) {
    const auto spoken = rendered(message(Kind::ResetCode, Channel::Voice)).text;
    const auto first = spoken.find("4, 8, 2, 9, 1, 3");
    ASSERT_NE(first, std::string::npos);
    EXPECT_NE(spoken.find("4, 8, 2, 9, 1, 3", first + 1), std::string::npos);
}

TEST(Render, NamesTheHelpOfTheTenantAndLeavesNoPlaceholder) {
    for (const auto& [where, what] : {std::pair{&Letterhead::help_phone, "020 123 45 00"},
                                      {&Letterhead::help_email, "desk@fernhill.example"},
                                      {&Letterhead::help_place, "Building C"},
                                      {&Letterhead::help_url, "https://help.fernhill.example/"}}) {
        auto head = fernhill();
        head.help_phone.clear();
        head.*where = what;
        for (const auto kind : kKinds) {
            for (const auto channel : kChannels) {
                for (const auto* const language : {"en", "nl"}) {
                    const auto out = render(message(kind, channel, language), head);
                    if (out) EXPECT_THAT(out->subject + out->text + out->html, Not(HasSubstr("{"))) << name(kind) << ' ' << language;
                }
            }
        }
        EXPECT_THAT(rendered(message(Kind::PasswordChanged), head).text, HasSubstr(what));
    }
}

TEST(Render, RefusesWhatCannotBeSaid) {
    for (const auto& [kind, parameter] : {std::pair{Kind::ResetCode, "code"},
                                          {Kind::ResetCode, "expires"},
                                          {Kind::PasswordChanged, "at"},
                                          {Kind::ResetPaused, "paused_until"}}) {
        auto what = message(kind);
        what.parameters.erase(parameter);
        const auto result = render(what, fernhill());
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
        EXPECT_THAT(result.error().detail, HasSubstr(parameter));
    }
    EXPECT_FALSE(render(message(Kind::ResetCode, Channel::Totp), fernhill()).has_value());
}

/// Texts that are their own keys in brackets: what shows up in some message is in use.
class Pseudo {
public:
    enum class Sms : std::uint8_t { Fits, TooLong };

    explicit Pseudo(Sms sms) {
        for (const auto& [key, pattern] : embedded::message_texts.front().texts)
            texts_.push_back({key, pattern_.emplace_back(make(std::string(key), sms))});
    }
    [[nodiscard]] Catalogue catalogue() const { return {"en", texts_}; }

private:
    static std::string make(const std::string& key, Sms sms) {
        if (key == "format.clock" || key == "format.day" || key == "format.date") return "'[" + key + "]'";
        if (key == "how") return "[how]{methods}";
        if (key.ends_with(".intro")) return "[" + key + "]{clock}{day}{date}{zone}";
        if (key.ends_with(".sms") && sms == Sms::TooLong) return std::string(161, 'x');
        return "[" + key + "]";
    }
    std::deque<std::string> pattern_;
    std::vector<embedded::Text> texts_;
};

TEST(Render, ACallThatIsConfirmedByANumberNeverSaysIt) {
    for (const auto* language : {"en", "nl"}) {
        auto call = message(Kind::ResetCode, method::Channel::Voice);
        call.language = language;
        call.parameters.erase("code");
        EXPECT_FALSE(render(call, fernhill()));
        call.parameters["number"] = "47";
        const auto said = render(call, fernhill()).value().text;
        EXPECT_EQ(said.find("47"), std::string::npos);
        EXPECT_EQ(said.find('4'), std::string::npos);
        EXPECT_NE(said.find('9'), std::string::npos);
        call.channel = method::Channel::Sms;
        EXPECT_FALSE(render(call, fernhill()));
    }
}

TEST(Render, UsesEveryTextOfTheCatalogue) {
    auto no_hours = fernhill();
    no_hours.help_hours.clear();
    std::string all;
    for (const auto sms : {Pseudo::Sms::Fits, Pseudo::Sms::TooLong}) {
        const Pseudo pseudo{sms};
        for (const auto& head : {fernhill(), no_hours}) {
            for (const auto kind : kKinds) {
                for (const auto channel : kChannels) {
                    auto what = message(kind, channel);
                    what.parameters["how"] = "email,sms,voice,totp,saved,knowledge";
                    for (const auto method : kMethods) {
                        what.parameters["method"] = method;
                        const auto out = render(what, head, pseudo.catalogue()).value();
                        all += out.subject + out.text + out.html;
                    }
                }
            }
        }
    }
    const Pseudo pseudo{Pseudo::Sms::Fits};
    for (const auto kind : {Kind::ResetCode, Kind::UnlockCode}) {
        auto call = message(kind, method::Channel::Voice);
        call.parameters["number"] = "47";
        all += render(call, fernhill(), pseudo.catalogue()).value().text;
    }
    for (const auto& text : embedded::message_texts.front().texts) {
        if (text.key.starts_with("call.")) continue;  // said by who makes the call, after a key was pressed (call_line_test.cpp)
        EXPECT_NE(all.find("[" + std::string(text.key) + "]"), std::string::npos) << "nobody says " << text.key;
    }
}

}  // namespace
}  // namespace rekey::message
