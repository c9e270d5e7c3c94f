#include "adapters/directory/guarded_connector.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "support/fake_directory.hpp"

namespace rekey::ldap {
namespace {

constexpr const char* kPassword = "an old brown kettle";

class Guarded : public ::testing::Test {
protected:
    Guarded() { directory_.at(whom_.anchor).password = kPassword; }
    GuardedConnector guard(GuardOptions options) { return {directory_.open({}, Secret{std::string_view("s")}).value(), options}; }
    /// From now on who signs in stays inside until `open`; `inside` counts them.
    void hold(std::latch& inside, std::latch& open) {
        directory_.before_sign_in = [&] {
            inside.count_down();
            open.wait();
        };
    }
    static bool is_unreachable(const auto& answer) { return !answer && answer.error().code == ErrorCode::Unreachable; }
    static bool was_not_passed_on(const auto& answer) { return !answer && answer.error().code == ErrorCode::Busy; }

    test::FakeDirectory directory_;
    directory::Whom whom_{directory_.add("anna"), test::FakeDirectory::dn_of("anna")};
    const Error silence_{ErrorCode::Unreachable, "no answer", {}};
};

TEST_F(Guarded, ADirectoryThatWasSilentThreeTimesIsNotAskedForAWhile) {
    auto connector = guard({.rest = seconds{60}});
    directory_.refuses = silence_;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_unreachable(connector.sign_in(whom_, Secret{kPassword})));
    directory_.refuses.reset();
    EXPECT_TRUE(was_not_passed_on(connector.sign_in(whom_, Secret{kPassword})));
    EXPECT_EQ(directory_.sign_ins, 3);
    EXPECT_EQ(connector.set_password(whom_, Secret{kPassword}, {}).how, directory::Written::How::NotSent);
    EXPECT_TRUE(directory_.resets.empty());
    EXPECT_TRUE(connector.facts()) << "the background looks whether it is back";
}

TEST_F(Guarded, OneAsksWhetherItIsBackAndThenAllDo) {
    auto connector = guard({.patience = 1, .rest = Duration{50}});
    directory_.refuses = silence_;
    EXPECT_TRUE(is_unreachable(connector.find(whom_)));
    EXPECT_TRUE(was_not_passed_on(connector.sign_in(whom_, Secret{kPassword})));
    EXPECT_EQ(directory_.sign_ins, 0);
    directory_.refuses.reset();
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword}));
    EXPECT_TRUE(connector.find(whom_));
}

TEST_F(Guarded, SilencesCountOnlyInARow) {
    auto connector = guard({.patience = 2, .rest = seconds{60}});
    for (int i = 0; i < 4; ++i) {
        directory_.refuses = silence_;
        EXPECT_TRUE(is_unreachable(connector.find(whom_)));
        directory_.refuses.reset();
        EXPECT_TRUE(connector.find(whom_)) << i;
    }
}

TEST_F(Guarded, ARefusalIsAnAnswer) {
    auto connector = guard({.patience = 1, .rest = seconds{60}});
    directory_.refuses = Error{ErrorCode::Refused, "no rights", {}};
    EXPECT_FALSE(connector.find(whom_));
    directory_.refuses.reset();
    EXPECT_TRUE(connector.find(whom_));
}

TEST_F(Guarded, WhoFindsAllPlacesTakenWaitsWhileTheDirectoryAnswers) {
    auto connector = guard({.most = 1, .wait = seconds{30}, .alive = seconds{30}});
    std::latch inside{1}, open{1};
    std::once_flag first;
    directory_.before_sign_in = [&] {
        std::call_once(first, [&] { inside.count_down(); });
        open.wait();
    };
    std::vector<std::jthread> people;
    people.emplace_back([&] { EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword})); });
    inside.wait();
    for (int i = 0; i < 6; ++i) people.emplace_back([&] { EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword})); });
    open.count_down();
    people.clear();
    EXPECT_EQ(directory_.sign_ins, 7);
}

TEST_F(Guarded, NobodyWaitsForAPlaceForEver) {
    auto connector = guard({.most = 1, .wait = Duration{30}, .alive = minutes{10}});
    std::latch inside{1}, open{1};
    hold(inside, open);
    std::jthread first([&] { EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword})); });
    inside.wait();
    auto second = std::async(std::launch::async, [&] { return is_unreachable(connector.find(whom_)); });
    EXPECT_EQ(second.wait_for(minutes{1}), std::future_status::ready) << "although the first may still be answered";
    open.count_down();
    EXPECT_TRUE(second.get());
}

TEST_F(Guarded, NoMoreWaitThanMay) {
    auto connector = guard({.most = 2, .wait = seconds{60}, .alive = Duration{30}});
    std::latch inside{2}, open{1};
    hold(inside, open);
    std::vector<std::jthread> waiting;
    for (int i = 0; i < 2; ++i) waiting.emplace_back([&] { EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword})); });
    inside.wait();
    EXPECT_TRUE(was_not_passed_on(connector.sign_in(whom_, Secret{kPassword})));
    open.count_down();
    waiting.clear();
    directory_.before_sign_in = [] {};
    EXPECT_TRUE(connector.sign_in(whom_, Secret{kPassword}));
}

}  // namespace
}  // namespace rekey::ldap
