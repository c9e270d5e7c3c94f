#pragma once
#include <string_view>

namespace rekey::store {

/// What becomes of a message after its provider took it: by whom it went, under which id of theirs, and how it ended. One that waits for its
/// receipt is sent and still has its body; due_at is when its provider is asked. A receipt finds its message by our id, so nothing but these
/// few stand in the new index. Made anew: SQLite changes no CHECK.
inline constexpr std::string_view kReceiptsSchema = R"sql(
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
    refused_by TEXT,
    provider TEXT,
    reference TEXT,
    fate TEXT,
    finished_at {int},
    PRIMARY KEY (tenant_id, id),
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'leased'))),
    CHECK (body_sealed IS NULL OR state IN ('queued', 'leased', 'sent', 'failed')),
    CHECK ((destination_sealed IS NULL) = (body_sealed IS NULL))
) {table};
INSERT INTO outbox_next SELECT tenant_id, id, kind, is_code, channel, state, destination_sealed, body_sealed, language, deliverable, created_at,
    expires_at, due_at, tries, lease_owner, error, may_have_it, NULL, NULL, NULL, NULL, finished_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_next RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (tenant_id, channel, is_code DESC, due_at) WHERE finished_at IS NULL;
CREATE INDEX outbox_kept ON outbox (tenant_id, expires_at) WHERE body_sealed IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (tenant_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (tenant_id, finished_at) WHERE state = 'failed';
CREATE INDEX outbox_awaited ON outbox (tenant_id, due_at) WHERE state = 'sent' AND body_sealed IS NOT NULL;
)sql";

}  // namespace rekey::store
