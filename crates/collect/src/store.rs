//! The room's SQL.

placet_store::statements! {
    "collect";
    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
    tenant COUNTED = "SELECT kind, CAST(SUM(n) AS BIGINT) FROM tally WHERE tenant_id = $1 AND origin = 0 AND day >= $2 GROUP BY kind ORDER BY kind";
}
