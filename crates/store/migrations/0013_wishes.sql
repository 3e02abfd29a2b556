-- What the owner of an address wishes: one message a week (1) or a month (2) at most, and none before some time.
ALTER TABLE contact ADD COLUMN pace INT NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN paused_until BIGINT;
