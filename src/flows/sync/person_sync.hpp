#pragma once
#include <optional>
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

/// Brings people to what their directory says of them. Who clashes with somebody else is kept apart and reported, never guessed.
class PersonSync final {
public:
    explicit PersonSync(const SyncScope& scope);

    [[nodiscard]] ReadPerson judge(directory::Person person, std::vector<directory::Remark> remarks) const;
    /// Of who is new or has changed: reading a number takes longer than all the rest. No transaction is open.
    void judge_numbers(ReadPerson& read) const;
    /// `link` is what the entry was the last time. `trouble` says why somebody is in quarantine.
    [[nodiscard]] Did write(ports::UnitOfWork& unit, const ReadPerson& read, const std::optional<ports::EntryLink>& link,
                            std::string& trouble) const;
    /// Kept for the time of soft deletion, so that who comes back is the same.
    void remove(ports::UnitOfWork& unit, ports::EntryLink link) const;

private:
    [[nodiscard]] std::string number(const std::string& typed, const std::string& attribute, std::vector<directory::Remark>& remarks) const;
    [[nodiscard]] std::string clash(ports::UnitOfWork& unit, const directory::Person& person, const std::optional<IdentityId>& self) const;
    [[nodiscard]] Did add(ports::UnitOfWork& unit, const ReadPerson& read, ports::EntryLink& link) const;
    [[nodiscard]] Did update(ports::UnitOfWork& unit, const ReadPerson& read, identity::Identity before) const;

    const SyncScope& scope_;
    std::string rules_;  ///< of the tenant, by which numbers are judged
};

}  // namespace rekey::flows
