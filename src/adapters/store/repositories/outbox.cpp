#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "adapters/store/repositories/records.hpp"
#include "adapters/store/repositories/words.hpp"
#include "adapters/store/sql/text_map.hpp"
#include "base/log.hpp"

namespace rekey::store {
namespace {

using message::State;

constexpr Column kDestination{"outbox", "destination"};
constexpr Column kBody{"outbox", "body"};

constexpr Query kAdd{
    "outbox.add",
    "INSERT INTO outbox (tenant_id, id, kind, is_code, channel, state, destination_sealed, body_sealed, language, deliverable,"
    " created_at, expires_at, due_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13)"
    " ON CONFLICT (tenant_id, id) DO NOTHING"};

// A lease that has run out is taken over by the same rule: due_at is its end. MATERIALIZED keeps LIMIT and row locks exact.
constexpr Query kClaim{
    "outbox.claim",
    "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE tenant_id = $1 AND channel = $7 AND finished_at IS NULL AND is_code >= $8"
    " AND due_at <= $2 AND expires_at > $2 ORDER BY is_code DESC, due_at LIMIT $3 {lock})"
    " UPDATE outbox SET state = $4, lease_owner = $5, due_at = $6, tries = tries + 1"
    " WHERE tenant_id = $1 AND id IN (SELECT id FROM due) RETURNING"
    " id, kind, channel, destination_sealed, language, body_sealed, deliverable, created_at, expires_at, tries, may_have_it, refused_by"};

// A receipt may have ended the message before its worker does: what is finished stays.
constexpr Query kErase{"outbox.erase",
                       "UPDATE outbox SET state = $4, lease_owner = NULL, destination_sealed = NULL, body_sealed = NULL, finished_at = $5,"
                       " provider = $6, reference = $7, fate = $8, error = NULL"
                       " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND finished_at IS NULL RETURNING id"};

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
    " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND finished_at IS NULL RETURNING id"};

constexpr Query kRetry{
    "outbox.retry",
    "UPDATE outbox SET state = $4, lease_owner = NULL, due_at = $5, provider = $6, reference = $7, fate = $8, error = $9, may_have_it = $10"
    " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND finished_at IS NULL RETURNING id"};

// Its place in the queue is the one it had.
constexpr Query kRelease{"outbox.release",
                         "UPDATE outbox SET state = $4, lease_owner = NULL, due_at = created_at, tries = tries - 1"
                         " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND finished_at IS NULL RETURNING id"};

// A message that a worker is sending right now (its lease runs) is left to that worker.
constexpr Query kExpire{
    "outbox.expire",
    "WITH old AS MATERIALIZED (SELECT id FROM outbox WHERE tenant_id = $1 AND body_sealed IS NOT NULL AND expires_at <= $2"
    " AND (lease_owner IS NULL OR due_at <= $2) ORDER BY expires_at LIMIT $3 {lock})"
    " UPDATE outbox SET state = CASE WHEN finished_at IS NULL THEN $4 ELSE state END, lease_owner = NULL,"
    " destination_sealed = NULL, body_sealed = NULL, finished_at = COALESCE(finished_at, $2)"
    " WHERE tenant_id = $1 AND id IN (SELECT id FROM old) RETURNING state"};

constexpr Query kDepth{"outbox.depth", "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND finished_at IS NULL"};

constexpr Query kDeadLetters{"outbox.dead_letters",
                             "SELECT id, kind, channel, created_at, finished_at, expires_at, tries, error, body_sealed IS NULL FROM outbox"
                             " WHERE tenant_id = $1 AND state = 'failed' ORDER BY finished_at DESC LIMIT $2"};

constexpr Query kRevive{
    "outbox.revive",
    "UPDATE outbox SET state = $3, due_at = created_at, finished_at = NULL, tries = 0, refused_by = NULL, fate = NULL"
    " WHERE tenant_id = $1 AND id = $2 AND state = 'failed' AND body_sealed IS NOT NULL AND expires_at > $4 RETURNING id"};

// The columns of kClaim.
constexpr Query kOpen{
    "outbox.open",
    "SELECT id, kind, channel, destination_sealed, language, body_sealed, deliverable, created_at, expires_at, tries,"
    " may_have_it, refused_by FROM outbox WHERE tenant_id = $1 AND id = $2 AND body_sealed IS NOT NULL AND expires_at > $3"};

message::Providers split(std::string_view names) {
    message::Providers providers;
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(' '));
        providers.emplace_back(name);
        names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    return providers;
}

Param or_null(std::string_view text) { return text.empty() ? Param(nullptr) : Param(text); }
Param or_null(message::Fate fate) { return fate == message::Fate::Unknown ? Param(nullptr) : Param(name(fate)); }

/// The statement of an ending, and how many of the parameters it has: tenant, id, owner, state, instant, provider, reference, then what its
/// kind needs.
struct EndQuery {
    const Query& query;
    State state;
    std::size_t params;
};
EndQuery end_query(ports::Ending::How how) {
    using How = ports::Ending::How;
    switch (how) {
        case How::Sent: return {kErase, State::Sent, 8};
        case How::Awaiting: return {kAwait, State::Sent, 10};
        case How::Suppressed: return {kErase, State::Suppressed, 8};
        case How::Failed: return {kFail, State::Failed, 10};
        case How::Retry: return {kRetry, State::Queued, 10};
        case How::Untouched: return {kRelease, State::Queued, 4};
    }
    throw Fault(FaultKind::Invariant, "an ending of an unknown kind");
}

}  // namespace

