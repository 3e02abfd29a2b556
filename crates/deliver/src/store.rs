//! The room's SQL.

placet_store::statements! {
    "deliver";
    tenant ADD = "INSERT INTO message (tenant_id, message_id, origin, visit, contact_id, profile_id, channel, kind, purpose, priority, template_id,
            template_version, language, state, due_at, attempts, owner, facts, items, reply, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, 0, '', $15, $16, '', $17, $17)
        ON CONFLICT (tenant_id, origin, visit, contact_id, channel) DO NOTHING";
    tenant ADD_COUNTED = "INSERT INTO message (tenant_id, message_id, origin, visit, contact_id, profile_id, channel, kind, purpose, priority, template_id,
            template_version, language, state, due_at, attempts, owner, facts, items, reply, capped_at, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, 0, '', $15, $16, '', $17, $18, $18)
        ON CONFLICT (tenant_id, origin, visit, contact_id, channel) DO NOTHING";
    tenant SET_CAPPED = "UPDATE message SET capped_at = $3 WHERE tenant_id = $1 AND message_id = $2";

    tenant DUE = "SELECT message_id, contact_id FROM message WHERE tenant_id = $1 AND state = 1 AND due_at <= $2 ORDER BY due_at LIMIT $3";
    tenant TAKE = "UPDATE message SET state = 2, owner = $3, attempts = attempts + 1, changed_at = $4
        WHERE tenant_id = $1 AND message_id = $2 AND state = 1
        RETURNING attempts, origin, visit, contact_id, profile_id, channel, kind, template_id, template_version, language, items, created_at, purpose, priority";
    tenant NEXT_DUE = "SELECT due_at FROM message WHERE tenant_id = $1 AND state = 1 ORDER BY due_at LIMIT 1";
    tenant ORPHANS = "SELECT message_id, kind, origin FROM message WHERE tenant_id = $1 AND state = 2 AND owner <> $2 FOR UPDATE";

    tenant IN_HAND = "SELECT origin, contact_id, profile_id, channel, kind, capped_at, created_at FROM message
        WHERE tenant_id = $1 AND message_id = $2 AND state = 2 AND attempts = $3 FOR UPDATE";
    tenant MOVE = "UPDATE message SET state = $3, due_at = $4, owner = '', reply = $5, changed_at = $6
        WHERE tenant_id = $1 AND message_id = $2";
    tenant HOLD = "UPDATE message SET state = 1, due_at = $3, attempts = attempts - 1, owner = '', reply = $4, changed_at = $5
        WHERE tenant_id = $1 AND message_id = $2";
    tenant LIGHTER = "SELECT message_id, origin, channel, capped_at FROM message
        WHERE tenant_id = $1 AND profile_id = $2 AND state = 1 AND capped_at IS NOT NULL AND priority < $3
        ORDER BY priority, message_id DESC LIMIT 1 FOR UPDATE";
    tenant SET_ITEMS = "UPDATE message SET items = $4, changed_at = $5
        WHERE tenant_id = $1 AND message_id = $2 AND state = 2 AND attempts = $3";
    tenant FORGET_CAP = "UPDATE message SET capped_at = NULL WHERE tenant_id = $1 AND message_id = $2";

    tenant WITHDRAW = "UPDATE message SET state = 9, changed_at = $3, reply = '' WHERE tenant_id = $1 AND contact_id = $2 AND state = 1
        RETURNING message_id, origin, profile_id, channel, capped_at";
    tenant HANDING_OVER = "SELECT COUNT(*) FROM message WHERE tenant_id = $1 AND contact_id = $2 AND state = 2";

    tenant GET = "SELECT message_id, origin, visit, contact_id, profile_id, channel, kind, template_id, template_version, language,
            state, due_at, attempts, facts, items, reply, created_at, changed_at
        FROM message WHERE tenant_id = $1 AND message_id = $2";
    tenant OF_CONTACT = "SELECT message_id, origin, visit, contact_id, profile_id, channel, kind, template_id, template_version, language,
            state, due_at, attempts, facts, items, reply, created_at, changed_at
        FROM message WHERE tenant_id = $1 AND contact_id = $2 ORDER BY message_id";

    tenant NEWEST = "SELECT message_id, origin, profile_id, channel, kind, language, state, attempts, reply, created_at, changed_at,
            (SELECT t.name FROM template t WHERE t.tenant_id = $1 AND t.template_id = message.template_id ORDER BY t.version DESC LIMIT 1)
        FROM message WHERE tenant_id = $1 AND message_id < $2 ORDER BY message_id DESC LIMIT $3";
    tenant NEWEST_FROM_IN = "SELECT message_id, origin, profile_id, channel, kind, language, state, attempts, reply, created_at, changed_at,
            (SELECT t.name FROM template t WHERE t.tenant_id = $1 AND t.template_id = message.template_id ORDER BY t.version DESC LIMIT 1)
        FROM message WHERE tenant_id = $1 AND message_id < $2 AND origin = $4 AND state = $5 ORDER BY message_id DESC LIMIT $3";
    /// The origins with a message in this state, that of the newest first.
    tenant ORIGINS_IN = "WITH RECURSIVE o (origin) AS (SELECT MIN(m.origin) FROM message m WHERE m.tenant_id = $1 AND m.state = $2
            UNION ALL SELECT (SELECT MIN(m.origin) FROM message m WHERE m.tenant_id = $1 AND m.state = $2 AND m.origin > o.origin)
                FROM o WHERE o.origin IS NOT NULL),
        heap (origin, newest) AS (SELECT o.origin, (SELECT m.message_id FROM message m
            WHERE m.tenant_id = $1 AND m.state = $2 AND m.origin = o.origin AND m.message_id < $3 ORDER BY m.message_id DESC LIMIT 1) FROM o)
        SELECT origin, newest FROM heap WHERE newest IS NOT NULL ORDER BY newest DESC LIMIT $4";
    tenant NEWEST_TO = "SELECT message_id, origin, profile_id, channel, kind, language, state, attempts, reply, created_at, changed_at,
            (SELECT t.name FROM template t WHERE t.tenant_id = $1 AND t.template_id = message.template_id ORDER BY t.version DESC LIMIT 1)
        FROM message WHERE tenant_id = $1 AND message_id < $2 AND profile_id = $4 AND state >= $5 AND state <= $6 AND origin >= $7 AND origin <= $8 ORDER BY message_id DESC LIMIT $3";
    tenant LISTED = "SELECT message_id, origin, profile_id, channel, kind, language, state, attempts, reply, created_at, changed_at,
            (SELECT t.name FROM template t WHERE t.tenant_id = $1 AND t.template_id = message.template_id ORDER BY t.version DESC LIMIT 1)
        FROM message WHERE tenant_id = $1 AND message_id = $2";

    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, $2, $3, $4, $5, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
    tenant TOTALS = "SELECT kind, CAST(SUM(n) AS BIGINT) FROM tally WHERE tenant_id = $1 AND origin = $2 GROUP BY kind ORDER BY kind";

    tenant LAST_CHUNK = "SELECT chunk, at, LENGTH(body) FROM decision_block WHERE tenant_id = $1 AND origin = $2 ORDER BY chunk DESC LIMIT 1";
    tenant ADD_DECISIONS = "INSERT INTO decision_block (tenant_id, origin, chunk, at, body) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, origin, chunk) DO UPDATE SET body = decision_block.body || excluded.body";
    tenant NEXT_ORIGIN = "SELECT origin FROM decision_block WHERE tenant_id = $1 AND origin > $2 ORDER BY origin LIMIT 1";
    tenant BLOCK_UPTO = "SELECT chunk, at, body FROM decision_block WHERE tenant_id = $1 AND origin = $2 AND at <= $3 ORDER BY chunk DESC LIMIT 1";
    tenant BLOCK_BEFORE = "SELECT chunk, at, body FROM decision_block WHERE tenant_id = $1 AND origin = $2 AND chunk < $3 ORDER BY chunk DESC LIMIT 1";
    tenant CHUNKS = "SELECT body FROM decision_block WHERE tenant_id = $1 AND origin = $2 ORDER BY chunk";
}
