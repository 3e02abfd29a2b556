-- What is listed, in the order it is listed in: newest first, by what it can be narrowed to.
CREATE INDEX orders_at ON orders (tenant_id, at, order_no);
CREATE INDEX orders_attributed ON orders (tenant_id, at, order_no) WHERE origin IS NOT NULL;
CREATE INDEX orders_unattributed ON orders (tenant_id, at, order_no) WHERE origin IS NULL;
CREATE INDEX orders_message ON orders (tenant_id, message_id, at) WHERE message_id IS NOT NULL;

-- The search through a catalogue reads this index alone.
DROP INDEX item_updated;
CREATE INDEX item_updated ON item (tenant_id, updated_at, item_id, sku, title);

CREATE INDEX message_state ON message (tenant_id, state, message_id);
CREATE INDEX message_origin ON message (tenant_id, origin, message_id);
CREATE INDEX message_origin_state ON message (tenant_id, origin, state, message_id);
CREATE INDEX message_profile ON message (tenant_id, profile_id, message_id);

-- What is left of a wait that stands still, because its journey is paused.
ALTER TABLE instance ADD COLUMN rest BIGINT;
DROP INDEX instance_due;
CREATE INDEX instance_due ON instance (tenant_id, due_at) WHERE state = 1 AND rest IS NULL;
CREATE INDEX instance_step ON instance (tenant_id, journey_id, version, step) WHERE state = 1;

-- How often a tenant's settings were changed: who changes them says which they saw.
ALTER TABLE tenant ADD COLUMN version INT NOT NULL DEFAULT 1;
CREATE INDEX write_key_tenant ON write_key (tenant_id, created_at);
CREATE INDEX server_key_tenant ON server_key (tenant_id, created_at);
