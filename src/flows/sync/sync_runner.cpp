#include "flows/sync/sync_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "domain/directory/state.hpp"

namespace rekey::flows {
namespace {

using What = ports::EntryRepository::What;

template <class Items, class Project>
std::vector<directory::Anchor> anchors_of(const Items& items, Project project) {
    std::vector<directory::Anchor> anchors;
    for (const auto& item : items) anchors.push_back(std::invoke(project, item));
    return anchors;
}

/// What comes twice in one answer is as it was told last.
template <class Read, class Project>
void keep_last(std::vector<Read>& batch, Project project) {
    std::set<directory::Anchor> later;
    for (auto at = batch.size(); at-- > 0;) {
        if (!later.insert(std::invoke(project, batch[at])).second) batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

bool is_as_it_was(const std::optional<ports::EntryLink>& link, const Mac& digest) {
    return link && link->digest == digest && !link->gone_at && link->trouble.empty();
}

}  // namespace

SyncRunner::SyncRunner(const SyncScope& scope, std::int64_t fence, const SyncOptions& options, SyncProgress progress)
    : scope_(scope), fence_(fence), options_(options), progress_(std::move(progress)), person_sync_(scope), group_sync_(scope) {
    const auto unit = scope.ports.admin.store.begin(scope.tenant, ports::Access::Read);
    renewed_at_ = seen_at_ = unit->now();
    if (!progress_) return;
    const auto known = unit->entries().count(scope.directory.id);
    expected_ = known.people + known.groups;
}

void SyncRunner::guarded(const std::function<void(ports::UnitOfWork&)>& work) {
    if (overtaken_) return;
    auto& store = scope_.ports.admin.store;
    const auto hold = [&](ports::UnitOfWork& unit) {
        renewed_at_ = unit.now();
        return unit.syncs().renew(scope_.directory.id, fence_, kLease);
    };
    if (options_.apply == Apply::Commit) {
        overtaken_ = !ports::transact(store, scope_.tenant, [&](ports::UnitOfWork& unit) {
            const bool held = hold(unit);
            if (held) work(unit);
            return held;
        });
    } else {
        overtaken_ = !ports::transact(store, scope_.tenant, hold);
        if (!overtaken_) work(*store.begin(scope_.tenant));
    }
}

directory::Reader SyncRunner::reader(Gone& gone, std::function<void(directory::Entry)> take) {
    return {[this, take = std::move(take)](directory::Entry entry) {
                ++report_.counts.read;
                if (!overtaken_) take(std::move(entry));
                if (is_full()) flush();
            },
            [this, &gone](const directory::Anchor& anchor) {
                gone.seen.push_back(anchor);
                if (gone.seen.size() % kManySeen != 0) return;
                const auto now = scope_.ports.admin.store.begin(scope_.tenant, ports::Access::Read)->now();
                keep_lease(now);
            },
            [&gone](const directory::Anchor& anchor) { gone.deleted.push_back(anchor); }, options_.stops, [this] { flush(); }};
}

directory::Reader SyncRunner::people() {
    return reader(people_, [this](directory::Entry entry) { take_person(std::move(entry)); });
}

directory::Reader SyncRunner::groups() {
    reading_groups_ = true;
    return reader(groups_, [this](directory::Entry entry) { take_group(std::move(entry)); });
}

void SyncRunner::take_person(directory::Entry entry) {
    auto reading = directory::read_person(entry, scope_.driver, scope_.directory.settings.map);
    if (reading.person) {
        people_.seen.push_back(reading.person->anchor);
        people_batch_.push_back(person_sync_.judge(std::move(*reading.person), std::move(reading.remarks)));
    } else {
        // Whoever cannot be read now, but could before, is there all the same.
        if (const auto anchor = anchor_of(entry)) {
            people_.seen.push_back(*anchor);
            nameless_.push_back({*anchor, directory::is_disabled(scope_.driver, entry)});
        }
        ++report_.counts.unusable;
        remark(entry.dn, reading.remarks);
    }
}

std::optional<directory::Anchor> SyncRunner::anchor_of(const directory::Entry& entry) const {
    return directory::read_anchor(scope_.driver.anchor_form, entry.first(scope_.driver.anchor));
}

void SyncRunner::take_group(directory::Entry entry) {
    std::vector<directory::Remark> remarks;
    auto group = directory::read_group(entry, scope_.driver, remarks);
    if (group) {
        groups_.seen.push_back(group->anchor);
        groups_batch_.push_back(std::move(*group));
    } else {
        if (const auto anchor = anchor_of(entry)) groups_.seen.push_back(*anchor);
        ++report_.counts.unusable;
        remark(entry.dn, remarks);
    }
}

void SyncRunner::flush() {
    flush_people();
    flush_nameless();
    flush_groups();
    keep_lease(seen_at_);
    tell_progress();
}

/// Where nothing has changed nothing is written, for longer than the lease when there are very many.
void SyncRunner::keep_lease(Instant now) {
    if (now - renewed_at_ >= kLease / 3) guarded([](ports::UnitOfWork&) {});
}

std::vector<ports::EntryLink> SyncRunner::links(std::span<const directory::Anchor> anchors) {
    const auto unit = scope_.ports.admin.store.begin(scope_.tenant, ports::Access::Read);
    seen_at_ = unit->now();
    auto found = unit->entries().find(scope_.directory.id, anchors);
    std::ranges::sort(found, {}, &ports::EntryLink::anchor);
    return found;
}

void SyncRunner::flush_people() {
    if (people_batch_.empty()) return;
    auto batch = std::move(people_batch_);
    people_batch_.clear();
    const auto anchor_of = [](const ReadPerson& each) { return each.person.anchor; };
    keep_last(batch, anchor_of);
    const auto known = links(anchors_of(batch, anchor_of));
    const auto all = std::ssize(batch);
    std::erase_if(batch, [&](const ReadPerson& each) { return is_as_it_was(link_of(known, each.person.anchor), each.digest); });
    for (auto& each : batch) person_sync_.judge_numbers(each);

    std::vector<Became> done;
    if (!batch.empty()) {
        guarded([&](ports::UnitOfWork& unit) { done = person_sync_.write(unit, batch, known); });
        scope_.ports.message_committed();
    }
    auto& counts = report_.counts;
    counts.unchanged += all - std::ssize(batch);
    const auto before = counts.added;
    for (std::size_t i = 0; i < done.size(); ++i) {
        const auto& [did, trouble] = done[i];
        counts.added += did == Did::Added ? 1 : 0;
        counts.updated += did == Did::Updated ? 1 : 0;
        counts.restored += did == Did::Restored ? 1 : 0;
        counts.quarantined += did == Did::Quarantined ? 1 : 0;
        if (!trouble.empty()) remark(batch[i].person.dn, trouble);
        remark(batch[i].person.dn, batch[i].remarks);
    }
    // More will come where so many have.
    if (before == 0 && counts.added >= kMany && options_.apply == Apply::Commit) scope_.ports.admin.store.measure_people();
}

/// Nothing is taken of them, but that the account is disabled holds here, too.
void SyncRunner::flush_nameless() {
    if (nameless_.empty()) return;
    const auto batch = std::exchange(nameless_, {});
    auto known = links(anchors_of(batch, &Nameless::anchor));
    std::erase_if(known, [](const ports::EntryLink& link) { return !link.identity || link.gone_at; });
    if (known.empty()) return;
    guarded([&](ports::UnitOfWork& unit) {
        for (const auto& [anchor, disabled] : batch) {
            auto link = link_of(known, anchor);
            if (!link || !person_sync_.follow_status(unit, *link->identity, disabled)) continue;
            link->digest = {};  // who is again what was read last is looked at all the same
            unit.entries().put(scope_.directory.id, *link);
        }
    });
}

void SyncRunner::flush_groups() {
    if (groups_batch_.empty()) return;
    auto batch = std::move(groups_batch_);
    groups_batch_.clear();
    keep_last(batch, &directory::Group::anchor);
    const auto known = links(anchors_of(batch, &directory::Group::anchor));
    std::vector<std::pair<Did, std::string>> done;
    guarded([&](ports::UnitOfWork& unit) {
        done.clear();
        for (const auto& each : batch) {
            const auto link = link_of(known, each.anchor);
            std::string trouble;
            auto did = Did::Unchanged;
            if (!is_as_it_was(link, group_sync_.digest(each))) did = group_sync_.write(unit, each, link, trouble);
            done.emplace_back(did, std::move(trouble));
        }
    });
    auto& counts = report_.counts;
    for (std::size_t i = 0; i < done.size(); ++i) {
        const auto& [did, trouble] = done[i];
        counts.groups_added += did == Did::Added ? 1 : 0;
        counts.groups_updated += did == Did::Updated ? 1 : 0;
        counts.groups_unchanged += did == Did::Unchanged ? 1 : 0;
        counts.quarantined += did == Did::Quarantined ? 1 : 0;
        if (!trouble.empty()) remark(batch[i].dn, trouble, "cn");
    }
}

void SyncRunner::end(const directory::ReadEnd& end) {
    flush();
    if (reading_groups_) {
        find_gone(groups_, What::Groups, end);
        guarded([&](ports::UnitOfWork& unit) { unit.memberships().join_waiting(scope_.directory.id); });
    } else {
        find_gone(people_, What::People, end);
    }
}

void SyncRunner::find_gone(Gone& gone, What what, const directory::ReadEnd& end) {
    constexpr std::int64_t kPage = 5000;
    std::ranges::sort(gone.seen);
    // What was told as deleted and came again later in the same reading is there.
    for (const auto& link : links(gone.deleted)) {
        const bool there = std::ranges::binary_search(gone.seen, link.anchor);
        if (!there && !link.gone_at && link.is_person == (what == What::People)) gone.gone.push_back(link.anchor);
    }
    directory::Anchor after{};
    while (end.rest_is_gone) {
        const auto unit = scope_.ports.admin.store.begin(scope_.tenant, ports::Access::Read);
        const auto page = unit->entries().anchors(scope_.directory.id, what, after, kPage);
        if (page.empty()) break;
        after = page.back();
        std::ranges::copy_if(page, std::back_inserter(gone.gone),
                             [&](const auto& anchor) { return !std::ranges::binary_search(gone.seen, anchor); });
    }
    std::ranges::sort(gone.gone);
    gone.gone.erase(std::ranges::unique(gone.gone).begin(), gone.gone.end());
    gone.seen.clear();
    gone.seen.shrink_to_fit();
}

bool SyncRunner::may_remove() {
    const auto& settings = scope_.directory.settings;
    const auto people = std::ssize(people_.gone), groups = std::ssize(groups_.gone);
    report_.removals = people + groups;
    if (report_.removals <= options_.removals_allowed) return true;
    // Of whom there were before: those who have just come, or may have, do not make it more.
    const auto& counts = report_.counts;
    const bool kept = options_.apply == Apply::Commit;
    const auto come = kept ? counts.added + counts.restored + counts.quarantined : 0, groups_come = kept ? counts.groups_added : 0;
    const auto known = scope_.ports.admin.store.begin(scope_.tenant, ports::Access::Read)->entries().count(scope_.directory.id);
    const directory::RemovalLimit limit{settings.most_removals, settings.most_removals_percent};
    // Groups as well: somebody whom a policy leaves out by a group would be let in.
    if (directory::may_remove(people, known.people - come, limit) && directory::may_remove(groups, known.groups - groups_come, limit))
        return true;
    report_.outcome = directory::Outcome::Stopped;
    report_.detail = fmt::format("{} people and {} groups would be removed, more than may go unasked: nothing was", people, groups);
    return false;
}

void SyncRunner::forget_groups() {
    guarded([&](ports::UnitOfWork& unit) {
        auto state = unit.syncs().state(scope_.directory.id);
        state.groups_cookie.clear();
        unit.syncs().save(scope_.directory.id, state);
    });
}

bool SyncRunner::groups_may_have_moved() const {
    const auto& counts = report_.counts;
    return scope_.driver.members_are_links && counts.added + counts.restored > 0;
}

void SyncRunner::remove_gone() {
    const auto in_batches = [&](const std::vector<directory::Anchor>& all, std::int64_t& count, auto remove) {
        for (std::size_t first = 0; first < all.size() && !overtaken_ && !interrupted(); first += kBatch) {
            const auto batch = std::span(all).subspan(first, std::min(kBatch, all.size() - first));
            guarded([&](ports::UnitOfWork& unit) {
                for (auto& link : unit.entries().find(scope_.directory.id, batch)) remove(unit, std::move(link));
            });
            if (!overtaken_) count += std::ssize(batch);
            tell_progress();
        }
    };
    in_batches(people_.gone, report_.counts.removed,
               [&](ports::UnitOfWork& unit, ports::EntryLink link) { person_sync_.remove(unit, std::move(link)); });
    in_batches(groups_.gone, report_.counts.groups_removed,
               [&](ports::UnitOfWork& unit, const ports::EntryLink& link) { group_sync_.remove(unit, link); });
}

void SyncRunner::remark(const std::string& dn, std::string_view flaw, std::string_view attribute) {
    if (report_.remarks.size() < SyncReport::kMostRemarks) report_.remarks.push_back({dn, std::string(flaw), std::string(attribute)});
}

void SyncRunner::remark(const std::string& dn, const std::vector<directory::Remark>& remarks) {
    for (const auto& each : remarks) remark(dn, directory::name(each.flaw), each.attribute);
}

void SyncRunner::tell_progress() const {
    if (progress_) progress_(report_.counts, expected_);
}

}  // namespace rekey::flows
