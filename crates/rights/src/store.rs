//! The room's own SQL. What concerns one person's rows is made from the inventory instead.

placet_store::statements! {
    "rights";
    /// The fold locks this row first: while it is held, nothing is folded.
    tenant HOLD_FOLD = "UPDATE counter SET value = value WHERE tenant_id = $1 AND name = 'event'";
    /// What was made from the events of others and this person (the recommender's index) is made anew after this time.
    tenant NOTE_ERASED = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'rights.erased', $2)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value";
    tenant BLOCKS = "SELECT block, body FROM inbox WHERE tenant_id = $1 ORDER BY block";
    tenant SET_BLOCK = "UPDATE inbox SET entries = $3, body = $4 WHERE tenant_id = $1 AND block = $2";
    tenant DROP_BLOCK = "DELETE FROM inbox WHERE tenant_id = $1 AND block = $2";

    tenant DECISIONS_AFTER = "SELECT origin, chunk, body FROM decision_block
        WHERE tenant_id = $1 AND (origin, chunk) > ($2, $3) ORDER BY origin, chunk LIMIT 1 FOR UPDATE";
    tenant SET_DECISIONS = "UPDATE decision_block SET body = $4 WHERE tenant_id = $1 AND origin = $2 AND chunk = $3";

    tenant SUCCESSORS = "SELECT stream_id, next_stream_id FROM stream
        WHERE tenant_id = $1 AND stream_id IN LIST($2) AND next_stream_id IS NOT NULL";
    tenant PREDECESSORS = "SELECT stream_id, next_stream_id FROM stream WHERE tenant_id = $1 AND next_stream_id IN LIST($2)";
    tenant FORMER_PROFILES = "SELECT DISTINCT was_profile_id FROM link
        WHERE tenant_id = $1 AND stream_id IN LIST($2) AND was_profile_id IS NOT NULL";
    tenant SET_STREAMS = "UPDATE profile SET streams = $3 WHERE tenant_id = $1 AND profile_id = $2";
    tenant DROP_REACH = "DELETE FROM reach WHERE tenant_id = $1 AND profile_id = $2";
    tenant DROP_INSTANCES = "DELETE FROM instance WHERE tenant_id = $1 AND profile_id = $2";

    tenant MESSAGES_TO = "SELECT message_id FROM message WHERE tenant_id = $1 AND contact_id IN BLOBS($2)";
    tenant MESSAGES_OF = "SELECT message_id FROM message WHERE tenant_id = $1 AND profile_id IN BLOBS($2)";

    tenant UNCONFIRMED = "SELECT contact_id FROM contact WHERE tenant_id = $1 AND class = 1 AND source = 'form'
        AND COALESCE(confirm_sent_at, created_at) <= $2 ORDER BY COALESCE(confirm_sent_at, created_at) LIMIT $3";

    /// How far the walk of a day came; without a place it is through.
    tenant REACHED = "SELECT day, upto FROM walk WHERE tenant_id = $1 AND name = $2";
    tenant SET_REACHED = "INSERT INTO walk (tenant_id, name, day, upto) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, name) DO UPDATE SET day = excluded.day, upto = excluded.upto";
    tenant ASKED = "SELECT state, created_at FROM message WHERE tenant_id = $1 AND contact_id = $2 AND origin = $3";

    tenant ADD_ERASURE = "INSERT INTO erasure (tenant_id, seq, at, subject, reason) VALUES ($1, $2, $3, $4, $5)";
}
