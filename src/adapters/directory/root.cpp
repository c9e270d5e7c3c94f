#include "adapters/directory/root.hpp"

#include <ldap.h>

#include <algorithm>
#include <memory>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/ber.hpp"
#include "domain/directory/anchor.hpp"

namespace rekey::ldap {
namespace {

using directory::Entry;

struct FreeDn {
    void operator()(LDAPRDN* dn) const noexcept { ldap_dnfree(dn); }
};

/// Its parts, from the left, each in one spelling. Nothing: it is no DN.
std::optional<std::vector<std::string>> parts_of(const std::string& dn) {
    LDAPDN read = nullptr;
    if (ldap_str2dn(dn.c_str(), &read, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return std::nullopt;
    const std::unique_ptr<LDAPRDN, FreeDn> owned(read);
    std::vector<std::string> parts;
    for (std::size_t i = 0; read != nullptr && read[i] != nullptr; ++i) {
        auto& part = parts.emplace_back();
        for (std::size_t j = 0; read[i][j] != nullptr; ++j) {
            part.append(as_view(read[i][j]->la_attr)) += '=';
            part.append(as_view(read[i][j]->la_value)) += '\0';
        }
        std::ranges::transform(part, part.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }
    return parts;
}

}  // namespace

bool is_within(const std::string& dn, const std::string& base) {
    const auto parts = parts_of(dn), end = parts_of(base);
    return parts && end && parts->size() >= end->size() && std::equal(end->rbegin(), end->rend(), parts->rbegin());
}

Result<Entry> read_root_dse(Connection& connection, const std::vector<std::string>& attributes) {
    auto entry = look_up(connection, "", attributes);
    // Nobody has to let it be read.
    if (!entry && entry.error().code == ErrorCode::Refused) return Entry{};
    if (!entry) return std::unexpected(entry.error());
    return std::move(*entry).value_or(Entry{});
}

std::string naming_context(const Entry& root_dse, const std::string& base) {
    const auto* const contexts = root_dse.find("namingContexts");
    std::string longest;
    for (const auto& context : contexts == nullptr ? std::vector<std::string>{} : contexts->values) {
        if (is_within(base, context) && (longest.empty() || is_within(context, longest))) longest = context;
    }
    return longest;
}

Result<std::string> read_invocation(Connection& connection, const Entry& root_dse) {
    const std::string service(root_dse.first("dsServiceName"));
    if (service.empty()) return std::string{};
    const auto entry = look_up(connection, service, {"invocationId"});
    if (!entry && entry.error().code == ErrorCode::Refused) return std::string{};
    if (!entry) return std::unexpected(entry.error());
    const auto id = *entry ? read_anchor(directory::AnchorForm::Guid, (*entry)->first("invocationId")) : std::nullopt;
    return id ? id->text() : std::string{};
}

}  // namespace rekey::ldap
