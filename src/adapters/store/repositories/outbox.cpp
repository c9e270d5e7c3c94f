#include <algorithm>

#include "adapters/store/repositories/records.hpp"
#include "adapters/store/repositories/words.hpp"
#include "adapters/store/sql/text_map.hpp"
#include "base/log.hpp"

namespace rekey::store {
namespace {

using message::State;

constexpr Column kDestination{"outbox", "destination"};
constexpr Column kBody{"outbox", "body"};

// A statement about one message, here and beside, never says what a partial index is for (finished_at IS NULL, body_sealed IS NOT NULL, state =
// 'failed'), but the same in other words. When few rows were in such an index as the table was analysed, PostgreSQL finds it shorter than the primary
// key, and reads all that waits or is kept to find one message.
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
    " WHERE tenant_id = $1 AND id = $2 AND state LIKE 'failed' AND COALESCE(LENGTH(body_sealed), 0) > 0 AND expires_at > $4 RETURNING id"};

// The columns of kClaim.
constexpr Query kOpen{
    "outbox.open",
    "SELECT id, kind, channel, destination_sealed, language, body_sealed, deliverable, created_at, expires_at, tries,"
    " may_have_it, refused_by FROM outbox WHERE tenant_id = $1 AND id = $2 AND COALESCE(LENGTH(body_sealed), 0) > 0 AND expires_at > $3"};

message::Providers split(std::string_view names) {
    message::Providers providers;
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(' '));
        providers.emplace_back(name);
        names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    return providers;
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
