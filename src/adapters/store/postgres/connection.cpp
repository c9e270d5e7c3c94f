#include "adapters/store/postgres/connection.hpp"

#include <endian.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "adapters/store/sql/error.hpp"

namespace rekey::store {
namespace {

// Types by their object ids, fixed since PostgreSQL 7 (catalog/pg_type.dat).
constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kInt4 = 23, kText = 25;
constexpr int kBinary = 1;
constexpr std::size_t kMostParams = 128;
constexpr Query kCommit{"unit.commit", "COMMIT"};
constexpr auto kBeginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
constexpr auto kBeginRead =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

/// PostgreSQL, appendix A: error codes.
ErrorKind classify(std::string_view state) noexcept {
    if (state == "23505") return ErrorKind::Unique;
    if (state == "23503") return ErrorKind::ForeignKey;
    if (state == "23514" || state == "23502") return ErrorKind::Check;
    if (state == "40001" || state == "40P01") return ErrorKind::Serialization;
    if (state == "55P03" || state == "57014" || state.starts_with("53")) return ErrorKind::Busy;
    // Shut down, starting up, or now a standby that refuses writes: another connection may do better.
    if (state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "25006") return ErrorKind::ConnectionLost;
    return ErrorKind::Other;
}

/// Parameters as libpq wants them: parallel arrays, of which only so much is looked at. Numbers are kept here in network order.
struct Wire {
    std::array<const char*, kMostParams> values;
    std::array<int, kMostParams> lengths, formats;
    std::array<Oid, kMostParams> types;
    std::array<std::uint64_t, kMostParams> numbers;

    explicit Wire(std::span<const Param> params) {
        for (std::size_t i = 0; i < params.size(); ++i) add(i, params[i].value);
    }

private:
    void add(std::size_t i, const Value& value) {
        values[i] = nullptr;
        lengths[i] = 0;
        formats[i] = kBinary;
        types[i] = 0;
        // A null pointer means NULL: empty text and bytes need a real one.
        const auto point = [&](const void* data, std::size_t size, Oid type) {
            values[i] = size == 0 ? "" : static_cast<const char*>(data);
            lengths[i] = static_cast<int>(size);
            types[i] = type;
        };
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            numbers[i] = htobe64(static_cast<std::uint64_t>(*number));
            point(&numbers[i], sizeof numbers[i], kInt8);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            point(text->data(), text->size(), kText);
        } else if (const auto* bytes = std::get_if<ByteView>(&value)) {
            point(bytes->data(), bytes->size(), kBytea);
        }
    }
};

std::int64_t read_number(const char* data, Oid type) noexcept {
    if (type == kBool) return *data != 0 ? 1 : 0;
    if (type == kInt4) {
        std::uint32_t wire = 0;
        std::memcpy(&wire, data, sizeof wire);
        return static_cast<std::int32_t>(be32toh(wire));
    }
    std::uint64_t wire = 0;
    std::memcpy(&wire, data, sizeof wire);
    return static_cast<std::int64_t>(be64toh(wire));
}

std::int64_t parse_number(std::string_view text) noexcept {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// For SELECT the server tells the rows read: they changed nothing.
std::int64_t changed_by(PGresult* result) {
    return std::string_view(PQcmdStatus(result)).starts_with("SELECT") ? 0 : parse_number(PQcmdTuples(result));
}

Rows read(PGresult* result, std::string_view query) {
    Rows rows(query);
    const int columns = PQnfields(result);
    rows.set_columns(static_cast<std::size_t>(columns));
    for (int row = 0; row < PQntuples(result); ++row) {
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, row, column) != 0) {
                rows.add_null();
                continue;
            }
            const auto* data = PQgetvalue(result, row, column);
            const std::string_view view(data, static_cast<std::size_t>(PQgetlength(result, row, column)));
            switch (const Oid type = PQftype(result, column)) {
                case kBool:
                case kInt4:
                case kInt8: rows.add_number(read_number(data, type)); break;
                case kBytea: rows.add_bytes(view); break;
                default: rows.add_text(view);
            }
        }
    }
    rows.set_changed(changed_by(result));
    return rows;
}

}  // namespace

