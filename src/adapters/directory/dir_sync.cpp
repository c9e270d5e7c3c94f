#include "adapters/directory/dir_sync.hpp"

#include <ldap.h>

#include <algorithm>
#include <map>

#include "adapters/directory/asking.hpp"
#include "adapters/directory/controls.hpp"
#include "adapters/directory/ranges.hpp"
#include "adapters/directory/root.hpp"

namespace rekey::ldap {
namespace {

using directory::Anchor;
using directory::Entry;
using directory::Filter;
using directory::ReadEnd;

/// What has happened to one entry. `Renamed` is a new one, too.
enum class Change : std::uint8_t { Written, Renamed, Deleted };

struct Changes {
    std::map<Anchor, Change> all;
    std::string cookie;
};

/// One search after the other until there is no more. `Nothing`: the server does not take the cookie.
class Rounds final {
public:
    Rounds(const Walk& walk, std::string root) : walk_(walk), root_(std::move(root)) {}

    Result<std::optional<Changes>> run(const Filter& filter, std::string cookie) {
        Changes changes{{}, std::move(cookie)};
        for (bool more = true; more;) {
            auto answer = ask(filter, changes);
            if (answer && takes_no_cookie(*answer) && !changes.cookie.empty()) return std::nullopt;
            const auto reply = good(std::move(answer));
            if (!reply) return std::unexpected(reply.error());
            auto end = ldap::read_dir_sync(*reply);
            if (!end || end->cookie.empty()) return fail(ErrorCode::Refused, "the server does not synchronise by DirSync");
            if (end->more && end->cookie == changes.cookie) return fail(ErrorCode::Refused, "the server sends the same again and again");
            more = end->more;
            changes.cookie = std::move(end->cookie);
        }
        return changes;
    }

private:
    Answer<Reply> ask(const Filter& filter, Changes& changes) {
        const auto once = [&] {
            return walk_.connection.search(
                {root_, Scope::Subtree, filter, attributes(), {dir_sync(flags_, changes.cookie)}},
                {[&](const Entry& entry, const std::vector<Control>&) { note(entry, changes); }, {}, walk_.reader.stops});
        };
        auto answer = once();
        if (!answer || answer->code != LDAP_INSUFFICIENT_ACCESS || flags_ != DirSyncFlags::None) return answer;
        flags_ = DirSyncFlags::ObjectSecurity;
        return once();
    }

    void note(const Entry& entry, Changes& changes) const {
        const auto anchor = anchor_of(walk_, entry);
        if (!anchor) return;
        const auto what = entry.first("isDeleted") == "TRUE" ? Change::Deleted : entry.find("name") ? Change::Renamed : Change::Written;
        auto& known = changes.all.try_emplace(*anchor, what).first->second;
        known = std::max(known, what);
    }

    /// A change of any other is not told.
    [[nodiscard]] std::vector<std::string> attributes() const {
        auto names = asked(walk_, {"name", "isDeleted"});
        for (auto& name : walk_.selection.filter.attributes()) {
            if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
        }
        return names;
    }

    /// Samba: 12 with 0000202C; Windows: ERROR_INVALID_PARAMETER.
    static bool takes_no_cookie(const Reply& reply) {
        return reply.code == LDAP_UNAVAILABLE_CRITICAL_EXTENSION || reply.text.starts_with("00000057:");
    }

    const Walk& walk_;
    std::string root_;
    DirSyncFlags flags_ = DirSyncFlags::None;
};

/// As the directory spells it, so that names below it are known as such.
Result<std::string> spelling_of_base(const Walk& walk) {
    const auto entry = look_up(walk.connection, walk.selection.base, {"1.1"});
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return fail(ErrorCode::Refused, "32 No such object: the base is not there");
    return (*entry)->dn;
}

Result<ReadEnd> read_all(const Walk& walk, std::string cookie) {
    const auto read = read_entries(walk);
    if (!read) return std::unexpected(read.error());
    return ReadEnd{std::move(cookie), true};
}

/// The cookie of now comes with the changes of nobody.
Result<ReadEnd> read_all(const Walk& walk, Rounds& rounds) {
    const auto nobody = Filter::equals(walk.driver.anchor, write_anchor(walk.driver.anchor_form, Anchor{}));
    auto now = rounds.run(nobody, {});
    if (!now) return std::unexpected(now.error());
    if (!*now) return fail(ErrorCode::Refused, "the server does not take the cookie that it has just sent");
    return read_all(walk, std::move((*now)->cookie));
}

enum class Outcome : std::uint8_t { Told, FolderChanged };

/// Hands over one entry that has changed.
Result<Outcome> tell(const Walk& walk, const std::string& base, const Anchor& anchor, Change what) {
    const auto gone = [&] {
        if (walk.reader.deleted) walk.reader.deleted(anchor);
        return Outcome::Told;
    };
    if (what == Change::Deleted) return gone();
    const auto name = guid_name(anchor);
    auto entry = read_whole(walk.connection, name, asked(walk), walk.selection.filter);
    if (!entry) return std::unexpected(entry.error());
    if (*entry && is_within((*entry)->dn, base)) {
        walk.reader.entry(std::move(**entry));
        return Outcome::Told;
    }
    if (what == Change::Renamed && !*entry) {
        const auto folder = look_up(walk.connection, name, {"1.1"}, folders());
        if (!folder) return std::unexpected(folder.error());
        if (*folder) return Outcome::FolderChanged;
    }
    return gone();
}

Result<ReadEnd> read_changes(const Walk& walk, const std::string& base, const Changes& changes) {
    int of_page = 0;
    for (const auto& [anchor, what] : changes.all) {
        if (walk.reader.stops && walk.reader.stops()) return fail(ErrorCode::Unreachable, "stopped from here");
        const auto outcome = tell(walk, base, anchor, what);
        if (!outcome) return std::unexpected(outcome.error());
        if (*outcome == Outcome::FolderChanged) return read_all(walk, changes.cookie);
        if (++of_page % walk.from.page_size == 0 && walk.reader.page) walk.reader.page();
    }
    if (walk.reader.page) walk.reader.page();
    return ReadEnd{changes.cookie, false};
}

}  // namespace

Result<ReadEnd> read_dir_sync(const Walk& walk) {
    const auto root_dse = read_root_dse(walk.connection, {"namingContexts"});
    if (!root_dse) return std::unexpected(root_dse.error());
    const auto base = spelling_of_base(walk);
    if (!base) return std::unexpected(base.error());
    const auto root = naming_context(*root_dse, *base);
    if (root.empty()) return fail(ErrorCode::Refused, "no naming context of the server holds the base");

    Rounds rounds(walk, root);
    if (walk.from.cookie.empty()) return read_all(walk, rounds);
    const auto changes = rounds.run(anything(), walk.from.cookie);
    if (!changes) return std::unexpected(changes.error());
    if (!*changes) return read_all(walk, rounds);
    return read_changes(walk, *base, **changes);
}

}  // namespace rekey::ldap
