#include "flows/sync/rights_check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "domain/directory/dn.hpp"

namespace rekey::flows {
namespace {

using directory::Writability;

/// The first, one of the middle and the last.
std::set<std::size_t> sample_of(std::size_t people) { return {0, people / 2, people - 1}; }

/// What all of them are, those aside who are protected; nothing: they differ, or nobody is left.
std::optional<Writability> common(std::span<const std::pair<directory::Anchor, Writability>> told) {
    std::optional<Writability> all;
    for (const auto& [anchor, writability] : told) {
        if (writability == Writability::Protected) continue;
        if (all && *all != writability) return std::nullopt;
        all = writability;
    }
    return all;
}

}  // namespace

RightsCheck::Told RightsCheck::run(std::span<const ports::EntryLink> people) {
    std::map<std::string, Folder> folders;
    for (const auto& person : people) folders[directory::fold_dn(directory::folder_of(person.dn))].push_back(&person);
    Told told;
    for (const auto& [name, folder] : folders) {
        if (over()) break;
        check(folder, told);
    }
    return told;
}

void RightsCheck::check(const Folder& folder, Told& told) {
    const auto before = told.size();
    const auto sample = sample_of(folder.size());
    for (const auto place : sample) {
        if (!ask(*folder[place], told)) return;
    }
    const auto alike = common(std::span(told).subspan(before));
    for (std::size_t i = 0; i < folder.size(); ++i) {
        if (sample.contains(i)) continue;
        if (alike) {
            told.emplace_back(folder[i]->anchor, *alike);
        } else if (!ask(*folder[i], told)) {
            return;
        }
    }
}

bool RightsCheck::ask(const ports::EntryLink& person, Told& told) {
    if (over()) return false;
    --left_;
    const auto answer = connector_.writability({person.anchor, person.dn});
    // Refused: it is not there any more, which the next reading finds.
    lost_ = !answer && answer.error().code != ErrorCode::Refused;
    if (lost_) return false;
    told.emplace_back(person.anchor, answer.value_or(Writability::NotTold));
    return true;
}

}  // namespace rekey::flows