PostgresConnection::PostgresConnection(const PostgresOptions& options)
    : answer_within_(options.statement_timeout + options.patience), replan_every_(options.replan_every) {
    // libpq counts in seconds and takes 1 for 2.
    const auto connect = std::to_string(std::max<std::int64_t>(2, std::chrono::ceil<seconds>(options.patience).count()));
    const char* const keys[] = {"connect_timeout", "application_name", "client_encoding", "dbname", nullptr};
    const char* const values[] = {connect.c_str(), "rekey", "UTF8", options.url.c_str(), nullptr};
    pg_.reset(PQconnectdbParams(keys, values, 1));
    if (PQstatus(pg_.get()) != CONNECTION_OK) {
        const std::string_view why = PQerrorMessage(pg_.get());
        throw Fault(FaultKind::StoreUnavailable, fmt::format("PostgreSQL cannot be reached: {}", why.substr(0, why.find('\n'))));
    }
    PQsetNoticeProcessor(pg_.get(), [](void*, const char*) {}, nullptr);  // notices may quote values
    script(fmt::format("SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}",
                       options.statement_timeout.count(), options.lock_timeout.count(), (options.statement_timeout * 6).count()));
}

PostgresConnection::Result PostgresConnection::answer(int sent, std::string_view query) {
    Result last;
    while (sent != 0) {
        if (!wait_for_input()) {
            usable_ = false;
            throw make_fault(ErrorKind::ConnectionLost, query, "no answer in time");
        }
        Result next(PQgetResult(pg_.get()));
        if (!next) break;
        last = std::move(next);
    }
    must_succeed(last.get(), query);
    return last;
}

bool PostgresConnection::wait_for_input() {
    // The server ends statements by its own timeout; this ends the wait for a server, or a network, that says nothing at all.
    while (PQisBusy(pg_.get()) != 0) {
        pollfd input{PQsocket(pg_.get()), POLLIN, 0};
        const int ready = poll(&input, 1, static_cast<int>(answer_within_.count()));
        if (ready == 0) return false;
        if (ready > 0 && PQconsumeInput(pg_.get()) == 0) break;  // lost: PQgetResult tells how
    }
    return true;
}

void PostgresConnection::must_succeed(const PGresult* result, std::string_view query) {
    const auto status = result == nullptr ? PGRES_FATAL_ERROR : PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    const auto field = [&](int code) {
        const char* found = result == nullptr ? nullptr : PQresultErrorField(result, code);
        return std::string_view(found == nullptr ? "" : found);
    };
    const auto state = field(PG_DIAG_SQLSTATE);
    const auto kind = PQstatus(pg_.get()) == CONNECTION_OK ? classify(state) : ErrorKind::ConnectionLost;
    if (kind == ErrorKind::ConnectionLost) usable_ = false;
    const auto constraint = field(PG_DIAG_CONSTRAINT_NAME);
    throw make_fault(kind, query,
                     constraint.empty() ? fmt::format("SQLSTATE {}", state) : fmt::format("SQLSTATE {}, {}", state, constraint));
}

PostgresConnection::Result PostgresConnection::simple(const char* sql, std::string_view name) {
    return answer(PQsendQuery(pg_.get(), sql), name);
}

void PostgresConnection::script(std::string_view sql) { (void)simple(std::string(sql).c_str(), "script"); }

void PostgresConnection::be_prepared(const Statement& statement) {
    const auto& [query, params] = statement;
    if (prepared_.contains(query.text.data())) return;
    if (params.size() > kMostParams) throw Fault(FaultKind::Invariant, fmt::format("query {}: too many parameters", query.name));
    settle();
    const Wire wire(params);
    // A NULL has no type here: the server infers it from the column.
    auto name = fmt::format("{}_{}", prepared_.size(), query.name);
    const auto text = render(query.text, kPostgres);
    (void)answer(PQsendPrepare(pg_.get(), name.c_str(), text.c_str(), static_cast<int>(params.size()), wire.types.data()), query.name);
    prepared_.emplace(query.text.data(), std::move(name));
}

