// Registering methods and looking after them, over both stores: what counts, from when, who is told, and what happens once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <liboath/oath.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "conformance/store_fixture.hpp"
#include "domain/registration/waiting.hpp"
#include "flows/freeze.hpp"
#include "support/registration_rig.hpp"

namespace rekey::test {
namespace {

using message::Kind;
using method::Authenticator;
using registration::Item;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view kAnna = "anna@contoso.example";
constexpr std::string_view kMailbox = "anna@private.example";
constexpr std::string_view kOldPhone = "+31612345678";
constexpr std::string_view kNewPhone = "+31687654321";

class Registration : public StoreTest {
protected:
    Registration() : rig(store(), entropy(), macs(), hasher()) {}

    template <class T>
    static ErrorCode error_of(const Result<T>& result) {
        return result ? throw std::logic_error("there is no error") : result.error().code;
    }
    Result<flows::EnrollmentView> start(const std::optional<Secret>& session, Item item, std::string_view value = {}) {
        return rig.registrations.start(rig.tenant, session, {item, std::string(value), {}, {}, {}}, rig.caller);
    }
    /// A phone as an administrator fills it in.
    AuthenticatorId add_phone(const IdentityId& id, std::string_view number) {
        const auto first = rig.add_authenticator(id, method::Kind::Sms, number);
        static_cast<void>(rig.add_authenticator(id, method::Kind::VoiceMobile, number));
        return first;
    }
    std::optional<Authenticator> find(const IdentityId& id, method::Kind kind, std::string_view address) {
        for (const auto& each : rig.on_file(id)) {
            if (each.kind == kind && each.address == address) return each;
        }
        return std::nullopt;
    }
    std::vector<std::string> addresses(const std::vector<message::Message>& messages) {
        std::vector<std::string> all;
        for (const auto& each : messages) all.push_back(each.destination);
        return all;
    }
    Instant now() { return store().begin(rig.tenant, ports::Access::Read)->now(); }
    /// The kinds a reset of Anna's offers now.
    std::vector<method::Hint> offered_by_a_reset() {
        std::vector<method::Hint> hints;
        for (const auto& each : rig.start(kAnna).value().step.methods) hints.push_back(each.hint);
        return hints;
    }
    /// A reset of Anna's that waits for the code in her mail.
    ResetRig::Waiting wait_for_mail() {
        auto started = rig.start(kAnna).value();
        const auto mail = std::ranges::find(started.step.methods, method::Kind::Email, &flows::MethodView::kind);
        const auto asked = rig.service.choose_method(rig.tenant, *started.handle, mail->id, {});
        return {std::move(*started.handle), asked.value().step.challenge};
    }
    /// An account that was taken over by its password: a new phone, and the notice the owner got.
    std::string phone_changed_by_a_thief(const IdentityId& anna) {
        const auto thief = rig.sign_in(anna);
        const auto old = find(anna, method::Kind::Sms, kOldPhone);
        EXPECT_TRUE(rig.add(thief, Item::Mobile, kNewPhone, old->id.text()));
        const auto notices = rig.messages(Kind::MethodChanged);
        return notices.at(0).parameters.at("not_me");
    }

    RegistrationRig rig;
};

TEST_P(Registration, TheFirstMethodCountsAtOnceAndEndsTheInterrupt) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    EXPECT_EQ(rig.registrations.status(rig.tenant, session)->interrupt, registration::Interrupt::Register);
    const auto after = rig.add(session, Item::Email, kMailbox);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->interrupt, registration::Interrupt::None);
    const auto mailbox = find(anna, method::Kind::Email, kMailbox);
    ASSERT_TRUE(mailbox);
    EXPECT_TRUE(mailbox->verified_at);
    EXPECT_LE(mailbox->usable_from, now());
    // The same session may go on; another one with the password only has to wait.
    ASSERT_TRUE(rig.add(session, Item::Mobile, kOldPhone));
    EXPECT_LE(find(anna, method::Kind::Sms, kOldPhone)->usable_from, now());
    const auto other = rig.sign_in(anna);
    ASSERT_TRUE(rig.add(other, Item::Office, "+31201234567"));
    EXPECT_GT(find(anna, method::Kind::VoiceOffice, "+31201234567")->usable_from, now() + hours{23});
}

