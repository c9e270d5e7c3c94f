#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/identities.hpp"

namespace rekey::store {

/// A user name or alias is found by the MAC of its folded form and stored sealed. A deleted identity keeps its names until it is purged,
/// so that nobody else can take them meanwhile.
class Identities final : public ports::IdentityRepository {
public:
    explicit Identities(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::optional<identity::Identity> find(const IdentityId& id) override;
    [[nodiscard]] std::optional<identity::Identity> find(const identity::FoldedIdentifier& identifier) override;
    [[nodiscard]] ports::Later<std::optional<identity::Account>> account(const IdentityId& id) override;
    [[nodiscard]] ports::Later<std::optional<identity::Account>> account(const identity::FoldedIdentifier& identifier) override;
    [[nodiscard]] bool insert(const identity::Identity& identity) override;
    [[nodiscard]] bool update(const identity::Identity& identity) override;
    [[nodiscard]] bool add_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) override;
    void remove_alias(const IdentityId& id, const identity::FoldedIdentifier& alias) override;
    [[nodiscard]] std::vector<std::string> identifiers(const IdentityId& id) override;
    /// Names are sealed, so the store cannot order them: reads and opens every user name of the tenant once a call.
    [[nodiscard]] std::vector<identity::Identity> list(std::string_view prefix, std::string_view after, std::int64_t limit,
                                                       bool deleted) override;
    ports::Later<std::optional<std::int64_t>> raise_security_stamp(const IdentityId& id) override;

private:
    [[nodiscard]] identity::Identity read(const Row& row) const;
    void claim_user_name(const IdentityId& id, const identity::FoldedIdentifier& name, const Mac& key);
    const Scope& scope_;
};

class Arrivals final : public ports::ArrivalRepository {
public:
    explicit Arrivals(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<std::optional<IdentityId>> owners(std::span<const identity::FoldedIdentifier> names) override;
    void insert(std::span<const ports::Arrival> people) override;

private:
    const Scope& scope_;
};

class Authenticators final : public ports::AuthenticatorRepository {
public:
    explicit Authenticators(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<method::Authenticator> of(const IdentityId& identity) override;
    void insert(std::span<const method::Authenticator> authenticators) override;
    [[nodiscard]] bool remove(const IdentityId& identity, const AuthenticatorId& id) override;

private:
    const Scope& scope_;
};

class Networks final : public ports::NetworkRepository {
public:
    explicit Networks(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] bool known(const IdentityId& identity, const Mac& network) override;
    void remember(const IdentityId& identity, const Mac& network, Instant at) override;

private:
    const Scope& scope_;
};

class Groups final : public ports::GroupRepository {
public:
    explicit Groups(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] bool insert(const GroupId& id, std::string_view name) override;
    [[nodiscard]] std::optional<ports::Group> find(std::string_view name) override;
    [[nodiscard]] std::vector<ports::Group> list() override;
    void remove(const GroupId& id) override;
    [[nodiscard]] bool add_identity(const GroupId& group, const IdentityId& member) override;
    [[nodiscard]] bool remove_identity(const GroupId& group, const IdentityId& member) override;
    [[nodiscard]] bool add_group(const GroupId& group, const GroupId& member) override;
    [[nodiscard]] bool remove_group(const GroupId& group, const GroupId& member) override;
    [[nodiscard]] std::vector<std::string> members(const GroupId& group) override;
    [[nodiscard]] std::vector<std::string> names_of(const IdentityId& member) override;

private:
    const Scope& scope_;
};

/// What a user name or alias is found by.
[[nodiscard]] Mac identifier_key(const Scope& scope, std::string_view folded);

}  // namespace rekey::store
