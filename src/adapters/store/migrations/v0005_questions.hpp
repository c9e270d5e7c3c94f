#pragma once
#include <string_view>

namespace rekey::store {

/// Security questions. Gone with their authenticator.
inline constexpr std::string_view kQuestionsSchema = R"sql(
CREATE TABLE question_set (
    tenant_id {bytes} NOT NULL,
    authenticator_id {bytes} NOT NULL,
    memory_kib {int} NOT NULL,
    passes {int} NOT NULL,
    salt {bytes} NOT NULL CHECK (length(salt) = 16),
    PRIMARY KEY (tenant_id, authenticator_id),
    FOREIGN KEY (tenant_id, authenticator_id) REFERENCES authenticator (tenant_id, id) ON DELETE CASCADE
) {table};

-- MACs of Argon2id outputs, each bound to its question.
CREATE TABLE question_answer (
    tenant_id {bytes} NOT NULL,
    authenticator_id {bytes} NOT NULL,
    place {int} NOT NULL CHECK (place >= 0),
    question TEXT NOT NULL,
    verifier {bytes} NOT NULL CHECK (length(verifier) = 32),
    PRIMARY KEY (tenant_id, authenticator_id, place),
    UNIQUE (tenant_id, authenticator_id, question),
    FOREIGN KEY (tenant_id, authenticator_id) REFERENCES question_set (tenant_id, authenticator_id) ON DELETE CASCADE
) {table};
)sql";

}  // namespace rekey::store