TEST_P(Registration, NothingCountsBeforeItsCodeWasTyped) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    const auto begun = start(session, Item::Email, kMailbox);
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->digits, 8);
    EXPECT_THAT(rig.on_file(anna), IsEmpty());
    const auto wrong = rig.registrations.prove(rig.tenant, session, *begun->handle, Secret{"00000000x"}, rig.caller);
    EXPECT_EQ(error_of(wrong), ErrorCode::CodeMismatch);
    EXPECT_THAT(rig.on_file(anna), IsEmpty());
}

TEST_P(Registration, TheFifthWrongCodeEndsTheCode) {
    const auto session = rig.sign_in(rig.add_person(kAnna));
    const auto begun = start(session, Item::Email, kMailbox);
    const auto code = rig.messages(Kind::RegistrationCode).at(0).parameters.at("code");
    const auto answer = [&](std::string_view typed) {
        return error_of(rig.registrations.prove(rig.tenant, session, *begun->handle, Secret{typed}, rig.caller));
    };
    for (int i = 0; i < 4; ++i) EXPECT_EQ(answer("wrong"), ErrorCode::CodeMismatch);
    EXPECT_EQ(answer("wrong"), ErrorCode::TooManyTries);
    EXPECT_EQ(answer(code), ErrorCode::TooManyTries);
}

TEST_P(Registration, SixtyFourRightCodesRegisterOneMethod) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    const auto begun = start(session, Item::Email, kMailbox);
    const auto code = rig.messages(Kind::RegistrationCode).at(0).parameters.at("code");
    std::atomic<int> registered = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 64; ++i) {
        threads.emplace_back([&] {
            registered += rig.registrations.prove(rig.tenant, session, *begun->handle, Secret{code}, rig.caller).has_value() ? 1 : 0;
        });
    }
    threads.clear();
    EXPECT_EQ(registered, 1);
    EXPECT_THAT(rig.on_file(anna), SizeIs(1));
    EXPECT_EQ(std::ranges::count(rig.events(), audit::Kind::AuthenticatorAdded, &audit::Event::kind), 1);
}

TEST_P(Registration, AnEnrollmentBelongsToItsSession) {
    const auto anna = rig.add_person(kAnna);
    const auto mine = rig.sign_in(anna);
    const auto other = rig.sign_in(anna);
    const auto begun = start(mine, Item::Email, kMailbox);
    const auto code = rig.messages(Kind::RegistrationCode).at(0).parameters.at("code");
    EXPECT_EQ(error_of(rig.registrations.prove(rig.tenant, other, *begun->handle, Secret{code}, rig.caller)), ErrorCode::AttemptEnded);
    EXPECT_EQ(error_of(rig.registrations.prove(rig.tenant, std::nullopt, *begun->handle, Secret{code}, rig.caller)),
              ErrorCode::NotSignedIn);
    EXPECT_TRUE(rig.registrations.prove(rig.tenant, mine, *begun->handle, Secret{code}, rig.caller));
}

TEST_P(Registration, AChangeNeedsASignInOfTheLastFiveMinutes) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    const auto stale = rig.sign_in(anna, minutes{5} + seconds{1});
    const auto mailbox = find(anna, method::Kind::Email, kMailbox)->id.text();
    EXPECT_EQ(error_of(start(stale, Item::Office, "+31201234567")), ErrorCode::ReauthenticationNeeded);
    EXPECT_EQ(error_of(rig.registrations.verify(rig.tenant, stale, mailbox, {}, rig.caller)), ErrorCode::ReauthenticationNeeded);
    EXPECT_EQ(error_of(rig.security.remove(rig.tenant, stale, mailbox, rig.caller)), ErrorCode::ReauthenticationNeeded);
    EXPECT_EQ(error_of(rig.security.prefer(rig.tenant, stale, mailbox, rig.caller)), ErrorCode::ReauthenticationNeeded);
    EXPECT_TRUE(rig.registrations.status(rig.tenant, stale));
}

