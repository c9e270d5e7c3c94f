#include "adapters/store/repositories/directories.hpp"
#include "adapters/store/repositories/many.hpp"
#include "adapters/store/repositories/together.hpp"
#include "domain/directory/dn.hpp"

namespace rekey::store {
namespace {

constexpr Column kMail{"directory_entry", "mail"};

#define REKEY_ENTRY "SELECT anchor, identity_id, group_id, is_person, dn_sealed, digest, trouble, gone_at, mail_sealed FROM directory_entry"

constexpr Query kFind{"entry.find", REKEY_ENTRY " WHERE tenant_id = $1 AND directory_id = $2 AND anchor IN " REKEY_THIRTY_TWO};
constexpr Query kOf{"entry.of", REKEY_ENTRY " WHERE tenant_id = $1 AND identity_id = $2"};
constexpr Query kQuarantined{"entry.quarantined", REKEY_ENTRY
                             " WHERE tenant_id = $1 AND directory_id = $2 AND trouble <> '' AND gone_at IS NULL ORDER BY anchor LIMIT $3"};
constexpr Query kUnchecked{"entry.unchecked", REKEY_ENTRY
                           " WHERE tenant_id = $1 AND directory_id = $2 AND checked_at < $3 AND is_person = 1"
                           " AND writability <> 'protected'"
                           " AND gone_at IS NULL AND identity_id IS NOT NULL ORDER BY checked_at LIMIT $4"};
#undef REKEY_ENTRY
// The reading knows who is protected, and may have said so while somebody asked.
constexpr Query kSetWritability{"entry.set_writability",
                                "UPDATE directory_entry SET writability = $4, checked_at = $5"
                                " WHERE tenant_id = $1 AND directory_id = $2 AND anchor = $3 AND writability <> 'protected'"};
constexpr Query kPut{
    "entry.put",
    "INSERT INTO directory_entry (tenant_id, directory_id, anchor, identity_id, group_id, is_person, dn, dn_sealed, digest,"
    " trouble, gone_at, mail_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " ON CONFLICT (tenant_id, directory_id, anchor) DO UPDATE SET identity_id = excluded.identity_id,"
    " group_id = excluded.group_id, is_person = excluded.is_person, dn = excluded.dn, dn_sealed = excluded.dn_sealed,"
    " digest = excluded.digest, trouble = excluded.trouble, gone_at = excluded.gone_at, mail_sealed = excluded.mail_sealed, checked_at = 0,"
    " writability = CASE directory_entry.writability WHEN 'protected' THEN 'not_told' ELSE directory_entry.writability END"};
constexpr Query kRemove{"entry.remove", "DELETE FROM directory_entry WHERE tenant_id = $1 AND directory_id = $2 AND anchor = $3"};
constexpr Query kAnchors{"entry.anchors",
                         "SELECT anchor FROM directory_entry WHERE tenant_id = $1 AND directory_id = $2 AND anchor > $3 AND is_person = $4"
                         " AND gone_at IS NULL ORDER BY anchor LIMIT $5"};
// By the primary key, in whose order the rows lie: of two indexes that lead to all of a directory's entries SQLite may take the other one.
constexpr Query kCount{"entry.count",
                       "SELECT COALESCE(SUM(CASE WHEN is_person = 1 AND gone_at IS NULL THEN 1 ELSE 0 END), 0),"
                       " COALESCE(SUM(CASE WHEN is_person = 0 AND gone_at IS NULL THEN 1 ELSE 0 END), 0),"
                       " COALESCE(SUM(CASE WHEN trouble <> '' AND gone_at IS NULL THEN 1 ELSE 0 END), 0),"
                       " COALESCE(SUM(CASE WHEN gone_at IS NULL THEN 0 ELSE 1 END), 0)"
                       " FROM directory_entry WHERE tenant_id = $1 AND directory_id = $2 AND anchor > $3"};

Param mail_of(const Scope& scope, const ports::EntryLink& link, Kept& kept) {
    if (link.mail.empty()) return nullptr;
    return kept(scope.seal(link.mail, kMail, link.anchor.view()));
}

}  // namespace

Mac dn_key(const Scope& scope, const DirectoryId& directory, std::string_view dn) {
    const auto folded = directory::fold_dn(dn);
    return scope.hash.mac(ports::MacPurpose::DirectoryEntry, {as_bytes("dn"), scope.tenant.view(), directory.view(), as_bytes(folded)});
}

ports::EntryLink Entries::read(const Row& row) const {
    ports::EntryLink link;
    link.anchor = row.get<directory::Anchor>(0);
    link.identity = row.get<std::optional<IdentityId>>(1);
    link.group = row.get<std::optional<GroupId>>(2);
    link.is_person = row.get<bool>(3);
    link.dn = scope_.open(row.get<ByteView>(4), kEntryDn, link.anchor.view());
    link.digest = row.get<Mac>(5);
    link.trouble = row.get<std::string>(6);
    link.gone_at = row.get<std::optional<Instant>>(7);
    if (const auto mail = row.get<std::optional<ByteView>>(8)) link.mail = scope_.open(*mail, kMail, link.anchor.view());
    return link;
}

std::vector<ports::EntryLink> Entries::find(const DirectoryId& directory, std::span<const directory::Anchor> anchors) {
    std::vector<ports::EntryLink> links;
    for (const auto& asked : ask_in(scope_, kFind, {scope_.tenant, directory}, anchors)) {
        const auto rows = asked.rows();
        for (std::size_t i = 0; i < rows.size(); ++i) links.push_back(read(rows[i]));
    }
    return links;
}

std::optional<ports::EntryLink> Entries::of(const IdentityId& identity) {
    const auto rows = scope_.session.execute(kOf, {scope_.tenant, identity});
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

void Entries::put(const DirectoryId& directory, std::span<const ports::EntryLink> links) {
    insert_all<kPut>(scope_.session, links, [&](const ports::EntryLink& link, Kept& kept) {
        return std::array<Param, 12>{scope_.tenant,
                                     directory,
                                     link.anchor,
                                     link.identity,
                                     link.group,
                                     link.is_person,
                                     kept(dn_key(scope_, directory, link.dn)),
                                     kept(scope_.seal(link.dn, kEntryDn, link.anchor.view())),
                                     link.digest,
                                     link.trouble,
                                     link.gone_at,
                                     mail_of(scope_, link, kept)};
    });
}

void Entries::remove(const DirectoryId& directory, const directory::Anchor& anchor) {
    scope_.session.post(kRemove, {scope_.tenant, directory, anchor});
}

std::vector<directory::Anchor> Entries::anchors(const DirectoryId& directory, What what, const directory::Anchor& after,
                                                std::int64_t limit) {
    return ids_of<directory::Anchor>(scope_.session.execute(kAnchors, {scope_.tenant, directory, after, what == What::People, limit}));
}

ports::EntryCounts Entries::count(const DirectoryId& directory) {
    const auto rows = scope_.session.execute(kCount, {scope_.tenant, directory, directory::Anchor{}});  // none is all zero
    const auto row = rows.front();
    return {row.get<std::int64_t>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2), row.get<std::int64_t>(3)};
}

std::vector<ports::EntryLink> Entries::quarantined(const DirectoryId& directory, std::int64_t limit) {
    const auto rows = scope_.session.execute(kQuarantined, {scope_.tenant, directory, limit});
    std::vector<ports::EntryLink> links;
    for (std::size_t i = 0; i < rows.size(); ++i) links.push_back(read(rows[i]));
    return links;
}

std::vector<ports::EntryLink> Entries::unchecked(const DirectoryId& directory, Instant before, std::int64_t limit) {
    const auto rows = scope_.session.execute(kUnchecked, {scope_.tenant, directory, before, limit});
    std::vector<ports::EntryLink> links;
    for (std::size_t i = 0; i < rows.size(); ++i) links.push_back(read(rows[i]));
    return links;
}

void Entries::set_writability(const DirectoryId& directory, const directory::Anchor& anchor, directory::Writability writability) {
    scope_.session.post(kSetWritability, {scope_.tenant, directory, anchor, name(writability), scope_.session.now()});
}

}  // namespace rekey::store
