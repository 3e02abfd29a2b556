-- A tenant's own events, each declared with a purpose; a kind is given once, from 10000 up, and its row stays when the declaration ends.
CREATE TABLE declaration (
    tenant_id INT NOT NULL, kind INT NOT NULL, name TEXT NOT NULL, purpose INT NOT NULL, properties TEXT NOT NULL, created_at BIGINT NOT NULL,
    ended_at BIGINT, PRIMARY KEY (tenant_id, kind)
) CLUSTERED;
