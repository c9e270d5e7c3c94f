#include "flows/sync/directory_sync.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "flows/admin/admin_unit.hpp"
#include "flows/decoy_shapes.hpp"
#include "flows/reset_context.hpp"
#include "flows/sync/selection.hpp"
#include "flows/sync/sync_runner.hpp"

namespace rekey::flows {
namespace {

using directory::Delta;
using directory::Mode;
using directory::Outcome;

/// Who is in a group changes the group, not the person: nothing but reading everything finds it.
Delta best_delta(const SyncScope& scope, const directory::Facts& facts) {
    if (!scope.directory.settings.group.empty() || facts.deltas.empty()) return Delta::None;
    return facts.deltas.front();
}

bool changes_people(const SyncCounts& counts) { return counts.added + counts.updated + counts.restored + counts.removed > 0; }

}  // namespace

/// A run that has the right to go on.
struct DirectorySync::Begun {
    SyncScope scope;
    std::shared_ptr<ports::Connector> connector;
    std::int64_t fence = 0;
    ports::SyncState state;
    ports::SyncRun run;
};

Result<DirectorySync::Begun> DirectorySync::begin(const TenantId& tenant, const directory::Directory& directory, const SyncOptions& options,
                                                  const Actor& actor) {
    const auto missing = directory::check(directory.settings);
    if (!missing.empty()) return fail(ErrorCode::InvalidInput, missing.front());
    return ports::transact(ports_.admin.store, tenant, [&](ports::UnitOfWork& unit) -> Result<Begun> {
        const auto password = unit.directories().password(directory.id);
        if (!password) return fail(ErrorCode::InvalidInput, "the service account has no password yet: rekey directory password");
        auto connector = ports_.connectors.open(directory, *password);
        if (!connector) return std::unexpected(connector.error());
        const auto fence = unit.syncs().claim(directory.id, SyncRunner::kLease);
        if (!fence) return fail(ErrorCode::Conflict, "it is being read already");
        // Whoever had the lease and did not give it back is no more. What they were asked for is still to be done.
        bool died_full = false;
        for (auto& last : unit.syncs().runs(directory.id, 3)) {
            if (last.outcome != Outcome::Running) continue;
            died_full = died_full || last.mode == Mode::Full;
            if (options.apply == Apply::Preview) continue;  // it does not do it
            last.outcome = Outcome::Overtaken;
            last.ended_at = unit.now();
            unit.syncs().put(directory.id, last);
        }
        Begun begun{{ports_, tenant, directory, *directory::find_driver(directory.settings.kind), load_settings(unit), actor},
                    std::move(*connector),
                    *fence,
                    unit.syncs().state(directory.id),
                    {ports::make_id<RunId>(ports_.admin.entropy), options.mode, actor.name, unit.now(), {}, Outcome::Running, {}, {}}};
        const auto key = directory::reading_key(directory.settings);
        const bool first = !begun.state.full_at || begun.state.reading_key != key;
        const bool old = begun.state.full_at && *begun.state.full_at + days{directory.settings.full_days} <= unit.now();
        const bool asked = begun.state.asked == Mode::Full || died_full;
        if (first || old || asked) begun.run.mode = Mode::Full;
        if (options.apply == Apply::Commit) {
            // Who asks from now on wants what comes after. Until this run has ended it is due, whatever becomes of it.
            if (std::exchange(begun.state.asked, std::nullopt)) {
                begun.state.next_at = unit.now();
                unit.syncs().save(directory.id, begun.state);
            }
            unit.syncs().put(directory.id, begun.run);
        }
        begun.state.reading_key = key;
        return begun;
    });
}

SyncReport DirectorySync::read(Begun& begun, const SyncOptions& options, const SyncProgress& progress) {
    SyncRunner runner(begun.scope, begun.fence, options, progress);
    auto& report = runner.report();
    report.mode = begun.run.mode;
    const auto failed = [&](const Error& error) {
        report.outcome = Outcome::Failed;
        report.detail = error.detail;
        return std::move(report);
    };
    const auto facts = begun.connector->facts();
    if (!facts) return failed(facts.error());
    const auto people = select_people(begun.scope.directory.settings, begun.scope.driver);
    if (!people) return failed(people.error());
    const auto groups = select_groups(begun.scope.directory.settings, begun.scope.driver);
    if (!groups) return failed(groups.error());

    auto& state = begun.state;
    const auto delta = best_delta(begun.scope, *facts);
    if (delta == Delta::None || directory::name(delta) != state.delta) report.mode = begun.run.mode = Mode::Full;
    state.delta = directory::name(delta);
    const auto read_all = [&](const directory::Selection& selection, std::string& cookie, const directory::Reader& reader) -> Result<void> {
        const auto page_size = static_cast<int>(begun.scope.directory.settings.page_size);
        if (report.mode == Mode::Full) cookie.clear();
        auto end = begun.connector->read(selection, {delta, cookie, page_size}, reader);
        if (!end) return std::unexpected(end.error());
        runner.end(*end);
        cookie = std::move(end->cookie);
        return {};
    };
    const auto interrupted = [&] {
        report.outcome = Outcome::Interrupted;
        report.detail = "it was asked to end: the next run goes on";
        return std::move(report);
    };
    auto done = read_all(*people, state.people_cookie, runner.people());
    if (runner.groups_may_have_moved()) {
        state.groups_cookie.clear();
        runner.forget_groups();
    }
    if (done) done = read_all(*groups, state.groups_cookie, runner.groups());
    if (runner.interrupted()) return interrupted();
    if (!done) return failed(done.error());
    if (runner.overtaken()) {
        report.outcome = Outcome::Overtaken;
        report.detail = "another runner has taken over";
    } else if (runner.may_remove()) {
        runner.remove_gone();
        if (runner.interrupted()) return interrupted();
        report.outcome = runner.overtaken() ? Outcome::Overtaken : Outcome::Done;
    }
    return std::move(report);
}

/// The end of a run. Cookies are kept only when everything they stand for is stored.
void DirectorySync::put_down(Begun& begun, const SyncReport& report, Apply apply) {
    auto& syncs_of = begun.scope.directory.id;
    const auto interval = minutes{begun.scope.directory.settings.interval_minutes};
    // Up to a tenth more, so that nodes and tenants do not all come at once.
    const auto jitter =
        Duration{static_cast<std::int64_t>(ports_.admin.entropy.below(static_cast<std::uint64_t>(Duration(interval).count() / 10) + 1))};
    ports::transact(ports_.admin.store, begun.scope.tenant, [&](ports::UnitOfWork& unit) {
        auto& syncs = unit.syncs();
        begun.run.ended_at = unit.now();
        begun.run.outcome = report.outcome;
        begun.run.counts = to_map(report.counts);
        begun.run.detail = report.detail;
        const bool mine = syncs.renew(syncs_of, begun.fence, SyncRunner::kLease);
        if (!mine) begun.run.outcome = Outcome::Overtaken;
        if (!mine && !unit.directories().find(syncs_of)) return;  // it was removed meanwhile
        if (apply == Apply::Commit) {
            syncs.put(syncs_of, begun.run);
            std::int64_t number = 0;
            for (const auto& each : report.remarks) syncs.remark(syncs_of, begun.run.id, number++, each);
        }
        if (!mine) return;
        if (apply == Apply::Commit) {
            auto state = syncs.state(syncs_of);
            if (report.outcome == Outcome::Done) {
                begun.state.asked = state.asked;
                const auto full_at = report.mode == Mode::Full ? std::optional(unit.now()) : state.full_at;
                state = begun.state;
                state.full_at = full_at;
                state.read_at = unit.now();
                if (changes_people(report.counts)) forget_count(unit);
            }
            if (report.outcome != Outcome::Interrupted)
                state.next_at = unit.now() + interval + jitter;
            else if (begun.run.mode == Mode::Full)
                state.asked = Mode::Full;
            syncs.save(syncs_of, state);
            auto details = begun.run.counts;
            details.emplace("directory", begun.scope.directory.name);
            details.emplace("outcome", directory::name(report.outcome));
            record(unit, ports_.admin.entropy, begun.scope.actor, audit::Kind::DirectorySynchronised, std::nullopt, std::move(details));
        }
        syncs.release(syncs_of, begun.fence);
    });
}

Result<SyncReport> DirectorySync::run(const TenantId& tenant, std::string_view name, const SyncOptions& options,
                                      const SyncProgress& progress, const Actor& actor) {
    const auto directory = ports_.admin.store.begin(tenant, ports::Access::Read)->directories().find(name);
    if (!directory) return fail(ErrorCode::NotFound, fmt::format("there is no directory {}", name));
    auto effective = options;
    if (directory->settings.staging) effective.apply = Apply::Preview;
    auto begun = begin(tenant, *directory, effective, actor);
    if (!begun) return std::unexpected(begun.error());
    auto report = read(*begun, effective, progress);
    report.apply = effective.apply;
    put_down(*begun, report, effective.apply);
    return report;
}

}  // namespace rekey::flows
