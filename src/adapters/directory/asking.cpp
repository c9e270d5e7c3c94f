#include "adapters/directory/asking.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include "base/text.hpp"

namespace rekey::ldap {

std::unexpected<Error> as_error(const Lost& lost) { return fail(ErrorCode::Unreachable, lost.why); }

std::unexpected<Error> as_error(const Reply& reply) {
    const bool no_time = reply.code == LDAP_BUSY || reply.code == LDAP_UNAVAILABLE;
    return fail(no_time ? ErrorCode::Unreachable : ErrorCode::Refused,
                fmt::format("{} {}: {}", reply.code, ldap_err2string(reply.code), to_line(reply.text)));
}

Result<Reply> good(Answer<Reply> answer) {
    if (!answer) return as_error(answer.error());
    if (!answer->good()) return as_error(*answer);
    return std::move(*answer);
}

std::string guid_name(const directory::Anchor& anchor) { return fmt::format("<GUID={}>", anchor.text()); }

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
