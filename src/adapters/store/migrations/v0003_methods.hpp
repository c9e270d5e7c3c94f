#pragma once
#include <string_view>

namespace rekey::store {

/// What authenticators without an address prove with. A step of an app counts once, and so does a recovery code: it is deleted when used.
inline constexpr std::string_view kMethodsSchema = R"sql(
CREATE TABLE totp (
    tenant_id {bytes} NOT NULL,
    authenticator_id {bytes} NOT NULL,
    key_sealed {bytes} NOT NULL,
    last_step {int} NOT NULL,
    PRIMARY KEY (tenant_id, authenticator_id),
    FOREIGN KEY (tenant_id, authenticator_id) REFERENCES authenticator (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE recovery_set (
    tenant_id {bytes} NOT NULL,
    authenticator_id {bytes} NOT NULL,
    memory_kib {int} NOT NULL,
    passes {int} NOT NULL,
    salt {bytes} NOT NULL CHECK (length(salt) = 16),
    PRIMARY KEY (tenant_id, authenticator_id),
    FOREIGN KEY (tenant_id, authenticator_id) REFERENCES authenticator (tenant_id, id) ON DELETE CASCADE
) {table};

-- MACs of Argon2id outputs.
CREATE TABLE recovery_code (
    tenant_id {bytes} NOT NULL,
    authenticator_id {bytes} NOT NULL,
    verifier {bytes} NOT NULL CHECK (length(verifier) = 32),
    PRIMARY KEY (tenant_id, authenticator_id, verifier),
    FOREIGN KEY (tenant_id, authenticator_id) REFERENCES recovery_set (tenant_id, authenticator_id) ON DELETE CASCADE
) {table};
)sql";

}  // namespace rekey::store
