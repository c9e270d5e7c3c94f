#pragma once
#include <string_view>

namespace rekey::store {

/// What is known of directories without asking them, and which passwords are being written there.
inline constexpr std::string_view kWritebackSchema = R"sql(
-- Of the settings: read by every reset.
ALTER TABLE directory ADD COLUMN writes_back {int} NOT NULL DEFAULT 0 CHECK (writes_back IN (0, 1));

CREATE TABLE directory_health (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    claimed_at {int} NOT NULL,
    checked_at {int},
    down_since {int},
    detail TEXT NOT NULL,
    policy_hints {int} NOT NULL CHECK (policy_hints IN (0, 1)),
    policy TEXT NOT NULL,
    PRIMARY KEY (tenant_id, directory_id),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE
) {table};

ALTER TABLE directory_entry ADD COLUMN writability TEXT NOT NULL DEFAULT 'not_told';
ALTER TABLE directory_entry ADD COLUMN checked_at {int} NOT NULL DEFAULT 0;
CREATE INDEX directory_entry_checked ON directory_entry (tenant_id, directory_id, checked_at) WHERE is_person = 1 AND gone_at IS NULL;

-- A write that has begun and of which nobody knows yet what it came to. Whoever deletes the row says so: the one who wrote, or when the
-- lease has ended, the one who looks in the directory. `before` is when the password was set as the directory said before the write.
CREATE TABLE writeback (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    directory_id {bytes} NOT NULL,
    identity_id {bytes} NOT NULL,
    attempt_id {bytes},
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    began_at {int} NOT NULL,
    leased_until {int} NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX writeback_lease ON writeback (tenant_id, leased_until);
CREATE INDEX writeback_directory ON writeback (tenant_id, directory_id);
CREATE INDEX writeback_identity ON writeback (tenant_id, identity_id);
)sql";

}  // namespace rekey::store
