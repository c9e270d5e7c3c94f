#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace rekey::tenant {

enum class Scope : std::uint8_t { None, Selected, All };
enum class StrangerAnswers : std::uint8_t { Conceal, Explain };
enum class VoiceProof : std::uint8_t { Code, Number };

/// A tenant's policy. Every number of product section 3 with its default; bounds are in the table of settings.cpp.
struct Settings {
    Scope scope = Scope::All;
    std::vector<std::string> include_groups, exclude_groups;  ///< group names; for scope Selected (exclude always counts)
    StrangerAnswers stranger_answers = StrangerAnswers::Conceal;
    std::int64_t gates = 1;
    std::vector<std::string> methods{"email", "sms", "voice_mobile", "voice_office", "totp", "recovery_code"};
    std::int64_t questions_to_register = 5, questions_to_answer = 3;  ///< security questions: see questions.hpp
    std::vector<std::string> questions_left_out, custom_questions;
    bool unlock_offered = false;

    std::int64_t attempt_minutes = 15;
    std::int64_t email_digits = 8, phone_digits = 6;
    VoiceProof voice_proof = VoiceProof::Code;
    std::int64_t code_minutes = 10;
    std::int64_t code_tries = 5;
    std::int64_t resend_seconds = 30, resends = 3;
    std::int64_t failed_proofs_per_day = 5;
    std::int64_t email_sends_per_hour = 10, phone_sends_per_hour = 5;          ///< per account
    std::int64_t validations_per_hour = 10;
    std::int64_t destination_emails_per_hour = 10, destination_mobile_per_hour = 5, destination_office_per_hour = 20;
    std::int64_t network_sends_per_hour = 60, trusted_network_sends_per_hour = 5000;  ///< codes, per client network
    std::int64_t tenant_phone_sends_per_day = 1000, country_phone_sends_per_day = 200;  ///< texts and calls
    std::int64_t country_alarm_sends = 50, country_alarm_percent = 10;         ///< see policy/budget.hpp; 0 percent: never
    std::int64_t country_stop_hours = 4;
    std::int64_t resets_per_day = 5;
    std::int64_t candidate_passwords = 10;
    std::int64_t starts_per_10_minutes = 10, starts_per_hour = 30;             ///< per client network
    std::vector<std::string> trusted_networks;                                 ///< CIDR
    std::int64_t trusted_starts_per_10_minutes = 1000, trusted_starts_per_hour = 5000;

    std::int64_t refused_sign_ins_per_10_minutes = 30, refused_sign_ins_per_hour = 100;  ///< per client network
    std::int64_t trusted_refused_sign_ins_per_10_minutes = 1000, trusted_refused_sign_ins_per_hour = 5000;
    std::int64_t lockout_failures = 10, lockout_seconds = 60;
    std::int64_t session_idle_minutes = 30, session_hours = 8;

    bool require_registration = true;
    std::int64_t registration_skips = 3;
    std::int64_t reconfirm_days = 180;  ///< 0: never

    std::int64_t password_min_length = 12, password_max_length = 256;
    std::int64_t password_classes = 0;  ///< of four (small, capital, digit, sign); 0: no composition rule
    std::int64_t password_history = 5;
    std::int64_t password_days = 0;  ///< until a password has expired; 0: never
    std::vector<std::string> banned_words;

    bool notify_person = true, notify_administrators = false;
    std::string display_name;
    std::string user_id_example;
    std::string default_language = "en";
    std::vector<std::string> languages{"en", "nl"};
    std::string time_zone = "UTC";
    std::string region = "NL";
    std::vector<std::string> phone_regions;  ///< countries beside it whose numbers may be texted and called
    std::string help_phone, help_hours, help_place, help_url, help_email;
    std::string privacy_url;
    std::string sign_in_url, sign_in_label;
    std::vector<std::string> return_links;  ///< "name|label|https://…"
    std::string brand = "#0b5e6e", on_brand = "#ffffff", brand_dark = "#6ccad8", on_brand_dark = "#05262c";
    std::string mail_from, mail_from_name;  ///< empty: the operator's default
};

using Value = std::variant<std::int64_t, bool, std::string, std::vector<std::string>>;

/// What a text (or each text of a list) must look like.
enum class Form : std::uint8_t {
    Line,
    Email,
    Link,
    ReturnLink,
    Network,
    TimeZone,
    Language,
    Region,
    Brand,
    BrandDark,
    Colour,
    Question,
    QuestionId
};

/// One row of the table of settings: its key in the API and in files, what it means, its bounds.
struct Key {
    std::string_view name;
    std::string_view section;  ///< of the administrator's menu
    std::string_view doc;
    std::variant<std::int64_t Settings::*, bool Settings::*, std::string Settings::*, std::vector<std::string> Settings::*,
                 Scope Settings::*, StrangerAnswers Settings::*, VoiceProof Settings::*>
        field;
    std::int64_t least = 0, most = 0;                ///< numbers: bounds; text: characters; lists: entries
    Form form = Form::Line;
    std::span<const std::string_view> choices = {};  ///< text and lists: allowed values, empty for free text
};

/// All settings, in the order of the administrator's menu.
[[nodiscard]] std::span<const Key> keys() noexcept;
[[nodiscard]] const Key* find_key(std::string_view name) noexcept;

[[nodiscard]] Value get(const Settings& settings, const Key& key);
/// InvalidInput with a sentence for the administrator when the type is wrong or a bound is broken.
[[nodiscard]] Result<void> set(Settings& settings, const Key& key, const Value& value);
/// A number, "true"/"false", a text, or a list with one entry a line: how a value is stored and typed.
[[nodiscard]] std::string to_text(const Value& value);
/// InvalidInput when the text is not of the key's type. Does not judge bounds: `set` does.
[[nodiscard]] Result<Value> from_text(const Key& key, std::string_view text);
/// Settings as stored. Unknown keys and values that are out of bounds by now leave the default in place.
[[nodiscard]] Settings load(const std::map<std::string, std::string>& stored);

/// Rules that concern several settings at once (for example more gates than channels). Empty: all is well.
[[nodiscard]] std::vector<std::string> check(const Settings& settings);

/// What an administrator should know who goes from one to the other. Empty: nothing.
[[nodiscard]] std::vector<std::string> warnings(const Settings& before, const Settings& after);

struct Preset {
    std::string_view name, doc;
};
/// Named bundles: entra_like, asvs_l2, asvs_l3.
[[nodiscard]] std::span<const Preset> presets() noexcept;
/// NotFound for another name.
[[nodiscard]] Result<void> apply_preset(Settings& settings, std::string_view preset);

/// Countries whose numbers may be texted and called: the tenant's own first.
[[nodiscard]] std::vector<std::string> served_countries(const Settings& settings);

struct ReturnLink {
    std::string name, label, url;
};
/// The allow-listed link of that name; NotFound otherwise. Free URLs never come from a request.
[[nodiscard]] Result<ReturnLink> return_link(const Settings& settings, std::string_view name);

}  // namespace rekey::tenant
