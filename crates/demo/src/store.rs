//! What the demo reads of a node's database to compare it with what its shoppers did.

placet_store::statements! {
    "demo";
    global BUSY = "SELECT queue FROM work WHERE queue <> 'upkeep' AND (until > $1 OR next_due_at <= $1) ORDER BY queue";
    tenant WAITING = "SELECT (SELECT COUNT(*) FROM inbox WHERE tenant_id = $1)
        + (SELECT COUNT(*) FROM message WHERE tenant_id = $1 AND (state = 2 OR (state = 1 AND due_at <= $2)))
        + (SELECT COUNT(*) FROM instance WHERE tenant_id = $1 AND state = 1 AND due_at <= $2)";
    tenant EVENTS = "SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND kind < 500";
    tenant TALLY = "SELECT COALESCE(CAST(SUM(n) AS BIGINT), 0) FROM tally WHERE tenant_id = $1 AND origin = $2 AND kind = $3";
    tenant STATES = "SELECT COUNT(*) FROM message WHERE tenant_id = $1 AND origin = $2 AND state = $3";
    tenant ORDERS = "SELECT COUNT(*) FROM orders WHERE tenant_id = $1";
    tenant SUPPRESSED = "SELECT COUNT(*) FROM suppression WHERE tenant_id = $1";
    tenant KNOWN_STREAM = "SELECT (SELECT COUNT(*) FROM stream WHERE tenant_id = $1 AND stream_id = $2)
        + (SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND stream_id = $2)
        + (SELECT COUNT(*) FROM consent WHERE tenant_id = $1 AND subject_kind = 1 AND subject_id = $3)
        + (SELECT COUNT(*) FROM consent_entry WHERE tenant_id = $1 AND subject_kind = 1 AND subject_id = $3)";
}
