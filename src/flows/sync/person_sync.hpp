#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/directory/person.hpp"
#include "flows/sync/number_sync.hpp"
#include "ports/repositories/directories.hpp"

namespace rekey::flows {

/// A person as read.
struct ReadPerson {
    directory::Person person;
    Mac digest;                              ///< over all of it, and over the rules its numbers are judged by
    std::vector<directory::Remark> remarks;
    DirectoryNumbers numbers = {};           ///< see PersonSync::judge_numbers
};

/// What became of somebody.
enum class Did : std::uint8_t { Unchanged, Added, Updated, Restored, Quarantined };

struct Became {
    Did did = Did::Quarantined;
    std::string trouble = {};  ///< why they are in quarantine
};

/// What the entry with this anchor was the last time; they are in the order of anchors.
[[nodiscard]] std::optional<ports::EntryLink> link_of(std::span<const ports::EntryLink> links, const directory::Anchor& anchor);

/// Brings people to what their directory says of them. Who clashes with somebody else is kept apart and reported, never guessed.
class PersonSync final {
public:
    explicit PersonSync(const SyncScope& scope);

    [[nodiscard]] ReadPerson judge(directory::Person person, std::vector<directory::Remark> remarks) const;
    /// Of who is new or has changed: reading a number takes longer than all the rest. No transaction is open.
    void judge_numbers(ReadPerson& read) const;
    /// Each of them once. `known` is what their entries were the last time, in the order of anchors.
    [[nodiscard]] std::vector<Became> write(ports::UnitOfWork& unit, std::span<const ReadPerson> batch,
                                            std::span<const ports::EntryLink> known) const;
    /// Of somebody of whom nothing else can be taken: who is disabled there is so here, and signed out. True when that is new.
    bool follow_status(ports::UnitOfWork& unit, const IdentityId& person, bool disabled) const;
    /// Kept for the time of soft deletion, so that who comes back is the same.
    void remove(ports::UnitOfWork& unit, ports::EntryLink link) const;

private:
    [[nodiscard]] std::string number(const std::string& typed, const std::string& attribute, std::vector<directory::Remark>& remarks) const;
    void change(ports::UnitOfWork& unit, const identity::Identity& before, identity::Identity& after) const;
    /// Quarantined, with the reason, when the name is somebody else's.
    [[nodiscard]] Became update(ports::UnitOfWork& unit, const ReadPerson& read, identity::Identity before) const;

    const SyncScope& scope_;
    std::string rules_;  ///< of the tenant, by which numbers are judged
};

}  // namespace rekey::flows
