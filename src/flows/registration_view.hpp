#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/meter.hpp"
#include "base/secret.hpp"
#include "domain/method/method.hpp"
#include "domain/registration/missing.hpp"
#include "domain/tenant/questions.hpp"
#include "flows/signin_view.hpp"
#include "ports/phone_numbers.hpp"
#include "ports/totp.hpp"

namespace rekey::flows {

/// Everything registration and security info need from outside.
struct RegistrationPorts {
    SignInPorts account;
    const ports::Totp& totp;
    const ports::PhoneNumbers& phones;
    Meter& meter;
};

/// One method as its owner sees it: the schema RegisteredMethod of api/openapi.yaml. A mobile is one, though it has two uses.
struct MethodInfo {
    AuthenticatorId id;
    registration::Item item = registration::Item::Email;
    method::Hint hint;                     ///< of an address
    std::vector<method::Kind> kinds;       ///< its uses
    method::Source source = method::Source::Person;
    bool verified = false;
    bool preferred = false;                ///< the default method
    Instant usable_from;                   ///< it may be used for a reset from then
    std::optional<Instant> usable_until;   ///< another takes its place then
    std::optional<std::int64_t> codes_left;  ///< recovery codes
    std::optional<std::int64_t> questions;   ///< security questions: how many are answered
};

/// What may be set up, and how its code may travel.
struct ItemOffer {
    registration::Item item = registration::Item::Email;
    std::vector<method::Kind> via;
};

/// The schema Registration: what is on file, and what is missing.
struct RegistrationStatus {
    Instant now;
    registration::Interrupt interrupt = registration::Interrupt::None;
    std::int64_t missing = 0;
    bool may_skip = false;
    std::int64_t skips_left = 0;
    std::vector<MethodInfo> methods;
    std::vector<AuthenticatorId> to_verify;
    std::vector<ItemOffer> to_set_up;
    std::string region;                    ///< the country a number is taken to be of
    std::optional<Instant> frozen_at;      ///< somebody said "this was not me": nothing can be changed
    Instant change_until;                  ///< until then this session may change methods
};

/// What the page shows while a value is on its way: the schema Enrollment. Secrets are shown this once.
struct EnrollmentView {
    std::optional<Secret> handle;          ///< when it is new
    registration::Item item = registration::Item::Email;
    registration::Purpose purpose = registration::Purpose::Add;
    method::Kind via = method::Kind::Email;
    registration::State state = registration::State::AwaitingCode;
    Instant now, expires_at;
    method::Hint hint;                     ///< of an address
    std::int64_t digits = 0;               ///< of the code to type
    std::optional<Instant> code_expires_at, resend_at;  ///< of what was sent; no resend_at: there are none left
    std::optional<Secret> app_uri, app_key;
    std::vector<Secret> codes;
};

/// The security questions to choose from: the schema QuestionChoice.
struct QuestionChoice {
    std::int64_t choose = 0;               ///< how many have to be chosen and answered
    std::vector<tenant::Question> questions;
};

struct StartEnrollment {
    registration::Item item = registration::Item::Email;
    std::string value;                     ///< address as typed; with `region` for a number without country
    std::string region;
    std::optional<method::Kind> via;       ///< nothing: the item's first
    std::string replaces;                  ///< id of the method that is changed, or empty
    std::vector<std::string> questions = {};  ///< security questions: ids of those chosen
    std::vector<Secret> answers = {};         ///< to them, in the same order
};

}  // namespace rekey::flows
