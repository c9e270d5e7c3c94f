#pragma once
#include <memory>

#include "adapters/store/sqlite/connection.hpp"
#include "adapters/store/sqlite/turnstile.hpp"
#include "base/time.hpp"

namespace rekey::store {

/// The one connection that writes, with group commit: each unit of work is a savepoint in the current batch, and the thread that finds
/// nobody waiting runs one COMMIT, so one disk sync, for all. Alone, a unit is its own batch and waits for nobody. (docs/adr/0007)
class SqliteWriter final {
public:
    static constexpr int kMostUnits = 64;  ///< a batch

    SqliteWriter(const std::string& path, Duration patience);

    /// Waits for its turn, in order, then opens a unit. Throws Fault(StoreUnavailable) after `patience`.
    void begin();
    /// Returns when the unit is durable. Throws Fault when the batch could not be committed: then nothing of the unit remains.
    void commit();
    /// Undoes the unit alone; the others of its batch are not harmed.
    void roll_back() noexcept;
    /// For the thread that has a unit open.
    [[nodiscard]] SqliteConnection& connection() noexcept { return connection_; }

private:
    class Batch;
    enum class End : std::uint8_t { Commit, RollBack };
    void open_batch();
    [[nodiscard]] bool is_first() const noexcept;
    /// Ends this thread's turn: leaves the batch to whoever waits, or commits it.
    void end_turn(End end);
    void settle(const std::shared_ptr<Batch>& batch);

    SqliteConnection connection_;
    Duration patience_;
    Turnstile turnstile_;
    std::shared_ptr<Batch> batch_;  // touched only by the thread inside the turnstile
};

}  // namespace rekey::store
