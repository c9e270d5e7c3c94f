// What providers tell about messages they took: the part of the outbox that begins when a message was sent.
#include "adapters/store/repositories/records.hpp"
#include "adapters/store/repositories/words.hpp"

namespace rekey::store {
namespace {

using message::State;

// The person has it, so nobody need send it: whether a worker holds it, or has given it back or up because that provider did not answer.
constexpr Query kDelivered{
    "outbox.delivered",
    "UPDATE outbox SET state = $4, fate = $5, provider = $3, reference = COALESCE(NULLIF($6, ''), reference), finished_at = $7, error = NULL,"
    " destination_sealed = NULL, body_sealed = NULL WHERE tenant_id = $1 AND id = $2 AND COALESCE(LENGTH(body_sealed), 0) > 0"
    " AND ' ' || COALESCE(refused_by, '') || ' ' NOT LIKE $8"
    " AND (state <> 'sent' OR provider = $3 AND (reference IS NULL OR $6 = '' OR reference = $6)) RETURNING state"};

// What a worker holds, it ends itself. The row of a message that is too old is the janitor's.
constexpr Query kUndelivered{
    "outbox.undelivered",
    "UPDATE outbox SET refused_by = CASE WHEN refused_by IS NULL THEN $3 ELSE refused_by || ' ' || $3 END, error = $4,"
    " state = CASE WHEN state = 'sent' THEN $5 ELSE state END, due_at = CASE WHEN state = 'sent' THEN created_at ELSE due_at END,"
    " finished_at = NULL WHERE tenant_id = $1 AND id = $2 AND COALESCE(LENGTH(body_sealed), 0) > 0 AND expires_at > $7 AND state <> 'failed'"
    " AND ' ' || COALESCE(refused_by, '') || ' ' NOT LIKE $8"
    " AND (state <> 'sent' OR provider = $3 AND (reference IS NULL OR $6 = '' OR reference = $6)) RETURNING state"};

// Nobody else calls a person who is busy. A worker that holds the row loses it, and finds it ended.
constexpr Query kNotTaken{
    "outbox.not_taken",
    "UPDATE outbox SET state = $4, fate = $5, provider = $3, reference = COALESCE(NULLIF($6, ''), reference), finished_at = $7, error = $9,"
    " lease_owner = NULL WHERE tenant_id = $1 AND id = $2 AND COALESCE(LENGTH(body_sealed), 0) > 0 AND expires_at > $7 AND state <> 'failed'"
    " AND ' ' || COALESCE(refused_by, '') || ' ' NOT LIKE $8"
    " AND (state <> 'sent' OR provider = $3 AND (reference IS NULL OR $6 = '' OR reference = $6)) RETURNING state"};

// due_at of a message that waits for its receipt is when its provider is asked.
constexpr Query kClaimAwaited{
    "outbox.claim_awaited",
    "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE tenant_id = $1 AND state = 'sent' AND body_sealed IS NOT NULL"
    " AND due_at <= $2 AND expires_at > $2 ORDER BY due_at LIMIT $3 {lock})"
    " UPDATE outbox SET due_at = $2 + CASE WHEN $2 - finished_at < $4 THEN $4 WHEN $2 - finished_at > $5 THEN $5 ELSE $2 - finished_at END"
    " WHERE tenant_id = $1 AND id IN (SELECT id FROM due) RETURNING id, provider, reference"};

constexpr Query kFind{"outbox.find",
                      "SELECT state, fate, channel, provider, reference, error, created_at, finished_at FROM outbox"
                      " WHERE tenant_id = $1 AND id = $2"};

}  // namespace

std::optional<State> Outbox::receive(const ports::Receipt& receipt) {
    const auto now = scope_.session.now();
    const auto provider = among(receipt.provider);
    const auto fate = name(receipt.fate);
    const auto run = [&] {
        switch (receipt.fate) {
            case message::Fate::Delivered:
                return scope_.session.execute(kDelivered, {scope_.tenant, receipt.message, receipt.provider, name(State::Sent), fate,
                                                           receipt.reference, now, provider});
            case message::Fate::Busy:
            case message::Fate::NoAnswer:
                return scope_.session.execute(kNotTaken, {scope_.tenant, receipt.message, receipt.provider, name(State::Failed), fate,
                                                          receipt.reference, now, provider, receipt.error});
            case message::Fate::Undelivered:
            case message::Fate::Unknown: break;
        }
        return scope_.session.execute(kUndelivered, {scope_.tenant, receipt.message, receipt.provider, receipt.error, name(State::Queued),
                                                     receipt.reference, now, provider});
    };
    const auto rows = run();
    if (rows.empty()) return std::nullopt;
    return known(message::parse_state(rows.front().get<std::string_view>(0)), "outbox.state");
}

std::vector<ports::Awaited> Outbox::claim_awaited(std::int64_t limit) {
    constexpr Duration kLeast = seconds{5};
    constexpr Duration kMost = minutes{5};
    const auto rows = scope_.session.execute(
        kClaimAwaited, {scope_.tenant, scope_.session.now(), limit, std::int64_t{kLeast.count()}, std::int64_t{kMost.count()}});
    std::vector<ports::Awaited> awaited;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        awaited.push_back({rows[i].get<MessageId>(0), rows[i].get<std::optional<std::string>>(1).value_or(""),
                           rows[i].get<std::optional<std::string>>(2).value_or("")});
    }
    return awaited;
}

std::optional<ports::Journey> Outbox::find(const MessageId& id) {
    const auto rows = scope_.session.execute(kFind, {scope_.tenant, id});
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    const auto text = [&](std::size_t column) { return row.get<std::optional<std::string>>(column).value_or(""); };
    const auto fate = row.get<std::optional<std::string_view>>(1);
    return ports::Journey{known(message::parse_state(row.get<std::string_view>(0)), "outbox.state"),
                          fate ? known(message::parse_fate(*fate), "outbox.fate") : message::Fate::Unknown,
                          known(parse_channel(row.get<std::string_view>(2)), "outbox.channel"),
                          text(3),
                          text(4),
                          text(5),
                          row.get<Instant>(6),
                          row.get<std::optional<Instant>>(7)};
}

}  // namespace rekey::store
