#include "adapters/directory/ldap_connector.hpp"

#include <algorithm>

#include "adapters/directory/accounts.hpp"
#include "adapters/directory/asking.hpp"
#include "adapters/directory/facts.hpp"
#include "adapters/directory/guarded_connector.hpp"
#include "adapters/directory/passwords.hpp"
#include "adapters/directory/reading.hpp"
#include "adapters/directory/reading_ahead.hpp"
#include "adapters/directory/writing.hpp"

namespace rekey::ldap {
namespace {

constexpr Duration kFactsLive = minutes{10};

}  // namespace

LdapConnector::LdapConnector(const directory::Settings& settings, const directory::Driver& driver, PoolOptions options, ports::Clock& clock)
    : base_(settings.base), driver_(driver), pool_(std::move(options)), clock_(clock) {}

Result<directory::Facts> LdapConnector::facts() {
    {
        const std::scoped_lock lock(mutex_);
        if (facts_ && clock_.now() < facts_until_) return *facts_;
    }
    return ask(pool_.take());
}

Result<directory::Facts> LdapConnector::refresh() { return ask(pool_.take_fresh()); }

Result<directory::Facts> LdapConnector::ask(Answer<Pool::Lease> lease) {
    if (!lease) return as_error(lease.error());
    auto asked = read_facts(**lease, driver_, base_);
    if (!asked) return asked;
    const std::scoped_lock lock(mutex_);
    facts_ = *asked;
    facts_until_ = clock_.now() + kFactsLive;
    return asked;
}

Result<directory::ReadEnd> LdapConnector::read(const directory::Selection& selection, const directory::ReadFrom& from,
                                               const directory::Reader& reader) {
    auto lease = pool_.take();
    if (!lease) return as_error(lease.error());
    return read_ahead(reader, [&](const directory::Reader& ahead) { return ldap::read(**lease, driver_, selection, from, ahead); });
}

Result<std::optional<directory::AccountState>> LdapConnector::find(const directory::Whom& whom) {
    const auto known = facts();
    if (!known) return std::unexpected(known.error());
    return find_account({pool_, driver_, base_, *known, clock_, clock_.now()}, whom);
}

Result<directory::SignIn> LdapConnector::sign_in(const directory::Whom& whom, const Secret& password) {
    const auto known = facts();
    if (!known) return std::unexpected(known.error());
    return ldap::sign_in({pool_, driver_, base_, *known, clock_, clock_.now()}, whom, password);
}

directory::Written LdapConnector::set_password(const directory::Whom& whom, const Secret& password, const directory::SetOptions& options) {
    const auto known = facts();
    if (!known) return not_sent(known.error().detail);
    return ldap::set_password({pool_, driver_, base_, *known, clock_, clock_.now()}, whom, password, options);
}

directory::Written LdapConnector::change_password(const directory::Whom& whom, const Secret& current, const Secret& password) {
    const auto known = facts();
    if (!known) return not_sent(known.error().detail);
    return ldap::change_password({pool_, driver_, base_, *known, clock_, clock_.now()}, whom, current, password);
}

directory::Written LdapConnector::unlock(const directory::Whom& whom) {
    const auto known = facts();
    if (!known) return not_sent(known.error().detail);
    return ldap::unlock({pool_, driver_, base_, *known, clock_, clock_.now()}, whom);
}

Result<directory::Writability> LdapConnector::writability(const directory::Whom& whom) {
    const auto known = facts();
    if (!known) return std::unexpected(known.error());
    return ldap::writability({pool_, driver_, base_, *known, clock_, clock_.now()}, whom);
}

Result<std::shared_ptr<ports::Connector>> LdapConnectors::open(const directory::Directory& directory, const Secret& password) {
    const auto& settings = directory.settings;
    const auto* const driver = directory::find_driver(settings.kind);
    if (driver == nullptr) return fail(ErrorCode::InvalidInput, "the kind of this directory is not known to this program");
    const std::scoped_lock lock(mutex_);
    auto& kept = kept_[directory.id];
    if (kept.connector && kept.version == directory.version) return kept.connector;

    PoolOptions options;
    for (const auto& text : settings.servers) {
        const auto server = directory::parse_server(text);
        if (!server) return fail(ErrorCode::InvalidInput, "servers: " + text + " is none");
        options.servers.push_back({server->host, server->port, server->start_tls ? Tls::StartTls : Tls::FromTheStart, settings.ca_file});
    }
    options.account = settings.account;
    options.password = Secret{password.reveal()};
    options.most = static_cast<std::size_t>(settings.connections);
    GuardOptions guard;
    guard.most = std::min(guard.most, 2 * options.most);
    auto speaks = std::make_shared<LdapConnector>(settings, *driver, std::move(options), clock_);
    kept = {directory.version, std::make_shared<GuardedConnector>(std::move(speaks), guard)};
    return kept.connector;
}

}  // namespace rekey::ldap
