#include "adapters/directory/controls.hpp"

#include "adapters/directory/ber.hpp"

namespace rekey::ldap {
namespace {

constexpr std::size_t kUuid = 16;

// Context tags of the structures below.
constexpr ber_tag_t kConstructed = LBER_CLASS_CONTEXT | LBER_CONSTRUCTED, kPrimitive = LBER_CLASS_CONTEXT;
constexpr ber_tag_t kUserIdentity = kPrimitive | 0U, kOldPassword = kPrimitive | 1U, kNewPassword = kPrimitive | 2U;  // RFC 3062 section 2

template <class T>
std::optional<T> when_good(const BerReader& reader, T value) {
    return reader.good() ? std::optional<T>(std::move(value)) : std::nullopt;
}

std::string cookie_if_any(BerReader& reader) { return reader.next() == LBER_OCTETSTRING ? reader.octets() : std::string{}; }

bool truth_or(BerReader& reader, bool otherwise) { return reader.next() == LBER_BOOLEAN ? reader.truth() : otherwise; }

}  // namespace

Control paged(int size, std::string_view cookie) {
    auto value = as_berval(cookie);
    return {std::string(kPaged), BerWriter().put("{iO}", size, &value).text(), true};
}

std::optional<std::string> read_page(const Reply& reply) {
    const auto* const control = find(reply.controls, kPaged);
    if (control == nullptr) return std::nullopt;
    BerReader reader(control->value);
    static_cast<void>(reader.enter().integer());  // an estimate of how many there are
    auto cookie = reader.octets();
    return when_good(reader, std::move(cookie));
}

Control dir_sync(DirSyncFlags flags, std::string_view cookie) {
    constexpr int kMostBytes = 1 << 20;
    auto value = as_berval(cookie);
    return {std::string(kDirSync), BerWriter().put("{iiO}", static_cast<int>(flags), kMostBytes, &value).text(), true};
}

std::optional<DirSyncAnswer> read_dir_sync(const Reply& reply) {
    const auto* const control = find(reply.controls, kDirSync);
    if (control == nullptr) return std::nullopt;
    BerReader reader(control->value);
    DirSyncAnswer answer;
    answer.more = reader.enter().integer() != 0;
    static_cast<void>(reader.integer());
    answer.cookie = reader.octets();
    return when_good(reader, std::move(answer));
}

Control show_deleted() { return {std::string(kShowDeleted), {}, true}; }

Control sync_request(std::string_view cookie) {
    constexpr int kRefreshOnly = 1;
    BerWriter writer;
    auto value = as_berval(cookie);
    cookie.empty() ? writer.put("{e}", kRefreshOnly) : writer.put("{eO}", kRefreshOnly, &value);
    return {std::string(kSyncRequest), writer.text(), true};
}

std::optional<SyncEntry> read_sync_state(const std::vector<Control>& controls) {
    const auto* const control = find(controls, kSyncState);
    if (control == nullptr) return std::nullopt;
    BerReader reader(control->value);
    const auto state = reader.enter().integer();
    SyncEntry entry{static_cast<SyncState>(state), reader.octets()};
    if (state < 0 || state > static_cast<int>(SyncState::Delete) || entry.uuid.size() != kUuid) return std::nullopt;
    return when_good(reader, std::move(entry));
}

std::optional<SyncInfo> read_sync_info(std::string_view value) {
    using Kind = SyncInfo::Kind;
    BerReader reader(value);
    const auto tag = reader.next();
    SyncInfo info;
    if (tag == (kPrimitive | 0U)) {
        info.cookie = reader.octets();
        return when_good(reader, std::move(info));
    }
    if (tag == (kConstructed | 1U))
        info.kind = Kind::RefreshDelete;
    else if (tag == (kConstructed | 2U))
        info.kind = Kind::RefreshPresent;
    else if (tag == (kConstructed | 3U))
        info.kind = Kind::IdSet;
    else
        return std::nullopt;
    reader.enter();
    info.cookie = cookie_if_any(reader);
    if (info.kind != Kind::IdSet) return when_good(reader, std::move(info));
    info.deletes = truth_or(reader, false);
    if (reader.next() != LBER_SET) return std::nullopt;
    reader.enter();
    while (reader.next() == LBER_OCTETSTRING) {
        info.uuids.push_back(reader.octets());
        if (info.uuids.back().size() != kUuid) return std::nullopt;
    }
    return reader.is_whole() ? std::optional(std::move(info)) : std::nullopt;
}

std::optional<SyncEnd> read_sync_done(const Reply& reply) {
    const auto* const control = find(reply.controls, kSyncDone);
    if (control == nullptr) return std::nullopt;
    BerReader reader(control->value);
    SyncEnd end;
    reader.enter();
    end.cookie = cookie_if_any(reader);
    end.deletes = truth_or(reader, false);
    return when_good(reader, std::move(end));
}

Control password_policy() { return {std::string(kPasswordPolicy), {}, false}; }

std::optional<int> read_password_policy(const Reply& reply) {
    const auto* const control = find(reply.controls, kPasswordPolicy);
    if (control == nullptr || control->value.empty()) return std::nullopt;
    BerReader reader(control->value);
    reader.enter();
    if (reader.next() == (kConstructed | 0U)) static_cast<void>(reader.enter().integer());  // a warning: days or tries that are left
    if (reader.next() != (kPrimitive | 1U)) return std::nullopt;
    const auto error = static_cast<int>(reader.integer());
    return when_good(reader, error);
}

Control policy_hints(std::string_view oid) { return {std::string(oid), BerWriter().put("{i}", 1).text(), true}; }

Secret password_modify(std::string_view dn, const Secret& password) {
    auto who = as_berval(dn), value = as_berval(password.reveal());
    return BerWriter().put("{tOtO}", kUserIdentity, &who, kNewPassword, &value).secret();
}

Secret password_modify(std::string_view dn, const Secret& current, const Secret& password) {
    auto who = as_berval(dn), old = as_berval(current.reveal()), value = as_berval(password.reveal());
    return BerWriter().put("{tOtOtO}", kUserIdentity, &who, kOldPassword, &old, kNewPassword, &value).secret();
}

}  // namespace rekey::ldap
