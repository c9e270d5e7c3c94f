#include "flows/question_proof.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/encoding.hpp"
#include "domain/method/security_answer.hpp"
#include "domain/tenant/questions.hpp"

namespace rekey::flows {
namespace {

constexpr std::size_t kSaltBytes = 16;

Mac verifier_of(const Secret& folded, std::string_view question, const ports::QuestionSet& set, const ports::PasswordHasher& hasher,
                const ports::KeyedHash& macs) {
    const auto hash = hasher.hash(folded, set.salt, set.cost);
    // Under the key of passwords, which is never rotated; the first part keeps the two apart.
    return macs.mac(ports::MacPurpose::PasswordVerifier,
                    {as_bytes("security question"), ByteView(set.salt), as_bytes(question), hash.bytes()});
}

/// Those with the least ranks, in their order. Ranks are MACs, so this is a draw; and a list that changes a little changes few draws.
template <class Rank>
std::vector<ports::QuestionSet::Answered> least(std::vector<ports::QuestionSet::Answered> from, std::int64_t count, Rank rank) {
    std::vector<std::pair<Mac, ports::QuestionSet::Answered>> ranked;
    for (auto& each : from) {
        const auto place = rank(each.question);
        ranked.emplace_back(place, std::move(each));
    }
    std::ranges::sort(ranked, {}, [](const auto& each) { return each.first; });
    std::vector<ports::QuestionSet::Answered> drawn;
    for (auto& [place, each] : ranked) {
        if (std::ssize(drawn) < count) drawn.push_back(std::move(each));
    }
    return drawn;
}

}  // namespace

ports::QuestionSet make_question_set(std::span<const registration::AnsweredQuestion> answered, ports::Entropy& entropy,
                                     const ports::PasswordHasher& hasher, const ports::KeyedHash& macs) {
    ports::QuestionSet set{{}, hasher.current_cost(), Bytes(kSaltBytes), {}};
    entropy.fill(set.salt);
    for (const auto& [question, answer] : answered) set.answered.push_back({question, verifier_of(answer, question, set, hasher, macs)});
    return set;
}

Secret packed(const ports::QuestionSet& set) {
    std::string text = std::to_string(set.cost.memory_kib) + ' ' + std::to_string(set.cost.passes) + ' ' + to_hex(set.salt) + '\n';
    for (const auto& [question, verifier] : set.answered) text += to_hex(verifier.view()) + ' ' + question + '\n';
    Secret secret{std::string_view(text)};
    wipe(text);
    return secret;
}

ports::QuestionSet unpacked_questions(const Secret& packed, const AuthenticatorId& authenticator) {
    std::istringstream lines{std::string(packed.reveal())};
    ports::QuestionSet set{authenticator, {}, Bytes(kSaltBytes), {}};
    std::string hex, question;
    bool good = static_cast<bool>(lines >> set.cost.memory_kib >> set.cost.passes >> hex) && from_hex(hex, set.salt);
    while (good && lines >> hex && std::getline(lines, question)) {
        set.answered.push_back({question.substr(1), {}});
        good = from_hex(hex, set.answered.back().verifier.bytes);
    }
    if (!good || set.answered.empty()) throw Fault(FaultKind::Invariant, "an enrollment's answers cannot be read");
    return set;
}

std::vector<ports::QuestionSet> sets_to_ask(std::vector<ports::QuestionSet> sets, const tenant::Settings& settings) {
    for (auto& set : sets) {
        std::vector<std::string> answered;
        for (const auto& each : set.answered) answered.push_back(each.question);
        const auto asked = registration::questions_to_ask(settings, answered);
        std::erase_if(set.answered, [&](const auto& each) { return std::ranges::find(asked, each.question) == asked.end(); });
    }
    std::erase_if(sets, [](const auto& set) { return set.answered.empty(); });
    return sets;
}

const ports::QuestionSet* find_set(std::span<const ports::QuestionSet> sets, const AuthenticatorId& authenticator) {
    const auto found = std::ranges::find(sets, authenticator, &ports::QuestionSet::authenticator);
    return found == sets.end() ? nullptr : &*found;
}

std::int64_t how_many_questions(ports::UnitOfWork& unit, const method::Authenticator& authenticator) {
    const auto sets = unit.proofs().questions(authenticator.identity);
    const auto* const set = find_set(sets, authenticator.id);
    return set == nullptr ? 0 : std::ssize(set->answered);
}

ports::QuestionSet QuestionProof::made_up(const tenant::Settings& settings, const AuthenticatorId& authenticator) const {
    const auto made_up = [&](std::string_view what) {
        return macs_.mac(ports::MacPurpose::Decoy, {tenant_.view(), as_bytes("question"), authenticator.view(), as_bytes(what)});
    };
    std::vector<ports::QuestionSet::Answered> all;
    for (auto& question : tenant::questions_on_offer(settings)) all.push_back({std::move(question.id), {}});
    const auto random = made_up({});
    const auto salt = random.view().first(kSaltBytes);
    return {authenticator, hasher_.current_cost(), Bytes(salt.begin(), salt.end()),
            least(std::move(all), settings.questions_to_register, made_up)};
}

ports::QuestionSet QuestionProof::drawn(const ports::QuestionSet& set, const tenant::Settings& settings,
                                        const ChallengeId& challenge) const {
    auto asked = set;
    asked.answered = least(set.answered, settings.questions_to_answer, [&](std::string_view question) {
        return macs_.mac(ports::MacPurpose::Decoy, {tenant_.view(), as_bytes("draw"), challenge.view(), as_bytes(question)});
    });
    return asked;
}

bool QuestionProof::fits(const ports::QuestionSet& asked, std::span<const Secret> typed) const {
    const Secret nothing;
    bool all = typed.size() == asked.answered.size() && !asked.answered.empty();
    for (std::size_t i = 0; i < asked.answered.size(); ++i) {
        const auto& [question, verifier] = asked.answered[i];
        const auto folded = method::fold_answer(i < typed.size() ? typed[i] : nothing);
        const bool right = equal_ct(verifier, verifier_of(folded, question, asked, hasher_, macs_));
        all = all && right;
    }
    return all;
}

}  // namespace rekey::flows
