// Enrollments, how methods end, records of registration and links "this was not me": guards, sealing, and what is swept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

using registration::Enrollment;
using registration::State;
using testing::ElementsAre;
using testing::IsEmpty;

class StoreRegistration : public StoreTest {
protected:
    StoreRegistration() : tenant(add_tenant("contoso.example")), person(make_identity(entropy(), "anna@contoso.example")) {
        ports::transact(store(), tenant, [&](ports::UnitOfWork& unit) { ASSERT_TRUE(unit.identities().insert(person)); });
    }

    template <class Act>
    auto write(Act act) {
        return ports::transact(store(), tenant, act);
    }
    std::unique_ptr<ports::UnitOfWork> read() { return store().begin(tenant, ports::Access::Read); }

    Enrollment enrollment() {
        Enrollment made;
        made.id = registration::EnrollmentId{entropy().new_id()};
        made.handle = random_mac(entropy());
        made.identity = person.id;
        made.session = ports::make_id<SessionId>(entropy());
        made.item = registration::Item::Mobile;
        made.purpose = registration::Purpose::Change;
        made.via = method::Kind::VoiceMobile;
        made.target = ports::make_id<AuthenticatorId>(entropy());
        made.value = Secret{std::string_view("+31612345678")};
        made.code = random_mac(entropy());
        made.sends = 1;
        made.created_at = kStart;
        made.expires_at = kStart + minutes{15};
        made.code_expires_at = kStart + minutes{10};
        made.resend_at = kStart + seconds{30};
        return made;
    }
    Enrollment stored() {
        auto made = enrollment();
        write([&](ports::UnitOfWork& unit) { unit.enrollments().insert(made); });
        return made;
    }
    method::Authenticator mailbox(std::string_view address) {
        auto made = make_mailbox(entropy(), person.id, address);
        write([&](ports::UnitOfWork& unit) { unit.authenticators().insert(made); });
        return made;
    }
    std::vector<AuthenticatorId> on_file() {
        std::vector<AuthenticatorId> ids;
        for (const auto& each : read()->authenticators().of(person.id)) ids.push_back(each.id);
        return ids;
    }
    /// How many of 64 threads succeed.
    template <class Act>
    int race(Act act) {
        std::atomic<int> succeeded = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 64; ++i) threads.emplace_back([&] { succeeded += write(act) ? 1 : 0; });
        threads.clear();
        return succeeded;
    }

    TenantId tenant;
    identity::Identity person;
};

TEST_P(StoreRegistration, AnEnrollmentComesBackAsItWas) {
    const auto made = stored();
    const auto found = read()->enrollments().find(made.handle);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->identity, made.identity);
    EXPECT_EQ(found->session, made.session);
    EXPECT_EQ(found->item, made.item);
    EXPECT_EQ(found->purpose, made.purpose);
    EXPECT_EQ(found->via, made.via);
    EXPECT_EQ(found->state, State::AwaitingCode);
    EXPECT_EQ(found->target, made.target);
    EXPECT_EQ(found->value.reveal(), made.value.reveal());
    EXPECT_EQ(found->code, made.code);
    EXPECT_EQ(found->sends, 1);
    EXPECT_EQ(found->expires_at, made.expires_at);
    EXPECT_EQ(found->code_expires_at, made.code_expires_at);
    EXPECT_EQ(found->resend_at, made.resend_at);
    EXPECT_FALSE(read()->enrollments().find(random_mac(entropy())));
}

TEST_P(StoreRegistration, EveryTryGetsItsOwnNumber) {
    const auto made = stored();
    for (std::int64_t number = 1; number <= 3; ++number)
        EXPECT_EQ(write([&](ports::UnitOfWork& unit) { return unit.enrollments().count_try(made.id); })->tries, number);
}

TEST_P(StoreRegistration, OneOfManyFinishesAnEnrollmentAndItsValueIsErased) {
    const auto made = stored();
    EXPECT_EQ(race([&](ports::UnitOfWork& unit) { return unit.enrollments().finish(made.id, State::Proven); }), 1);
    const auto found = read()->enrollments().find(made.handle);
    EXPECT_EQ(found->state, State::Proven);
    EXPECT_TRUE(found->value.empty());
    EXPECT_FALSE(write([&](ports::UnitOfWork& unit) { return unit.enrollments().count_try(made.id); }));
}

TEST_P(StoreRegistration, OneOfTwoResendsReplacesTheCodeAndTriesBeginAnew) {
    auto made = stored();
    static_cast<void>(write([&](ports::UnitOfWork& unit) { return unit.enrollments().count_try(made.id); }));
    made.code = random_mac(entropy());
    made.sends = 2;
    EXPECT_EQ(race([&](ports::UnitOfWork& unit) { return unit.enrollments().replace_code(made); }), 1);
    const auto found = read()->enrollments().find(made.handle);
    EXPECT_EQ(found->code, made.code);
    EXPECT_EQ(found->tries, 0);
    EXPECT_EQ(found->sends, 2);
}

TEST_P(StoreRegistration, EndingAllLeavesWhatIsProven) {
    const auto open = stored(), proven = stored();
    EXPECT_TRUE(write([&](ports::UnitOfWork& unit) { return unit.enrollments().finish(proven.id, State::Proven); }));
    EXPECT_EQ(write([&](ports::UnitOfWork& unit) { return unit.enrollments().end_all(person.id); }), 1);
    EXPECT_EQ(read()->enrollments().find(open.handle)->state, State::Ended);
    EXPECT_EQ(read()->enrollments().find(proven.handle)->state, State::Proven);
}

