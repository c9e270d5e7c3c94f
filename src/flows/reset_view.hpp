#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "domain/message/message.hpp"
#include "domain/method/method.hpp"
#include "domain/password/rules.hpp"
#include "domain/policy/policy.hpp"
#include "domain/reset/attempt.hpp"
#include "domain/tenant/questions.hpp"

namespace rekey::flows {

struct MethodView {
    std::string id;  ///< opaque, of this attempt only
    method::Kind kind = method::Kind::Email;
    method::Hint hint;
    bool slow = false;  ///< its channel is in trouble, for everybody: what is sent will be late
};

struct Link {
    std::string url, label;
};

enum class StepKind : std::uint8_t {
    ChooseNeed,
    ChooseMethod,
    EnterCode,
    ConfirmCall,
    AnswerQuestions,
    SetPassword,
    Writing,
    Completed,
    Refused
};

/// What the portal may show next: the schema Step of api/openapi.yaml. Only the fields of its kind are filled.
struct StepView {
    StepKind kind = StepKind::ChooseMethod;
    std::string user;  ///< as typed
    Instant now, expires_at;
    std::int64_t gate = 0;                ///< ChooseMethod, EnterCode, ConfirmCall, AnswerQuestions: from 1; 0: absent
    std::optional<std::int64_t> gates;    ///< absent while it would tell something about the account
    std::vector<MethodView> methods;      ///< ChooseMethod
    std::string region;                   ///< ChooseMethod with phones: the country a number is taken to be of
    std::string challenge;                ///< EnterCode, ConfirmCall, AnswerQuestions
    std::optional<MethodView> method;     ///< EnterCode, ConfirmCall, AnswerQuestions
    std::vector<tenant::Question> questions;  ///< AnswerQuestions, in the order of the answers
    std::int64_t digits = 0;              ///< EnterCode
    std::int64_t number = 0;              ///< ConfirmCall: to be typed on the phone
    bool confirmed = false;               ///< ConfirmCall: it was; the next answer goes on
    std::optional<Instant> code_expires_at, resend_at;
    bool resent = false;
    std::optional<message::Progress> message;  ///< EnterCode, ConfirmCall; where it may be told
    struct Rules {
        std::int64_t min_length = 0, max_length = 0, classes = 0, history = 0;
    };
    std::optional<Rules> rules;           ///< SetPassword
    std::optional<reset::Need> outcome;   ///< what it comes to in the end; not of ChooseNeed, SetPassword, Refused
    std::optional<Link> sign_in, return_to;
    std::optional<policy::Obstacle> reason;  ///< Refused
    std::int64_t missing = 0;
    std::string reference;
};

struct ResetAnswer {
    std::optional<Secret> handle;  ///< the attempt's new handle, when it changed
    StepView step;
};

/// Either done, or the reasons why this password will not do (the attempt stays where it is).
struct PasswordOutcome {
    std::optional<ResetAnswer> done;
    std::vector<password::Reason> reasons;
};

struct PasswordAdvice {
    int strength = 0;  ///< 0 to 4
    std::vector<password::Reason> reasons;
};

}  // namespace rekey::flows
