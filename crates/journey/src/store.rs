//! The room's SQL.
//!
//! `instance.state`: 1 waits, 2 is over and sent nothing, 3 is over and sent something. `due_at` of one that is over is when it ended.
//! `rest` of one that waits and whose journey is paused is what is left of its wait; it is not due before that is given back.
//! `journey.status`: `replaced` but for the newest version, which is `live` or `paused`.

placet_store::statements! {
    "journey";
    tenant LIVE = "SELECT journey_id, version FROM journey WHERE tenant_id = $1 AND status = 'live' ORDER BY journey_id";
    tenant DEFINITION = "SELECT definition FROM journey WHERE tenant_id = $1 AND journey_id = $2 AND version = $3";
    tenant NEWEST = "SELECT version, status, definition FROM journey WHERE tenant_id = $1 AND journey_id = $2 ORDER BY version DESC LIMIT 1";
    tenant REPLACE = "UPDATE journey SET status = 'replaced' WHERE tenant_id = $1 AND journey_id = $2 AND status <> 'replaced'";
    tenant ADD_JOURNEY = "INSERT INTO journey (tenant_id, journey_id, version, name, status, definition, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    tenant PAUSED = "SELECT journey_id FROM journey WHERE tenant_id = $1 AND status = 'paused'";
    tenant LOCK_STANDING = "SELECT version, status FROM journey WHERE tenant_id = $1 AND journey_id = $2 ORDER BY version DESC LIMIT 1 FOR UPDATE";
    tenant SET_STATUS = "UPDATE journey SET status = $4 WHERE tenant_id = $1 AND journey_id = $2 AND version = $3";
    tenant LIST = "SELECT journey_id, version, name, status, definition, created_at FROM journey
        WHERE tenant_id = $1 AND status <> 'replaced' AND journey_id < $2 ORDER BY journey_id DESC LIMIT $3";
    tenant ONE = "SELECT journey_id, version, name, status, definition, created_at FROM journey
        WHERE tenant_id = $1 AND journey_id = $2 ORDER BY version DESC LIMIT 1";
    tenant NAMES = "SELECT journey_id, name FROM journey WHERE tenant_id = $1 AND status <> 'replaced'";
    tenant AT_STEPS = "SELECT version, step, COUNT(*) FROM instance WHERE tenant_id = $1 AND journey_id = $2 AND state = 1 GROUP BY version, step";

    tenant REST = "UPDATE instance SET rest = GREATEST(due_at - $3, 0) WHERE tenant_id = $1 AND journey_id = $2 AND state = 1 AND rest IS NULL";
    tenant RESUME = "UPDATE instance SET due_at = rest + $3, rest = NULL WHERE tenant_id = $1 AND journey_id = $2 AND state = 1 AND rest IS NOT NULL";
    tenant ADD = "INSERT INTO instance (tenant_id, instance_id, journey_id, version, profile_id, state, step, due_at, context, entered_at, ended_as)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, NULL)";
    tenant ACTIVE_OF = "SELECT instance_id, journey_id, version, profile_id, step, due_at, context, rest FROM instance
        WHERE tenant_id = $1 AND profile_id IN BLOBS($2) AND state = 1 ORDER BY instance_id FOR UPDATE";
    tenant DUE = "SELECT instance_id, profile_id FROM instance WHERE tenant_id = $1 AND state = 1 AND rest IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $3";
    tenant TAKE = "SELECT instance_id, journey_id, version, profile_id, step, due_at, context, rest FROM instance
        WHERE tenant_id = $1 AND instance_id = $2 AND state = 1 AND rest IS NULL AND due_at <= $3 FOR UPDATE";
    tenant NEXT_DUE = "SELECT due_at FROM instance WHERE tenant_id = $1 AND state = 1 AND rest IS NULL ORDER BY due_at LIMIT 1";
    tenant MOVE = "UPDATE instance SET step = $3, due_at = $4, context = $5, rest = $6 WHERE tenant_id = $1 AND instance_id = $2 AND state = 1";
    tenant END = "UPDATE instance SET state = $3, ended_as = $4, due_at = $5 WHERE tenant_id = $1 AND instance_id = $2 AND state = 1
        RETURNING journey_id";
    tenant LAST_SENT = "SELECT COALESCE(MAX(due_at), 0) FROM instance
        WHERE tenant_id = $1 AND profile_id = $2 AND journey_id = $3 AND state = 3";
    tenant LAST_CONTEXT = "SELECT context FROM instance
        WHERE tenant_id = $1 AND profile_id = $2 AND journey_id = $3 AND state <> 1 ORDER BY due_at DESC LIMIT 1";
    tenant WAITING = "SELECT COUNT(*) FROM instance WHERE tenant_id = $1 AND journey_id = $2 AND state = 1";

    tenant TEMPLATE = "SELECT template_id, version FROM template WHERE tenant_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1";
}
