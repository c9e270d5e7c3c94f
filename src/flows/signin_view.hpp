#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "domain/audit/event.hpp"
#include "domain/method/method.hpp"
#include "domain/signin/session.hpp"
#include "flows/reset_view.hpp"
#include "ports/connector.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"
#include "ports/store.hpp"
#include "ports/strength.hpp"

namespace rekey::flows {

/// Everything sign-in and the account pages need from outside.
struct SignInPorts {
    ports::Store& store;
    ports::Entropy& entropy;
    const ports::KeyedHash& macs;
    const ports::PasswordHasher& hasher;
    const ports::StrengthEstimator& strength;
    ports::Connectors& connectors;
    std::vector<method::Kind> offered;        ///< kinds that have a provider: notices go there
    std::function<void()> message_committed;  ///< wakes the relay
};

/// What the sign-in page may show next: the schema SignInStep of api/openapi.yaml.
struct SignInStep {
    signin::Stage stage = signin::Stage::SignedIn;
    std::string user;  ///< as on file
    Instant now, expires_at;
    std::vector<method::Kind> methods;     ///< SecondProof: what may be typed
    std::optional<StepView::Rules> rules;  ///< MustChangePassword
    std::optional<Link> return_to;         ///< SignedIn
};

struct SignInAnswer {
    std::optional<Secret> token;  ///< the browser's new one, when it changed
    SignInStep step;
};

/// Either done, or the reasons why this password will not do.
struct ChangeOutcome {
    std::optional<SignInAnswer> done;
    std::vector<password::Reason> reasons;
};

/// Who is signed in: the schema SessionInfo.
struct SessionInfo {
    std::string user, display_name, language;
    Instant signed_in_at, expires_at, idle_until, now;
};

struct SessionList {
    Instant now;
    SessionId current;
    std::vector<signin::Session> sessions;
};

struct ActivityList {
    Instant now;
    std::vector<audit::Event> events;
};

struct PasswordInfo {
    StepView::Rules rules;
    std::optional<Instant> changed_at;
};

}  // namespace rekey::flows
