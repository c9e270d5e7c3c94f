#include "adapters/directory/content_sync.hpp"

#include <ldap.h>

#include <algorithm>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/controls.hpp"

namespace rekey::ldap {
namespace {

using directory::ReadEnd;

/// What one answer brings.
class Refresh final {
public:
    explicit Refresh(const directory::Reader& reader) : reader_(reader) {}

    void take(directory::Entry entry, const std::vector<Control>& controls) {
        something_ = true;
        const auto state = read_sync_state(controls);
        if (!state)
            unreadable_ = "an entry without its state";
        else if (state->state == SyncState::Delete)
            tell(reader_.deleted, state->uuid);
        else if (state->state == SyncState::Present)
            tell(reader_.present, state->uuid);
        else
            reader_.entry(std::move(entry));
    }

    void take_between(std::string_view oid, std::string_view value) {
        if (oid != kSyncInfo) return;
        something_ = true;
        const auto info = read_sync_info(value);
        if (!info) {
            unreadable_ = "a part between the entries that cannot be read";
            return;
        }
        for (const auto& uuid : info->uuids) tell(info->deletes ? reader_.deleted : reader_.present, uuid);
    }

    [[nodiscard]] Result<ReadEnd> end(const Reply& reply, const std::string& before, const directory::Driver& driver) const {
        if (!unreadable_.empty()) return fail(ErrorCode::Refused, "content synchronisation: " + unreadable_);
        const auto end = read_sync_done(reply);
        if (!end) return fail(ErrorCode::Refused, "the server does not synchronise by RFC 4533");
        // Whatever is said of deletions at the end of everything.
        if (before.empty()) return ReadEnd{end->cookie, true};
        // slapd: nothing has changed.
        if (end->cookie.empty() && !something_) return ReadEnd{before, false};
        // slapd again, about a cookie that is not its own: everything came, and it does not say so. The next reading begins anew.
        if (end->cookie.empty()) return ReadEnd{{}, false};
        // Where they are named nobody else is gone, though nobody is told as present.
        return ReadEnd{end->cookie, !end->deletes && !driver.deltas_name_the_deleted};
    }

private:
    static void tell(const std::function<void(const directory::Anchor&)>& whom, std::string_view uuid) {
        directory::Anchor anchor;
        std::ranges::copy(as_bytes(uuid), anchor.bytes.begin());
        if (whom) whom(anchor);
    }

    const directory::Reader& reader_;
    std::string unreadable_;
    bool something_ = false;
};

Answer<Reply> ask(const Walk& walk, Refresh& refresh, const std::string& cookie) {
    const Sink sink{[&](directory::Entry entry, const std::vector<Control>& controls) { refresh.take(std::move(entry), controls); },
                    [&](std::string_view oid, std::string_view value) { refresh.take_between(oid, value); }, walk.reader.stops};
    const auto& selection = walk.selection;
    return walk.connection.search({selection.base, Scope::Subtree, selection.filter, asked(walk), {sync_request(cookie)}}, sink);
}

constexpr char kAt = '@';

/// Which database answers: a cookie says nothing about it. One that was built anew, at the same address, has another entry at the base, and
/// slapd goes on with the cookie of the one before, as if all between were known. Empty: it does not tell.
Result<std::string> database_of(const Walk& walk) {
    const auto base = look_up(walk.connection, walk.selection.base, {std::string(walk.driver.anchor)});
    if (!base && base.error().code == ErrorCode::Refused) return std::string{};
    if (!base) return std::unexpected(base.error());
    const auto anchor = *base ? anchor_of(walk, **base) : std::nullopt;
    return anchor ? anchor->text() : std::string{};
}

/// The server's part of a cookie of that database; empty: it is of another.
std::string cookie_of(const std::string& database, const std::string& kept) {
    const auto at = kept.find(kAt);
    return at != std::string::npos && kept.substr(0, at) == database ? kept.substr(at + 1) : std::string{};
}

std::string kept(const std::string& database, const std::string& cookie) { return cookie.empty() ? cookie : database + kAt + cookie; }

}  // namespace

Result<ReadEnd> read_content_sync(const Walk& walk) {
    const auto database = database_of(walk);
    if (!database) return std::unexpected(database.error());
    Refresh refresh(walk.reader);
    auto cookie = cookie_of(*database, walk.from.cookie);
    auto answer = ask(walk, refresh, cookie);
    // Of a cookie that another server has made, or this one before it was restored from a backup: 389 DS, and slapd.
    const auto does_not_know = [](const Reply& reply) {
        return reply.code == LDAP_SYNC_REFRESH_REQUIRED || reply.code == LDAP_UNWILLING_TO_PERFORM;
    };
    if (answer && does_not_know(*answer) && !cookie.empty()) {
        cookie.clear();
        answer = ask(walk, refresh, cookie);
    }
    const auto reply = good(std::move(answer));
    if (!reply) return std::unexpected(reply.error());
    if (walk.reader.page) walk.reader.page();
    auto end = refresh.end(*reply, cookie, walk.driver);
    if (end) end->cookie = kept(*database, end->cookie);
    return end;
}

}  // namespace rekey::ldap
