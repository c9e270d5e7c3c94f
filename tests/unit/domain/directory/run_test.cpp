// How many may go in one run without anybody being asked.
#include "domain/directory/run.hpp"

#include <gtest/gtest.h>

namespace rekey::directory {
namespace {

TEST(Removal, IsStoppedByANumberAndByAShare) {
    struct Case {
        std::int64_t removals, people;
        bool goes;
    };
    // 500 and 10 % unless an administrator says otherwise; up to five always.
    for (const auto& [removals, people, goes] :
         {Case{0, 0, true}, Case{5, 5, true}, Case{6, 6, false}, Case{6, 60, true}, Case{7, 60, false}, Case{500, 100'000, true},
          Case{501, 100'000, false}, Case{10'000, 200'000, false}})
        EXPECT_EQ(may_remove(removals, people, {}), goes) << removals << " of " << people;
    EXPECT_FALSE(may_remove(3, 1000, {.people = 2})) << "a limit below five holds";
    EXPECT_TRUE(may_remove(10'000, 200'000, {.people = 10'000}));
    EXPECT_TRUE(may_remove(60, 60, {.percent = 100}));
}

}  // namespace
}  // namespace rekey::directory
