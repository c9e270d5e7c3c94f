#include "adapters/directory/asking.hpp"

#include <fmt/format.h>
#include <ldap.h>

namespace rekey::ldap {

Result<Reply> good(Answer<Reply> answer) {
    if (!answer) return fail(ErrorCode::Unreachable, answer.error().why);
    if (answer->good()) return std::move(*answer);
    const bool no_time = answer->code == LDAP_BUSY || answer->code == LDAP_UNAVAILABLE;
    return fail(no_time ? ErrorCode::Unreachable : ErrorCode::Refused,
                fmt::format("{} {}: {}", answer->code, ldap_err2string(answer->code), answer->text));
}

const directory::Filter& anything() {
    static const auto filter = *directory::Filter::parse("(objectClass=*)");
    return filter;
}

Result<std::optional<directory::Entry>> look_up(Connection& connection, const std::string& name, const std::vector<std::string>& attributes,
                                                const directory::Filter& filter) {
    std::optional<directory::Entry> found;
    auto answer = connection.search({name, Scope::Base, filter, attributes},
                                    {[&](directory::Entry entry, const std::vector<Control>&) { found = std::move(entry); }});
    if (answer && answer->code == LDAP_NO_SUCH_OBJECT) return std::nullopt;
    if (const auto reply = good(std::move(answer)); !reply) return std::unexpected(reply.error());
    return found;
}

}  // namespace rekey::ldap
