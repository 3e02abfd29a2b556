-- Product feeds that are fetched by schedule, and which of them answers for an item (0: none, it was pushed).
ALTER TABLE item ADD COLUMN feed_id INT NOT NULL DEFAULT 0;

CREATE TABLE feed (
    tenant_id INT NOT NULL, feed_id INT NOT NULL, url TEXT NOT NULL, complete INT NOT NULL, every_minutes INT NOT NULL, created_at BIGINT NOT NULL,
    next_due_at BIGINT NOT NULL, failures INT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, valid_until BIGINT NOT NULL,
    fetched_at BIGINT, loaded_at BIGINT, held_since BIGINT, stored INT NOT NULL, refused INT NOT NULL, gone INT NOT NULL, held_back INT NOT NULL,
    outcome TEXT NOT NULL, PRIMARY KEY (tenant_id, feed_id)
) CLUSTERED;

-- Every tenant has the queue of the worker that fetches.
INSERT INTO work (tenant_id, queue, next_due_at, owner, until) SELECT tenant_id, 'feed', 0, '', 0 FROM tenant;
