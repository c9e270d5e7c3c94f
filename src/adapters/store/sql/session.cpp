#include "adapters/store/sql/session.hpp"

#include "base/error.hpp"

namespace rekey::store {

Session::~Session() {
    if (ledger_ != nullptr && begun_ && !committed_) ledger_->rolled_back();
}

void Session::began(Instant now) {
    now_ = now;
    state_ = State::Open;
    begun_ = true;
    if (ledger_ != nullptr) ledger_->began();
}

void Session::must_be_open() const {
    if (state_ != State::Open) throw Fault(FaultKind::Invariant, "this unit of work has failed or ended: it can only be rolled back");
}

Rows Session::execute(const Query& query, std::initializer_list<Param> params) {
    must_be_open();
    state_ = State::Failed;  // until proven otherwise
    auto rows = connection_.run(query, params);
    state_ = State::Open;
    tell(ledger_, rows);
    return rows;
}

void Session::post(const Query& query, std::span<const Param> params) {
    must_be_open();
    state_ = State::Failed;
    connection_.post({query, params}, ledger_, nullptr);
    state_ = State::Open;
}

Asked Session::ask(const Query& query, std::span<const Param> params) {
    must_be_open();
    state_ = State::Failed;
    auto answer = std::make_shared<std::optional<Rows>>();
    connection_.post({query, params}, ledger_, answer);
    state_ = State::Open;
    return {*this, std::move(answer)};
}

void Session::settle() {
    must_be_open();
    state_ = State::Failed;
    connection_.settle();
    state_ = State::Open;
}

Rows Asked::rows() const {
    if (!*answer_) session_.settle();
    return std::move(answer_->value());
}

void Session::commit() {
    must_be_open();
    state_ = State::Ended;
    finish();
    committed_ = true;
    if (ledger_ != nullptr) ledger_->committed();
}

}  // namespace rekey::store
