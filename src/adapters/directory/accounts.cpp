#include "adapters/directory/accounts.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/controls.hpp"
#include "adapters/directory/diagnosis.hpp"
#include "domain/directory/state.hpp"

namespace rekey::ldap {
namespace {

using directory::Entry;
using directory::Filter;
using directory::PasswordOperation;
using directory::Whom;
using directory::Writability;

std::unexpected<Error> not_there() { return fail(ErrorCode::Refused, "there is no such entry any more"); }

/// Nothing when it is not there: under that name, or at all.
Result<std::optional<Entry>> search_one(Connection& connection, const Search& search) {
    std::vector<Entry> found;
    const auto reply = connection.search(search, {[&](Entry entry, const std::vector<Control>&) { found.push_back(std::move(entry)); }});
    if (!reply) return as_error(reply.error());
    // A DN that was never one, or is one no more.
    const bool no_such_name = reply->code == LDAP_NO_SUCH_OBJECT || reply->code == LDAP_INVALID_DN_SYNTAX;
    if (search.scope == Scope::Base && no_such_name) return std::nullopt;
    if (!reply->good()) return as_error(*reply);
    if (found.size() > 1) return fail(ErrorCode::Refused, "more than one entry has that anchor");
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<Entry> entry_of(Connection& connection, const Place& place, const Whom& whom, const std::vector<std::string>& attributes) {
    auto entry = locate(connection, place, whom, attributes);
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return not_there();
    return std::move(**entry);
}

/// The service's connection goes back before the person's is taken: else many of these could wait for each other.
Result<std::string> dn_of(const Place& place, const Whom& whom) {
    auto lease = place.pool.take();
    if (!lease) return as_error(lease.error());
    auto entry = entry_of(**lease, place, whom, {"1.1"});
    if (!entry) return std::unexpected(entry.error());
    return std::move(entry->dn);
}

constexpr const char* kEffective = "allowedAttributesEffective";
constexpr const char* kRights = "sDRightsEffective";  // always there where the other is computed, which is left out when it has no value

Change impossible_write(const Place& place) {
    constexpr std::string_view kNoPassword = "\x01";
    if (place.driver.password == PasswordOperation::UnicodePwd) return {Change::How::Replace, "unicodePwd", {kNoPassword}};
    return {Change::How::Delete, "userPassword", {kNoPassword}};
}

Writability as_told(const Place& place, const Reply& reply) {
    constexpr std::uint32_t kUnwilling = 0x2035;  // ERROR_DS_UNWILLING_TO_PERFORM
    if (reply.code == LDAP_INSUFFICIENT_ACCESS) return Writability::NoRight;
    const bool got_past_rights = place.driver.password == PasswordOperation::UnicodePwd
                                     ? reply.code == LDAP_UNWILLING_TO_PERFORM && read_code(reply.text) == kUnwilling
                                     : reply.code == LDAP_NO_SUCH_ATTRIBUTE;
    return got_past_rights ? Writability::Writable : Writability::NotTold;
}

std::unexpected<Error> not_passed_on(std::unexpected<Error> why) {
    if (why.error().code == ErrorCode::Unreachable) why.error().code = ErrorCode::Busy;
    return why;
}

}  // namespace

std::string target(const Place& place, const Whom& whom, const std::string& dn) {
    return place.driver.takes_anchors ? guid_name(whom.anchor) : dn;
}

Result<std::optional<Entry>> locate(Connection& connection, const Place& place, const Whom& whom,
                                    const std::vector<std::string>& attributes) {
    if (place.driver.takes_anchors) return search_one(connection, {guid_name(whom.anchor), Scope::Base, anything(), attributes});
    const auto is_that = Filter::equals(place.driver.anchor, write_anchor(place.driver.anchor_form, whom.anchor));
    if (!whom.dn.empty()) {
        auto seen = search_one(connection, {whom.dn, Scope::Base, is_that, attributes});
        if (!seen || *seen) return seen;
    }
    return search_one(connection, {place.base, Scope::Subtree, is_that, attributes});
}

Result<std::optional<directory::AccountState>> find_account(const Place& place, const Whom& whom) {
    auto lease = place.pool.take();
    if (!lease) return as_error(lease.error());
    const auto entry = locate(**lease, place, whom, state_attributes(place.driver));
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return std::nullopt;
    return read_state(place.driver, **entry, place.facts.policy, place.now);
}

Result<directory::SignIn> sign_in(const Place& place, const Whom& whom, const Secret& password) {
    if (password.empty()) return directory::SignIn::Wrong;
    const auto dn = dn_of(place, whom);
    if (!dn) return not_passed_on(std::unexpected(dn.error()));
    auto lease = place.pool.take_unbound();
    if (!lease) return not_passed_on(as_error(lease.error()));
    const std::vector with_policy{password_policy()};
    const auto reply = (*lease)->bind(*dn, password, with_policy);
    if (!reply && reply.error().sent == Lost::Sent::No) return not_passed_on(as_error(reply.error()));
    if (!reply) return as_error(reply.error());
    const auto answer = sign_in_of(place.driver, *reply);
    if (!answer) return as_error(*reply);
    return *answer;
}

Result<Writability> writability(const Place& place, const Whom& whom) {
    auto lease = place.pool.take();
    if (!lease) return as_error(lease.error());
    const auto entry = entry_of(**lease, place, whom,
                                {std::string(place.driver.protection.empty() ? "1.1" : place.driver.protection), kEffective, kRights});
    if (!entry) return std::unexpected(entry.error());
    if (is_protected(place.driver, *entry)) return Writability::Protected;
    if (entry->find(kRights) != nullptr && !entry->has(kEffective, place.driver.lock.attribute)) return Writability::NoRight;
    const std::vector probe{impossible_write(place)};
    const auto reply = (*lease)->modify(target(place, whom, entry->dn), probe);
    if (!reply) return as_error(reply.error());
    return as_told(place, *reply);
}

}  // namespace rekey::ldap
