//! The bench's own SQL: what it needs in bulk and nobody else does.

placet_store::statements! {
    "bench";
    /// A standing tracking consent of a device, without its entry in the ledger: a million of those would be another bench.
    tenant ADD_CONSENT = "INSERT INTO consent (tenant_id, purpose, channel, subject_kind, subject_id, state, entry_seq, at)
        VALUES ($1, 1, 0, 1, $2, 1, $3, $4)";
    tenant ADD_STANDING = "INSERT INTO consent (tenant_id, purpose, channel, subject_kind, subject_id, state, entry_seq, at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7)";
    tenant ADD_ENTRY = "INSERT INTO consent_entry (tenant_id, seq, at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method,
            evidence, salt, canonical)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 'en', 'https://shop.bench.example/', 'form', '{}', $9, $9)";
    tenant ADD_PROFILE = "INSERT INTO profile (tenant_id, profile_id, streams, created_at, next_change_at) VALUES ($1, $2, $3, $4, $5)";
    tenant ADD_STREAM = "INSERT INTO stream (tenant_id, stream_id, check_hash, class, profile_id, next_stream_id, state, last_seen)
        VALUES ($1, $2, $2, 1, $3, NULL, $4, $5)";
    tenant ADD_CONTACT = "INSERT INTO contact (tenant_id, contact_id, profile_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, place, created_at,
            verified_at, confirm_sent_at, confirm_count)
        VALUES ($1, $2, $2, 1, 2, $3, 1, $3, 1, 'en', 'form', '', $4, $4, $4, 1)";
    tenant ADD_PLANNED = "INSERT INTO contact (tenant_id, contact_id, profile_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, place, standings,
            created_at, confirm_count)
        VALUES ($1, $2, $2, 1, $3, $4, 1, $4, 1, 'en', 'form', '', $5, $6, 1)";
    tenant ADD_REACH = "INSERT INTO reach (tenant_id, profile_id, active_day, sent) VALUES ($1, $2, $3, $4)";
    tenant ADD_ORDER = "INSERT INTO orders (tenant_id, order_no, stream_id, at, total_minor, currency, items, status, origin, message_id)
        VALUES ($1, $2, $3, $4, 8990, 'EUR', $5, 'completed', $6, $7)";
    tenant ADD_MESSAGE = "INSERT INTO message (tenant_id, message_id, origin, visit, contact_id, profile_id, channel, kind, template_id, template_version,
            language, state, due_at, attempts, owner, facts, items, reply, created_at, changed_at)
        VALUES ($1, $2, $3, $2, $4, $4, 1, 2, 1, 1, 'en', $5, $6, 1, '', $7, $8, '250 2.0.0 Ok', $6, $6)";
    tenant ADD_TALLY = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, $2, $3, $4, $5, $6)";
    tenant ADD_AUDIT = "INSERT INTO audit (tenant_id, seq, at, member_id, action, object, reason, reference) VALUES ($1, $2, $3, $4, 'profiles:read', 'prof', '', '')";
    /// Events numbered from `$3` to `$4`, each of a stream drawn by a stride from those of [`console::stock`](super::console).
    tenant ADD_EVENTS = "INSERT INTO event (tenant_id, seq, stream_id, kind, at, item_id, props)
        WITH RECURSIVE number (n) AS (SELECT CAST($3 AS BIGINT) UNION ALL SELECT n + 1 FROM number WHERE n < $4)
        SELECT $1, $2 + n, (n * 7919 % $5) * $6, 20 + n % 3, $7 + n * $8, n % 50000 + 1, '{\"product_id\":\"SHOE-1\",\"price\":8990,\"currency\":\"EUR\"}'
        FROM number";
    tenant COUNTED = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value";
    tenant READ_UP_TO = "INSERT INTO reader (tenant_id, consumer, seq) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, consumer) DO UPDATE SET seq = excluded.seq";
    tenant APPEND = "INSERT INTO inbox (tenant_id, block, entries, body) VALUES ($1, $2, $3, $4)";
    tenant EMPTY = "DELETE FROM inbox WHERE tenant_id = $1";
}
