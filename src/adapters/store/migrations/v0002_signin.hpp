#pragma once
#include <string_view>

namespace rekey::store {

/// Sign-in and sessions. A lockout's account is a MAC and has no foreign key: strangers' names are counted in the same rows.
inline constexpr std::string_view kSignInSchema = R"sql(
ALTER TABLE password ADD COLUMN must_change {int} NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1));

CREATE TABLE session (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    token {bytes} NOT NULL CHECK (length(token) = 32),
    identity_id {bytes} NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('second_proof', 'must_change_password', 'signed_in')),
    security_stamp {int} NOT NULL,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    return_name TEXT NOT NULL,
    signed_in_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    second_proof_at {int},
    proof_tries {int} NOT NULL DEFAULT 0 CHECK (proof_tries >= 0),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE UNIQUE INDEX session_token ON session (tenant_id, token);
CREATE INDEX session_identity ON session (tenant_id, identity_id);
CREATE INDEX session_end ON session (tenant_id, ends_at);

CREATE TABLE sign_in_lockout (
    tenant_id {bytes} NOT NULL,
    account {bytes} NOT NULL CHECK (length(account) = 32),
    familiar {int} NOT NULL CHECK (familiar IN (0, 1)),
    failures {int} NOT NULL CHECK (failures >= 0),
    locked_until {int} NOT NULL,
    wrong_1 {bytes} CHECK (length(wrong_1) = 32),
    wrong_2 {bytes} CHECK (length(wrong_2) = 32),
    wrong_3 {bytes} CHECK (length(wrong_3) = 32),
    ends_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, account, familiar)
) {table};
CREATE INDEX sign_in_lockout_end ON sign_in_lockout (tenant_id, ends_at);

-- The recent activity of one person.
CREATE INDEX audit_identity ON audit (tenant_id, identity_id, at);
)sql";

}  // namespace rekey::store
