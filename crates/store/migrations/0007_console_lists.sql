-- The log, narrowed to one member, one action or both, in its own order; and what was changed, from what to what.
CREATE INDEX audit_member ON audit (tenant_id, member_id, seq);
CREATE INDEX audit_action ON audit (tenant_id, action, seq);
CREATE INDEX audit_member_action ON audit (tenant_id, member_id, action, seq);
ALTER TABLE audit ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';

-- A write key is public: it stands in every page of a shop. Of those made before this, the hash alone is known.
ALTER TABLE write_key ADD COLUMN public TEXT;

-- The search through a catalogue finds brands too, and still reads this index alone.
DROP INDEX item_updated;
CREATE INDEX item_updated ON item (tenant_id, updated_at, item_id, sku, title, brand);
