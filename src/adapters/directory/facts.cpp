#include "adapters/directory/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/controls.hpp"
#include "adapters/directory/password_policy.hpp"
#include "adapters/directory/root.hpp"
#include "domain/directory/moment.hpp"

namespace rekey::ldap {
namespace {

using directory::Delta;
using directory::Driver;
using directory::Entry;
using directory::Facts;

bool supports(const Entry& root_dse, std::string_view control) { return root_dse.has("supportedControl", control); }

/// RFC 3045, which neither Windows nor OpenLDAP follows.
std::string vendor_of(const Entry& root_dse, const Driver& driver) {
    const auto name = root_dse.first("vendorName"), version = root_dse.first("vendorVersion");
    if (!name.empty() || !version.empty()) return fmt::format("{}{}{}", name, name.empty() || version.empty() ? "" : " ", version);
    if (root_dse.has("objectClass", "OpenLDAProotDSE")) return "OpenLDAP";
    return std::string(driver.title);
}

/// Whether the account sees any that is deleted. A domain that has none yet, not even of a machine, is as one that does not show them.
Result<bool> sees_deleted(Connection& connection, const std::string& root) {
    bool seen = false;
    const Sink sink{[&](const Entry&, const std::vector<Control>&) { seen = true; }};
    const auto reply =
        good(connection.search({"CN=Deleted Objects," + root, Scope::OneLevel, anything(), {"1.1"}, {show_deleted(), paged(1, {})}}, sink));
    if (!reply && reply.error().code == ErrorCode::Unreachable) return std::unexpected(reply.error());
    return seen;
}

bool is_there(Delta delta, const Entry& root_dse, std::string_view server) {
    switch (delta) {
        case Delta::None: return false;
        case Delta::DirSync: return supports(root_dse, kDirSync);
        case Delta::UsnChanged: return !server.empty() && !root_dse.first("highestCommittedUSN").empty();
        case Delta::ContentSync: return supports(root_dse, kSyncRequest);
        case Delta::ModifyTimestamp: return true;
    }
    return false;
}

std::string policy_hints_of(const Entry& root_dse) {
    for (const auto oid : {kPolicyHints, kOldPolicyHints}) {
        if (supports(root_dse, oid)) return std::string(oid);
    }
    return {};
}

/// Active Directory can tell it without listing its contexts to everybody.
std::string root_of(const Entry& root_dse, const std::string& base) {
    auto context = naming_context(root_dse, base);
    if (!context.empty()) return context;
    const std::string other(root_dse.first("defaultNamingContext"));
    return !other.empty() && is_within(base, other) ? other : std::string{};
}

}  // namespace

Result<Facts> read_facts(Connection& connection, const Driver& driver, const std::string& base) {
    const auto root_dse = read_root_dse(connection, {"objectClass", "vendorName", "vendorVersion", "namingContexts", "defaultNamingContext",
                                                     "supportedControl", "highestCommittedUSN", "dsServiceName", "currentTime"});
    if (!root_dse) return std::unexpected(root_dse.error());
    Facts facts;
    facts.vendor = vendor_of(*root_dse, driver);
    facts.root = root_of(*root_dse, base);
    facts.policy_hints = policy_hints_of(*root_dse);
    facts.clock = directory::read_generalized_time(root_dse->first("currentTime"));
    auto server = read_invocation(connection, *root_dse);
    if (!server) return std::unexpected(server.error());
    facts.server = std::move(*server);
    std::ranges::copy_if(driver.deltas, std::back_inserter(facts.deltas),
                         [&](Delta delta) { return is_there(delta, *root_dse, facts.server); });
    // A deletion that DirSync may not show is never told by it.
    if (std::ranges::find(facts.deltas, Delta::DirSync) != facts.deltas.end()) {
        const auto deleted = sees_deleted(connection, facts.root);
        if (!deleted) return std::unexpected(deleted.error());
        if (!*deleted) std::erase(facts.deltas, Delta::DirSync);
    }
    auto policy = read_policy(connection, driver, facts.root);
    if (!policy) return std::unexpected(policy.error());
    facts.policy = *policy;
    return facts;
}

}  // namespace rekey::ldap
