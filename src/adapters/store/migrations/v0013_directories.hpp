#pragma once
#include <string_view>

namespace rekey::store {

/// Directories, whom they hold, and how far their reading has come.
inline constexpr std::string_view kDirectoriesSchema = R"sql(
-- Settings as lines of key=value. The password is of the service account.
CREATE TABLE directory (
    tenant_id {bytes} NOT NULL REFERENCES tenant (id),
    id {bytes} NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    password_sealed {bytes},
    version {int} NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
) {table};

-- Cookies are worth something under the same reading_key and from the same server only. The fence rises with every runner: who holds an
-- older one writes nothing any more.
CREATE TABLE directory_reading (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    reading_key TEXT NOT NULL,
    delta TEXT NOT NULL,
    people_cookie {bytes} NOT NULL,
    groups_cookie {bytes} NOT NULL,
    full_at {int},
    read_at {int},
    next_at {int} NOT NULL,
    asked TEXT,
    fence {int} NOT NULL,
    leased_until {int} NOT NULL,
    PRIMARY KEY (tenant_id, directory_id),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE directory_run (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    id {bytes} NOT NULL CHECK (length(id) = 16),
    mode TEXT NOT NULL,
    actor TEXT NOT NULL,
    started_at {int} NOT NULL,
    ended_at {int},
    outcome TEXT NOT NULL,
    counts TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (tenant_id, directory_id, id),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE
) {table};

-- What was wrong with entries, of the last runs.
CREATE TABLE directory_remark (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    run_id {bytes} NOT NULL,
    number {int} NOT NULL,
    flaw TEXT NOT NULL,
    attribute TEXT NOT NULL,
    dn_sealed {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, directory_id, run_id, number),
    FOREIGN KEY (tenant_id, directory_id, run_id) REFERENCES directory_run (tenant_id, directory_id, id) ON DELETE CASCADE
) {table};

-- One entry there, by its anchor. `digest` is over all that is taken from it: the same again is not looked at. `dn` is found by its MAC.
CREATE TABLE directory_entry (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    anchor {bytes} NOT NULL CHECK (length(anchor) = 16),
    identity_id {bytes},
    group_id {bytes},
    digest {bytes} NOT NULL CHECK (length(digest) = 32),
    dn {bytes} NOT NULL CHECK (length(dn) = 32),
    dn_sealed {bytes} NOT NULL,
    is_person {int} NOT NULL CHECK (is_person IN (0, 1)),
    trouble TEXT NOT NULL,
    gone_at {int},
    PRIMARY KEY (tenant_id, directory_id, anchor),
    FOREIGN KEY (tenant_id, directory_id) REFERENCES directory (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, identity_id) REFERENCES identity (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, group_id) REFERENCES identity_group (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX directory_entry_identity ON directory_entry (tenant_id, identity_id);
CREATE INDEX directory_entry_group ON directory_entry (tenant_id, group_id);
CREATE INDEX directory_entry_dn ON directory_entry (tenant_id, directory_id, dn);
CREATE INDEX directory_entry_trouble ON directory_entry (tenant_id, directory_id) WHERE trouble <> '';

-- Members that were named before they were read.
CREATE TABLE directory_member (
    tenant_id {bytes} NOT NULL,
    directory_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL,
    dn {bytes} NOT NULL CHECK (length(dn) = 32),
    PRIMARY KEY (tenant_id, directory_id, group_id, dn),
    FOREIGN KEY (tenant_id, group_id) REFERENCES identity_group (tenant_id, id) ON DELETE CASCADE
) {table};
CREATE INDEX directory_member_dn ON directory_member (tenant_id, directory_id, dn);
CREATE INDEX directory_member_group ON directory_member (tenant_id, group_id);

-- The directory that masters record and password; none: Rekey does.
ALTER TABLE identity ADD COLUMN directory_id {bytes} CHECK (length(directory_id) = 16);
CREATE INDEX identity_directory ON identity (tenant_id, directory_id) WHERE directory_id IS NOT NULL;
)sql";

}  // namespace rekey::store
