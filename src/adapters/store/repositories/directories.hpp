#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/directories.hpp"

namespace rekey::store {

inline constexpr Column kEntryDn{"directory_entry", "dn"};

class Directories final : public ports::DirectoryRepository {
public:
    explicit Directories(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<directory::Directory> list() override;
    [[nodiscard]] std::optional<directory::Directory> find(std::string_view name) override;
    [[nodiscard]] std::optional<directory::Directory> find(const DirectoryId& id) override;
    [[nodiscard]] bool insert(const directory::Directory& directory) override;
    [[nodiscard]] bool update(const directory::Directory& directory) override;
    void remove(const DirectoryId& id) override;
    void set_password(const DirectoryId& id, const std::optional<Secret>& password) override;
    [[nodiscard]] std::optional<Secret> password(const DirectoryId& id) override;
    [[nodiscard]] ports::Later<std::optional<ports::DirectoryAccount>> account(const DirectoryId& id, const IdentityId& identity) override;

private:
    [[nodiscard]] std::optional<ports::DirectoryAccount> read_account(const Rows& rows, const DirectoryId& id) const;
    [[nodiscard]] std::optional<Secret> open(const DirectoryId& id, std::optional<ByteView> sealed) const;
    const Scope& scope_;
};

class Healths final : public ports::HealthRepository {
public:
    explicit Healths(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] directory::Health of(const DirectoryId& directory) override;
    [[nodiscard]] std::vector<DirectoryId> claim_due(Duration every) override;
    void save(const DirectoryId& directory, const directory::Health& health) override;

private:
    const Scope& scope_;
};

class Readinesses final : public ports::ReadinessRepository {
public:
    explicit Readinesses(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<DirectoryId> claim_due(Duration lease) override;
    void save(const DirectoryId& directory, const directory::Readiness& readiness, Instant due_at) override;
    [[nodiscard]] std::optional<directory::Readiness> of(const DirectoryId& directory) override;

private:
    const Scope& scope_;
};

class Syncs final : public ports::SyncRepository {
public:
    explicit Syncs(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<DirectoryId> due() override;
    [[nodiscard]] std::optional<std::int64_t> claim(const DirectoryId& directory, Duration lease) override;
    [[nodiscard]] bool renew(const DirectoryId& directory, std::int64_t fence, Duration lease) override;
    void release(const DirectoryId& directory, std::int64_t fence) override;
    [[nodiscard]] ports::SyncState state(const DirectoryId& directory) override;
    void save(const DirectoryId& directory, const ports::SyncState& state) override;
    void ask(const DirectoryId& directory, directory::Mode mode) override;
    void put(const DirectoryId& directory, const ports::SyncRun& run) override;
    [[nodiscard]] std::vector<ports::SyncRun> runs(const DirectoryId& directory, std::int64_t limit) override;
    void remark(const DirectoryId& directory, const RunId& run, std::int64_t number, const ports::SyncRemark& remark) override;
    [[nodiscard]] std::vector<ports::SyncRemark> remarks(const DirectoryId& directory, const RunId& run, std::int64_t limit) override;

private:
    const Scope& scope_;
};

/// A DN is found by the MAC of its folded form, and stored sealed: it holds the person's name.
class Entries final : public ports::EntryRepository {
public:
    explicit Entries(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] std::vector<ports::EntryLink> find(const DirectoryId& directory, std::span<const directory::Anchor> anchors) override;
    [[nodiscard]] std::optional<ports::EntryLink> of(const IdentityId& identity) override;
    void put(const DirectoryId& directory, std::span<const ports::EntryLink> links) override;
    void remove(const DirectoryId& directory, const directory::Anchor& anchor) override;
    [[nodiscard]] std::vector<directory::Anchor> anchors(const DirectoryId& directory, What what, const directory::Anchor& after,
                                                         std::int64_t limit) override;
    [[nodiscard]] ports::EntryCounts count(const DirectoryId& directory) override;
    [[nodiscard]] std::vector<ports::EntryLink> quarantined(const DirectoryId& directory, std::int64_t limit) override;
    [[nodiscard]] std::vector<ports::EntryLink> unchecked(const DirectoryId& directory, Instant before, std::int64_t limit) override;
    void set_writability(const DirectoryId& directory, const directory::Anchor& anchor, directory::Writability writability) override;

private:
    [[nodiscard]] ports::EntryLink read(const Row& row) const;
    const Scope& scope_;
};

class Memberships final : public ports::MembershipRepository {
public:
    explicit Memberships(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] bool rename(const GroupId& group, std::string_view name) override;
    [[nodiscard]] ports::GroupMembers resolve(const DirectoryId& directory, std::span<const std::string> dns) override;
    void set(const DirectoryId& directory, const GroupId& group, const ports::GroupMembers& members) override;
    std::int64_t join_waiting(const DirectoryId& directory) override;

private:
    const Scope& scope_;
};

/// What an entry is found by when only its DN is known.
[[nodiscard]] Mac dn_key(const Scope& scope, const DirectoryId& directory, std::string_view dn);

}  // namespace rekey::store
