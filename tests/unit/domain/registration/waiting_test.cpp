#include "domain/registration/waiting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rekey::registration {
namespace {

using method::Source;

struct Row {
    std::string where;  ///< as the product's table says it
    Change change;
    Ruling ruling;
};

/// The table "Which value may be used, from when", row by row. "Verified by its owner's keeper" and "by code" are what lets a value get
/// this far; whether it is verified decides nothing here.
const Row kTable[] = {
    {"first import from the directory", {Source::Directory, Occasion::First}, {hours{0}, Told::Nobody, Earlier::None}},
    {"set by an administrator at creation", {Source::Administrator, Occasion::First}, {hours{0}, Told::Nobody, Earlier::None}},
    {"later change in the directory", {Source::Directory, Occasion::Later}, {hours{24}, Told::Others, Earlier::UsableMeanwhile}},
    {"later change in the directory, released or trusted",
     {Source::Directory, Occasion::Later, Strength::Password, Trust::Released},
     {hours{0}, Told::Others, Earlier::UsableMeanwhile}},
    {"set by an administrator later", {Source::Administrator, Occasion::Later}, {hours{0}, Told::Others, Earlier::Withdrawn}},
    {"first registration by the person", {Source::Person, Occasion::First}, {hours{0}, Told::Mailbox, Earlier::None}},
    {"first registration by the person, two proofs",
     {Source::Person, Occasion::First, Strength::TwoProofs},
     {hours{0}, Told::Mailbox, Earlier::None}},
    {"added or changed by the person, session with two proofs",
     {Source::Person, Occasion::Later, Strength::TwoProofs},
     {hours{0}, Told::Others, Earlier::Withdrawn}},
    {"added or changed by the person, session with the password only",
     {Source::Person, Occasion::Later, Strength::Password},
     {hours{24}, Told::Others, Earlier::UsableMeanwhile}},
};

TEST(Ruling, FollowsTheProductsTableRowByRow) {
    for (const auto& row : kTable) EXPECT_EQ(ruling(row.change), row.ruling) << row.where;
}

TEST(Ruling, TheStrengthOfASessionHelpsNobodyButThePerson) {
    for (const auto source : {Source::Directory, Source::Administrator}) {
        EXPECT_EQ(ruling({source, Occasion::Later, Strength::TwoProofs}), ruling({source, Occasion::Later, Strength::Password}));
    }
}

TEST(Ruling, ReleasingIsOfDirectoryValuesOnly) {
    EXPECT_EQ(ruling({Source::Person, Occasion::Later, Strength::Password, Trust::Released}).wait, kWait);
}

TEST(ChangeUntil, IsFiveMinutesAfterTheLastProof) {
    const Instant signed_in = Instant{} + hours{9};
    EXPECT_EQ(change_until(signed_in, std::nullopt, Occasion::Later), signed_in + minutes{5});
    EXPECT_EQ(change_until(signed_in, signed_in + minutes{4}, Occasion::Later), signed_in + minutes{9});
}

TEST(ChangeUntil, LeavesTimeForAFirstRegistration) {
    const Instant signed_in = Instant{} + hours{9};
    EXPECT_EQ(change_until(signed_in, std::nullopt, Occasion::First), signed_in + minutes{30});
    EXPECT_EQ(change_until(signed_in, signed_in + minutes{29}, Occasion::First), signed_in + minutes{34});
}

}  // namespace
}  // namespace rekey::registration
