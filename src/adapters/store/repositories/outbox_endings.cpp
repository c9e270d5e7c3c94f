// What became of messages that a worker held: statements that give its lease back.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "adapters/store/repositories/records.hpp"
#include "adapters/store/repositories/together.hpp"
#include "adapters/store/repositories/words.hpp"

namespace rekey::store {
namespace {

using message::State;
using How = ports::Ending::How;

// As many as one statement ends: most of a batch end alike, and each statement costs a database as much as its rows.
constexpr std::size_t kMostAlike = 16;

// A receipt may have ended a message before its worker does: what is leased no more stays.
constexpr Query kErase{"outbox.erase",
                       "UPDATE outbox SET state = $3, lease_owner = NULL, destination_sealed = NULL, body_sealed = NULL, finished_at = $4,"
                       " provider = $5, reference = $6, fate = $7, error = NULL"
                       " WHERE tenant_id = $1 AND lease_owner = $2 AND state = 'leased' AND id IN"
                       " ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) RETURNING id"};

// A receipt that was quicker than this has left its word in the row: delivered, then nothing of it changes; or refused, then it goes on.
constexpr Query kAwait{
    "outbox.await",
    "UPDATE outbox SET state = CASE WHEN ' ' || COALESCE(refused_by, '') || ' ' LIKE $9 THEN $10 ELSE $4 END, lease_owner = NULL,"
    " finished_at = CASE WHEN ' ' || COALESCE(refused_by, '') || ' ' LIKE $9 THEN NULL ELSE $5 END,"
    " due_at = CASE WHEN ' ' || COALESCE(refused_by, '') || ' ' LIKE $9 THEN created_at ELSE $8 END,"
    " provider = CASE WHEN body_sealed IS NULL THEN provider ELSE $6 END, reference = CASE WHEN body_sealed IS NULL THEN reference ELSE $7 END,"
    " fate = CASE WHEN body_sealed IS NULL THEN fate END"
    " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 RETURNING id"};

constexpr Query kFail{
    "outbox.fail",
    "UPDATE outbox SET state = $4, lease_owner = NULL, finished_at = $5, provider = $6, reference = $7, fate = $8, error = $9, may_have_it = $10"
    " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'leased' RETURNING id"};

constexpr Query kRetry{
    "outbox.retry",
    "UPDATE outbox SET state = $4, lease_owner = NULL, due_at = $5, provider = $6, reference = $7, fate = $8, error = $9, may_have_it = $10"
    " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'leased' RETURNING id"};

// Its place in the queue is the one it had.
constexpr Query kRelease{"outbox.release",
                         "UPDATE outbox SET state = $4, lease_owner = NULL, due_at = created_at, tries = tries - 1"
                         " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'leased' RETURNING id"};

Param or_null(std::string_view text) { return text.empty() ? Param(nullptr) : Param(text); }
Param or_null(message::Fate fate) { return fate == message::Fate::Unknown ? Param(nullptr) : Param(name(fate)); }

/// Places in the endings of what one statement ends.
using Group = std::vector<std::size_t>;

bool are_alike(const ports::Ending& one, const ports::Ending& other) {
    const bool erased = one.how == How::Sent || one.how == How::Suppressed;
    return erased && one.how == other.how && one.provider == other.provider && one.reference == other.reference && one.fate == other.fate;
}

std::vector<Group> in_groups(std::span<const ports::Ending> endings) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < endings.size(); ++i) {
        const auto joins = [&](const Group& group) { return group.size() < kMostAlike && are_alike(endings[group.front()], endings[i]); };
        const auto found = std::ranges::find_if(groups, joins);
        (found == groups.end() ? groups.emplace_back() : *found).push_back(i);
    }
    return groups;
}

}  // namespace

std::vector<bool> Outbox::end(const IdBytes& owner, std::span<const ports::Ending> endings) {
    auto& session = scope_.session;
    const auto now = session.now();
    const auto erase = [&](const Group& group, State state) {
        const auto& like = endings[group.front()];
        std::vector<Param> params = {scope_.tenant,     owner, name(state), now, or_null(like.provider), or_null(like.reference),
                                     or_null(like.fate)};
        // Places that are left over name the last one again.
        for (std::size_t i = 0; i < kMostAlike; ++i) params.emplace_back(endings[group[std::min(i, group.size() - 1)]].id);
        return session.ask(kErase, params);
    };
    const auto keep = [&](const ports::Ending& ending, const Query& query, State state, Instant at) {
        const auto names = fmt::format("{}", fmt::join(ending.may_have_it, " "));
        return session.ask(query, {scope_.tenant, ending.id, owner, name(state), at, or_null(ending.provider), or_null(ending.reference),
                                   or_null(ending.fate), ending.error, or_null(names)});
    };
    const auto release = [&](const ports::Ending& ending) {
        return session.ask(kRelease, {scope_.tenant, ending.id, owner, name(State::Queued)});
    };
    const auto await = [&](const ports::Ending& ending) {
        const auto refused = among(ending.provider);
        return session.ask(kAwait, {scope_.tenant, ending.id, owner, name(State::Sent), now, or_null(ending.provider),
                                    or_null(ending.reference), ending.next_at, refused, name(State::Queued)});
    };
    const auto ask = [&](const Group& group) {
        const auto& ending = endings[group.front()];
        switch (ending.how) {
            case How::Sent: return erase(group, State::Sent);
            case How::Suppressed: return erase(group, State::Suppressed);
            case How::Failed: return keep(ending, kFail, State::Failed, now);
            case How::Retry: return keep(ending, kRetry, State::Queued, ending.next_at);
            case How::Untouched: return release(ending);
            case How::Awaiting: break;
        }
        return await(ending);
    };

    const auto groups = in_groups(endings);
    std::vector<Asked> asked;
    for (const auto& group : groups) asked.push_back(ask(group));
    std::vector<bool> ended(endings.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const auto& id : ids_of<MessageId>(asked[i].rows())) {
            for (const auto member : groups[i]) ended[member] = ended[member] || endings[member].id == id;
        }
    }
    return ended;
}

}  // namespace rekey::store
