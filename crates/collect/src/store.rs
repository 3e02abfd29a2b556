//! The room's SQL.

placet_store::statements! {
    "collect";
    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
    tenant INGESTED = "SELECT day, kind, n FROM tally WHERE tenant_id = $1 AND origin = 0 AND day >= $2
        AND (kind = $3 OR kind LIKE 'refused:%' OR kind LIKE 'undeclared:%') ORDER BY day";
    tenant UNDECLARED = "SELECT kind, CAST(SUM(n) AS BIGINT), MAX(day) FROM tally
        WHERE tenant_id = $1 AND origin = 0 AND day >= $2 AND kind LIKE 'undeclared:%' GROUP BY kind ORDER BY 2 DESC, 1 LIMIT $3";
}
