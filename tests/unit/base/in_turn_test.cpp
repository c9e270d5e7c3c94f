#include "base/in_turn.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace rekey {
namespace {

TEST(InTurn, TroubleOfOneIsToldWhenAllHaveHadTheirTurn) {
    std::vector<int> had;
    const auto all = [&] {
        in_turn(std::vector{1, 2, 3}, [&](int each) {
            had.push_back(each);
            if (each < 3) throw Fault(FaultKind::Invariant, each == 1 ? "the first" : "the second");
            return true;
        });
    };
    try {
        all();
        ADD_FAILURE();
    } catch (const Fault& fault) {
        EXPECT_EQ(std::string_view(fault.what()), "the first");
    }
    EXPECT_EQ(had, (std::vector{1, 2, 3}));
}

TEST(InTurn, EndsWhenOneSaysSo) {
    int had = 0;
    in_turn(std::vector{1, 2, 3}, [&](int each) {
        ++had;
        return each < 2;
    });
    EXPECT_EQ(had, 2);
}

}  // namespace
}  // namespace rekey