TEST_P(StoreRegistration, ARecordIsWrittenOverTheVersionThatWasRead) {
    auto record = read()->registrations().find(person.id);
    EXPECT_EQ(record.version, 0);
    record.skips = 2;
    record.confirmed_at = kStart;
    record.first_session = ports::make_id<SessionId>(entropy());
    record.preferred = ports::make_id<AuthenticatorId>(entropy());
    record.frozen_at = kStart + hours{1};
    const auto save = [&](const registration::Record& what) {
        return write([&](ports::UnitOfWork& unit) { return unit.registrations().save(person.id, what); });
    };
    EXPECT_TRUE(save(record));
    EXPECT_FALSE(save(record)) << "somebody was faster";
    auto found = read()->registrations().find(person.id);
    EXPECT_EQ(found.skips, 2);
    EXPECT_EQ(found.confirmed_at, kStart);
    EXPECT_EQ(found.first_session, record.first_session);
    EXPECT_EQ(found.preferred, record.preferred);
    EXPECT_EQ(found.frozen_at, kStart + hours{1});
    found.frozen_at.reset();
    EXPECT_TRUE(save(found));
    EXPECT_FALSE(save(found));
    EXPECT_FALSE(read()->registrations().find(person.id).frozen_at);
}

TEST_P(StoreRegistration, AMethodThatWasReplacedIsOnFileUntilItsEnd) {
    const auto old = mailbox("old@private.example"), fresh = mailbox("new@private.example");
    const auto end = [&](Duration in) {
        return write(
            [&](ports::UnitOfWork& unit) { return unit.registrations().end_method(person.id, old.id, unit.now() + in, fresh.id); });
    };
    EXPECT_TRUE(end(hours{24}));
    EXPECT_FALSE(end(hours{24})) << "it has an end already";
    EXPECT_THAT(on_file(), ElementsAre(old.id, fresh.id));
    EXPECT_TRUE(read()->authenticators().of(person.id).front().usable_until);
    write([&](ports::UnitOfWork& unit) { unit.registrations().keep_replaced_by(person.id, fresh.id, unit.now()); });
    EXPECT_FALSE(read()->authenticators().of(person.id).front().usable_until);
    EXPECT_TRUE(end(Duration{0}));
    EXPECT_THAT(on_file(), ElementsAre(fresh.id));
}

TEST_P(StoreRegistration, WhatIsInQuarantineProvesNothingUntilItIsReleased) {
    const auto one = mailbox("thief@private.example");
    EXPECT_EQ(race([&](ports::UnitOfWork& unit) { return unit.registrations().quarantine(person.id, one.id, unit.now()); }), 1);
    EXPECT_THAT(on_file(), IsEmpty());
    EXPECT_THAT(read()->registrations().quarantined(person.id), ElementsAre(one.id));
    write([&](ports::UnitOfWork& unit) { unit.registrations().release(person.id, one.id); });
    EXPECT_THAT(on_file(), ElementsAre(one.id));
}

TEST_P(StoreRegistration, ALinkWorksOnceBeforeItsEnd) {
    registration::NotMe link{random_mac(entropy()), person.id, registration::Happening::PasswordChanged, {}, kStart, {}};
    auto old = link;
    old.token = random_mac(entropy());
    old.expires_at = kStart;
    write([&](ports::UnitOfWork& unit) {
        link.expires_at = unit.now() + days{7};
        unit.not_me().insert(link);
        unit.not_me().insert(old);
    });
    const auto use = [](const Mac& token) { return [&token](ports::UnitOfWork& unit) { return unit.not_me().use(token, unit.now()); }; };
    EXPECT_EQ(race(use(link.token)), 1);
    EXPECT_EQ(race(use(old.token)), 0);
    const auto found = read()->not_me().find(link.token);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->what, registration::Happening::PasswordChanged);
    EXPECT_EQ(found->identity, person.id);
    EXPECT_TRUE(found->used_at);
}

TEST_P(StoreRegistration, OnlyAdministratorsAreListedAsSuch) {
    auto somebody = make_identity(entropy(), "ben@contoso.example");
    somebody.role = identity::Role::Person;
    write([&](ports::UnitOfWork& unit) { ASSERT_TRUE(unit.identities().insert(somebody)); });
    EXPECT_THAT(read()->registrations().administrators(), ElementsAre(person.id));  // a helpdesk role
}

TEST_P(StoreRegistration, TheSweepTakesWhatHasEnded) {
    const auto made = stored();
    const auto gone = mailbox("old@private.example"), fresh = mailbox("new@private.example");
    write([&](ports::UnitOfWork& unit) { ASSERT_TRUE(unit.registrations().end_method(person.id, gone.id, kStart, fresh.id)); });
    EXPECT_EQ(write([&](ports::UnitOfWork& unit) { return unit.housekeeping().sweep(unit.now() - hours{1}, 100); }), 2);
    EXPECT_FALSE(read()->enrollments().find(made.handle));
    EXPECT_THAT(on_file(), ElementsAre(fresh.id));
}

INSTANTIATE_STORES(StoreRegistration);

}  // namespace
}  // namespace rekey::test
