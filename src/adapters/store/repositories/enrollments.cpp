#include "adapters/store/repositories/registration.hpp"

namespace rekey::store {
namespace {

constexpr Column kValue{"enrollment", "value"};

constexpr Query kInsert{"enrollment.insert",
                        "INSERT INTO enrollment (tenant_id, id, handle, identity_id, session_id, item, purpose, via, state, target,"
                        " value_sealed, code, tries, sends, created_at, expires_at, code_expires_at, resend_at)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"};
constexpr Query kFind{"enrollment.find",
                      "SELECT id, handle, identity_id, session_id, item, purpose, via, state, target, value_sealed, code, tries, sends,"
                      " created_at, expires_at, code_expires_at, resend_at FROM enrollment WHERE tenant_id = $1 AND handle = $2"};
// Counting comes first and in one statement: concurrent guesses each get their own number, so none of them is free.
constexpr Query kCountTry{"enrollment.count_try",
                          "UPDATE enrollment SET tries = tries + 1 WHERE tenant_id = $1 AND id = $2 AND state = 'awaiting_code' RETURNING"
                          " id, handle, identity_id, session_id, item, purpose, via, state, target, value_sealed, code, tries, sends,"
                          " created_at, expires_at, code_expires_at, resend_at"};
// `sends = $8` lets one of two resends through.
constexpr Query kReplaceCode{"enrollment.replace_code",
                             "UPDATE enrollment SET code = $3, via = $4, code_expires_at = $5, resend_at = $6, sends = $7, tries = 0"
                             " WHERE tenant_id = $1 AND id = $2 AND state = 'awaiting_code' AND sends = $8 RETURNING id"};
// The state before is the guard: one caller gets the row.
constexpr Query kFinish{"enrollment.finish",
                        "UPDATE enrollment SET state = $3, value_sealed = $4 WHERE tenant_id = $1 AND id = $2"
                        " AND state IN ('started', 'awaiting_code') RETURNING id"};
constexpr Query kEndAll{"enrollment.end_all",
                        "UPDATE enrollment SET state = 'ended', value_sealed = $3 WHERE tenant_id = $1 AND identity_id = $2"
                        " AND state IN ('started', 'awaiting_code')"};

const Bytes kErased;

}  // namespace

std::optional<registration::Enrollment> Enrollments::read(const Rows& rows) const {
    if (rows.empty()) return std::nullopt;
    const auto row = rows.front();
    registration::Enrollment enrollment;
    enrollment.id = row.get<registration::EnrollmentId>(0);
    enrollment.handle = row.get<Mac>(1);
    enrollment.identity = row.get<IdentityId>(2);
    enrollment.session = row.get<SessionId>(3);
    enrollment.item = known(registration::parse_item(row.get<std::string_view>(4)), "enrollment.item");
    enrollment.purpose = known(registration::parse_purpose(row.get<std::string_view>(5)), "enrollment.purpose");
    enrollment.via = known(method::parse_kind(row.get<std::string_view>(6)), "enrollment.via");
    enrollment.state = known(registration::parse_state(row.get<std::string_view>(7)), "enrollment.state");
    enrollment.target = row.get<std::optional<AuthenticatorId>>(8);
    if (const auto sealed = row.get<ByteView>(9); !sealed.empty()) {
        auto opened = scope_.open(sealed, kValue, enrollment.id.view());
        enrollment.value = Secret{std::string_view(opened)};
        wipe(opened);
    }
    enrollment.code = row.get<Mac>(10);
    enrollment.tries = row.get<std::int64_t>(11);
    enrollment.sends = row.get<std::int64_t>(12);
    enrollment.created_at = row.get<Instant>(13);
    enrollment.expires_at = row.get<Instant>(14);
    enrollment.code_expires_at = row.get<Instant>(15);
    enrollment.resend_at = row.get<Instant>(16);
    return enrollment;
}

void Enrollments::insert(const registration::Enrollment& one) {
    scope_.session.post(kInsert, {scope_.tenant, one.id, one.handle, one.identity, one.session, name(one.item), name(one.purpose),
                                  name(one.via), name(one.state), one.target, scope_.seal(one.value.reveal(), kValue, one.id.view()),
                                  one.code, one.tries, one.sends, one.created_at, one.expires_at, one.code_expires_at, one.resend_at});
}

std::optional<registration::Enrollment> Enrollments::find(const Mac& handle) {
    return read(scope_.session.execute(kFind, {scope_.tenant, handle}));
}

std::optional<registration::Enrollment> Enrollments::count_try(const registration::EnrollmentId& id) {
    return read(scope_.session.execute(kCountTry, {scope_.tenant, id}));
}

bool Enrollments::replace_code(const registration::Enrollment& one) {
    return !scope_.session
                .execute(kReplaceCode,
                         {scope_.tenant, one.id, one.code, name(one.via), one.code_expires_at, one.resend_at, one.sends, one.sends - 1})
                .empty();
}

bool Enrollments::finish(const registration::EnrollmentId& id, registration::State end) {
    return !scope_.session.execute(kFinish, {scope_.tenant, id, name(end), kErased}).empty();
}

std::int64_t Enrollments::end_all(const IdentityId& identity) {
    return scope_.session.execute(kEndAll, {scope_.tenant, identity, kErased}).changed();
}

}  // namespace rekey::store
