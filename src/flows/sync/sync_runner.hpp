#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "flows/sync/group_sync.hpp"
#include "flows/sync/person_sync.hpp"
#include "flows/sync/sync_report.hpp"

namespace rekey::flows {

/// Does one run: takes entries as they come, writes them in batches, and removes who is gone. Everything is written under the fence that was
/// claimed: when another runner has taken over, nothing is.
class SyncRunner final {
public:
    static constexpr Duration kLease = seconds{90};

    SyncRunner(const SyncScope& scope, std::int64_t fence, const SyncOptions& options, SyncProgress progress);

    /// What is read goes to `people` or `groups`, whichever was begun last.
    [[nodiscard]] directory::Reader people();
    [[nodiscard]] directory::Reader groups();
    /// After the reading: what is left of it is written, and who is gone is found.
    void end(const directory::ReadEnd& end);
    /// Active Directory: whose DN has changed, or has come into the base, is in the same groups, and these do not show it. Has anybody come?
    [[nodiscard]] bool groups_may_have_moved() const;
    /// Groups are read from the beginning, by the next run too when this one does not come to its end: those who have come are stored already.
    void forget_groups();
    /// Whether so many may go; the guard. The report says it when not.
    [[nodiscard]] bool may_remove();
    void remove_gone();

    /// Runs in a transaction of this runner's. Nothing happens once it is overtaken; in a preview it is undone.
    void guarded(const std::function<void(ports::UnitOfWork&)>& work);
    [[nodiscard]] bool overtaken() const noexcept { return overtaken_; }
    [[nodiscard]] bool interrupted() const { return options_.stops && options_.stops(); }
    [[nodiscard]] SyncReport& report() noexcept { return report_; }

private:
    /// Of people, or of groups.
    struct Gone {
        std::vector<directory::Anchor> seen, deleted, gone;
    };
    [[nodiscard]] directory::Reader reader(Gone& gone, std::function<void(directory::Entry)> take);
    [[nodiscard]] bool is_full() const noexcept { return people_batch_.size() + nameless_.size() + groups_batch_.size() >= kBatch; }
    [[nodiscard]] std::optional<directory::Anchor> anchor_of(const directory::Entry& entry) const;

    void take_person(directory::Entry entry);
    void take_group(directory::Entry entry);
    void flush();
    void keep_lease(Instant now);
    void flush_people();
    void flush_nameless();
    void flush_groups();
    /// Those of them that are known, in their order.
    [[nodiscard]] std::vector<ports::EntryLink> links(std::span<const directory::Anchor> anchors);
    void find_gone(Gone& gone, ports::EntryRepository::What what, const directory::ReadEnd& end);
    void remark(const std::string& dn, std::string_view flaw, std::string_view attribute = {});
    void remark(const std::string& dn, const std::vector<directory::Remark>& remarks);
    void tell_progress() const;

    /// There, but nothing can be taken of it.
    struct Nameless {
        directory::Anchor anchor;
        bool disabled;
    };
    static constexpr std::size_t kBatch = 500;  ///< entries a transaction
    static constexpr std::size_t kManySeen = 10'000;
    static constexpr std::int64_t kMany = 400;  ///< new people in the first of them

    const SyncScope& scope_;
    std::int64_t fence_;
    SyncOptions options_;
    SyncProgress progress_;
    std::int64_t expected_ = 0;
    Instant renewed_at_{}, seen_at_{};  ///< by the store's clock
    PersonSync person_sync_;
    GroupSync group_sync_;
    std::vector<ReadPerson> people_batch_;
    std::vector<Nameless> nameless_;
    std::vector<directory::Group> groups_batch_;
    Gone people_, groups_;
    bool reading_groups_ = false;
    bool overtaken_ = false;
    SyncReport report_;
};

}  // namespace rekey::flows
