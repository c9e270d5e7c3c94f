#pragma once
#include <initializer_list>
#include <span>
#include <utility>

#include "adapters/store/ledger.hpp"
#include "adapters/store/sql/connection.hpp"
#include "base/time.hpp"

namespace rekey::store {

class Session;

/// What `Session::ask` came to, perhaps still under way. Not beyond its session.
class Asked final {
public:
    Asked(Session& session, Answer answer) : session_(session), answer_(std::move(answer)) {}
    /// Waits for it; once.
    [[nodiscard]] Rows rows() const;

private:
    Session& session_;
    Answer answer_;
};

/// One open transaction on one connection. Drivers derive from it: the constructor begins, the destructor rolls back unless committed.
/// After any Fault it can only be rolled back: PostgreSQL demands that, and SQLite follows so that both behave alike.
class Session {
public:
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session();

    Rows execute(const Query& query, std::initializer_list<Param> params);
    /// A statement whose rows are looked at later, or not at all: it travels with the next one. What goes wrong is thrown as by `post`.
    [[nodiscard]] Asked ask(const Query& query, std::initializer_list<Param> params) { return ask(query, std::span<const Param>(params)); }
    [[nodiscard]] Asked ask(const Query& query, std::span<const Param> params);
    /// Waits for all that was asked and posted.
    void settle();
    /// A statement whose rows nobody looks at. What goes wrong is thrown here, by a later statement or by `commit`.
    void post(const Query& query, std::initializer_list<Param> params) { post(query, std::span<const Param>(params)); }
    void post(const Query& query, std::span<const Param> params);
    [[nodiscard]] TakesRows takes_rows() const noexcept { return connection_.dialect().rows; }
    /// The store's clock, read once.
    [[nodiscard]] Instant now() const noexcept { return now_; }
    /// Returns when the change is durable.
    void commit();

protected:
    Session(Connection& connection, Ledger* ledger) : connection_(connection), ledger_(ledger) {}
    /// To be called when the transaction is open.
    void began(Instant now);
    [[nodiscard]] bool is_open() const noexcept { return state_ != State::Ended; }

private:
    virtual void finish() = 0;  ///< COMMIT

    enum class State : std::uint8_t { Open, Failed, Ended };
    void must_be_open() const;

    Connection& connection_;
    Ledger* ledger_;
    Instant now_{};
    State state_ = State::Ended;
    bool begun_ = false, committed_ = false;
};

}  // namespace rekey::store
