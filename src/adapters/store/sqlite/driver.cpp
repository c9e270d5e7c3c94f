#include "adapters/store/sqlite/driver.hpp"

#include "adapters/store/migrations/migrations.hpp"

namespace rekey::store {
namespace {

constexpr Query kBeginRead{"read.begin", "BEGIN"};
constexpr Query kEndRead{"read.end", "COMMIT"};

class WriteSession final : public Session {
public:
    WriteSession(SqliteWriter& writer, Ledger* ledger) : Session(writer.connection(), ledger), writer_(writer) { writer_.begin(); }
    ~WriteSession() override {
        if (is_open()) writer_.roll_back();
    }
    using Session::began;

private:
    void finish() override { writer_.commit(); }
    SqliteWriter& writer_;
};

class ReadSession final : public Session {
public:
    ReadSession(Pool<SqliteConnection>::Lease lease, Ledger* ledger) : Session(*lease, ledger), lease_(std::move(lease)) {
        (void)lease_->run(kBeginRead, {});
    }
    ~ReadSession() override {
        if (is_open()) end();
    }
    using Session::began;

private:
    void finish() override { end(); }
    void end() noexcept {
        try {
            (void)lease_->run(kEndRead, {});
        } catch (const Fault&) {
            // Nothing was to be written; the next BEGIN on this connection tells.
        }
    }
    Pool<SqliteConnection>::Lease lease_;
};

}  // namespace

SqliteDriver::SqliteDriver(const SqliteOptions& options, ports::Clock& clock)
    : clock_(clock),
      ledger_(options.ledger),
      writer_(options.path, options.patience),
      readers_(options.readers, options.patience, [path = options.path, busy = options.patience] {
          return std::make_unique<SqliteConnection>(path, SqliteMode::Read, busy);
      }) {
    check_schema(writer_.connection());
}

Instant SqliteDriver::now() {
    const auto read = to_millis(clock_.now());
    auto latest = latest_.load();
    while (latest < read && !latest_.compare_exchange_weak(latest, read)) {
    }
    return from_millis(std::max(latest, read));
}

std::unique_ptr<Session> SqliteDriver::begin(ports::Access access) {
    if (access == ports::Access::Read) {
        auto session = std::make_unique<ReadSession>(readers_.lease(), ledger_);
        session->began(now());
        return session;
    }
    auto session = std::make_unique<WriteSession>(writer_, ledger_);
    session->began(now());
    return session;
}

}  // namespace rekey::store
