#include "domain/registration/enrollment.hpp"
#include "support/checkout.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace rekey::registration {
namespace {

constexpr auto kNow = from_millis(1'000'000);

Enrollment enrollment(std::int64_t tries) {
    Enrollment made;
    made.code.bytes.fill(7);
    made.tries = tries;
    made.code_expires_at = kNow + minutes{10};
    return made;
}

Mac right() {
    Mac mac;
    mac.bytes.fill(7);
    return mac;
}

std::set<std::string> words(const std::string& cell) {
    std::set<std::string> found;
    std::istringstream in(cell);
    for (std::string word; std::getline(in, word, ',');) {
        const auto from = word.find_first_not_of(' ');
        if (from != std::string::npos) found.insert(word.substr(from, word.find_last_not_of(' ') - from + 1));
    }
    return found;
}

/// The rows of states.md: state → requests.
std::map<std::string, std::set<std::string>> table() {
    std::map<std::string, std::set<std::string>> rows;
    std::ifstream file(test::checkout_file("src/domain/registration/states.md"));
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| ") || line.starts_with("| state")) continue;
        std::istringstream cells(line.substr(1));
        std::string state, requests;
        std::getline(cells, state, '|');
        std::getline(cells, requests, '|');
        rows[*words(state).begin()] = words(requests);
    }
    return rows;
}

TEST(States, EveryPairIsAsTheTableSays) {
    const auto rows = table();
    ASSERT_EQ(rows.size(), std::size(kAllStates));
    for (const auto state : kAllStates) {
        for (const auto request : kAllRequests) {
            EXPECT_EQ(allowed(state, request), rows.at(std::string(name(state))).contains(std::string(name(request))))
                << name(state) << " × " << name(request);
        }
    }
}

TEST(States, NamesComeBack) {
    for (const auto state : kAllStates) EXPECT_EQ(parse_state(name(state)), state);
    for (const auto item : kAllItems) EXPECT_EQ(parse_item(name(item)), item);
    for (const auto purpose : {Purpose::Add, Purpose::Change, Purpose::Verify}) EXPECT_EQ(parse_purpose(name(purpose)), purpose);
    EXPECT_EQ(parse_item("fax"), std::nullopt);
}

TEST(States, RecoveryCodesAndQuestionsBeginWithNothingLeftToType) {
    for (const auto item : kAllItems)
        EXPECT_EQ(first_state(item) == State::Started, item == Item::RecoveryCodes || item == Item::Questions) << name(item);
}

TEST(States, EveryKindIsRegisteredAsSomething) {
    EXPECT_EQ(item_of(method::Kind::SecurityQuestions), Item::Questions);
    for (const auto kind : method::kAllKinds) EXPECT_EQ(parse_item(name(item_of(kind))), item_of(kind));
}

TEST(JudgeEnrollment, ARightCodeInTimeIsRight) { EXPECT_EQ(judge(enrollment(1), right(), 5, kNow), Verdict::Right); }

TEST(JudgeEnrollment, TheFifthTryMayBeRightTheSixthIsNotCompared) {
    EXPECT_EQ(judge(enrollment(5), right(), 5, kNow), Verdict::Right);
    EXPECT_EQ(judge(enrollment(6), right(), 5, kNow), Verdict::UsedUp);
}

TEST(JudgeEnrollment, AWrongCodeIsWrongAndTheLastOneUsesItUp) {
    EXPECT_EQ(judge(enrollment(4), Mac{}, 5, kNow), Verdict::Wrong);
    EXPECT_EQ(judge(enrollment(5), Mac{}, 5, kNow), Verdict::UsedUp);
}

TEST(JudgeEnrollment, EndsAtTheVeryInstantOfExpiry) {
    EXPECT_EQ(judge(enrollment(1), right(), 5, kNow + minutes{10} - Duration{1}), Verdict::Right);
    EXPECT_EQ(judge(enrollment(1), right(), 5, kNow + minutes{10}), Verdict::Expired);
}

}  // namespace
}  // namespace rekey::registration