std::optional<message::Message> Outbox::read(const Row& row, const IdBytes& owner) {
    const auto id = row.get<MessageId>(0);
    try {
        return open(row, id);
    } catch (const Fault& fault) {
        // Nobody will ever be able to send it, and it must not stand in the way of the others.
        log::error("message_unreadable", {{"message", id.text()}, {"reason", fault.what()}});
        const ports::Ending ending{id, ports::Ending::How::Failed, {}, "it cannot be opened: is its sealing key in the key file?", {}};
        static_cast<void>(end(owner, std::span(&ending, 1)));
        return std::nullopt;
    }
}

message::Message Outbox::open(const Row& row, const MessageId& id) const {
    message::Message message;
    message.id = id;
    const auto key = message.id.view();
    message.kind = known(message::parse_kind(row.get<std::string_view>(1)), "outbox.kind");
    message.channel = known(parse_channel(row.get<std::string_view>(2)), "outbox.channel");
    message.destination = scope_.open(row.get<ByteView>(3), kDestination, key);
    message.language = row.get<std::string>(4);
    message.parameters = decode_map(scope_.open(row.get<ByteView>(5), kBody, key));
    message.deliverable = row.get<bool>(6);
    message.created_at = row.get<Instant>(7);
    message.expires_at = row.get<Instant>(8);
    message.tries = row.get<std::int64_t>(9);
    message.may_have_it = split(row.get<std::optional<std::string_view>>(10).value_or(""));
    message.refused_by = split(row.get<std::optional<std::string_view>>(11).value_or(""));
    return message;
}

std::optional<message::Message> Outbox::open(const MessageId& id) {
    const auto rows = scope_.session.execute(kOpen, {scope_.tenant, id, scope_.session.now()});
    return rows.empty() ? std::nullopt : std::optional(open(rows.front(), id));
}

void Outbox::add(const message::Message& message) {
    const auto key = message.id.view();
    scope_.session.post(kAdd,
                        {scope_.tenant, message.id, name(message.kind), is_code(message.kind), name(message.channel), name(State::Queued),
                         scope_.seal(message.destination, kDestination, key), scope_.seal(encode_map(message.parameters), kBody, key),
                         message.language, message.deliverable, message.created_at, message.expires_at, message.tries});
}

std::vector<message::Message> Outbox::claim(const ports::Claim& claim) {
    const auto now = scope_.session.now();
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, now, claim.limit, name(State::Leased), claim.owner, now + claim.lease,
                                                      name(claim.channel), claim.of == ports::Claim::Of::Codes});
    std::vector<message::Message> claimed;
    claimed.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (auto message = read(rows[i], claim.owner)) claimed.push_back(std::move(*message));
    }
    // RETURNING promises no order.
    std::ranges::sort(claimed, {}, [](const message::Message& m) { return std::pair(!is_code(m.kind), m.created_at); });
    return claimed;
}

std::vector<bool> Outbox::end(const IdBytes& owner, std::span<const ports::Ending> endings) {
    // Parameters and statements look at what stands before them: nothing here may move.
    std::vector<std::string> providers;
    std::vector<std::array<Param, 10>> params;
    std::vector<Statement> statements;
    providers.reserve(endings.size());
    params.reserve(endings.size());
    for (const auto& ending : endings) {
        const auto [query, state, count] = end_query(ending.how);
        const bool awaiting = ending.how == ports::Ending::How::Awaiting;
        const auto& names =
            providers.emplace_back(awaiting ? among(ending.provider) : fmt::format("{}", fmt::join(ending.may_have_it, " ")));
        const auto at = ending.how == ports::Ending::How::Retry ? ending.next_at : scope_.session.now();
        std::array<Param, 10> all{
            scope_.tenant,        ending.id,    owner,         name(state), at, or_null(ending.provider), or_null(ending.reference),
            or_null(ending.fate), ending.error, or_null(names)};
        if (awaiting) {
            all[7] = ending.next_at;
            all[8] = names;
            all[9] = name(State::Queued);
        }
        params.push_back(all);
        statements.push_back({query, std::span(params.back()).first(count)});
    }
    std::vector<bool> ended;
    for (const auto& rows : scope_.session.execute_all(statements)) ended.push_back(!rows.empty());
    return ended;
}

ports::Expired Outbox::expire(std::int64_t limit) {
    const auto rows = scope_.session.execute(kExpire, {scope_.tenant, scope_.session.now(), limit, name(State::Expired)});
    ports::Expired expired;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto state = rows[i].get<std::string_view>(0);
        ++(state == name(State::Expired) ? expired.unsent : state == name(State::Sent) ? expired.unheard : expired.failed);
    }
    return expired;
}

std::int64_t Outbox::depth() { return scope_.session.execute(kDepth, {scope_.tenant}).front().get<std::int64_t>(0); }

std::vector<ports::DeadLetter> Outbox::dead_letters(std::int64_t limit) {
    const auto rows = scope_.session.execute(kDeadLetters, {scope_.tenant, limit});
    std::vector<ports::DeadLetter> letters;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        letters.push_back({row.get<MessageId>(0), known(message::parse_kind(row.get<std::string_view>(1)), "outbox.kind"),
                           known(parse_channel(row.get<std::string_view>(2)), "outbox.channel"), row.get<Instant>(3), row.get<Instant>(4),
                           row.get<Instant>(5), row.get<std::int64_t>(6), row.get<std::optional<std::string>>(7).value_or(""),
                           row.get<bool>(8)});
    }
    return letters;
}

bool Outbox::revive(const MessageId& id) {
    return !scope_.session.execute(kRevive, {scope_.tenant, id, name(State::Queued), scope_.session.now()}).empty();
}

}  // namespace rekey::store
