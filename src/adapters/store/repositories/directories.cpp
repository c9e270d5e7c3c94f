#include "adapters/store/repositories/directories.hpp"

#include <algorithm>

#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

constexpr Column kPassword{"directory", "password"};

constexpr Query kList{"directory.list", "SELECT id, name, settings, version FROM directory WHERE tenant_id = $1"};
constexpr Query kFindByName{"directory.find_by_name",
                            "SELECT id, name, settings, version FROM directory WHERE tenant_id = $1 AND name = $2"};
constexpr Query kFind{"directory.find", "SELECT id, name, settings, version FROM directory WHERE tenant_id = $1 AND id = $2"};
constexpr Query kInsert{"directory.insert",
                        "INSERT INTO directory (tenant_id, id, name, settings, writes_back, version) VALUES ($1, $2, $3, $4, $5, 1)"
                        " ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id"};
constexpr Query kBegin{"directory.begin_reading",
                       "INSERT INTO directory_reading (tenant_id, directory_id, reading_key, delta, people_cookie, groups_cookie, next_at,"
                       " fence, leased_until) VALUES ($1, $2, '', '', $3, $3, 0, 0, 0)"};
constexpr Query kUpdate{"directory.update",
                        "UPDATE directory SET name = $3, settings = $4, writes_back = $5, version = version + 1"
                        " WHERE tenant_id = $1 AND id = $2 AND version = $6 RETURNING id"};
constexpr Query kRemove{"directory.remove", "DELETE FROM directory WHERE tenant_id = $1 AND id = $2"};
constexpr Query kSetPassword{"directory.set_password",
                             "UPDATE directory SET password_sealed = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2"};
constexpr Query kPasswordOf{"directory.password", "SELECT password_sealed FROM directory WHERE tenant_id = $1 AND id = $2"};
// Which directory it is, is compared afterwards: by it SQLite might begin at all entries of the directory.
constexpr Query kAccount{"directory.account",
                         "SELECT d.id, d.name, d.settings, d.version, d.password_sealed, e.anchor, e.dn_sealed"
                         " FROM directory_entry e JOIN directory d ON d.tenant_id = e.tenant_id AND d.id = e.directory_id"
                         " WHERE e.tenant_id = $1 AND e.identity_id = $2 AND e.gone_at IS NULL"};

directory::Directory read(const Row& row) {
    return {row.get<DirectoryId>(0), row.get<std::string>(1), directory::load(decode_map(row.get<std::string_view>(2))),
            row.get<std::int64_t>(3)};
}

std::optional<directory::Directory> first(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

}  // namespace

std::vector<directory::Directory> Directories::list() {
    const auto rows = scope_.session.execute(kList, {scope_.tenant});
    std::vector<directory::Directory> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read(rows[i]));
    std::ranges::sort(all, {}, &directory::Directory::name);  // here: the databases sort text by different rules
    return all;
}

std::optional<directory::Directory> Directories::find(std::string_view name) {
    return first(scope_.session.execute(kFindByName, {scope_.tenant, name}));
}

std::optional<directory::Directory> Directories::find(const DirectoryId& id) {
    return first(scope_.session.execute(kFind, {scope_.tenant, id}));
}

bool Directories::insert(const directory::Directory& directory) {
    const auto settings = encode_map(directory::store(directory.settings));
    if (scope_.session.execute(kInsert, {scope_.tenant, directory.id, directory.name, settings, writes_back(directory.settings)}).empty())
        return false;
    scope_.session.post(kBegin, {scope_.tenant, directory.id, ByteView{}});
    return true;
}

bool Directories::update(const directory::Directory& directory) {
    const auto settings = encode_map(directory::store(directory.settings));
    return !scope_.session
                .execute(kUpdate,
                         {scope_.tenant, directory.id, directory.name, settings, writes_back(directory.settings), directory.version})
                .empty();
}

void Directories::remove(const DirectoryId& id) { scope_.session.post(kRemove, {scope_.tenant, id}); }

void Directories::set_password(const DirectoryId& id, const std::optional<Secret>& password) {
    const auto sealed = password ? std::optional(scope_.seal(password->reveal(), kPassword, id.view())) : std::nullopt;
    scope_.session.post(kSetPassword, {scope_.tenant, id, sealed});
}

std::optional<Secret> Directories::password(const DirectoryId& id) {
    const auto rows = scope_.session.execute(kPasswordOf, {scope_.tenant, id});
    if (rows.empty()) return std::nullopt;
    return open(id, rows.front().get<std::optional<ByteView>>(0));
}

std::optional<Secret> Directories::open(const DirectoryId& id, std::optional<ByteView> sealed) const {
    if (!sealed) return std::nullopt;
    auto opened = scope_.open(*sealed, kPassword, id.view());
    Secret password{opened};
    wipe(opened);
    return password;
}

ports::Later<std::optional<ports::DirectoryAccount>> Directories::account(const DirectoryId& id, const IdentityId& identity) {
    return later(scope_.session.ask(kAccount, {scope_.tenant, identity}), [this, id](const Rows& rows) { return read_account(rows, id); });
}

std::optional<ports::DirectoryAccount> Directories::read_account(const Rows& rows, const DirectoryId& id) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        if (row.get<DirectoryId>(0) != id) continue;
        const auto anchor = row.get<directory::Anchor>(5);
        return ports::DirectoryAccount{
            read(row), {anchor, scope_.open(row.get<ByteView>(6), kEntryDn, anchor.view())}, open(id, row.get<std::optional<ByteView>>(4))};
    }
    return std::nullopt;
}

}  // namespace rekey::store