TEST_P(Registration, APhoneChangedWithThePasswordOnlyWaitsADayAndTheOldAddressesAreTold) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    const auto old = add_phone(anna, kOldPhone);
    const auto session = rig.sign_in(anna);
    ASSERT_TRUE(rig.add(session, Item::Mobile, kNewPhone, old.text()));

    const auto notices = rig.messages(Kind::MethodChanged);
    EXPECT_THAT(addresses(notices), UnorderedElementsAre(kMailbox, kOldPhone));
    for (const auto& notice : notices) {
        EXPECT_THAT(notice.parameters.at("not_me"), SizeIs(22));
        EXPECT_EQ(notice.parameters.at("usable_from"), to_rfc3339(find(anna, method::Kind::Sms, kNewPhone)->usable_from));
    }
    const auto waits_until = find(anna, method::Kind::Sms, kNewPhone)->usable_from;
    EXPECT_GT(waits_until, now() + registration::kWait - minutes{1});
    EXPECT_EQ(find(anna, method::Kind::Sms, kOldPhone)->usable_until, waits_until);
    for (const auto& hint : offered_by_a_reset()) EXPECT_NE(hint.last_digits, "21") << "the new number is offered already";
}

TEST_P(Registration, AfterASecondProofAChangeCountsAtOnceAndTheOldNumberIsGone) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    const auto old = add_phone(anna, kOldPhone);
    const auto session = rig.sign_in(anna);
    const auto mailbox = find(anna, method::Kind::Email, kMailbox)->id.text();
    ASSERT_TRUE(rig.prove(session, *rig.registrations.verify(rig.tenant, session, mailbox, {}, rig.caller)));
    EXPECT_TRUE(find(anna, method::Kind::Email, kMailbox)->verified_at);
    ASSERT_TRUE(rig.add(session, Item::Mobile, kNewPhone, old.text()));
    EXPECT_LE(find(anna, method::Kind::Sms, kNewPhone)->usable_from, now());
    EXPECT_FALSE(find(anna, method::Kind::Sms, kOldPhone));
    EXPECT_FALSE(find(anna, method::Kind::VoiceMobile, kOldPhone));
}

TEST_P(Registration, WhatAnAdministratorFilledInIsVerifiedAndNotTypedAgain) {
    const auto anna = rig.add_person(kAnna);
    const auto phone = add_phone(anna, kOldPhone);
    const auto session = rig.sign_in(anna);
    EXPECT_THAT(rig.registrations.status(rig.tenant, session)->to_verify, ElementsAre(phone));
    const auto begun = rig.registrations.verify(rig.tenant, session, phone.text(), method::Kind::VoiceMobile, rig.caller);
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->hint.last_digits, "78");
    const auto after = rig.prove(session, *begun);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->interrupt, registration::Interrupt::None);
    EXPECT_THAT(after->to_verify, IsEmpty());
}

TEST_P(Registration, AnAppIsProvenByItsCodeWhichIsUsedUp) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    const auto begun = start(session, Item::App);
    ASSERT_TRUE(begun && begun->app_key && begun->app_uri);
    EXPECT_TRUE(begun->app_uri->reveal().starts_with("otpauth://totp/"));
    std::string key;
    for (const char c : begun->app_key->reveal()) key += c == ' ' ? std::string{} : std::string(1, c);
    char* binary = nullptr;
    std::size_t size = 0;
    ASSERT_EQ(oath_base32_decode(key.data(), key.size(), &binary, &size), OATH_OK);
    std::array<char, 7> code{};
    oath_totp_generate(binary, size, to_millis(now()) / 1000, 30, 0, 6, code.data());
    std::free(binary);
    EXPECT_TRUE(rig.registrations.prove(rig.tenant, session, *begun->handle, Secret{std::string_view(code.data())}, rig.caller));
    const auto app = find(anna, method::Kind::Totp, "");
    ASSERT_TRUE(app);
    const auto step = to_millis(now()) / 30'000;
    EXPECT_FALSE(ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) { return unit.proofs().use_step(app->id, step - 1); }));
}

TEST_P(Registration, RecoveryCodesCountWhenTheyAreWrittenDown) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    const auto begun = start(session, Item::RecoveryCodes);
    ASSERT_TRUE(begun);
    EXPECT_THAT(begun->codes, SizeIs(10));
    EXPECT_THAT(rig.on_file(anna), IsEmpty());
    EXPECT_EQ(error_of(rig.registrations.prove(rig.tenant, session, *begun->handle, Secret{begun->codes.front().reveal()}, rig.caller)),
              ErrorCode::NotAllowedNow);
    const auto after = rig.registrations.save(rig.tenant, session, *begun->handle, rig.caller);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->methods.at(0).codes_left, 10);
    EXPECT_FALSE(rig.registrations.save(rig.tenant, session, *begun->handle, rig.caller));
}

