//! The room's SQL.

placet_store::statements! {
    "measure";
    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n, amount = tally.amount + excluded.amount";
    tenant TOTALS = "SELECT origin, day, kind, n, amount FROM tally
        WHERE tenant_id = $1 AND day >= $2 AND day <= $3 ORDER BY origin, day, kind";
    tenant TOTALS_OF = "SELECT origin, day, kind, n, amount FROM tally
        WHERE tenant_id = $1 AND origin = $4 AND day >= $2 AND day <= $3 ORDER BY origin, day, kind";
    global CURRENCY = "SELECT currency FROM tenant WHERE tenant_id = $1";

    /// Earlier events of one kind on one stream that name a message; `seq` alone is bounded by the index.
    tenant EARLIER = "SELECT DISTINCT props FROM event
        WHERE tenant_id = $1 AND stream_id = $2 AND seq >= $3 AND seq < $4 AND kind = $5 AND props LIKE $6";
    /// The last click of a person up to a moment. Clicks stand on the streams of addresses (class 3) alone, which are short.
    tenant LAST_CLICK = "SELECT event.props, event.at FROM stream JOIN event ON event.tenant_id = stream.tenant_id AND event.stream_id = stream.stream_id
        WHERE stream.tenant_id = $1 AND event.tenant_id = $1 AND stream.stream_id IN LIST($2) AND stream.class = 3
            AND event.seq >= $3 AND event.kind = 512 AND event.at >= $4 AND event.at <= $5
        ORDER BY event.at DESC, event.seq DESC LIMIT 1";
}
