//! The bench's own SQL: what it needs in bulk and nobody else does.

placet_store::statements! {
    "bench";
    /// A standing tracking consent of a device, without its entry in the ledger: a million of those would be another bench.
    tenant ADD_CONSENT = "INSERT INTO consent (tenant_id, purpose, channel, subject_kind, subject_id, state, entry_seq, at)
        VALUES ($1, 1, 0, 1, $2, 1, $3, $4)";
    tenant APPEND = "INSERT INTO inbox (tenant_id, block, entries, body) VALUES ($1, $2, $3, $4)";
    tenant EMPTY = "DELETE FROM inbox WHERE tenant_id = $1";
}