TEST_P(Registration, ValuesThatWillNotDoAreNeitherStoredNorSentTo) {
    const auto session = rig.sign_in(rig.add_person(kAnna));
    const auto refused = [&](Item item, std::string_view value) { return error_of(start(session, item, value)); };
    EXPECT_EQ(refused(Item::Email, "no address"), ErrorCode::InvalidInput);
    EXPECT_EQ(refused(Item::Email, "anna@prіvate.example"), ErrorCode::InvalidInput) << "Cyrillic і";
    EXPECT_EQ(refused(Item::Email, "ANNA@contoso.example"), ErrorCode::OwnMailbox);
    EXPECT_EQ(refused(Item::Mobile, "12"), ErrorCode::InvalidInput);
    EXPECT_EQ(refused(Item::Mobile, "0900 1234567"), ErrorCode::InvalidInput) << "premium";
    EXPECT_EQ(refused(Item::Mobile, "+1 202 555 0143"), ErrorCode::NumberNotServed);
    EXPECT_THAT(rig.messages(Kind::RegistrationCode), IsEmpty());
}

TEST_P(Registration, AForeignNumberIsAllowedButItsBudgetIsEverybodys) {
    rig.set("destination_mobile_per_hour", "2");
    const auto first = rig.sign_in(rig.add_person(kAnna));
    const auto second = rig.sign_in(rig.add_person("ben@contoso.example"));
    const auto third = rig.sign_in(rig.add_person("cas@contoso.example"));
    EXPECT_TRUE(start(first, Item::Mobile, kOldPhone));
    EXPECT_TRUE(start(second, Item::Mobile, kOldPhone));
    const auto refused = start(third, Item::Mobile, kOldPhone);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TooManyCodes);
    EXPECT_TRUE(refused.error().retry_after);
    EXPECT_THAT(rig.messages(Kind::RegistrationCode), SizeIs(2));
}

TEST_P(Registration, RemovingTheLastNeededMethodReopensRegistrationAndTellsTheOneThatGoes) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    ASSERT_TRUE(rig.add(session, Item::Email, kMailbox));
    const auto id = find(anna, method::Kind::Email, kMailbox)->id.text();
    const auto after = rig.security.remove(rig.tenant, session, id, rig.caller);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->interrupt, registration::Interrupt::Register);
    EXPECT_THAT(addresses(rig.messages(Kind::MethodRemoved)), ElementsAre(kMailbox));
}

TEST_P(Registration, WhoRemovesEverythingDoesNotBeginAnew) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    const auto thief = rig.sign_in(anna);
    ASSERT_TRUE(rig.security.remove(rig.tenant, thief, find(anna, method::Kind::Email, kMailbox)->id.text(), rig.caller));
    ASSERT_TRUE(rig.add(thief, Item::Mobile, kNewPhone));
    EXPECT_GT(find(anna, method::Kind::Sms, kNewPhone)->usable_from, now() + hours{23});
}

TEST_P(Registration, SkipsAreCountedAndRunOut) {
    const auto anna = rig.add_person(kAnna);
    for (std::int64_t left = 2; left >= 0; --left) {
        const auto session = rig.sign_in(anna);
        const auto skipped = rig.registrations.skip(rig.tenant, session, rig.caller).value();
        EXPECT_EQ(skipped.skips_left, left);
        EXPECT_EQ(skipped.interrupt, registration::Interrupt::None) << "not asked again in this session";
        EXPECT_EQ(error_of(rig.registrations.skip(rig.tenant, session, rig.caller)), ErrorCode::NotAllowedNow);
    }
    EXPECT_EQ(error_of(rig.registrations.skip(rig.tenant, rig.sign_in(anna), rig.caller)), ErrorCode::NotAllowedNow);
}

