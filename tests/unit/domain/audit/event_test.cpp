#include "domain/audit/event.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rekey::audit {
namespace {

Event event() {
    Event made;
    made.id = EventId{{1}};
    made.at = from_millis(1'700'000'000'000);
    made.actor = "person";
    made.network = "203.0.113.7";
    made.details = {{"method", "email"}};
    return made;
}

const TenantId kTenant{{7}};

TEST(AuditKind, HasAStableNameForEachKind) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(Kind::SecondProofAsked); ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_EQ(parse_kind(name(kind)), kind) << name(kind);
        names.insert(name(kind));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Kind::SecondProofAsked) + 1);
    EXPECT_EQ(name(Kind::ResetStarted), "reset_started");
    EXPECT_EQ(name(Kind::AttemptSuperseded), "attempt_superseded");
    EXPECT_EQ(name(Kind::PasswordSetByOperator), "password_set_by_operator");
    EXPECT_EQ(name(Kind::GroupMembersChanged), "group_members_changed");
    EXPECT_FALSE(parse_kind("reset"));
}

TEST(Canonical, ChangesWithEveryField) {
    std::set<std::string> all{canonical(kTenant, event()), canonical(TenantId{{8}}, event())};
    const auto with = [&](auto&& change) {
        auto other = event();
        change(other);
        all.insert(canonical(kTenant, other));
    };
    with([](Event& e) { e.id = EventId{{2}}; });
    with([](Event& e) { e.at += Duration{1}; });
    with([](Event& e) { e.kind = Kind::CodeSent; });
    with([](Event& e) { e.identity = IdentityId{{3}}; });
    with([](Event& e) { e.attempt = AttemptId{{3}}; });
    with([](Event& e) { e.actor = "operator"; });
    with([](Event& e) { e.network = ""; });
    with([](Event& e) { e.details["method"] = "sms"; });
    with([](Event& e) { e.details["more"] = ""; });
    with([](Event& e) { e.details.clear(); });
    EXPECT_EQ(all.size(), 12U);
}

TEST(Canonical, KeepsFieldsApart) {
    auto one = event(), other = event();
    one.actor = "ab", one.network = "c";
    other.actor = "a", other.network = "bc";
    EXPECT_NE(canonical(kTenant, one), canonical(kTenant, other));
    one = other = event();
    one.details = {{"a", "b"}, {"c", "d"}};
    other.details = {{"a", "bc"}, {"d", ""}};
    EXPECT_NE(canonical(kTenant, one), canonical(kTenant, other));
}

TEST(Canonical, OfAnIdentityAndNoAttemptDiffersFromTheReverse) {
    auto one = event(), other = event();
    one.identity = IdentityId{{5}};
    other.attempt = AttemptId{{5}};
    EXPECT_NE(canonical(kTenant, one), canonical(kTenant, other));
}

}  // namespace
}  // namespace rekey::audit
