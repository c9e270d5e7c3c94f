#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"

namespace rekey::flows {

/// What a password that somebody else has set is good for.
enum class Lasting : std::uint8_t { OneSignIn, UntilChanged };

/// A person to be added. E-mail addresses become the method email; phones in E.164 become sms and voice_mobile, or voice_office.
struct NewIdentity {
    std::string user_name = {}, display_name = {}, given_name = {}, surname = {}, language = {};
    identity::Role role = identity::Role::Person;
    std::string email = {}, mobile = {}, office = {};  ///< empty: none
    std::vector<std::string> groups = {};              ///< must exist
    std::optional<Secret> password = {};
    Lasting lasting = Lasting::OneSignIn;
};

/// Ways to reach somebody; empty: none.
struct NewAddresses {
    std::string email = {}, mobile = {}, office = {};
};

/// What has to get into an authenticator app.
struct NewTotp {
    Secret uri;   ///< otpauth://…, for a QR picture
    Secret text;  ///< the key alone, to type
};

/// Only what is set changes.
struct IdentityEdit {
    std::optional<std::string> user_name = {}, display_name = {}, given_name = {}, surname = {}, language = {};
};

struct IdentityQuery {
    std::string prefix = {};  ///< of the user name
    std::string after = {};   ///< the user name the last page ended with
    std::int64_t limit = 100;
    bool deleted = false;  ///< the deleted ones instead
};

struct IdentityView {
    identity::Identity identity;
    std::vector<std::string> identifiers;  ///< folded, the user name first
    std::vector<method::Authenticator> methods;
    std::vector<std::string> groups;       ///< nesting followed
    std::optional<Instant> password_set_at;
    bool password_must_change = false;
    std::string directory;                 ///< where record and password are mastered; empty: here
    std::map<AuthenticatorId, std::int64_t> questions;  ///< of security questions: how many are answered
};

/// The answer to "why can this person not reset?", in words for an administrator.
struct Explanation {
    bool can_reset = false;
    std::vector<std::string> reasons;  ///< what stands in the way, each with what to do
    std::vector<std::string> fine;     ///< what is as it should be
};

}  // namespace rekey::flows
