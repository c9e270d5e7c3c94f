#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "domain/tenant/colour.hpp"
#include "domain/tenant/form.hpp"
#include "domain/tenant/questions.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::tenant {
namespace {

using Sentences = std::vector<std::string>;

constexpr std::string_view kQuestions = "security_questions";

/// Voice to a mobile and to the office are one channel, so that two gates never depend on one kind of line.
std::int64_t channels_on_offer(const Settings& settings) {
    std::set<std::string_view> channels;
    for (const auto& method : settings.methods)
        channels.insert(method.starts_with("voice_") ? std::string_view("voice") : std::string_view(method));
    return std::ssize(channels);
}

void check_gates(const Settings& settings, Sentences& wrong) {
    const auto channels = channels_on_offer(settings);
    if (settings.gates > channels) {
        wrong.push_back(fmt::format("gates asks for {} different channels, and methods offers {}", settings.gates, channels));
    }
    if (settings.scope == Scope::Selected && settings.include_groups.empty()) {
        wrong.emplace_back("scope is selected, and include_groups names no group: nobody could reset");
    }
    if (settings.code_minutes > settings.attempt_minutes) wrong.emplace_back("code_minutes is longer than attempt_minutes");
}

bool asks_questions(const Settings& settings) { return std::ranges::find(settings.methods, kQuestions) != settings.methods.end(); }

void check_questions(const Settings& settings, Sentences& wrong) {
    if (settings.questions_to_answer > settings.questions_to_register)
        wrong.emplace_back("questions_to_answer is larger than questions_to_register");
    std::set<std::string> texts;
    for (const auto& question : predefined_questions()) texts.insert({*to_caseless(question.en), *to_caseless(question.nl)});
    for (const auto& question : settings.custom_questions) {
        if (!texts.insert(to_caseless(question).value_or(question)).second)
            wrong.push_back(fmt::format("custom_questions has a question that is there already: {}", question));
    }
    if (!asks_questions(settings)) return;
    if (settings.methods.size() == 1) wrong.emplace_back("methods has nothing but security_questions, which are never enough alone");
    const auto offered = std::ssize(questions_on_offer(settings));
    if (offered < settings.questions_to_register)
        wrong.push_back(fmt::format("questions_to_register is {}, and {} questions are offered", settings.questions_to_register, offered));
}

void check_limits(const Settings& settings, Sentences& wrong) {
    if (settings.starts_per_hour < settings.starts_per_10_minutes)
        wrong.emplace_back("starts_per_hour is smaller than starts_per_10_minutes");
    if (settings.trusted_starts_per_hour < settings.trusted_starts_per_10_minutes) {
        wrong.emplace_back("trusted_starts_per_hour is smaller than trusted_starts_per_10_minutes");
    }
}

void check_sign_in(const Settings& settings, Sentences& wrong) {
    if (settings.refused_sign_ins_per_hour < settings.refused_sign_ins_per_10_minutes)
        wrong.emplace_back("refused_sign_ins_per_hour is smaller than refused_sign_ins_per_10_minutes");
    if (settings.trusted_refused_sign_ins_per_hour < settings.trusted_refused_sign_ins_per_10_minutes)
        wrong.emplace_back("trusted_refused_sign_ins_per_hour is smaller than trusted_refused_sign_ins_per_10_minutes");
    if (settings.session_hours * 60 < settings.session_idle_minutes) wrong.emplace_back("session_hours is less than session_idle_minutes");
}

void check_texts(const Settings& settings, Sentences& wrong) {
    if (std::ranges::find(settings.languages, settings.default_language) == settings.languages.end()) {
        wrong.emplace_back("default_language is not among languages");
    }
    std::set<std::string> names;
    for (const auto& text : settings.return_links) {
        const auto link = parse_return_link(text);
        if (link && !names.insert(link->name).second) wrong.push_back(fmt::format("return_links has two links named {}", link->name));
    }
}

void check_pair(std::string_view key, std::string_view ground_text, std::string_view text, Sentences& wrong) {
    const auto ground = parse_colour(ground_text);
    const auto colour = parse_colour(text);
    if (!ground || !colour || contrast(*ground, *colour) >= kReadable) return;
    wrong.push_back(fmt::format("{} {} has a contrast of {:.1f}:1 on {}; 4.5:1 is needed to read it ({} would do)", key, text,
                                contrast(*ground, *colour), ground_text, to_text(readable_on(*ground, *colour))));
}

constexpr std::array<Preset, 3> kPresets{{
    {"entra_like", "One proof; passwords of 8 characters and three of four classes."},
    {"asvs_l2", "OWASP ASVS level 2: two proofs by different methods, no composition rules."},
    {"asvs_l3", "OWASP ASVS level 3: two proofs, none by e-mail, text or voice."},
}};

}  // namespace

std::vector<std::string> check(const Settings& settings) {
    Sentences wrong;
    check_gates(settings, wrong);
    check_questions(settings, wrong);
    check_limits(settings, wrong);
    check_sign_in(settings, wrong);
    check_texts(settings, wrong);
    check_pair("on_brand", settings.brand, settings.on_brand, wrong);
    check_pair("on_brand_dark", settings.brand_dark, settings.on_brand_dark, wrong);
    return wrong;
}

std::vector<std::string> warnings(const Settings& before, const Settings& after) {
    Sentences warned;
    if (!asks_questions(after)) return warned;
    if (!asks_questions(before)) {
        warned.emplace_back(
            "security questions are on: OWASP ASVS 5.0 (6.4.2) asks for none at all and NIST SP 800-63-4 does not accept them, because answers "
            "can be guessed and found. An authenticator app or recovery codes are safer");
    }
    const auto idle = [](const Settings& settings) { return !asks_questions(settings) || settings.gates < kGatesForQuestions; };
    if (idle(after) && (!idle(before) || !asks_questions(before)))
        warned.emplace_back("security questions are not offered while gates is 1: they are never enough alone");
    if (after.questions_to_register > before.questions_to_register && asks_questions(before))
        warned.emplace_back("who has answered fewer questions than questions_to_register says cannot use them until they choose anew");
    return warned;
}

std::span<const Preset> presets() noexcept { return kPresets; }

Result<void> apply_preset(Settings& settings, std::string_view preset) {
    const Settings defaults;
    settings.password_max_length = defaults.password_max_length;
    if (preset == "entra_like") {
        settings.gates = 1;
        settings.methods = defaults.methods;
        settings.password_min_length = 8;
        settings.password_classes = 3;
        return {};
    }
    if (preset != "asvs_l2" && preset != "asvs_l3") return fail(ErrorCode::NotFound, "no preset has this name");
    settings.gates = 2;
    settings.methods = preset == "asvs_l2" ? defaults.methods : std::vector<std::string>{"totp", "recovery_code"};
    settings.password_min_length = defaults.password_min_length;
    settings.password_classes = 0;
    return {};
}

}  // namespace rekey::tenant
