//! The room's SQL.
//!
//! `instance.state`: 1 waits, 2 is over and sent nothing, 3 is over and sent something. `due_at` of one that is over is when it ended.

placet_store::statements! {
    "journey";
    tenant LIVE = "SELECT journey_id, version FROM journey WHERE tenant_id = $1 AND status = 'live' ORDER BY journey_id";
    tenant DEFINITION = "SELECT definition FROM journey WHERE tenant_id = $1 AND journey_id = $2 AND version = $3";
    tenant NEWEST = "SELECT version, status, definition FROM journey WHERE tenant_id = $1 AND journey_id = $2 ORDER BY version DESC LIMIT 1";
    tenant REPLACE = "UPDATE journey SET status = 'replaced' WHERE tenant_id = $1 AND journey_id = $2 AND status = 'live'";
    tenant ADD_JOURNEY = "INSERT INTO journey (tenant_id, journey_id, version, name, status, definition, created_at)
        VALUES ($1, $2, $3, $4, 'live', $5, $6)";

    tenant ADD = "INSERT INTO instance (tenant_id, instance_id, journey_id, version, profile_id, state, step, due_at, context, entered_at, ended_as)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, NULL)";
    tenant ACTIVE_OF = "SELECT instance_id, journey_id, version, profile_id, step, due_at, context FROM instance
        WHERE tenant_id = $1 AND profile_id IN BLOBS($2) AND state = 1 ORDER BY instance_id FOR UPDATE";
    tenant DUE = "SELECT instance_id, profile_id FROM instance WHERE tenant_id = $1 AND state = 1 AND due_at <= $2 ORDER BY due_at LIMIT $3";
    tenant TAKE = "SELECT instance_id, journey_id, version, profile_id, step, due_at, context FROM instance
        WHERE tenant_id = $1 AND instance_id = $2 AND state = 1 AND due_at <= $3 FOR UPDATE";
    tenant NEXT_DUE = "SELECT due_at FROM instance WHERE tenant_id = $1 AND state = 1 ORDER BY due_at LIMIT 1";
    tenant MOVE = "UPDATE instance SET step = $3, due_at = $4, context = $5 WHERE tenant_id = $1 AND instance_id = $2 AND state = 1";
    tenant END = "UPDATE instance SET state = $3, ended_as = $4, due_at = $5 WHERE tenant_id = $1 AND instance_id = $2 AND state = 1
        RETURNING journey_id";
    tenant LAST_SENT = "SELECT COALESCE(MAX(due_at), 0) FROM instance
        WHERE tenant_id = $1 AND profile_id = $2 AND journey_id = $3 AND state = 3";
    tenant LAST_CONTEXT = "SELECT context FROM instance
        WHERE tenant_id = $1 AND profile_id = $2 AND journey_id = $3 AND state <> 1 ORDER BY due_at DESC LIMIT 1";
    tenant WAITING = "SELECT COUNT(*) FROM instance WHERE tenant_id = $1 AND journey_id = $2 AND state = 1";

    tenant TEMPLATE = "SELECT template_id, version FROM template WHERE tenant_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1";
}
