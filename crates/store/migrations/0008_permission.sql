-- The rules of a tenant, whole and by version: purposes, caps, quiet hours. Never changed; the last one counts.
CREATE TABLE policy (
    tenant_id INT NOT NULL, version INT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, member_id BYTES,
    PRIMARY KEY (tenant_id, version)
) CLUSTERED;

-- What the tenant itself must have done, or must not do, before anything is sent: agreement, identity, domain, stops.
CREATE TABLE duty (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, known_at BIGINT NOT NULL, act INT NOT NULL, detail TEXT NOT NULL,
    member_id BYTES, PRIMARY KEY (tenant_id, seq)
) CLUSTERED;

-- The ledger knows when it learnt of what was said, and is read by whom it speaks of.
ALTER TABLE consent_entry ADD COLUMN known_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX consent_entry_subject ON consent_entry (tenant_id, channel, subject_kind, subject_id, seq);

-- All purposes of one subject side by side.
CREATE TABLE consent_new (
    tenant_id INT NOT NULL, channel INT NOT NULL, subject_kind INT NOT NULL, subject_id BYTES NOT NULL, purpose INT NOT NULL,
    state INT NOT NULL, entry_seq BIGINT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, channel, subject_kind, subject_id, purpose)
) CLUSTERED;
INSERT INTO consent_new (tenant_id, channel, subject_kind, subject_id, purpose, state, entry_seq, at)
    SELECT tenant_id, channel, subject_kind, subject_id, purpose, state, entry_seq, at FROM consent;
DROP TABLE consent;
ALTER TABLE consent_new RENAME TO consent;

-- An address carries what the gate asks of it, in the order of profiles: a campaign is planned in one walk.
-- No standings yet: read from the ledger until something is said anew.
CREATE TABLE contact_new (
    tenant_id INT NOT NULL, profile_id BYTES NOT NULL, contact_id BYTES NOT NULL, channel INT NOT NULL, class INT NOT NULL,
    fp BYTES NOT NULL, fp_v INT NOT NULL, sealed BYTES NOT NULL, key_epoch BIGINT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL,
    place TEXT NOT NULL, standings BYTES, created_at BIGINT NOT NULL, verified_at BIGINT, confirm_sent_at BIGINT, confirm_count INT NOT NULL,
    PRIMARY KEY (tenant_id, profile_id, contact_id)
) CLUSTERED;
INSERT INTO contact_new (tenant_id, profile_id, contact_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, place, standings,
        created_at, verified_at, confirm_sent_at, confirm_count)
    SELECT tenant_id, profile_id, contact_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, '', NULL,
        created_at, verified_at, confirm_sent_at, confirm_count FROM contact;
DROP TABLE contact;
ALTER TABLE contact_new RENAME TO contact;
CREATE UNIQUE INDEX contact_id ON contact (tenant_id, contact_id);
CREATE UNIQUE INDEX contact_fp ON contact (tenant_id, channel, fp);

-- When a person was last active and what was sent to them, over all channels. Caps count anew from here: before a first release.
DROP TABLE cap;
CREATE TABLE reach (
    tenant_id INT NOT NULL, profile_id BYTES NOT NULL, active_day INT NOT NULL, sent BYTES NOT NULL, PRIMARY KEY (tenant_id, profile_id)
) CLUSTERED;

-- For what a message is, and how it weighs against others when a person has enough.
ALTER TABLE message ADD COLUMN purpose INT NOT NULL DEFAULT 2;
ALTER TABLE message ADD COLUMN priority INT NOT NULL DEFAULT 2;

-- Every message is written into every index, and moves in those by state each time its state changes: as few as answer every question.
-- "Once" finds those of an address, too; those of a state, or of an origin, are merged from the heaps of each origin in each state.
DROP INDEX message_once;
CREATE UNIQUE INDEX message_once ON message (tenant_id, contact_id, origin, visit, channel);
DROP INDEX message_contact;
DROP INDEX message_handing_over;
DROP INDEX message_state;
CREATE INDEX message_state ON message (tenant_id, state, origin, message_id);
DROP INDEX message_origin;
DROP INDEX message_origin_state;
