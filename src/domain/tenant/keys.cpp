#include <algorithm>
#include <array>

#include "domain/tenant/settings.hpp"

namespace rekey::tenant {
namespace {

using S = Settings;

constexpr std::array<std::string_view, 3> kScopes{"none", "selected", "all"};
constexpr std::array<std::string_view, 2> kAnswers{"conceal", "explain"};
constexpr std::array<std::string_view, 2> kVoiceProofs{"code", "number"};
constexpr std::array<std::string_view, 7> kMethods{"email", "sms",           "voice_mobile",      "voice_office",
                                                   "totp",  "recovery_code", "security_questions"};
constexpr std::array<std::string_view, 2> kLanguages{"en", "nl"};

// Sections of the administrator's menu, in its order.
constexpr std::string_view kProperties = "Properties", kAuthentication = "Authentication methods", kLimits = "Limits",
                           kRegistration = "Registration", kNotifications = "Notifications", kCustomization = "Customization",
                           kIntegration = "On-premises integration", kProtection = "Password protection", kBranding = "Branding",
                           kDelivery = "Delivery";

constexpr std::array kKeys = std::to_array<Key>({
    {"scope", kProperties, "Who may reset: nobody (the portal says so openly), the people of some groups, or everybody.", &S::scope, 0, 0,
     Form::Line, kScopes},
    {"include_groups", kProperties, "With scope selected: groups whose people may reset, nested groups included.", &S::include_groups, 0,
     200},
    {"exclude_groups", kProperties, "Groups whose people may not reset, whatever the scope says.", &S::exclude_groups, 0, 200},
    {"stranger_answers", kProperties,
     "What somebody learns who has proven nothing: conceal says the same for every user ID, explain gives the reason at once and says what became of a message (and so tells strangers who has an account).",
     &S::stranger_answers, 0, 0, Form::Line, kAnswers},

    {"methods", kAuthentication,
     "Methods that may be used. One without a provider on this server is not offered; security_questions, which we advise against, only where gates is 2 or more, and never to administrators.",
     &S::methods, 1, 7, Form::Line, kMethods},
    {"gates", kAuthentication, "Proofs a reset asks for, each by a different channel. Administrators always need two at least.", &S::gates,
     1, 3},
    {"questions_to_register", kAuthentication, "Security questions a person chooses and answers.", &S::questions_to_register, 3, 5},
    {"questions_to_answer", kAuthentication, "Security questions a reset asks, drawn from those that the person has answered.",
     &S::questions_to_answer, 3, 5},
    {"questions_left_out", kAuthentication, "Predefined security questions that are not offered, by their names below.",
     &S::questions_left_out, 0, 100, Form::QuestionId},
    {"custom_questions", kAuthentication, "Security questions of your own, of 3 to 200 characters, shown in every language as they are.",
     &S::custom_questions, 0, 20, Form::Question},
    {"email_digits", kAuthentication, "Digits of a code sent by e-mail.", &S::email_digits, 6, 10},
    {"phone_digits", kAuthentication, "Digits of a code sent by text or read by voice.", &S::phone_digits, 6, 10},
    {"voice_proof", kAuthentication,
     "What a call of a reset asks for: code reads a code out, to be typed on the page; number has the two digits of the page typed on the phone.",
     &S::voice_proof, 0, 0, Form::Line, kVoiceProofs},
    {"code_minutes", kAuthentication, "How long a code works, in minutes (NIST SP 800-63B and ASVS 6.5.5: 10 at most).", &S::code_minutes,
     2, 10},
    {"code_tries", kAuthentication, "Wrong answers until a code cannot be used any more, or a sign-in begins again.", &S::code_tries, 3, 5},
    {"resend_seconds", kAuthentication, "Seconds until a code may be sent again.", &S::resend_seconds, 10, 300},
    {"resends", kAuthentication, "How often a code may be sent again per method and attempt.", &S::resends, 0, 5},
    {"attempt_minutes", kAuthentication, "Minutes an attempt lives, from its start.", &S::attempt_minutes, 5, 30},

    {"failed_proofs_per_day", kLimits,
     "Failed proofs in 24 hours until resetting is paused for that account (counted apart for familiar networks).",
     &S::failed_proofs_per_day, 3, 20},
    {"resets_per_day", kLimits, "Successful resets per account in 24 hours.", &S::resets_per_day, 1, 20},
    {"candidate_passwords", kLimits, "New passwords that may be tried in one attempt.", &S::candidate_passwords, 3, 20},
    {"email_sends_per_hour", kLimits, "E-mail codes per account in an hour.", &S::email_sends_per_hour, 3, 30},
    {"phone_sends_per_hour", kLimits, "Text and voice codes per account in an hour.", &S::phone_sends_per_hour, 2, 10},
    {"validations_per_hour", kLimits,
     "Phone numbers, authenticator and recovery codes and sets of answers that may be typed per account in an hour.",
     &S::validations_per_hour, 5, 30},
    {"destination_emails_per_hour", kLimits, "E-mail codes to one address in an hour, whoever asked.", &S::destination_emails_per_hour, 3,
     100},
    {"destination_mobile_per_hour", kLimits, "Codes to one mobile number in an hour, whoever asked.", &S::destination_mobile_per_hour, 2,
     50},
    {"destination_office_per_hour", kLimits, "Codes to one office number in an hour, whoever asked.", &S::destination_office_per_hour, 2,
     200},
    {"network_sends_per_hour", kLimits, "Codes one client network (IPv4 address, IPv6 /64) may have sent in an hour, to whomever.",
     &S::network_sends_per_hour, 10, 10'000},
    {"trusted_network_sends_per_hour", kLimits, "Codes a trusted network may have sent in an hour.", &S::trusted_network_sends_per_hour, 10,
     1'000'000},
    {"tenant_phone_sends_per_day", kLimits,
     "Text and voice codes of the whole tenant in 24 hours. Administrators are told at 80 %; at 100 % no more are sent.",
     &S::tenant_phone_sends_per_day, 10, 1'000'000},
    {"country_phone_sends_per_day", kLimits,
     "Text and voice codes to the numbers of one country in 24 hours, for each of phone_regions; the tenant's own country has the whole budget.",
     &S::country_phone_sends_per_day, 1, 1'000'000},
    {"country_alarm_sends", kLimits,
     "From so many text and voice codes to one country within an hour, it is watched whether people type them.", &S::country_alarm_sends,
     20, 100'000},
    {"country_alarm_percent", kLimits,
     "When fewer of them than this share were typed, codes to that country stop and administrators are told. 0: never.",
     &S::country_alarm_percent, 0, 50},
    {"country_stop_hours", kLimits, "How long they stop, unless an operator lifts it.", &S::country_stop_hours, 1, 168},
    {"starts_per_10_minutes", kLimits, "Attempts one client network (IPv4 address, IPv6 /64) may start in 10 minutes.",
     &S::starts_per_10_minutes, 3, 1'000},
    {"starts_per_hour", kLimits, "Attempts one client network may start in an hour.", &S::starts_per_hour, 3, 5'000},
    {"trusted_networks", kLimits, "Networks with a limit of their own (CIDR): a hospital behind one address.", &S::trusted_networks, 0, 100,
     Form::Network},
    {"trusted_starts_per_10_minutes", kLimits, "Attempts a trusted network may start in 10 minutes.", &S::trusted_starts_per_10_minutes, 3,
     1'000'000},
    {"trusted_starts_per_hour", kLimits, "Attempts a trusted network may start in an hour.", &S::trusted_starts_per_hour, 3, 5'000'000},

    {"refused_sign_ins_per_10_minutes", kLimits, "Sign-ins of one client network that may be refused in 10 minutes.",
     &S::refused_sign_ins_per_10_minutes, 10, 10'000},
    {"refused_sign_ins_per_hour", kLimits, "Sign-ins of one client network that may be refused in an hour.", &S::refused_sign_ins_per_hour,
     10, 50'000},
    {"trusted_refused_sign_ins_per_10_minutes", kLimits, "Sign-ins of a trusted network that may be refused in 10 minutes.",
     &S::trusted_refused_sign_ins_per_10_minutes, 10, 1'000'000},
    {"trusted_refused_sign_ins_per_hour", kLimits, "Sign-ins of a trusted network that may be refused in an hour.",
     &S::trusted_refused_sign_ins_per_hour, 10, 5'000'000},
    {"session_idle_minutes", kLimits, "Minutes without a request after which a session ends.", &S::session_idle_minutes, 5, 720},
    {"session_hours", kLimits, "Hours after which a session ends, whatever happens.", &S::session_hours, 1, 72},

    {"require_registration", kRegistration,
     "Stop people after signing in who have registered fewer methods than a reset asks for, and let them register what is missing.",
     &S::require_registration},
    {"registration_skips", kRegistration, "How often a person may put that off. 0: never.", &S::registration_skips, 0, 100},
    {"reconfirm_days", kRegistration, "Days after which people are asked whether their methods are still correct. 0: never.",
     &S::reconfirm_days, 0, 730},

    {"notify_person", kNotifications, "Tell the person, on every address on file, when the password was reset.", &S::notify_person},
    {"notify_administrators", kNotifications, "Tell the other administrators when an administrator's password was reset.",
     &S::notify_administrators},

    {"help_phone", kCustomization, "Helpdesk: number to call, as it should be read.", &S::help_phone, 0, 60},
    {"help_hours", kCustomization, "Helpdesk: when somebody answers.", &S::help_hours, 0, 120},
    {"help_place", kCustomization, "Helpdesk: where to find it.", &S::help_place, 0, 120},
    {"help_url", kCustomization, "Helpdesk: its page.", &S::help_url, 0, 500, Form::Link},
    {"help_email", kCustomization, "Helpdesk: its address.", &S::help_email, 0, 254, Form::Email},
    {"privacy_url", kCustomization, "The privacy statement, linked at the foot of every page.", &S::privacy_url, 0, 500, Form::Link},
    {"sign_in_url", kCustomization, "Where people go after a reset when no return link was asked for.", &S::sign_in_url, 0, 500,
     Form::Link},
    {"sign_in_label", kCustomization, "What that link is called.", &S::sign_in_label, 0, 60},
    {"return_links", kCustomization, "Links a page may name by ?return=NAME, each written name|label|https://address.", &S::return_links, 0,
     50, Form::ReturnLink},
    {"user_id_example", kCustomization, "What a user ID looks like here, shown beside the field.", &S::user_id_example, 0, 80},
    {"languages", kCustomization, "Languages people may choose.", &S::languages, 1, 2, Form::Language, kLanguages},
    {"default_language", kCustomization, "Language for people whose own is not among them.", &S::default_language, 2, 8, Form::Language,
     kLanguages},
    {"time_zone", kCustomization, "Time zone of the times in messages (IANA name).", &S::time_zone, 1, 64, Form::TimeZone},
    {"region", kCustomization, "Country whose phone numbers may be typed without a prefix (ISO 3166, two letters).", &S::region, 2, 2,
     Form::Region},
    {"phone_regions", kCustomization, "Other countries whose numbers may be texted and called (ISO 3166). Empty: only that one.",
     &S::phone_regions, 0, 250, Form::Region},

    {"unlock_offered", kIntegration, "Ask everybody whether the password is forgotten or only locked, and unlock without a reset.",
     &S::unlock_offered},

    {"password_min_length", kProtection, "Fewest characters of a new password (any Unicode character counts as one).",
     &S::password_min_length, 8, 64},
    {"password_max_length", kProtection, "Most characters of a new password.", &S::password_max_length, 64, 256},
    {"password_classes", kProtection,
     "How many of small letters, capitals, digits and signs it needs. 0: no such rule, as NIST and ASVS advise.", &S::password_classes, 0,
     4},
    {"password_history", kProtection, "Earlier passwords that may not come back.", &S::password_history, 0, 24},
    {"password_days", kProtection,
     "Days after which a password has expired: the next sign-in asks for a new one. 0: never, as NIST and ASVS advise.", &S::password_days,
     0, 3650},
    {"lockout_failures", kProtection,
     "Wrong passwords, and wrong codes after a right one, in a row until an account takes no more for a while (counted apart for familiar networks; one of the last three passwords typed again does not count).",
     &S::lockout_failures, 3, 50},
    {"lockout_seconds", kProtection, "Seconds of the first such pause; each failure after it doubles them, up to 24 hours.",
     &S::lockout_seconds, 10, 86'400},
    {"banned_words", kProtection, "Words of the organisation that may not be the whole password, in any disguise.", &S::banned_words, 0,
     1'000},

    {"display_name", kBranding, "Name of the organisation, as people know it.", &S::display_name, 0, 80},
    {"brand", kBranding, "Colour of buttons and links in the light theme (#rrggbb), readable on white.", &S::brand, 7, 7, Form::Brand},
    {"on_brand", kBranding, "Colour of the text on it.", &S::on_brand, 7, 7, Form::Colour},
    {"brand_dark", kBranding, "Colour of buttons and links in the dark theme, readable on #182120.", &S::brand_dark, 7, 7, Form::BrandDark},
    {"on_brand_dark", kBranding, "Colour of the text on it.", &S::on_brand_dark, 7, 7, Form::Colour},

    {"mail_from", kDelivery, "Sender address of the tenant's mail. Empty: the operator's.", &S::mail_from, 0, 254, Form::Email},
    {"mail_from_name", kDelivery, "Sender name of the tenant's mail. Empty: the display name.", &S::mail_from_name, 0, 80},
});

}  // namespace

std::span<const Key> keys() noexcept { return kKeys; }

const Key* find_key(std::string_view name) noexcept {
    const auto found = std::ranges::find(kKeys, name, &Key::name);
    return found == kKeys.end() ? nullptr : &*found;
}

}  // namespace rekey::tenant
