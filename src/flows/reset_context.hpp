#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/policy/policy.hpp"
#include "domain/policy/throttle.hpp"
#include "domain/reset/decoy.hpp"
#include "flows/password_rules.hpp"
#include "flows/reset_service.hpp"
#include "flows/send_budget.hpp"

namespace rekey::flows {

/// Whom a reset is about: a person who can prove something, or a decoy. Both are made by the same queries.
struct Subject {
    IdentityId id;
    std::optional<identity::Account> account;      ///< nothing: the identifier names nobody
    std::vector<method::Authenticator> on_file;   ///< everything the person has; a decoy's are made up
    std::vector<method::Authenticator> offered;   ///< what may be used now
    std::vector<ports::QuestionSet> questions;    ///< of those offered; a decoy's are made up
    policy::ResetPolicy policy;
    policy::Facts facts;
    std::optional<directory::Standing> directory;  ///< where the password is mastered; nothing: here
    identity::Side side = identity::Side::Unfamiliar;
    bool real = false;    ///< enabled, with at least one usable method: a right code counts
    bool paused = false;  ///< too many failed proofs on this side: no code fits
};

/// A running attempt with what is needed to judge a request.
struct Loaded {
    Instant now;
    tenant::Settings settings;
    reset::Attempt attempt;
    Subject subject;
};

/// What the attempt's new password has to be; `loaded` outlives it.
[[nodiscard]] password::Rules rules_of(const Loaded& loaded);

/// What is read of the tenant at every request: its policy, and for decoys which methods its people have and how addresses look.
struct TenantFacts {
    tenant::Settings settings;
    std::vector<reset::Shape> shapes;
    reset::Shares shares;
};
[[nodiscard]] TenantFacts load_facts(ports::UnitOfWork& unit);

/// What the requests of the reset share: finding the attempt, telling person from decoy, keys of counters, the step to show.
class ResetContext final {
public:
    ResetContext(const ResetPorts& ports, const TenantId& tenant) : ports_(ports), tenant_(tenant) {}
    [[nodiscard]] const TenantId& tenant() const noexcept { return tenant_; }

    /// `known` is the subject of a running attempt; without it the identifier is looked up.
    [[nodiscard]] Subject subject(ports::UnitOfWork& unit, const TenantFacts& facts, std::string_view typed, std::string_view network,
                                  const std::optional<IdentityId>& known) const;
    /// Finds the attempt and judges its age and the table of states. Errors: AttemptEnded, NotAllowedNow.
    [[nodiscard]] Result<Loaded> load(ports::UnitOfWork& unit, const Secret& handle, reset::Request request) const;
    /// As it is now, whatever its state and age: what a directory has written is written. Nothing: it was swept.
    [[nodiscard]] std::optional<Loaded> reload(ports::UnitOfWork& unit, const AttemptId& id) const;
    [[nodiscard]] StepView step(ports::UnitOfWork& unit, const Loaded& loaded) const;

    /// The questions that this challenge asks; such that nothing fits when the method was removed meanwhile.
    [[nodiscard]] ports::QuestionSet asked(const Loaded& loaded, const reset::Challenge& challenge) const;

    /// A new handle for the attempt; the one before stops working when the attempt is saved.
    [[nodiscard]] Secret rotate_handle(reset::Attempt& attempt) const;
    [[nodiscard]] std::string method_id(const reset::Attempt& attempt, const method::Authenticator& authenticator) const;
    [[nodiscard]] Mac code_mac(const ChallengeId& challenge, std::string_view code) const;
    /// Of counters that guesses of a phone number are put to: never the person's own.
    [[nodiscard]] Mac guess_key(const IdentityId& subject) const;
    [[nodiscard]] Mac account_key(const IdentityId& subject) const;
    [[nodiscard]] Mac address_key(std::string_view address) const;
    [[nodiscard]] Mac network_key(std::string_view network) const;
    [[nodiscard]] Mac familiar_key(const IdentityId& subject, std::string_view network) const;

    [[nodiscard]] BudgetPorts budget_ports() const noexcept { return {{ports_.entropy, ports_.macs, ports_.offered}, ports_.phones}; }

    using Details = std::map<std::string, std::string>;
    void audit(ports::UnitOfWork& unit, audit::Kind kind, const reset::Attempt& attempt, Details details = {}) const;
    /// The token of a link "this was not me" for the notice of a new password.
    [[nodiscard]] Secret not_me_link(ports::UnitOfWork& unit, const IdentityId& person) const;
    /// A notice to every address on file that this server can reach.
    void notify(ports::UnitOfWork& unit, const Loaded& loaded, message::Kind kind, const message::Parameters& parameters) const;

private:
    /// Where the tenant has switched questions on, one query for everybody. Who has too few answers left is not asked.
    static void load_questions(ports::UnitOfWork& unit, const tenant::Settings& settings, std::span<const method::Kind> kinds,
                               Subject& subject);
    [[nodiscard]] std::vector<ports::QuestionSet> made_up_questions(const tenant::Settings& settings, std::span<const method::Kind> kinds,
                                                                    const reset::Decoy& decoy) const;
    /// The questions of a challenge as a page shows them.
    [[nodiscard]] std::vector<tenant::Question> questions_of(const Loaded& loaded, const reset::Challenge& challenge) const;
    [[nodiscard]] MethodView method_view(const reset::Attempt& attempt, const method::Authenticator& authenticator) const;
    [[nodiscard]] std::vector<MethodView> methods(ports::UnitOfWork& unit, const Loaded& loaded) const;
    [[nodiscard]] std::optional<StepView> code_step(ports::UnitOfWork& unit, const Loaded& loaded, StepView view) const;

    const ResetPorts& ports_;
    const TenantId& tenant_;
};

/// The tenant's policy as stored, with defaults for what is not.
[[nodiscard]] tenant::Settings load_settings(ports::UnitOfWork& unit);

/// The authenticators that the next gate may use: their channel has not been used by an earlier one.
[[nodiscard]] std::vector<method::Authenticator> for_next_gate(const Subject& subject, const reset::Attempt& attempt);

/// "Firefox on Windows", from a User-Agent; empty when it says nothing we know.
[[nodiscard]] std::string device_name(std::string_view user_agent);

}  // namespace rekey::flows
