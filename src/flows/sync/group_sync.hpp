#pragma once
#include <optional>
#include <string>

#include "domain/directory/group.hpp"
#include "flows/sync/person_sync.hpp"

namespace rekey::flows {

/// Brings a tenant's groups to what their directory says of them. Members that are not known yet become ones when they are read.
class GroupSync final {
public:
    explicit GroupSync(const SyncScope& scope) : scope_(scope) {}

    [[nodiscard]] Mac digest(const directory::Group& group) const;
    [[nodiscard]] Did write(ports::UnitOfWork& unit, const directory::Group& group, const std::optional<ports::EntryLink>& link,
                            std::string& trouble) const;
    void remove(ports::UnitOfWork& unit, const ports::EntryLink& link) const;

private:
    [[nodiscard]] bool name(ports::UnitOfWork& unit, const directory::Group& group, ports::EntryLink& link) const;
    const SyncScope& scope_;
};

}  // namespace rekey::flows
