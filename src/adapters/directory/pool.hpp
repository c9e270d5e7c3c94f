#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/directory/connection.hpp"

namespace rekey::ldap {

/// The servers of one directory, which all have the same, and who speaks to them.
struct PoolOptions {
    std::vector<Endpoint> servers;  ///< the first that answers is spoken to
    std::string account;            ///< of the service, as the directory binds it: a DN, or a user principal name
    Secret password;
    std::size_t most = 4;           ///< connections at once: a directory that stalls holds no more threads
    Duration wait = seconds{5};     ///< for a free one
    Duration idle = seconds{60};    ///< after which a connection is not used again: servers and firewalls close them without a word
    Duration rest = seconds{30};    ///< how long a server that did not answer is asked last
    /// Until the account is tried again, and twice as long each further time: the directory counts wrong passwords, for half an hour as a
    /// rule, and locks. A password that is typed anew makes a new pool.
    Duration after_refusal = minutes{40};
};

/// Connections that are bound as the service account. Several threads may take them.
class Pool final {
public:
    /// As whom a connection is taken.
    enum class As : std::uint8_t { Service, Nobody };

    /// One connection, for as long as this lives. That of the service goes back, unless it was lost.
    class Lease final {
    public:
        Lease(Lease&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)), as_(other.as_) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        Connection* operator->() noexcept { return &connection_; }
        Connection& operator*() noexcept { return connection_; }

    private:
        friend class Pool;
        Lease(Pool& pool, Connection connection, As as) : pool_(&pool), connection_(std::move(connection)), as_(as) {}
        Pool* pool_;
        Connection connection_;
        As as_;
    };

    explicit Pool(PoolOptions options);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Lost: none is free in time, no server answers, or the account is refused; never sent.
    [[nodiscard]] Answer<Lease> take();
    /// A new one, bound now.
    [[nodiscard]] Answer<Lease> take_fresh();
    /// A new one that is bound as nobody, to be bound as a person. It counts as one of `most`, and is closed when it is given back: the
    /// rights of a person are never lent to the next. Whoever holds another lease meanwhile may wait for himself.
    [[nodiscard]] Answer<Lease> take_unbound();

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Idle {
        Connection connection;
        Time since;
    };

    [[nodiscard]] Answer<Lease> take_new(As as);
    [[nodiscard]] Answer<Lease> open(As as);
    [[nodiscard]] Answer<Connection> connect(As as);
    /// The idle ones that are not used again, to be closed when the lock is no more held.
    [[nodiscard]] std::vector<Idle> sort_out();
    [[nodiscard]] std::vector<std::size_t> order();
    /// Why, in the directory's words, while the account is not tried again.
    [[nodiscard]] std::optional<std::string> refused();
    void refuse(const std::string& why);
    void give_back(Connection connection, As as);

    PoolOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t taken_ = 0;
    std::vector<Idle> idle_;  ///< the last one given back is taken first: the others grow old and go
    std::vector<Time> rests_until_;  ///< of each server
    std::string why_refused_;
    int refusals_ = 0;  ///< in a row
    Time refused_until_{};
};

}  // namespace rekey::ldap
