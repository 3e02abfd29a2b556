-- Members sign in by themselves: what they know and have, and where they are signed in.
ALTER TABLE member ADD COLUMN fields BYTES;
ALTER TABLE member ADD COLUMN version INT NOT NULL DEFAULT 1;
ALTER TABLE member ADD COLUMN password TEXT;
ALTER TABLE member ADD COLUMN totp BYTES;
ALTER TABLE member ADD COLUMN totp_confirmed_at BIGINT;
ALTER TABLE member ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN recovery TEXT NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN session_id BYTES;
ALTER TABLE session ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX session_member ON session (member_id);
CREATE INDEX membership_tenant ON membership (tenant_id);
-- Who was signed in signs in again: sessions begin to have ids.
DELETE FROM session;

UPDATE membership SET role = 'marketer' WHERE role = 'editor';
UPDATE membership SET role = 'analyst' WHERE role = 'viewer';

-- Who saw or changed what. Tenant 0 is the installation itself: what members do with their own accounts.
CREATE TABLE audit (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, member_id BYTES NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
    reason TEXT NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (tenant_id, seq)
) CLUSTERED;

-- First answers to requests that may come again, sealed; kept for a day.
CREATE TABLE answer (
    tenant_id INT NOT NULL, key_hash BYTES NOT NULL, request BYTES NOT NULL, status INT NOT NULL, body BYTES NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
) CLUSTERED;
