#pragma once
#include <map>
#include <memory>
#include <mutex>

#include "adapters/directory/pool.hpp"
#include "ports/clock.hpp"
#include "ports/connector.hpp"

namespace rekey::ldap {

/// A directory over libldap. Connections are pooled; what the server says of itself is asked anew every few minutes.
class LdapConnector final : public ports::Connector {
public:
    LdapConnector(const directory::Settings& settings, const directory::Driver& driver, PoolOptions options, ports::Clock& clock);

    [[nodiscard]] Result<directory::Facts> facts() override;
    [[nodiscard]] Result<directory::Facts> refresh() override;
    [[nodiscard]] Result<directory::ReadEnd> read(const directory::Selection& selection, const directory::ReadFrom& from,
                                                  const directory::Reader& reader) override;
    [[nodiscard]] Result<std::optional<directory::AccountState>> find(const directory::Whom& whom) override;
    [[nodiscard]] Result<directory::SignIn> sign_in(const directory::Whom& whom, const Secret& password) override;
    [[nodiscard]] directory::Written set_password(const directory::Whom& whom, const Secret& password,
                                                  const directory::SetOptions& options) override;
    [[nodiscard]] directory::Written change_password(const directory::Whom& whom, const Secret& current, const Secret& password) override;
    [[nodiscard]] directory::Written unlock(const directory::Whom& whom) override;
    [[nodiscard]] Result<directory::Writability> writability(const directory::Whom& whom) override;

private:
    [[nodiscard]] Result<directory::Facts> ask(Answer<Pool::Lease> lease);

    std::string base_;
    const directory::Driver& driver_;
    Pool pool_;
    ports::Clock& clock_;
    std::mutex mutex_;
    std::optional<directory::Facts> facts_;
    Instant facts_until_{};
};

/// Keeps one connector for each directory as long as its settings and its password stay the same.
class LdapConnectors final : public ports::Connectors {
public:
    explicit LdapConnectors(ports::Clock& clock) : clock_(clock) {}
    [[nodiscard]] Result<std::shared_ptr<ports::Connector>> open(const directory::Directory& directory, const Secret& password) override;

private:
    struct Kept {
        std::int64_t version = 0;
        std::shared_ptr<ports::Connector> connector;
    };
    ports::Clock& clock_;
    std::mutex mutex_;
    std::map<DirectoryId, Kept> kept_;
};

}  // namespace rekey::ldap
