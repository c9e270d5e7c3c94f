#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/health.hpp"
#include "domain/directory/readiness.hpp"
#include "domain/directory/run.hpp"
#include "domain/directory/settings.hpp"
#include "ports/later.hpp"

namespace rekey::ports {

/// Somebody whose record and password are mastered in a directory: where, and who he is there.
struct DirectoryAccount {
    directory::Directory directory;
    directory::Whom whom;
    std::optional<Secret> password;  ///< of the service account; nothing: none was typed yet
};

/// A tenant's directories as they are configured. The service's password is sealed at rest.
class DirectoryRepository {
public:
    virtual ~DirectoryRepository() = default;
    [[nodiscard]] virtual std::vector<directory::Directory> list() = 0;  ///< by name
    [[nodiscard]] virtual std::optional<directory::Directory> find(std::string_view name) = 0;
    [[nodiscard]] virtual std::optional<directory::Directory> find(const DirectoryId& id) = 0;
    /// False: the name is taken.
    [[nodiscard]] virtual bool insert(const directory::Directory& directory) = 0;
    /// False when somebody else changed it since (version).
    [[nodiscard]] virtual bool update(const directory::Directory& directory) = 0;
    virtual void remove(const DirectoryId& id) = 0;
    /// Nothing: there is none any more.
    virtual void set_password(const DirectoryId& id, const std::optional<Secret>& password) = 0;
    [[nodiscard]] virtual std::optional<Secret> password(const DirectoryId& id) = 0;
    /// Nothing: the directory, or the entry there, is there no more.
    [[nodiscard]] virtual Later<std::optional<DirectoryAccount>> account(const DirectoryId& id, const IdentityId& identity) = 0;
};

/// How directories are, as it was learned by whoever looked last.
class HealthRepository {
public:
    virtual ~HealthRepository() = default;
    /// One that nobody has looked at yet has nothing in it.
    [[nodiscard]] virtual directory::Health of(const DirectoryId& directory) = 0;
    /// Those that nobody has looked at for so long. From now on somebody has: of all nodes one gets each.
    [[nodiscard]] virtual std::vector<DirectoryId> claim_due(Duration every) = 0;
    virtual void save(const DirectoryId& directory, const directory::Health& health) = 0;
};

/// Who of a directory can reset, as it was counted last.
class ReadinessRepository {
public:
    virtual ~ReadinessRepository() = default;
    /// Those whose time has come, once they have been read as a whole. Until now + lease nobody else counts them.
    [[nodiscard]] virtual std::vector<DirectoryId> claim_due(Duration lease) = 0;
    /// `due_at`: when it is counted again.
    virtual void save(const DirectoryId& directory, const directory::Readiness& readiness, Instant due_at) = 0;
    /// Nothing: nobody has counted yet.
    [[nodiscard]] virtual std::optional<directory::Readiness> of(const DirectoryId& directory) = 0;
};

/// How far the reading of a directory has come.
struct SyncState {
    std::string reading_key, delta;                ///< under which the cookies were made
    std::string people_cookie, groups_cookie;
    std::optional<Instant> full_at, read_at;       ///< when everything, or anything, was read last
    Instant next_at{};                             ///< when the schedule reads it again
    std::optional<directory::Mode> asked;                 ///< somebody wants it now
};

/// One reading, in the history.
struct SyncRun {
    RunId id;
    directory::Mode mode = directory::Mode::Delta;
    std::string actor;
    Instant started_at;
    std::optional<Instant> ended_at;
    directory::Outcome outcome = directory::Outcome::Running;
    std::map<std::string, std::string> counts;
    std::string detail;  ///< what went wrong, for the operator
};

/// Something about an entry that its administrator may want to mend.
struct SyncRemark {
    std::string dn, flaw, attribute;
};

/// Who reads a directory: one at a time among all nodes, by a lease with a fence.
class SyncRepository {
public:
    virtual ~SyncRepository() = default;
    /// Directories whose time has come, and that nobody reads now.
    [[nodiscard]] virtual std::vector<DirectoryId> due() = 0;
    /// The right to read it until now + lease, as the fence that every later step names; nothing while somebody else has it.
    [[nodiscard]] virtual std::optional<std::int64_t> claim(const DirectoryId& directory, Duration lease) = 0;
    /// In the transaction of everything a runner writes. False: somebody else has taken over, and nothing may be written.
    [[nodiscard]] virtual bool renew(const DirectoryId& directory, std::int64_t fence, Duration lease) = 0;
    virtual void release(const DirectoryId& directory, std::int64_t fence) = 0;
    [[nodiscard]] virtual SyncState state(const DirectoryId& directory) = 0;
    virtual void save(const DirectoryId& directory, const SyncState& state) = 0;
    /// Somebody wants it now. Who wants everything gets it whatever is asked for after.
    virtual void ask(const DirectoryId& directory, directory::Mode mode) = 0;
    /// Puts down the run, new or as it is now. Runs beyond the newest hundred of a directory go, with their remarks.
    virtual void put(const DirectoryId& directory, const SyncRun& run) = 0;
    /// Newest first.
    [[nodiscard]] virtual std::vector<SyncRun> runs(const DirectoryId& directory, std::int64_t limit) = 0;
    virtual void remark(const DirectoryId& directory, const RunId& run, std::int64_t number, const SyncRemark& remark) = 0;
    [[nodiscard]] virtual std::vector<SyncRemark> remarks(const DirectoryId& directory, const RunId& run, std::int64_t limit) = 0;
};

/// An entry of a directory that has been read, and what it is here.
struct EntryLink {
    directory::Anchor anchor;
    std::optional<IdentityId> identity;  ///< a person's; nothing while it is in quarantine
    std::optional<GroupId> group;        ///< a group's, the same
    bool is_person = true;
    std::string dn;                      ///< where it was seen last
    Mac digest;                          ///< over all that was taken from it
    std::string trouble = {};            ///< why it is in quarantine; empty: it is not
    std::optional<Instant> gone_at = {}; ///< it is there no more
    std::string mail = {};               ///< a person's mailbox, for notices; empty: none is known
};

struct EntryCounts {
    std::int64_t people = 0, groups = 0, quarantined = 0, gone = 0;
};

/// Whom a group has: those who are known, and the DNs of those who are not.
struct GroupMembers {
    std::vector<IdentityId> identities;
    std::vector<GroupId> groups;
    std::vector<std::string> unknown;
};

class EntryRepository {
public:
    virtual ~EntryRepository() = default;
    /// Those of them that are known, in any order.
    [[nodiscard]] virtual std::vector<EntryLink> find(const DirectoryId& directory, std::span<const directory::Anchor> anchors) = 0;
    [[nodiscard]] virtual std::optional<EntryLink> of(const IdentityId& identity) = 0;
    /// New, or as they are now; each once. Their rights are looked at anew; who was protected is so no more unless that is set again.
    virtual void put(const DirectoryId& directory, std::span<const EntryLink> links) = 0;
    void put(const DirectoryId& directory, const EntryLink& link) { put(directory, std::span(&link, 1)); }
    virtual void remove(const DirectoryId& directory, const directory::Anchor& anchor) = 0;
    /// The anchors of people, or of groups, that are not gone; in their order, after `after`.
    enum class What : std::uint8_t { People, Groups };
    [[nodiscard]] virtual std::vector<directory::Anchor> anchors(const DirectoryId& directory, What what, const directory::Anchor& after,
                                                                 std::int64_t limit) = 0;
    [[nodiscard]] virtual EntryCounts count(const DirectoryId& directory) = 0;
    [[nodiscard]] virtual std::vector<EntryLink> quarantined(const DirectoryId& directory, std::int64_t limit) = 0;
    /// People whose rights were looked at longest ago, and not since `before`. Not those who are protected: the reading knows them.
    [[nodiscard]] virtual std::vector<EntryLink> unchecked(const DirectoryId& directory, Instant before, std::int64_t limit) = 0;
    /// Who is protected stays so until the entry is put again.
    virtual void set_writability(const DirectoryId& directory, const directory::Anchor& anchor, directory::Writability writability) = 0;
};

/// Groups that are a directory's.
class MembershipRepository {
public:
    virtual ~MembershipRepository() = default;
    /// False: another group has the name.
    [[nodiscard]] virtual bool rename(const GroupId& group, std::string_view name) = 0;
    /// What these DNs are here.
    [[nodiscard]] virtual GroupMembers resolve(const DirectoryId& directory, std::span<const std::string> dns) = 0;
    /// From now on these are the group's members; who is unknown becomes one when they are read.
    virtual void set(const DirectoryId& directory, const GroupId& group, const GroupMembers& members) = 0;
    /// Whoever was named before they were read, and is known by now. How many.
    virtual std::int64_t join_waiting(const DirectoryId& directory) = 0;
};

}  // namespace rekey::ports
