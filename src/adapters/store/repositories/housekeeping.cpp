#include "adapters/store/repositories/records.hpp"

namespace rekey::store {
namespace {

// Challenges and grants go with their attempt. One whose password is being written stays until somebody has put down what became of that.
constexpr Query kAttempts{"sweep.attempts",
                          "DELETE FROM attempt WHERE tenant_id = $1 AND id IN"
                          " (SELECT id FROM attempt WHERE tenant_id = $1 AND expires_at < $2 AND NOT EXISTS"
                          " (SELECT 1 FROM writeback WHERE writeback.tenant_id = $1 AND writeback.identity_id = attempt.subject"
                          " AND writeback.attempt_id = attempt.id) LIMIT $3)"};
constexpr Query kCounters{"sweep.counters",
                          "DELETE FROM counter WHERE tenant_id = $1 AND (name, subject) IN"
                          " (SELECT name, subject FROM counter WHERE tenant_id = $1 AND ends_at < $2 LIMIT $3) AND ends_at < $2"};
constexpr Query kCaptchaMarks{"sweep.captcha_marks",
                              "DELETE FROM captcha_mark WHERE tenant_id = $1 AND (expires_at, mark) IN"
                              " (SELECT expires_at, mark FROM captcha_mark WHERE tenant_id = $1 AND expires_at < $2 LIMIT $3)"};
constexpr Query kSessions{"sweep.sessions",
                          "DELETE FROM session WHERE tenant_id = $1 AND id IN"
                          " (SELECT id FROM session WHERE tenant_id = $1 AND ends_at < $2 LIMIT $3)"};
constexpr Query kLockouts{
    "sweep.lockouts",
    "DELETE FROM sign_in_lockout WHERE tenant_id = $1 AND (account, familiar) IN"
    " (SELECT account, familiar FROM sign_in_lockout WHERE tenant_id = $1 AND ends_at < $2 LIMIT $3) AND ends_at < $2"};
constexpr Query kEnrollments{"sweep.enrollments",
                             "DELETE FROM enrollment WHERE tenant_id = $1 AND id IN"
                             " (SELECT id FROM enrollment WHERE tenant_id = $1 AND expires_at < $2 LIMIT $3)"};
constexpr Query kLinks{"sweep.not_me",
                       "DELETE FROM not_me WHERE tenant_id = $1 AND token IN"
                       " (SELECT token FROM not_me WHERE tenant_id = $1 AND expires_at < $2 LIMIT $3)"};
constexpr Query kReplaced{"sweep.replaced_methods",
                          "DELETE FROM authenticator WHERE tenant_id = $1 AND id IN"
                          " (SELECT id FROM authenticator WHERE tenant_id = $1 AND usable_until < $2 LIMIT $3) AND usable_until < $2"};
// One that can be sent again stays.
constexpr Query kMessages{"sweep.messages",
                          "DELETE FROM outbox WHERE tenant_id = $1 AND id IN"
                          " (SELECT id FROM outbox WHERE tenant_id = $1 AND finished_at < $2 AND body_sealed IS NULL LIMIT $3)"};
constexpr Query kDeleted{"sweep.deleted_identities",
                         "DELETE FROM identity WHERE tenant_id = $1 AND id IN"
                         " (SELECT id FROM identity WHERE tenant_id = $1 AND deleted_at < $2 LIMIT $3) AND deleted_at < $2"};

}  // namespace

std::int64_t Housekeeping::sweep(Instant before, std::int64_t limit) {
    std::int64_t gone = 0;
    for (const auto* query :
         {&kAttempts, &kCounters, &kCaptchaMarks, &kSessions, &kLockouts, &kEnrollments, &kLinks, &kReplaced, &kMessages}) {
        gone += scope_.session.execute(*query, {scope_.tenant, before, limit}).changed();
    }
    return gone;
}

std::int64_t Housekeeping::purge_deleted(Instant before, std::int64_t limit) {
    return scope_.session.execute(kDeleted, {scope_.tenant, before, limit}).changed();
}

}  // namespace rekey::store
