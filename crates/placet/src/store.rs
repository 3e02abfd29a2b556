//! The binary's own SQL: leases by role, and what the commands look up.

placet_store::statements! {
    "placet";
    /// What is due for the (at most eight) queues this node works off.
    global DUE = "SELECT tenant_id, queue FROM work WHERE next_due_at <= $1 AND until <= $1 AND queue IN ($3, $4, $5, $6, $7, $8, $9, $10)
        ORDER BY next_due_at LIMIT $2";
    global TAKE = "UPDATE work SET owner = $3, until = $4, next_due_at = $5 WHERE tenant_id = $1 AND queue = $2 AND until <= $6";
    global NEXT_DUE = "SELECT COALESCE(MIN(next_due_at), $2) FROM work WHERE until <= $1 AND queue IN ($3, $4, $5, $6, $7, $8, $9, $10)";
    global OVERDUE = "SELECT queue, MIN(next_due_at), COUNT(*) FROM work WHERE next_due_at > 0 AND next_due_at <= $1 AND until <= $1 GROUP BY queue";
    global LEASES = "SELECT COUNT(*) FROM work WHERE owner = $1 AND until > $2";

    global CHECK_VALUE = "SELECT value FROM installation WHERE name = 'master_key_check'";
    global TENANTS = "SELECT COUNT(*) FROM tenant";
    global CLOCK = "SELECT CAST(CURRENT_TIMESTAMP AS TEXT)";

    tenant QUEUED = "SELECT COUNT(*) FROM message WHERE tenant_id = $1 AND state = 1";
}
