#pragma once
#include <string_view>

namespace rekey::store {

/// The tenant leads every key and index. Instants are milliseconds, enumerations the domain's names, yes and no 1 and 0.
/// `sealed` and `*_sealed` columns hold what only the key file can open.
inline constexpr std::string_view kResetSchema = R"sql(
CREATE TABLE tenant (
    id {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 253),
    created_at {int} NOT NULL
) {table};

CREATE TABLE setting (
    tenant_id {bytes} NOT NULL REFERENCES tenant (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key)
) {table};

CREATE TABLE identity (
    tenant_id {bytes} NOT NULL REFERENCES tenant (id),
    id {bytes} NOT NULL CHECK (length(id) = 16),
    user_name_sealed {bytes} NOT NULL,
    display_name_sealed {bytes} NOT NULL,
    given_name_sealed {bytes} NOT NULL,
    surname_sealed {bytes} NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('enabled', 'disabled', 'deleted')),
    role TEXT NOT NULL,
    security_stamp {int} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    deleted_at {int},
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'deleted') = (deleted_at IS NOT NULL))
) {table};
CREATE INDEX identity_deleted ON identity (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- What may be typed to name a person. Looked up by the MAC of its folded form: the text itself is sealed.
CREATE TABLE identifier (
    tenant_id {bytes} NOT NULL,
    mac {bytes} NOT NULL CHECK (length(mac) = 32),
    identity_id {bytes} NOT NULL,
    is_user_name {int} NOT NULL CHECK (is_user_name IN (0, 1)),
    folded_sealed {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, mac),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX identifier_identity ON identifier (tenant_id, identity_id);

CREATE TABLE authenticator (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    identity_id {bytes} NOT NULL,
    kind TEXT NOT NULL,
    address_sealed {bytes} NOT NULL,
    source TEXT NOT NULL,
    verified_at {int},
    usable_from {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX authenticator_identity ON authenticator (tenant_id, identity_id);

CREATE TABLE network (
    tenant_id {bytes} NOT NULL,
    identity_id {bytes} NOT NULL,
    mac {bytes} NOT NULL CHECK (length(mac) = 32),
    last_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, identity_id, mac),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};

-- Verifiers are MACs of 32 bytes, one after the other, newest first.
CREATE TABLE password (
    tenant_id {bytes} NOT NULL,
    identity_id {bytes} NOT NULL,
    memory_kib {int} NOT NULL,
    passes {int} NOT NULL,
    salt {bytes} NOT NULL,
    verifiers {bytes} NOT NULL CHECK (length(verifiers) >= 32 AND length(verifiers) % 32 = 0),
    older_memory_kib {int},
    older_passes {int},
    older_salt {bytes},
    older_verifiers {bytes} CHECK (length(older_verifiers) % 32 = 0),
    set_at {int} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (tenant_id, identity_id),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE identity_group (
    tenant_id {bytes} NOT NULL REFERENCES tenant (id),
    id {bytes} NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
) {table};

CREATE TABLE group_identity (
    tenant_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL,
    member_id {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES identity_group (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, member_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX group_identity_member ON group_identity (tenant_id, member_id);

CREATE TABLE group_group (
    tenant_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL,
    member_id {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES identity_group (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, member_id) REFERENCES identity_group (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX group_group_member ON group_group (tenant_id, member_id);

-- The subject has no foreign key: a decoy's names nobody, and its row must look and cost the same.
CREATE TABLE attempt (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    handle {bytes} NOT NULL CHECK (length(handle) = 32),
    subject {bytes} NOT NULL CHECK (length(subject) = 16),
    live {int} NOT NULL CHECK (live IN (0, 1)),
    familiar {int} NOT NULL CHECK (familiar IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('awaiting_need', 'awaiting_method', 'awaiting_code', 'awaiting_password', 'writing', 'completed',
                                         'refused', 'ended')),
    need TEXT NOT NULL,
    passed TEXT NOT NULL,
    obstacle TEXT,
    missing {int} NOT NULL,
    typed_sealed {bytes} NOT NULL,
    language TEXT NOT NULL,
    return_name TEXT NOT NULL,
    network TEXT NOT NULL,
    security_stamp {int} NOT NULL,
    started_at {int} NOT NULL,
    expires_at {int} NOT NULL CHECK (expires_at > started_at),
    version {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
) {table};
CREATE UNIQUE INDEX attempt_handle ON attempt (tenant_id, handle);
CREATE INDEX attempt_subject ON attempt (tenant_id, subject);
CREATE INDEX attempt_end ON attempt (tenant_id, expires_at);

CREATE TABLE challenge (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    attempt_id {bytes} NOT NULL,
    kind TEXT NOT NULL,
    authenticator_id {bytes} NOT NULL CHECK (length(authenticator_id) = 16),
    code {bytes} NOT NULL CHECK (length(code) = 32),
    comparable {int} NOT NULL CHECK (comparable IN (0, 1)),
    tries {int} NOT NULL CHECK (tries >= 0),
    resent {int} NOT NULL CHECK (resent IN (0, 1)),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    resend_at {int} NOT NULL,
    ended_at {int},
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempt (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX challenge_attempt ON challenge (tenant_id, attempt_id);

CREATE TABLE password_grant (
    tenant_id {bytes} NOT NULL,
    attempt_id {bytes} NOT NULL,
    candidates {int} NOT NULL CHECK (candidates >= 0),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    consumed_at {int},
    PRIMARY KEY (tenant_id, attempt_id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempt (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE counter (
    tenant_id {bytes} NOT NULL,
    name TEXT NOT NULL,
    subject {bytes} NOT NULL CHECK (length(subject) = 32),
    count {int} NOT NULL CHECK (count >= 0),
    ends_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, name, subject)
) {table};
CREATE INDEX counter_end ON counter (tenant_id, ends_at);

CREATE TABLE captcha_mark (
    tenant_id {bytes} NOT NULL,
    mark {bytes} NOT NULL CHECK (length(mark) = 32),
    expires_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, mark)
) {table};
CREATE INDEX captcha_mark_end ON captcha_mark (tenant_id, expires_at);

-- Destination and body are gone once a message is finished.
CREATE TABLE outbox (
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
    finished_at {int},
    PRIMARY KEY (tenant_id, id),
    CHECK (finished_at IS NULL OR (destination_sealed IS NULL AND body_sealed IS NULL)),
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'leased')))
) {table};
CREATE INDEX outbox_waiting ON outbox (tenant_id, channel, is_code DESC, created_at) WHERE finished_at IS NULL;
CREATE INDEX outbox_finished ON outbox (tenant_id, finished_at) WHERE finished_at IS NOT NULL;

-- Appended only; ordered by time, so that new rows go to one end.
CREATE TABLE audit (
    tenant_id {bytes} NOT NULL,
    at {int} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    identity_id {bytes},
    attempt_id {bytes},
    actor TEXT NOT NULL,
    network TEXT NOT NULL,
    details TEXT NOT NULL,
    mac {bytes} NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (tenant_id, at, id)
) {table};
)sql";

}  // namespace rekey::store
