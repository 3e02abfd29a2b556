//! The room's SQL.

placet_store::statements! {
    "collect";
    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
    tenant INGESTED = "SELECT day, kind, n FROM tally WHERE tenant_id = $1 AND origin = 0 AND day >= $2
        AND (kind = $3 OR kind LIKE 'refused:%' OR kind LIKE 'undeclared:%') ORDER BY day";
    tenant UNDECLARED = "SELECT kind, CAST(SUM(n) AS BIGINT), MAX(day) FROM tally
        WHERE tenant_id = $1 AND origin = 0 AND day >= $2 AND kind LIKE 'undeclared:%' GROUP BY kind ORDER BY 2 DESC, 1 LIMIT $3";

    tenant LAST_KIND = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'collect.kind', $2)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value RETURNING value";
    tenant MOVE_KIND = "UPDATE counter SET value = $2 WHERE tenant_id = $1 AND name = 'collect.kind'";
    tenant DECLARATIONS = "SELECT kind, name, purpose, properties, created_at, ended_at FROM declaration WHERE tenant_id = $1
        ORDER BY created_at DESC, kind DESC";
    tenant PUT_DECLARATION = "INSERT INTO declaration (tenant_id, kind, name, purpose, properties, created_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL)
        ON CONFLICT (tenant_id, kind) DO UPDATE SET name = excluded.name, purpose = excluded.purpose, properties = excluded.properties,
        created_at = excluded.created_at, ended_at = NULL";
    tenant END_DECLARATION = "UPDATE declaration SET ended_at = $3 WHERE tenant_id = $1 AND kind = $2 AND ended_at IS NULL";
}