int PostgresConnection::send(const Statement& statement) {
    const auto& [query, params] = statement;
    const Wire wire(params);
    return PQsendQueryPrepared(pg_.get(), prepared_.at(query.text.data()).c_str(), static_cast<int>(params.size()), wire.values.data(),
                               wire.lengths.data(), wire.formats.data(), kBinary);
}

PostgresConnection::Result PostgresConnection::converse(const Statement& statement) {
    be_prepared(statement);
    if (posted_.empty()) return answer(send(statement), statement.query.name);
    post(statement, nullptr, nullptr);
    return take_posted();
}

PostgresConnection::Result PostgresConnection::take_posted() {
    const auto posted = std::exchange(posted_, {});
    if (PQpipelineSync(pg_.get()) == 0) {
        usable_ = false;
        throw make_fault(ErrorKind::ConnectionLost, posted.back().query, "not sent");
    }

    // All answers are taken, also behind one that failed: the connection is of use again only when none is left.
    Result last;
    std::optional<Fault> failure;
    for (const auto& [query, ledger, answer] : posted) {
        last = next_result(query);
        if (failure) continue;
        try {
            must_succeed(last.get(), query);
        } catch (const Fault& fault) {
            failure = fault;
            continue;
        }
        if (ledger != nullptr) ledger->ran(query, PQntuples(last.get()), changed_by(last.get()));
        if (answer) *answer = read(last.get(), query);
    }
    (void)next_result("unit.sync");
    if (PQexitPipelineMode(pg_.get()) == 0) usable_ = false;
    if (failure) throw Fault(*failure);
    return last;
}

PostgresConnection::Result PostgresConnection::next_result(std::string_view query) {
    if (!wait_for_input()) {
        usable_ = false;
        throw make_fault(ErrorKind::ConnectionLost, query, "no answer in time");
    }
    Result result(PQgetResult(pg_.get()));
    // A null pointer ends each statement's results; behind the end of a pipeline there is none.
    if (result && PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) {
        if (wait_for_input()) Result(PQgetResult(pg_.get()));
    }
    return result;
}

Rows PostgresConnection::run(const Query& query, std::span<const Param> params) {
    return read(converse({query, params}).get(), query.name);
}

void PostgresConnection::settle() {
    if (!posted_.empty()) take_posted();
}

void PostgresConnection::post(const Statement& statement, Ledger* ledger, Answer answer) {
    be_prepared(statement);
    if (posted_.empty()) PQenterPipelineMode(pg_.get());
    posted_.push_back({statement.query.name, ledger, std::move(answer)});
    if (send(statement) == 0) {
        usable_ = false;
        throw make_fault(ErrorKind::ConnectionLost, statement.query.name, "not sent");
    }
}

Instant PostgresConnection::begin(ports::Access access) {
    if (plans_are_old()) (void)simple("DISCARD PLANS", "unit.begin");
    const auto result = simple(access == ports::Access::Write ? kBeginWrite : kBeginRead, "unit.begin");
    return from_millis(parse_number(PQgetvalue(result.get(), 0, 0)));
}

bool PostgresConnection::plans_are_old() {
    // PostgreSQL keeps the plan of a prepared statement until the table is analysed. In a table without a row every index is as good as
    // any other; a minute later and ten thousand rows on, the wrong one reads all of them. To plan anew looks at the tables' size.
    const auto now = std::chrono::steady_clock::now();
    if (now - planned_at_ < replan_every_) return false;
    planned_at_ = now;
    return true;
}

void PostgresConnection::commit() {
    const auto result = converse({kCommit, {}});
    // A transaction that had failed answers COMMIT with ROLLBACK, and no error.
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
        throw Fault(FaultKind::Invariant, "unit.commit: the server rolled back");
    }
}

void PostgresConnection::roll_back() noexcept {
    try {
        settle();
    } catch (const Fault&) {
        // It goes with the rest.
    }
    try {
        (void)simple("ROLLBACK", "unit.roll_back");
    } catch (const Fault&) {
        usable_ = false;
    }
}

}  // namespace rekey::store
