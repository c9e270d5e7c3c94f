#pragma once
#include <string_view>

namespace rekey::store {

/// The outbox as a queue of many: what is due comes first in its index, so that a claim reads what it takes and nothing else; what still
/// has a body lies in the order of its end. A message that failed keeps its body until it is too old, so that it can be sent again.
/// Made anew: SQLite changes no CHECK.
inline constexpr std::string_view kQueueSchema = R"sql(
CREATE TABLE outbox_next (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    is_code {int} NOT NULL CHECK (is_code IN (0, 1)),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'sent', 'failed', 'expired', 'suppressed')),
    destination_sealed {bytes},
    body_sealed {bytes},
    language TEXT NOT NULL,
    deliverable {int} NOT NULL CHECK (deliverable IN (0, 1)),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    due_at {int} NOT NULL,
    tries {int} NOT NULL,
    lease_owner {bytes},
    error TEXT,
    may_have_it TEXT,
    finished_at {int},
    PRIMARY KEY (tenant_id, id),
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'leased'))),
    CHECK (body_sealed IS NULL OR state IN ('queued', 'leased', 'failed')),
    CHECK ((destination_sealed IS NULL) = (body_sealed IS NULL))
) {table};
INSERT INTO outbox_next SELECT tenant_id, id, kind, is_code, channel, state, destination_sealed, body_sealed, language, deliverable, created_at,
    expires_at, due_at, tries, lease_owner, error, may_have_it, finished_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_next RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (tenant_id, channel, is_code DESC, due_at) WHERE finished_at IS NULL;
CREATE INDEX outbox_kept ON outbox (tenant_id, expires_at) WHERE body_sealed IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (tenant_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (tenant_id, finished_at) WHERE state = 'failed';
)sql";

}  // namespace rekey::store
