#pragma once
#include <atomic>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/otp/totp.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "domain/registration/not_me.hpp"
#include "flows/reset_service.hpp"
#include "flows/verifiers.hpp"
#include "support/counting_meter.hpp"
#include "support/fake_directory.hpp"

namespace rekey::test {

/// Answers are "right"; the token is the nonce, so each token works once. The picture is another test's business.
class TokenCaptcha final : public ports::Captcha {
public:
    [[nodiscard]] ports::CaptchaChallenge make(const TenantId&, ports::CaptchaKind, std::string_view, Instant) override { return {}; }
    [[nodiscard]] std::optional<ports::CaptchaClaim> open(const TenantId&, std::string_view token, std::string_view answer) const override {
        if (!token.starts_with("captcha")) return std::nullopt;
        return ports::CaptchaClaim{from_millis(token.starts_with("captcha-old") ? 1 : 9'000'000'000'000), answer == "right",
                                   to_bytes(token)};
    }
    [[nodiscard]] Result<Bytes> picture(const TenantId&, std::string_view) const override { return fail(ErrorCode::InvalidInput); }
    [[nodiscard]] Result<Bytes> sound(const TenantId&, std::string_view) const override { return fail(ErrorCode::InvalidInput); }
};

class FixedStrength final : public ports::StrengthEstimator {
public:
    [[nodiscard]] int strength(const Secret&, const std::vector<std::string>&) const override { return 3; }
};

/// Counts hashes; the hash itself is the real one at its least cost.
class CountingHasher final : public ports::PasswordHasher {
public:
    explicit CountingHasher(const ports::PasswordHasher& real) : real_(real) {}
    [[nodiscard]] ports::HashCost current_cost() const override { return real_.current_cost(); }
    [[nodiscard]] Secret hash(const Secret& password, ByteView salt, const ports::HashCost& cost) const override {
        ++count;
        return real_.hash(password, salt, cost);
    }
    mutable std::atomic<int> count = 0;

private:
    const ports::PasswordHasher& real_;
};

/// A tenant with people over a given store, and the reset service as a browser meets it.
class ResetRig {
public:
    ResetRig(ports::Store& store, ports::Entropy& entropy, const ports::KeyedHash& macs, const ports::PasswordHasher& hasher,
             std::vector<method::Kind> offered_kinds = {method::Kind::Email});

    TenantId tenant;
    ports::Store& store;
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
    CountingHasher hasher;
    TokenCaptcha captcha;
    FixedStrength strength;
    otp::OathTotp totp;
    phone::LibPhoneNumbers phones;
    FakeDirectory directory;
    CountingMeter meter;
    std::set<method::Channel> in_trouble;
    std::vector<method::Kind> offered;
    [[nodiscard]] flows::ResetPorts ports();
    flows::ResetService service;
    flows::Caller caller{"198.51.100.1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"};

    /// An enabled person with one private mailbox and the password "old password of NAME".
    IdentityId add_person(std::string_view user_name, std::string_view email = {}, const std::optional<DirectoryId>& authority = {});
    /// The directory "office", made when it is not there: it takes passwords, and its entries are those of `directory`.
    directory::Directory add_office();
    void save_policy(const DirectoryId& office, const directory::PasswordPolicy& policy);
    /// An entry there for somebody who is here. `name`: what stands before the @.
    directory::Anchor add_entry(const DirectoryId& office, const std::string& name, const IdentityId& id);
    void set(std::string_view key, std::string_view value);
    void change(const IdentityId& id, const std::function<void(identity::Identity&)>& edit);
    AuthenticatorId add_authenticator(const IdentityId& id, method::Kind kind, std::string_view address);
    /// The key of the new app.
    [[nodiscard]] Secret add_totp(const IdentityId& id);
    /// Two codes, as a person writes them down.
    [[nodiscard]] std::vector<Secret> add_recovery_codes(const IdentityId& id);
    /// Five answers, "answer to " and the question's id.
    AuthenticatorId add_questions(const IdentityId& id);
    /// The account is frozen: somebody said that what happened at `since` was not theirs.
    void freeze(const IdentityId& id, registration::Happening what, Instant since);
    /// The right answers to these.
    [[nodiscard]] static flows::Proof answers_to(const std::vector<tenant::Question>& questions);
    [[nodiscard]] bool verifies(const IdentityId& id, std::string_view password);

    [[nodiscard]] Result<flows::ResetAnswer> start(std::string_view user);
    /// Starts and chooses the first method; the handle and the open challenge.
    struct Waiting {
        Secret handle;
        std::string challenge;
    };
    [[nodiscard]] Waiting wait_for_code(std::string_view user);
    /// All messages that wait to be sent, as the relay would see them; they are ended as sent.
    [[nodiscard]] std::vector<message::Message> collect_messages(method::Channel channel = method::Channel::Email);
    /// The newest code sent to anybody.
    [[nodiscard]] std::string newest_code();
    /// Everything up to the new password.
    [[nodiscard]] Secret pass_all_gates(std::string_view user);
    [[nodiscard]] std::vector<audit::Event> events();

private:
    std::atomic<int> captchas_ = 0;
};

}  // namespace rekey::test
