#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/identity/identity.hpp"
#include "domain/method/method.hpp"
#include "ports/later.hpp"

namespace rekey::ports {

/// People. Deleted ones stay for 30 days and are found by id only. Every write raises the version.
class IdentityRepository {
public:
    virtual ~IdentityRepository() = default;
    [[nodiscard]] virtual std::optional<identity::Identity> find(const IdentityId& id) = 0;
    /// By user name or alias; never a deleted identity.
    [[nodiscard]] virtual std::optional<identity::Identity> find(const identity::FoldedIdentifier& identifier) = 0;
    /// As `find`, without opening a sealed value.
    [[nodiscard]] virtual Later<std::optional<identity::Account>> account(const IdentityId& id) = 0;
    [[nodiscard]] virtual Later<std::optional<identity::Account>> account(const identity::FoldedIdentifier& identifier) = 0;
    /// Also claims the folded user name; false when another identity has it.
    [[nodiscard]] virtual bool insert(const identity::Identity& identity) = 0;
    /// False when somebody else changed it since (version), or the new user name belongs to another.
    [[nodiscard]] virtual bool update(const identity::Identity& identity) = 0;
    /// One more identifier for the same person; false when another identity has it.
    [[nodiscard]] virtual bool add_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) = 0;
    virtual void remove_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) = 0;
    /// Folded identifiers, the user name first.
    [[nodiscard]] virtual std::vector<std::string> identifiers(const IdentityId& id) = 0;
    /// By folded user name, at most `limit`, after `after`; `prefix` narrows the search. Deleted ones only when asked for.
    [[nodiscard]] virtual std::vector<identity::Identity> list(std::string_view prefix, std::string_view after, std::int64_t limit,
                                                               bool deleted) = 0;
    /// Ends older sessions and attempts. Returns the new stamp, or nothing when there is no such identity.
    virtual Later<std::optional<std::int64_t>> raise_security_stamp(const IdentityId& id) = 0;
};

struct Arrival {
    identity::Identity person;
    identity::FoldedIdentifier name;  ///< its user name
};

/// Many people at a time who were not here before.
class ArrivalRepository {
public:
    virtual ~ArrivalRepository() = default;
    /// Whose user name or alias each of these is, in their order; also of deleted people, who keep their names.
    [[nodiscard]] virtual std::vector<std::optional<IdentityId>> owners(std::span<const identity::FoldedIdentifier> names) = 0;
    /// With their user names, which nobody has, see `owners`. Fault(Serialization) when somebody has taken one meanwhile.
    virtual void insert(std::span<const Arrival> people) = 0;
};

class AuthenticatorRepository {
public:
    virtual ~AuthenticatorRepository() = default;
    /// In order of creation; not those that were replaced or are in quarantine.
    [[nodiscard]] virtual std::vector<method::Authenticator> of(const IdentityId& identity) = 0;
    virtual void insert(std::span<const method::Authenticator> authenticators) = 0;
    void insert(const method::Authenticator& authenticator) { insert(std::span(&authenticator, 1)); }
    /// False when it was not there.
    [[nodiscard]] virtual bool remove(const IdentityId& identity, const AuthenticatorId& id) = 0;
};

/// Networks a person has signed in or reset from, as MACs.
class NetworkRepository {
public:
    virtual ~NetworkRepository() = default;
    [[nodiscard]] virtual bool known(const IdentityId& identity, const Mac& network) = 0;
    virtual void remember(const IdentityId& identity, const Mac& network, Instant at) = 0;
};

struct Group {
    GroupId id;
    std::string name;
    std::int64_t identities = 0, groups = 0;  ///< direct members
    std::string directory = {};               ///< that it comes from, by name; empty: it is Rekey's own
};

class GroupRepository {
public:
    virtual ~GroupRepository() = default;
    [[nodiscard]] virtual bool insert(const GroupId& id, std::string_view name) = 0;  ///< false: the name is taken
    [[nodiscard]] virtual std::optional<Group> find(std::string_view name) = 0;
    [[nodiscard]] virtual std::vector<Group> list() = 0;
    virtual void remove(const GroupId& id) = 0;
    /// False when it was a member already.
    [[nodiscard]] virtual bool add_identity(const GroupId& group, const IdentityId& member) = 0;
    [[nodiscard]] virtual bool remove_identity(const GroupId& group, const IdentityId& member) = 0;
    [[nodiscard]] virtual bool add_group(const GroupId& group, const GroupId& member) = 0;
    [[nodiscard]] virtual bool remove_group(const GroupId& group, const GroupId& member) = 0;
    /// User names of the direct people and names of the direct groups.
    [[nodiscard]] virtual std::vector<std::string> members(const GroupId& group) = 0;
    /// Names of all groups the person is in, nesting followed; cycles are harmless.
    [[nodiscard]] virtual std::vector<std::string> names_of(const IdentityId& member) = 0;
};

}  // namespace rekey::ports
