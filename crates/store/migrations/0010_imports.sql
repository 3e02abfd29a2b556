-- What a company instructed: whose addresses come in, from where, on which basis, on whose word. Never changed (R010, R054).
CREATE TABLE import (
    tenant_id INT NOT NULL, import_id BYTES NOT NULL, instruction BIGINT NOT NULL, label TEXT NOT NULL, kind INT NOT NULL, channel INT NOT NULL,
    source_kind TEXT NOT NULL, source_name TEXT NOT NULL, basis TEXT NOT NULL, purposes TEXT NOT NULL, evidence TEXT NOT NULL,
    attested_words INT NOT NULL, attested_by TEXT NOT NULL, at BIGINT NOT NULL, inform_by BIGINT NOT NULL, PRIMARY KEY (tenant_id, import_id)
) CLUSTERED;
CREATE UNIQUE INDEX import_instruction ON import (tenant_id, instruction);

-- What became of it: open until it is closed, and then in totals.
CREATE TABLE import_run (
    tenant_id INT NOT NULL, import_id BYTES NOT NULL, closed_at BIGINT, read BIGINT NOT NULL, added BIGINT NOT NULL, known BIGINT NOT NULL,
    without_evidence BIGINT NOT NULL, suppressed BIGINT NOT NULL, invalid BIGINT NOT NULL, invalid_first TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id)
) CLUSTERED;

-- Its parts, each taken once: how far, by which content, what came of it.
CREATE TABLE import_part (
    tenant_id INT NOT NULL, import_id BYTES NOT NULL, part INT NOT NULL, digest BYTES NOT NULL, read BIGINT NOT NULL, done BIGINT NOT NULL,
    added BIGINT NOT NULL, known BIGINT NOT NULL, without_evidence BIGINT NOT NULL, suppressed BIGINT NOT NULL, invalid BIGINT NOT NULL,
    invalid_first TEXT NOT NULL, PRIMARY KEY (tenant_id, import_id, part)
) CLUSTERED;

-- Which import brought an address, if one did (R034, R036).
ALTER TABLE contact ADD COLUMN import_id BYTES;
