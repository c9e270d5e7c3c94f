#include "adapters/store/sqlite/writer.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/error.hpp"

namespace rekey::store {
namespace {

constexpr Query kBegin{"batch.begin", "BEGIN IMMEDIATE"};
constexpr Query kCommit{"batch.commit", "COMMIT"};
constexpr Query kRollBack{"batch.roll_back", "ROLLBACK"};
constexpr Query kSavepoint{"unit.begin", "SAVEPOINT unit"};
constexpr Query kRelease{"unit.commit", "RELEASE unit"};
constexpr Query kUndo{"unit.undo", "ROLLBACK TO unit"};

}  // namespace

/// The units that share one COMMIT, and how that went.
class SqliteWriter::Batch {
public:
    int units = 0;  // touched only by the thread inside the turnstile

    void settle(std::optional<Fault> failure) {
        {
            const std::scoped_lock lock(mutex_);
            failure_ = std::move(failure);
            settled_ = true;
        }
        wake_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return settled_; });
        if (failure_) throw Fault(*failure_);
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool settled_ = false;
    std::optional<Fault> failure_;
};

SqliteWriter::SqliteWriter(const std::string& path, Duration patience)
    : connection_(path, SqliteMode::Write, patience), patience_(patience) {}

void SqliteWriter::begin() {
    if (!turnstile_.enter(patience_)) throw Fault(FaultKind::StoreUnavailable, "the store's writer is busy beyond the deadline");
    try {
        open_batch();
        if (!is_first()) (void)connection_.run(kSavepoint, {});
    } catch (...) {
        // Whoever waits for this batch must still learn how it ended.
        end_turn(End::RollBack);
        throw;
    }
}

void SqliteWriter::open_batch() {
    if (batch_) return;
    (void)connection_.run(kBegin, {});
    batch_ = std::make_shared<Batch>();
}

/// The first unit of a batch needs no savepoint: while it is open there is nobody else in the batch, and the transaction is undone with it.
bool SqliteWriter::is_first() const noexcept { return batch_ && batch_->units == 0; }

void SqliteWriter::commit() {
    try {
        if (!is_first()) (void)connection_.run(kRelease, {});
    } catch (...) {
        roll_back();
        throw;
    }
    end_turn(End::Commit);
}

void SqliteWriter::roll_back() noexcept {
    try {
        if (connection_.in_transaction()) {
            (void)connection_.run(is_first() ? kRollBack : kUndo, {});
            if (!is_first()) (void)connection_.run(kRelease, {});
        }
    } catch (const Fault&) {
        // The savepoint cannot be undone: then no unit of this batch may stay.
        try {
            (void)connection_.run(kRollBack, {});
        } catch (const Fault&) {
        }
    }
    try {
        end_turn(End::RollBack);
    } catch (const Fault&) {
        // The units of the batch have been told; this one asked for nothing to stay.
    }
}

void SqliteWriter::end_turn(End end) {
    const auto batch = batch_;
    if (!batch) return turnstile_.leave();
    const bool room = ++batch->units < kMostUnits && connection_.in_transaction();
    if (!room || !turnstile_.hand_over()) settle(batch);
    if (end == End::Commit) batch->wait();
}

void SqliteWriter::settle(const std::shared_ptr<Batch>& batch) {
    std::optional<Fault> failure;
    try {
        if (!connection_.in_transaction()) throw Fault(FaultKind::StoreUnavailable, "SQLite undid the batch (disk full or I/O error)");
        (void)connection_.run(kCommit, {});
    } catch (const Fault& fault) {
        failure = fault;
        try {
            if (connection_.in_transaction()) (void)connection_.run(kRollBack, {});
        } catch (const Fault&) {
        }
    }
    batch_.reset();
    turnstile_.leave();
    batch->settle(std::move(failure));
}

}  // namespace rekey::store
