#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/reset_context.hpp"

namespace rekey::flows {

/// Puts down what a write to a directory came to, in the transaction that ended its row: once, by whoever learned it.
class WritebackOutcome final {
public:
    WritebackOutcome(const ResetPorts& ports, const ResetContext& context, const directory::Writeback& writeback)
        : ports_(ports), context_(context), writeback_(writeback) {}

    /// The attempt, when it was for this caller to say what became of it. Nothing: somebody else has said so already.
    [[nodiscard]] std::optional<Loaded> take(ports::UnitOfWork& unit) const;
    /// The same for who has begun it just now: of all that was `begun` with only the attempt is read again.
    [[nodiscard]] std::optional<Loaded> take(ports::UnitOfWork& unit, const Loaded& begun) const;

    /// The new password is in force there, or the account is unlocked.
    void done(ports::UnitOfWork& unit, Loaded& loaded, std::string_view user_agent) const;
    /// Nothing has changed there; another password may be tried. Who only unlocks is told that the directory does not answer.
    void back(ports::UnitOfWork& unit, Loaded& loaded) const;
    /// Neither this nor any other password will do, and this is why.
    void refused(ports::UnitOfWork& unit, Loaded& loaded, policy::Obstacle obstacle, const std::string& detail) const;

    /// For the administrator; nothing that was typed.
    void audit(ports::UnitOfWork& unit, const Loaded& loaded, audit::Kind kind, std::string_view outcome, const std::string& detail) const;

private:
    void save(ports::UnitOfWork& unit, Loaded& loaded, reset::State state) const;
    void count(std::string_view outcome) const;

    const ResetPorts& ports_;
    const ResetContext& context_;
    const directory::Writeback& writeback_;
};

/// A write that this directory refuses whatever the password is. Nothing: another password may do.
[[nodiscard]] std::optional<policy::Obstacle> obstacle_of(directory::Refusal refusal);

}  // namespace rekey::flows
