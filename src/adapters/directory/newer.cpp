#include "adapters/directory/newer.hpp"

#include <fmt/format.h>

#include "adapters/directory/root.hpp"
#include "domain/directory/moment.hpp"

namespace rekey::ldap {
namespace {

using directory::Entry;
using directory::Filter;
using directory::ReadEnd;

constexpr std::string_view kUsn = "uSNChanged", kTime = "modifyTimestamp";

struct Count {
    std::string invocation;
    std::int64_t changes = 0;
    [[nodiscard]] std::string text() const { return fmt::format("{}:{}", invocation, changes); }
};

std::optional<Count> read_count(std::string_view cookie) {
    const auto colon = cookie.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto changes = directory::read_number(cookie.substr(colon + 1));
    return changes ? std::optional(Count{std::string(cookie.substr(0, colon)), *changes}) : std::nullopt;
}

Result<Count> ask_count(const Walk& walk) {
    const auto root = read_root_dse(walk.connection, {"highestCommittedUSN", "dsServiceName"});
    if (!root) return std::unexpected(root.error());
    auto invocation = read_invocation(walk.connection, *root);
    if (!invocation) return std::unexpected(invocation.error());
    const auto changes = directory::read_number(root->first("highestCommittedUSN"));
    if (!changes || invocation->empty()) return fail(ErrorCode::Refused, "the server does not tell how it counts its changes");
    return Count{std::move(*invocation), *changes};
}

/// An attribute or two of all that match.
Result<void> each(const Walk& walk, const Filter& filter, const std::vector<std::string>& attributes,
                  const std::function<void(const Entry&)>& take) {
    return search_pages(walk, {walk.selection.base, Scope::Subtree, filter, attributes}, {take});
}

void tell_present(const Walk& walk, const Entry& entry) {
    const auto anchor = anchor_of(walk, entry);
    if (anchor && walk.reader.present) walk.reader.present(*anchor);
}

/// What is newer; everything, when a folder is.
Result<void> read_newer(const Walk& walk, const Filter& newer) {
    bool folder = false;
    const auto asked = each(walk, Filter::all_of({folders(), newer}), {"1.1"}, [&](const Entry&) { folder = true; });
    if (!asked) return asked;
    return folder ? read_entries(walk) : read_entries(walk, Filter::all_of({walk.selection.filter, newer}));
}

/// The newest time of all that is seen.
class Newest final {
public:
    void note(const Entry& entry) {
        const auto time = entry.first(kTime);
        const auto at = directory::read_generalized_time(time);
        if (at && *at > at_) at_ = *at, text_ = time;
    }
    [[nodiscard]] std::string or_else(const std::string& other) const { return text_.empty() ? other : text_; }

private:
    std::string text_;
    Instant at_{};
};

}  // namespace

Result<ReadEnd> read_usn_changed(const Walk& walk) {
    const auto count = ask_count(walk);
    if (!count) return std::unexpected(count.error());
    const auto before = read_count(walk.from.cookie);
    const bool goes_on = before && before->invocation == count->invocation && before->changes <= count->changes;
    if (goes_on && before->changes == count->changes) return ReadEnd{walk.from.cookie, false};
    const auto read = goes_on ? read_newer(walk, Filter::at_least(kUsn, std::to_string(before->changes + 1))) : read_entries(walk);
    if (!read) return std::unexpected(read.error());
    if (!goes_on) return ReadEnd{count->text(), true};
    const auto all =
        each(walk, walk.selection.filter, {std::string(walk.driver.anchor)}, [&](const Entry& entry) { tell_present(walk, entry); });
    if (!all) return std::unexpected(all.error());
    return ReadEnd{count->text(), true};
}

Result<ReadEnd> read_modify_timestamp(const Walk& walk) {
    const bool goes_on = directory::read_generalized_time(walk.from.cookie).has_value();
    Newest newest;
    const auto note = [&](const Entry& entry) {
        newest.note(entry);
        if (goes_on) tell_present(walk, entry);
    };
    // Before the entries: one that is changed behind the reader's back is newer than all that this finds, and comes next time.
    auto seen = each(walk, walk.selection.filter, {std::string(walk.driver.anchor), std::string(kTime)}, note);
    // Else one that is newer than all else would be found again and again.
    if (seen) seen = each(walk, folders(), {std::string(kTime)}, [&](const Entry& entry) { newest.note(entry); });
    if (!seen) return std::unexpected(seen.error());
    const auto read = goes_on ? read_newer(walk, Filter::at_least(kTime, walk.from.cookie)) : read_entries(walk);
    if (!read) return std::unexpected(read.error());
    return ReadEnd{newest.or_else(walk.from.cookie), true};
}

}  // namespace rekey::ldap
