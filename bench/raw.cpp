#include "raw.hpp"

#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include "measure.hpp"

namespace rekey::bench {
namespace {

void run(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database));
}

// libpq's calls of the store come here first (the linker's --wrap), so that a thread's conversation can be recorded.
thread_local std::vector<Recording::Step>* t_recording = nullptr;
std::mutex g_mutex;
struct Prepared {
    std::string sql;
    std::vector<Oid> types;
};
std::map<std::pair<PGconn*, std::string>, Prepared> g_prepared;
constexpr Oid kBytea = 17;  // catalog/pg_type.dat

}  // namespace

extern "C" {
int __real_PQsendPrepare(PGconn*, const char*, const char*, int, const Oid*);
int __real_PQsendQueryPrepared(PGconn*, const char*, int, const char* const*, const int*, const int*, int);
int __real_PQsendQuery(PGconn*, const char*);

int __wrap_PQsendPrepare(PGconn* connection, const char* name, const char* sql, int count, const Oid* types) {
    {
        const std::scoped_lock lock(g_mutex);
        g_prepared[{connection, name}] = {sql, {types, types + count}};
    }
    return __real_PQsendPrepare(connection, name, sql, count, types);
}

int __wrap_PQsendQueryPrepared(PGconn* connection, const char* name, int count, const char* const* values, const int* lengths,
                               const int* formats, int format) {
    if (t_recording != nullptr) {
        Recording::Step step;
        step.prepared = true;
        {
            const std::scoped_lock lock(g_mutex);
            const auto& known = g_prepared.at({connection, name});
            step.sql = known.sql;
            for (const auto type : known.types) step.bytes.push_back(type == kBytea);
        }
        for (int i = 0; i < count; ++i) {
            step.null.push_back(values[i] == nullptr);
            step.values.emplace_back(values[i], values[i] == nullptr ? values[i] : values[i] + lengths[i]);
        }
        t_recording->push_back(std::move(step));
    }
    return __real_PQsendQueryPrepared(connection, name, count, values, lengths, formats, format);
}

int __wrap_PQsendQuery(PGconn* connection, const char* sql) {
    if (t_recording != nullptr) t_recording->push_back({sql, false, {}, {}, {}});
    return __real_PQsendQuery(connection, sql);
}
}

double raw_argon2id(int threads, const ports::HashCost& cost, double seconds) {
    const std::string password = "a slow green bicycle";
    const std::array<unsigned char, crypto_pwhash_argon2id_SALTBYTES> salt{7};
    return rate(threads, seconds, [&](int) {
        std::array<unsigned char, 32> out{};
        if (crypto_pwhash_argon2id(out.data(), out.size(), password.data(), password.size(), salt.data(),
                                   static_cast<unsigned long long>(cost.passes), static_cast<std::size_t>(cost.memory_kib) * 1024,
                                   crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
            throw std::runtime_error("Argon2id: not enough memory");
    });
}

double bare_commits(const std::filesystem::path& file, double seconds) {
    sqlite3* database = nullptr;
    if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) throw std::runtime_error("the file cannot be opened");
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> close(database, &sqlite3_close);
    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, value TEXT) STRICT");
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "INSERT INTO row (value) VALUES ('one row, forty characters long, as it is')", -1, &statement, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> finish(statement, &sqlite3_finalize);
    return rate(1, seconds, [&](int) {
        if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error("commit failed");
        sqlite3_reset(statement);
    });
}

Recording Recording::of(const std::function<void()>& work) {
    Recording recording;
    t_recording = &recording.steps_;
    work();
    t_recording = nullptr;
    return recording;
}

namespace {

/// One connection that repeats the recording with fresh values, the same ones wherever the original had the same.
class Replayer final {
public:
    Replayer(const Recording& recording, const std::string& url) : recording_(recording), connection_(PQconnectdb(url.c_str()), &PQfinish) {
        if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error("PostgreSQL cannot be reached");
        for (const auto& step : recording.steps()) {
            collect_fresh(step);
            if (step.prepared && names_.emplace(step.sql, "s" + std::to_string(names_.size())).second) prepare(step);
        }
    }

    void once() {
        std::map<std::vector<char>, std::vector<char>> drawn;
        for (const auto& step : recording_.steps()) play(step, drawn);
    }

private:
    /// Ids (16 bytes) and MACs (32) that an INSERT brings and no earlier statement knew: what was there before stays as it is.
    void collect_fresh(const Recording::Step& step) {
        const bool inserts = step.sql.starts_with("INSERT");
        for (std::size_t i = 0; i < step.values.size(); ++i) {
            const auto& value = step.values[i];
            if (!step.bytes[i] || (value.size() != 16 && value.size() != 32)) continue;
            if (inserts && !known_.contains(value)) fresh_.insert(value);
            known_.insert(value);
        }
    }

    void prepare(const Recording::Step& step) const {
        clear(PQprepare(connection_.get(), names_.at(step.sql).c_str(), step.sql.c_str(), 0, nullptr), step);
    }

    void play(const Recording::Step& step, std::map<std::vector<char>, std::vector<char>>& drawn) {
        if (!step.prepared) return clear(PQexec(connection_.get(), step.sql.c_str()), step);
        std::vector<const char*> values;
        std::vector<int> lengths, formats(step.values.size(), 1);
        for (std::size_t i = 0; i < step.values.size(); ++i) {
            const auto& value = fresh_.contains(step.values[i]) ? fresh(step.values[i], drawn) : step.values[i];
            values.push_back(step.null[i] ? nullptr : value.empty() ? "" : value.data());
            lengths.push_back(static_cast<int>(value.size()));
        }
        clear(PQexecPrepared(connection_.get(), names_.at(step.sql).c_str(), static_cast<int>(values.size()), values.data(), lengths.data(),
                             formats.data(), 1),
              step);
    }

    const std::vector<char>& fresh(const std::vector<char>& original, std::map<std::vector<char>, std::vector<char>>& drawn) {
        const auto [at, is_new] = drawn.try_emplace(original, original);
        // The first bytes stay: ids grow with time, so that indexes grow at one end, in the original as here.
        if (is_new) {
            for (std::size_t i = original.size() == 16 ? 6 : 0; i < at->second.size(); ++i) at->second[i] = static_cast<char>(chance_());
        }
        return at->second;
    }

    static void clear(PGresult* result, const Recording::Step& step) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> owned(result, &PQclear);
        const auto status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(step.sql + ": " + PQresultErrorMessage(result));
    }

    const Recording& recording_;
    std::set<std::vector<char>> known_, fresh_;
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
    std::map<std::string, std::string> names_;
    std::mt19937_64 chance_{std::random_device{}()};
};

}  // namespace

double replay(const std::vector<Recording>& recordings, const std::string& url, double seconds) {
    std::vector<std::unique_ptr<Replayer>> replayers;
    for (const auto& recording : recordings) replayers.push_back(std::make_unique<Replayer>(recording, url));
    return rate(static_cast<int>(replayers.size()), seconds, [&](int thread) { replayers[static_cast<std::size_t>(thread)]->once(); });
}

}  // namespace rekey::bench
