#include "adapters/directory/pool.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace rekey::ldap {
namespace {

/// 389 DS answers the other one when it has been wrong too often.
bool judges_the_password(const Reply& reply) { return reply.code == LDAP_INVALID_CREDENTIALS || reply.code == LDAP_CONSTRAINT_VIOLATION; }

std::unexpected<Lost> all_in_use() { return std::unexpected(Lost{"all connections to it are in use"}); }

}  // namespace

Pool::Pool(PoolOptions options) : options_(std::move(options)), rests_until_(options_.servers.size()) {}

Pool::Lease::~Lease() {
    if (pool_ != nullptr) pool_->give_back(std::move(connection_), as_);
}

void Pool::give_back(Connection connection, As as) {
    {
        const std::scoped_lock lock(mutex_);
        --taken_;
        if (as == As::Service && !connection.is_lost()) idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
    }
    changed_.notify_one();
}

/// The lock is held.
std::vector<Pool::Idle> Pool::sort_out() {
    std::vector<Idle> old;
    const auto fresh = std::chrono::steady_clock::now() - options_.idle;
    const auto is_old = [&](const Idle& idle) { return idle.since <= fresh || idle.connection.is_closed(); };
    const auto kept = std::ranges::partition(idle_, std::not_fn(is_old));
    std::ranges::move(kept, std::back_inserter(old));
    idle_.erase(kept.begin(), kept.end());
    return old;
}

Answer<Pool::Lease> Pool::take() {
    std::vector<Idle> old;  // closed when the lock is no more held
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, options_.wait, [this] { return taken_ < options_.most; })) return all_in_use();
    ++taken_;
    old = sort_out();
    if (!idle_.empty()) {
        Lease lease(*this, std::move(idle_.back().connection), As::Service);
        idle_.pop_back();
        return lease;
    }
    lock.unlock();
    return open(As::Service);
}

Answer<Pool::Lease> Pool::take_fresh() { return take_new(As::Service); }

Answer<Pool::Lease> Pool::take_unbound() { return take_new(As::Nobody); }

Answer<Pool::Lease> Pool::take_new(As as) {
    std::vector<Idle> old;
    {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, options_.wait, [this] { return taken_ < options_.most; })) return all_in_use();
        ++taken_;
        old = sort_out();
    }
    return open(as);
}

/// For who has counted himself among the taken ones.
Answer<Pool::Lease> Pool::open(As as) {
    auto connection = connect(as);
    if (connection) return Lease(*this, std::move(*connection), as);
    {
        const std::scoped_lock lock(mutex_);
        --taken_;
    }
    changed_.notify_one();
    return std::unexpected(connection.error());
}

std::vector<std::size_t> Pool::order() {
    std::vector<std::size_t> first, last;
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    for (std::size_t server = 0; server < rests_until_.size(); ++server) (rests_until_[server] <= now ? first : last).push_back(server);
    std::ranges::move(last, std::back_inserter(first));
    return first;
}

std::optional<std::string> Pool::refused() {
    const std::scoped_lock lock(mutex_);
    return std::chrono::steady_clock::now() < refused_until_ ? std::optional(why_refused_) : std::nullopt;
}

/// The lock is held.
void Pool::refuse(const std::string& why) {
    constexpr int kMostDoublings = 5;  // 21 hours
    const auto now = std::chrono::steady_clock::now();
    if (now < refused_until_) return;  // several had begun before the first was told
    why_refused_ = why;
    refused_until_ = now + options_.after_refusal * (1 << std::min(refusals_++, kMostDoublings));
}

Answer<Connection> Pool::connect(As as) {
    if (as == As::Service) {
        if (const auto told = refused()) return std::unexpected(Lost{*told + "; it is not tried again yet, so that it is not locked"});
    }
    std::string why;
    for (const auto server : order()) {
        const auto& endpoint = options_.servers[server];
        const auto note = [&](const std::string& reason) {
            why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", endpoint.host, reason);
        };
        auto connection = Connection::open(endpoint);
        if (connection && as == As::Nobody) return connection;
        const auto bound =
            connection ? connection->bind(options_.account, options_.password) : Answer<Reply>(std::unexpect, connection.error());
        if (bound && bound->good()) {
            const std::scoped_lock lock(mutex_);
            refusals_ = 0;
            return connection;
        }
        note(bound ? fmt::format("the account is refused ({} {})", bound->code, to_line(bound->text)) : bound.error().why);
        const std::scoped_lock lock(mutex_);
        // Every other server would count the wrong password too. Whatever else is wrong has nothing to do with that.
        if (bound && judges_the_password(*bound)) {
            refuse(why);
            break;
        }
        rests_until_[server] = std::chrono::steady_clock::now() + options_.rest;
    }
    return std::unexpected(Lost{why.empty() ? "it has no server" : why});
}

}  // namespace rekey::ldap
