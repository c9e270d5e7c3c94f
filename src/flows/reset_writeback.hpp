#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "flows/directory_account.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {

/// The end of a reset whose password is mastered in a directory: two short transactions around one call, with none open during it
/// (docs/adr/0027). The password is neither kept nor queued, and a write is never repeated: who does not learn what it came to leaves the
/// attempt Writing, and WritebackRecovery asks the directory.
class ResetWriteback final {
public:
    ResetWriteback(const ResetPorts& ports, const ResetContext& context, DirectoryAccount account)
        : ports_(ports), context_(context), account_(std::move(account)) {}

    struct Candidate {
        const Secret& password;
        const password::Context& names;
        std::optional<ports::PasswordRecord> remembered;  ///< what was set from here before
    };
    /// Errors: TooManyPasswords, DirectoryUnavailable (nothing has happened), AttemptEnded, NotAllowedNow.
    [[nodiscard]] Result<PasswordOutcome> set(const Loaded& loaded, const Secret& handle, const Candidate& candidate, const Caller& caller);

    /// After the transaction that consumed the last proof of an attempt that only unlocks, and began the writeback.
    [[nodiscard]] StepView unlock(const directory::Writeback& writeback);

private:
    /// How the account is there now; Unreachable, InvalidInput: it cannot be asked.
    [[nodiscard]] Result<std::optional<directory::AccountState>> look();
    [[nodiscard]] Result<std::vector<password::Reason>> own_refusals(const directory::AccountState& state, const Loaded& loaded,
                                                                     const Candidate& candidate);
    [[nodiscard]] Result<directory::Writeback> begin(ports::UnitOfWork& unit, const Loaded& loaded, const Secret& handle,
                                                     const directory::AccountState& state) const;
    [[nodiscard]] Result<PasswordOutcome> void_attempt(const Secret& handle, policy::Obstacle obstacle);
    [[nodiscard]] Result<PasswordOutcome> settle(ports::UnitOfWork& unit, const Loaded& begun, const directory::Writeback& writeback,
                                                 const directory::Written& written, const Candidate& candidate, const Caller& caller);
    [[nodiscard]] StepView settle_unlock(ports::UnitOfWork& unit, const directory::Writeback& writeback, const directory::Written& written,
                                         std::optional<policy::Obstacle> obstacle);

    const ResetPorts& ports_;
    const ResetContext& context_;
    DirectoryAccount account_;
    std::shared_ptr<ports::Connector> connector_;
    std::optional<directory::PasswordPolicy> policy_;
    std::optional<ports::PasswordRecord> to_remember_;
};

/// From now on the attempt is Writing, and somebody will learn what becomes of it; `attempt` is to be saved in the same transaction. Nothing:
/// another password of the person is being written, which an unlock does not mind.
[[nodiscard]] std::optional<directory::Writeback> begin_writeback(ports::UnitOfWork& unit, ports::Entropy& entropy,
                                                                  const DirectoryId& directory, reset::Attempt& attempt,
                                                                  std::string before = {});

/// What tells a write by: when the password had been set before it. Nothing when that was just now: some directories tell whole seconds, and
/// the next one could look the same.
[[nodiscard]] std::string time_before(const directory::AccountState& state, Instant now);

/// A write that was asked for and not answered: the password has been set at another time than before. False also when that cannot be told.
[[nodiscard]] bool has_happened(ports::Connector& connector, const DirectoryAccount& account, const directory::Writeback& writeback);

/// A write that was not answered is looked up again after this: a server whose connection broke may still be at it.
inline constexpr Duration kSettling = seconds{15};

/// How long the write of somebody who died is left alone. Longer than any write takes.
inline constexpr Duration kWriteLease = seconds{45};

}  // namespace rekey::flows
