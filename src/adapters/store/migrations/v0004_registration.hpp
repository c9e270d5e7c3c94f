#pragma once
#include <string_view>

namespace rekey::store {

/// Registration and security info.
inline constexpr std::string_view kRegistrationSchema = R"sql(
-- A method that is replaced stays until its successor may be used; one in quarantine is kept for whoever looks into it.
ALTER TABLE authenticator ADD COLUMN usable_until {int};
ALTER TABLE authenticator ADD COLUMN replaced_by {bytes} CHECK (length(replaced_by) = 16);
ALTER TABLE authenticator ADD COLUMN quarantined_at {int};
CREATE INDEX authenticator_end ON authenticator (tenant_id, usable_until) WHERE usable_until IS NOT NULL;

-- Nothing keeps it from the applications: the person's removals when that was judged.
ALTER TABLE session ADD COLUMN passed_at_removals {int};

CREATE TABLE registration (
    tenant_id {bytes} NOT NULL,
    identity_id {bytes} NOT NULL,
    skips {int} NOT NULL CHECK (skips >= 0),
    confirmed_at {int},
    first_session {bytes} CHECK (length(first_session) = 16),
    preferred {bytes} CHECK (length(preferred) = 16),
    frozen_at {int},
    removals {int} NOT NULL CHECK (removals >= 0),
    invited_at {int},
    version {int} NOT NULL,
    PRIMARY KEY (tenant_id, identity_id),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE enrollment (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    handle {bytes} NOT NULL CHECK (length(handle) = 32),
    identity_id {bytes} NOT NULL,
    session_id {bytes} NOT NULL CHECK (length(session_id) = 16),
    item TEXT NOT NULL,
    purpose TEXT NOT NULL,
    via TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('started', 'awaiting_code', 'proven', 'ended')),
    target {bytes} CHECK (length(target) = 16),
    value_sealed {bytes} NOT NULL,
    code {bytes} NOT NULL CHECK (length(code) = 32),
    tries {int} NOT NULL CHECK (tries >= 0),
    sends {int} NOT NULL CHECK (sends >= 0),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL CHECK (expires_at > created_at),
    code_expires_at {int} NOT NULL,
    resend_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE UNIQUE INDEX enrollment_handle ON enrollment (tenant_id, handle);
CREATE INDEX enrollment_identity ON enrollment (tenant_id, identity_id);
CREATE INDEX enrollment_end ON enrollment (tenant_id, expires_at);

-- What the links "this was not me" stand for. The token is in the messages only.
CREATE TABLE not_me (
    tenant_id {bytes} NOT NULL,
    token {bytes} NOT NULL CHECK (length(token) = 32),
    identity_id {bytes} NOT NULL,
    what TEXT NOT NULL,
    authenticator_id {bytes} CHECK (length(authenticator_id) = 16),
    happened_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int},
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX not_me_identity ON not_me (tenant_id, identity_id);
CREATE INDEX not_me_end ON not_me (tenant_id, expires_at);

-- Whom to tell when an account is frozen.
CREATE INDEX identity_administrator ON identity (tenant_id, role) WHERE role <> 'person';
)sql";

}  // namespace rekey::store
