#include "adapters/directory/reading.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>

#include "adapters/directory/controls.hpp"

namespace rekey::ldap {
namespace {

directory::Anchor anchor_of(std::string_view uuid) {
    directory::Anchor anchor;
    std::ranges::copy(as_bytes(uuid), anchor.bytes.begin());
    return anchor;
}

void tell(const std::function<void(const directory::Anchor&)>& whom, std::string_view uuid) {
    if (whom) whom(anchor_of(uuid));
}

std::unexpected<Error> refused(const Reply& reply) {
    return fail(ErrorCode::Refused, fmt::format("{} {}: {}", reply.code, ldap_err2string(reply.code), reply.text));
}

/// A reply that says yes.
Result<Reply> good(Answer<Reply> answer) {
    if (!answer) return fail(ErrorCode::Unreachable, answer.error().why);
    if (!answer->good()) return refused(*answer);
    return std::move(*answer);
}

}  // namespace

Result<ReadEnd> read_pages(Connection& connection, const Audience& audience, int page_size, const Reader& reader) {
    const Sink sink{[&](directory::Entry entry, const std::vector<Control>&) { reader.entry(std::move(entry)); }};
    std::string cookie;
    do {
        auto reply = good(
            connection.search({audience.base, Scope::Subtree, audience.filter, audience.attributes, {paged(page_size, cookie)}}, sink));
        if (!reply) return std::unexpected(reply.error());
        auto next = read_page(*reply);
        // Without it nobody knows whether that was all.
        if (!next) return fail(ErrorCode::Refused, "the server does not answer by pages");
        if (!next->empty() && *next == cookie) return fail(ErrorCode::Refused, "the server sends the same page again and again");
        cookie = std::move(*next);
        if (reader.page) reader.page();
    } while (!cookie.empty());
    return ReadEnd{};
}

Result<ReadEnd> read_sync(Connection& connection, const Audience& audience, std::string_view cookie, const Reader& reader) {
    std::string unreadable;
    bool something = false;
    const Sink sink{[&](directory::Entry entry, const std::vector<Control>& controls) {
                        something = true;
                        const auto state = read_sync_state(controls);
                        if (!state)
                            unreadable = "an entry without its state";
                        else if (state->state == SyncState::Delete)
                            tell(reader.deleted, state->uuid);
                        else if (state->state == SyncState::Present)
                            tell(reader.present, state->uuid);
                        else
                            reader.entry(std::move(entry));
                    },
                    [&](std::string_view oid, std::string_view value) {
                        if (oid != kSyncInfo) return;
                        something = true;
                        const auto info = read_sync_info(value);
                        if (!info)
                            unreadable = "a part between the entries that cannot be read";
                        else
                            for (const auto& uuid : info->uuids) tell(info->deletes ? reader.deleted : reader.present, uuid);
                    }};
    const auto reply =
        good(connection.search({audience.base, Scope::Subtree, audience.filter, audience.attributes, {sync_request(cookie)}}, sink));
    if (!reply) return std::unexpected(reply.error());
    if (!unreadable.empty()) return fail(ErrorCode::Refused, "content synchronisation: " + unreadable);
    const auto end = read_sync_done(*reply);
    if (!end) return fail(ErrorCode::Refused, "the server does not synchronise by RFC 4533");
    // Whatever is said of deletions at the end of everything.
    if (cookie.empty()) return ReadEnd{end->cookie, true};
    // slapd: nothing has changed.
    if (end->cookie.empty() && !something) return ReadEnd{std::string(cookie), false};
    // slapd again, about a cookie that is not its own: everything came, and it does not say so. The next reading begins anew.
    if (end->cookie.empty()) return ReadEnd{{}, false};
    return ReadEnd{end->cookie, !end->deletes};
}

}  // namespace rekey::ldap
