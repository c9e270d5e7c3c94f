#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/meter.hpp"
#include "flows/reset_view.hpp"
#include "ports/captcha.hpp"
#include "ports/connector.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/phone_numbers.hpp"
#include "ports/store.hpp"
#include "ports/strength.hpp"
#include "ports/totp.hpp"

namespace rekey::flows {

/// Where a request comes from.
struct Caller {
    std::string address;     ///< client address, trusted proxies already resolved
    std::string user_agent;  ///< as sent; shown in notices as "Firefox on Windows"
};

struct StartReset {
    std::string user, captcha_challenge, captcha_answer, language, return_name;
};

/// What a person answers a challenge with: a code, or the answers to its questions in their order; nothing where a call was confirmed on
/// the phone.
struct Proof {
    Secret code;
    std::vector<Secret> answers = {};
};

/// Everything the reset needs from outside.
struct ResetPorts {
    ports::Store& store;
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
    const ports::PasswordHasher& hasher;
    const ports::Captcha& captcha;
    const ports::StrengthEstimator& strength;
    const ports::Totp& totp;
    const ports::PhoneNumbers& phones;
    ports::Connectors& connectors;
    Meter& meter;
    std::vector<method::Kind> offered;       ///< kinds this server can do: for what is sent, those with a provider
    std::function<void()> message_committed; ///< wakes the relay
    std::function<bool(method::Channel)> in_trouble = {};  ///< no provider of the channel is well; empty: nobody knows
};

/// The reset, from the first page to the new password: the rows of domain/reset/states.md, one method each. A handle is what the
/// browser holds (43 characters, base64url); an unknown, replaced or expired one is AttemptEnded, whatever the reason.
class ResetService final {
public:
    explicit ResetService(ResetPorts ports);

    /// Errors: ResetOff, TooManyStarts (retry_after), CaptchaWrong. The same work for everybody, known or not.
    [[nodiscard]] Result<ResetAnswer> start(const TenantId& tenant, const StartReset& command, const Caller& caller);
    [[nodiscard]] Result<ResetAnswer> view(const TenantId& tenant, const Secret& handle);
    [[nodiscard]] Result<ResetAnswer> choose_need(const TenantId& tenant, const Secret& handle, reset::Need need);
    /// Sends a code where the method has one. `number` is what was typed for a phone, and `region` the country that was picked for it
    /// (empty: the tenant's). Errors: MethodNotOffered, NoResendsLeft, InvalidInput (not a whole number), NumberMismatch (only where the
    /// tenant explains; elsewhere nothing is sent and nobody is told).
    [[nodiscard]] Result<ResetAnswer> choose_method(const TenantId& tenant, const Secret& handle, std::string_view method,
                                                    std::string_view number, std::string_view region = {});
    /// Errors: ResendTooSoon (retry_after), NoResendsLeft.
    [[nodiscard]] Result<ResetAnswer> resend(const TenantId& tenant, const Secret& handle);
    [[nodiscard]] Result<ResetAnswer> use_another(const TenantId& tenant, const Secret& handle);
    /// A recovery code runs Argon2id, questions once each. Errors: CodeMismatch, CodeExpired, TooManyTries.
    [[nodiscard]] Result<ResetAnswer> answer(const TenantId& tenant, const Secret& handle, std::string_view challenge, const Proof& proof);
    /// Stores nothing.
    [[nodiscard]] Result<PasswordAdvice> check_password(const TenantId& tenant, const Secret& handle, const Secret& password);
    /// Runs Argon2id, or asks the directory where the password is mastered. Errors: TooManyPasswords, DirectoryUnavailable (nothing has
    /// happened). A step Writing: the directory was asked and has not answered; a view tells later.
    [[nodiscard]] Result<PasswordOutcome> set_password(const TenantId& tenant, const Secret& handle, const Secret& password,
                                                       const Caller& caller);
    [[nodiscard]] Result<void> cancel(const TenantId& tenant, const Secret& handle);

private:
    ResetPorts ports_;
};

}  // namespace rekey::flows
