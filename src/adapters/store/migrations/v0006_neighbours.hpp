#pragma once
#include <string_view>

namespace rekey::store {

/// Rows that are written together lie together: the counters of one subject side by side, marks of captchas in the order of their end.
/// An attempt then changes fewer pages at random places, which is what a commit costs.
inline constexpr std::string_view kNeighboursSchema = R"sql(
CREATE TABLE new_counter (
    tenant_id {bytes} NOT NULL,
    subject {bytes} NOT NULL CHECK (length(subject) = 32),
    name TEXT NOT NULL,
    count {int} NOT NULL CHECK (count >= 0),
    ends_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, subject, name)
) {table};
INSERT INTO new_counter (tenant_id, subject, name, count, ends_at) SELECT tenant_id, subject, name, count, ends_at FROM counter;
DROP TABLE counter;
ALTER TABLE new_counter RENAME TO counter;
CREATE INDEX counter_end ON counter (tenant_id, ends_at);

CREATE TABLE new_captcha_mark (
    tenant_id {bytes} NOT NULL,
    expires_at {int} NOT NULL,
    mark {bytes} NOT NULL CHECK (length(mark) = 32),
    PRIMARY KEY (tenant_id, expires_at, mark)
) {table};
INSERT INTO new_captcha_mark (tenant_id, expires_at, mark) SELECT tenant_id, expires_at, mark FROM captcha_mark;
DROP TABLE captcha_mark;
ALTER TABLE new_captcha_mark RENAME TO captcha_mark;
)sql";

}  // namespace rekey::store
