#include <fmt/format.h>
#include <fmt/ranges.h>

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

constexpr Query kAdd{
    "outbox.add",
    "INSERT INTO outbox (tenant_id, id, kind, is_code, channel, state, destination_sealed, body_sealed, language, deliverable,"
    " created_at, expires_at, due_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13)"};

// A lease that has run out is taken over by the same rule: due_at is its end. MATERIALIZED keeps LIMIT and row locks exact.
constexpr Query kClaim{
    "outbox.claim",
    "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE tenant_id = $1 AND channel = $7 AND finished_at IS NULL"
    " AND due_at <= $2 AND expires_at > $2 ORDER BY is_code DESC, created_at LIMIT $3 {lock})"
    " UPDATE outbox SET state = $4, lease_owner = $5, due_at = $6, tries = tries + 1"
    " WHERE tenant_id = $1 AND id IN (SELECT id FROM due) RETURNING"
    " id, kind, channel, destination_sealed, language, body_sealed, deliverable, created_at, expires_at, tries, may_have_it"};

constexpr Query kRetry{"outbox.retry",
                       "UPDATE outbox SET state = $4, lease_owner = NULL, due_at = $5, error = $6, may_have_it = $7"
                       " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 RETURNING id"};

constexpr Query kFinish{"outbox.finish",
                        "UPDATE outbox SET state = $4, lease_owner = NULL, destination_sealed = NULL, body_sealed = NULL, finished_at = $5,"
                        " error = $6 WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 RETURNING id"};

// A message that a worker is sending right now (its lease runs) is left to that worker.
constexpr Query kExpire{"outbox.expire",
                        "WITH old AS MATERIALIZED (SELECT id FROM outbox WHERE tenant_id = $1 AND finished_at IS NULL AND expires_at <= $2"
                        " AND (lease_owner IS NULL OR due_at <= $2) LIMIT $3 {lock})"
                        " UPDATE outbox SET state = $4, lease_owner = NULL, destination_sealed = NULL, body_sealed = NULL, finished_at = $2"
                        " WHERE tenant_id = $1 AND id IN (SELECT id FROM old)"};

constexpr Query kDepth{"outbox.depth", "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND finished_at IS NULL"};

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
        static_cast<void>(failed(id, owner, "it cannot be opened: is its sealing key in the key file?"));
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
    return message;
}

void Outbox::add(const message::Message& message) {
    const auto key = message.id.view();
    scope_.session.post(kAdd,
                        {scope_.tenant, message.id, name(message.kind), is_code(message.kind), name(message.channel), name(State::Queued),
                         scope_.seal(message.destination, kDestination, key), scope_.seal(encode_map(message.parameters), kBody, key),
                         message.language, message.deliverable, message.created_at, message.expires_at, message.tries});
}

std::vector<message::Message> Outbox::claim(method::Channel channel, const IdBytes& owner, Duration lease, std::int64_t limit) {
    const auto now = scope_.session.now();
    const auto rows = scope_.session.execute(kClaim, {scope_.tenant, now, limit, name(State::Leased), owner, now + lease, name(channel)});
    std::vector<message::Message> claimed;
    claimed.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (auto message = read(rows[i], owner)) claimed.push_back(std::move(*message));
    }
    // RETURNING promises no order.
    std::ranges::sort(claimed, {}, [](const message::Message& m) { return std::pair(!is_code(m.kind), m.created_at); });
    return claimed;
}

bool Outbox::retry(const MessageId& id, const IdBytes& owner, const ports::Retry& retry) {
    const auto may_have_it = retry.may_have_it.empty() ? std::nullopt : std::optional(fmt::format("{}", fmt::join(retry.may_have_it, " ")));
    return !scope_.session.execute(kRetry, {scope_.tenant, id, owner, name(State::Queued), retry.next_at, retry.error, may_have_it})
                .empty();
}

bool Outbox::finish(const MessageId& id, const IdBytes& owner, State state, std::optional<std::string_view> error) {
    return !scope_.session.execute(kFinish, {scope_.tenant, id, owner, name(state), scope_.session.now(), error}).empty();
}

bool Outbox::sent(const MessageId& id, const IdBytes& owner) { return finish(id, owner, State::Sent, std::nullopt); }
bool Outbox::failed(const MessageId& id, const IdBytes& owner, std::string_view error) { return finish(id, owner, State::Failed, error); }
bool Outbox::suppressed(const MessageId& id, const IdBytes& owner) { return finish(id, owner, State::Suppressed, std::nullopt); }

std::int64_t Outbox::expire(std::int64_t limit) {
    return scope_.session.execute(kExpire, {scope_.tenant, scope_.session.now(), limit, name(State::Expired)}).changed();
}

std::int64_t Outbox::depth() { return scope_.session.execute(kDepth, {scope_.tenant}).front().get<std::int64_t>(0); }

}  // namespace rekey::store
