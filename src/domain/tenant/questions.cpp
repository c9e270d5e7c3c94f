#include "domain/tenant/questions.hpp"

#include <algorithm>
#include <array>

namespace rekey::tenant {
namespace {

constexpr std::string_view kOwn = "own:";

// What a person remembers for years, says in one way, and has not told everybody: no colours, no months, nothing of which there are few.
constexpr auto kPredefined = std::to_array<PredefinedQuestion>({
    {"met_partner", "In which town did you meet your partner?", "In welke plaats hebt u uw partner ontmoet?"},
    {"parents_met", "In which town did your parents meet?", "In welke plaats hebben uw ouders elkaar ontmoet?"},
    {"father_born", "In which town was your father born?", "In welke plaats is uw vader geboren?"},
    {"mother_born", "In which town was your mother born?", "In welke plaats is uw moeder geboren?"},
    {"first_job_town", "In which town did you first work?", "In welke plaats had u uw eerste baan?"},
    {"new_year_2000", "Where were you when the year 2000 began?", "Waar was u toen het jaar 2000 begon?"},
    {"nearest_sibling_town", "In which town does the brother or sister who lives nearest to you live?",
     "In welke plaats woont de broer of zus die het dichtst bij u woont?"},
    {"wedding_place", "In which building was the wedding you remember best?",
     "In welk gebouw was de bruiloft die u zich het best herinnert?"},
    {"primary_teacher", "What was the surname of the teacher you liked best at primary school?",
     "Wat was de achternaam van uw favoriete leerkracht op de basisschool?"},
    {"secondary_teacher", "What was the surname of the strictest teacher at your secondary school?",
     "Wat was de achternaam van de strengste leraar van uw middelbare school?"},
    {"first_school", "What was your first school called?", "Hoe heette uw eerste school?"},
    {"last_primary_school", "Which school were you at when you were eleven?", "Op welke school zat u toen u elf was?"},
    {"refused_study", "Which course or college did you want to go to and never did?",
     "Welke opleiding wilde u volgen zonder dat het ervan kwam?"},
    {"childhood_friend", "Who was your best friend when you were a child?", "Wie was uw beste vriend of vriendin toen u kind was?"},
    {"first_love", "What was the first name of the first person you were in love with?",
     "Wat was de voornaam van de eerste op wie u verliefd was?"},
    {"oldest_sibling_middle", "What is the middle name of your oldest brother or sister?",
     "Wat is de tweede voornaam van uw oudste broer of zus?"},
    {"youngest_sibling_middle", "What is the middle name of your youngest brother or sister?",
     "Wat is de tweede voornaam van uw jongste broer of zus?"},
    {"mother_middle", "What is the middle name of your mother?", "Wat is de tweede voornaam van uw moeder?"},
    {"father_middle", "What is the middle name of your father?", "Wat is de tweede voornaam van uw vader?"},
    {"mothers_mother", "What was the full name of your mother’s mother?", "Hoe heette de moeder van uw moeder voluit?"},
    {"fathers_father", "What was the full name of your father’s father?", "Hoe heette de vader van uw vader voluit?"},
    {"first_vehicle", "What was the make of your first car or motorbike?", "Van welk merk was uw eerste auto of motor?"},
    {"birth_hospital", "In which hospital or house were you born?", "In welk ziekenhuis of huis bent u geboren?"},
    {"first_street", "In which street was the first home you remember?", "In welke straat stond het eerste huis dat u zich herinnert?"},
    {"childhood_hero", "Who was your hero when you were a child?", "Wie was uw held toen u kind was?"},
    {"soft_toy", "What was your favourite soft toy called?", "Hoe heette uw liefste knuffel?"},
    {"first_pet", "What was your first pet called?", "Hoe heette uw eerste huisdier?"},
    {"nickname", "What did your family call you when you were small?", "Hoe werd u thuis genoemd toen u klein was?"},
    {"childhood_wish", "What did you want to become when you were ten?", "Wat wilde u worden toen u tien was?"},
    {"first_employer", "Who was the first to pay you for work?", "Wie betaalde u als eerste voor werk?"},
    {"famous_person", "Who is the best-known person you have ever spoken to?",
     "Wie is de bekendste persoon met wie u ooit hebt gesproken?"},
    {"first_concert", "Whose concert was the first you went to?", "Van wie was het eerste concert waar u heen ging?"},
});

std::string_view text_of(const PredefinedQuestion& question, std::string_view language) {
    return language == "nl" ? question.nl : question.en;
}

}  // namespace

std::span<const PredefinedQuestion> predefined_questions() noexcept { return kPredefined; }

bool is_predefined_question(std::string_view id) noexcept {
    return std::ranges::find(kPredefined, id, &PredefinedQuestion::id) != kPredefined.end();
}

std::vector<Question> questions_on_offer(const Settings& settings) {
    std::vector<Question> offered;
    for (const auto& question : kPredefined) {
        if (std::ranges::find(settings.questions_left_out, question.id) != settings.questions_left_out.end()) continue;
        offered.push_back({std::string(question.id), {}});
        for (const auto& language : settings.languages) offered.back().texts[language] = text_of(question, language);
    }
    for (const auto& text : settings.custom_questions) {
        offered.push_back({std::string(kOwn) + text, {}});
        for (const auto& language : settings.languages) offered.back().texts[language] = text;
    }
    return offered;
}

std::optional<Question> find_question(const Settings& settings, std::string_view id) {
    for (auto& question : questions_on_offer(settings)) {
        if (question.id == id) return std::move(question);
    }
    return std::nullopt;
}

}  // namespace rekey::tenant
