#include "flows/writeback_recovery.hpp"

#include "base/in_turn.hpp"
#include "flows/directory_account.hpp"
#include "flows/password_change.hpp"
#include "flows/writeback_outcome.hpp"

namespace rekey::flows {
namespace {

using directory::Writeback;

/// A directory that does not answer is asked again after this time…
constexpr Duration kAgain = seconds{10};
/// …and until so long after the write began: the person is waiting.
constexpr Duration kPatience = minutes{2};
constexpr std::int64_t kBatch = 20;

enum class Found : std::uint8_t { Done, Not, Gone, CannotTell, NoAnswer };

Found judge(const Writeback& writeback, const directory::Directory& directory, const std::optional<directory::AccountState>& state) {
    if (!state) return Found::Gone;
    if (writeback.what == Writeback::What::Unlock) return state->locked ? Found::Not : Found::Done;
    switch (directory::trace(writeback, *state, directory.settings.servers.size())) {
        case directory::Trace::Written: return Found::Done;
        case directory::Trace::NotWritten: return Found::Not;
        case directory::Trace::NotYet: return Found::NoAnswer;
        case directory::Trace::CannotTell: break;
    }
    return Found::CannotTell;
}

std::pair<Found, std::string> ask(ports::Connectors& connectors, const std::optional<DirectoryAccount>& account,
                                  const Writeback& writeback) {
    if (!account) return {Found::Gone, "there is no such entry any more"};
    const auto connector = connect(connectors, *account);
    if (!connector) return {Found::NoAnswer, connector.error().detail};
    const auto state = (*connector)->find(account->whom);
    if (!state) return {Found::NoAnswer, state.error().detail};
    return {judge(writeback, account->directory, *state), {}};
}

SignInPorts for_changes(const ResetPorts& ports) {
    return {ports.store, ports.entropy, ports.macs, ports.hasher, ports.strength, ports.connectors, ports.offered, ports.message_committed};
}

}  // namespace

Progress WritebackRecovery::step(const TenantId& tenant) {
    const auto overdue =
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return unit.writebacks().claim_overdue(kPatience, kBatch); });
    if (overdue.empty()) return {};
    in_turn(overdue, [&](const Writeback& writeback) {
        recover(tenant, writeback);
        ports_.message_committed();
        return true;
    });
    return {static_cast<std::int64_t>(overdue.size()), false};
}

void WritebackRecovery::recover(const TenantId& tenant, const Writeback& writeback) {
    const auto account = [&]() -> std::optional<DirectoryAccount> {
        const auto unit = ports_.store.begin(tenant, ports::Access::Read);
        return directory_account(*unit, writeback.identity, writeback.directory);
    }();
    auto [found, detail] = ask(ports_.connectors, account, writeback);

    const ResetContext context(ports_, tenant);
    const WritebackOutcome outcome(ports_, context, writeback);
    const auto account_ports = for_changes(ports_);
    const PasswordChange change(account_ports, tenant, signin::Stage::SignedIn);
    ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
        if (found == Found::NoAnswer && unit.now() < writeback.began_at + kPatience)
            return unit.writebacks().postpone(writeback.id, kAgain);
        if (writeback.what == Writeback::What::Change) {
            if (!unit.writebacks().end(writeback.id)) return;
            if (found == Found::Done) change.done_unseen(unit, writeback.identity);
            if (found == Found::NoAnswer || found == Found::CannotTell) change.unknown(unit, writeback.identity, detail);
            return;
        }
        auto loaded = outcome.take(unit);
        if (!loaded) return;
        switch (found) {
            case Found::Done: outcome.done(unit, *loaded, {}); break;
            case Found::Not: outcome.back(unit, *loaded); break;
            case Found::Gone: outcome.refused(unit, *loaded, policy::Obstacle::AccountDisabled, detail); break;
            case Found::NoAnswer:
                // An unlock can simply be asked for again.
                if (writeback.what == Writeback::What::Unlock) return outcome.back(unit, *loaded);
                [[fallthrough]];
            case Found::CannotTell: outcome.refused(unit, *loaded, policy::Obstacle::OutcomeUnknown, detail); break;
        }
    });
}

}  // namespace rekey::flows