TEST_P(Registration, OnlyWhoHasEnoughMayConfirm) {
    const auto anna = rig.add_person(kAnna);
    const auto session = rig.sign_in(anna);
    EXPECT_EQ(error_of(rig.registrations.confirm(rig.tenant, session, rig.caller)), ErrorCode::NotAllowedNow);
    ASSERT_TRUE(rig.add(session, Item::Email, kMailbox));
    EXPECT_TRUE(rig.registrations.confirm(rig.tenant, session, rig.caller));
}

TEST_P(Registration, LookingAtALinkChangesNothing) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    add_phone(anna, kOldPhone);
    const Secret token{phone_changed_by_a_thief(anna)};
    const auto before = rig.on_file(anna).size();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(rig.links.view(rig.tenant, token)->what, registration::Happening::MethodChanged);
    EXPECT_EQ(rig.on_file(anna).size(), before);
    EXPECT_EQ(std::ranges::count(rig.events(), audit::Kind::AccountFrozen, &audit::Event::kind), 0);
    EXPECT_EQ(error_of(rig.links.view(rig.tenant, Secret{"AAAAAAAAAAAAAAAAAAAAAA"})), ErrorCode::LinkEnded);
}

TEST_P(Registration, FreezingEndsSessionsPausesResetsAndSetsAsideWhatCame) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    add_phone(anna, kOldPhone);
    const auto boss = rig.add_person("boss@contoso.example", "boss@private.example");
    rig.change(boss, [](identity::Identity& person) { person.role = identity::Role::GlobalAdministrator; });
    const auto owner = rig.sign_in(anna);
    const Secret token{phone_changed_by_a_thief(anna)};
    ASSERT_TRUE(rig.links.freeze(rig.tenant, token, rig.caller));

    EXPECT_EQ(error_of(rig.registrations.status(rig.tenant, owner)), ErrorCode::NotSignedIn);
    EXPECT_FALSE(find(anna, method::Kind::Sms, kNewPhone));
    const auto kept = find(anna, method::Kind::Sms, kOldPhone);
    ASSERT_TRUE(kept);
    EXPECT_FALSE(kept->usable_until) << "the old number must not go away with nothing in its place";
    EXPECT_THAT(addresses(rig.messages(Kind::AccountFrozen)), ElementsAre("boss@private.example"));
    static_cast<void>(wait_for_mail());
    for (const auto& code : rig.messages(Kind::ResetCode)) EXPECT_FALSE(code.deliverable) << "resets are paused";
    const auto again = rig.sign_in(anna);
    EXPECT_EQ(error_of(start(again, Item::Office, "+31201234567")), ErrorCode::AccountFrozen);
}

TEST_P(Registration, SixtyFourPostsFreezeOnce) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    add_phone(anna, kOldPhone);
    const Secret token{phone_changed_by_a_thief(anna)};
    std::atomic<int> frozen = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&] { frozen += rig.links.freeze(rig.tenant, token, rig.caller).has_value() ? 1 : 0; });
    threads.clear();
    EXPECT_EQ(frozen, 1);
    EXPECT_EQ(std::ranges::count(rig.events(), audit::Kind::AccountFrozen, &audit::Event::kind), 1);
    EXPECT_EQ(error_of(rig.links.view(rig.tenant, token)), ErrorCode::LinkEnded);
}

TEST_P(Registration, UnfreezingLiftsThePauseAndRemovesWhatWasSetAside) {
    const auto anna = rig.add_person(kAnna, kMailbox);
    add_phone(anna, kOldPhone);
    ASSERT_TRUE(rig.links.freeze(rig.tenant, Secret{phone_changed_by_a_thief(anna)}, rig.caller));
    const auto lifted = ports::transact(store(), rig.tenant, [&](ports::UnitOfWork& unit) {
        return flows::unfreeze(unit, macs(), rig.tenant, anna, flows::Quarantined::Removed);
    });
    EXPECT_TRUE(lifted);
    EXPECT_THAT(store().begin(rig.tenant, ports::Access::Read)->registrations().quarantined(anna), IsEmpty());
    const auto waiting = wait_for_mail();
    EXPECT_TRUE(rig.service.answer(rig.tenant, waiting.handle, waiting.challenge, {Secret{rig.newest_code()}}));
    EXPECT_TRUE(start(rig.sign_in(anna), Item::Office, "+31201234567"));
}

INSTANTIATE_STORES(Registration);

}  // namespace
}  // namespace rekey::test
