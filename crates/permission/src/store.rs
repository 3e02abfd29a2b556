//! The room's SQL.

placet_store::statements! {
    "permission";
    tenant KEYS = "SELECT role, epoch, wrapped FROM key_wrap WHERE tenant_id = $1";
    tenant ADD_KEY = "INSERT INTO key_wrap (tenant_id, role, epoch, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)";

    tenant ADD_WORDING = "INSERT INTO wording (tenant_id, wording_id, purpose, language, version, text, valid_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, wording_id) DO NOTHING";
    tenant WORDING = "SELECT wording_id, purpose, language, version, text FROM wording WHERE tenant_id = $1 AND wording_id = $2";

    tenant COUNTER_START = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, 0) ON CONFLICT (tenant_id, name) DO NOTHING";
    tenant COUNTER_NEXT = "UPDATE counter SET value = value + 1 WHERE tenant_id = $1 AND name = $2 RETURNING value";

    tenant ADD_ENTRY = "INSERT INTO consent_entry (tenant_id, seq, at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method, evidence, salt, canonical)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    tenant ENTRY = "SELECT seq, at, purpose, channel, act, wording_id, language, place, method, evidence FROM consent_entry WHERE tenant_id = $1 AND seq = $2";
    tenant LAST_ENTRY = "SELECT seq FROM consent_entry WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1";
    tenant ENTRIES_SINCE = "SELECT seq, purpose, subject_kind, subject_id FROM consent_entry WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    tenant SET_CONSENT = "INSERT INTO consent (tenant_id, purpose, channel, subject_kind, subject_id, state, entry_seq, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, purpose, channel, subject_kind, subject_id)
        DO UPDATE SET state = excluded.state, entry_seq = excluded.entry_seq, at = excluded.at";
    tenant CONSENT = "SELECT state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND purpose = $2 AND channel = $3 AND subject_kind = $4 AND subject_id = $5";
    tenant CONSENTS_OF = "SELECT purpose, state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND purpose IN LIST($2) AND channel = $3 AND subject_kind = $4 AND subject_id = $5 ORDER BY purpose";
    tenant DEVICES = "SELECT subject_id, state, entry_seq FROM consent
        WHERE tenant_id = $1 AND purpose = $2 AND channel = 0 AND subject_kind = 1 AND subject_id IN EACH BLOBS($3)";

    tenant SUPPRESS = "INSERT INTO suppression (tenant_id, channel, fp, scope, reason, at, entry_seq, undo_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, channel, fp, scope) DO NOTHING";
    tenant SUPPRESSED = "SELECT scope, reason, at, undo_until, done_at, entry_seq FROM suppression WHERE tenant_id = $1 AND channel = $2 AND fp = $3";
    tenant LIFT = "DELETE FROM suppression WHERE tenant_id = $1 AND channel = $2 AND fp = $3 AND scope = $4 AND undo_until > $5";
    tenant SUPPRESSION_DUE = "SELECT channel, fp, scope, undo_until FROM suppression
        WHERE tenant_id = $1 AND done_at IS NULL ORDER BY undo_until LIMIT $2";
    tenant SUPPRESSION_DONE = "UPDATE suppression SET done_at = $5 WHERE tenant_id = $1 AND channel = $2 AND fp = $3 AND scope = $4";
    global OPTED_OUT = "SELECT at FROM optout WHERE fp = $1";
    global OPT_OUT = "INSERT INTO optout (fp, channel, at) VALUES ($1, $2, $3) ON CONFLICT (fp) DO NOTHING";

    tenant ADD_CONTACT = "INSERT INTO contact (tenant_id, contact_id, profile_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, created_at, verified_at, confirm_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)";
    tenant CONTACT_BY_FP = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, created_at, verified_at, confirm_sent_at, confirm_count
        FROM contact WHERE tenant_id = $1 AND channel = $2 AND fp = $3";
    tenant CONTACT = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, created_at, verified_at, confirm_sent_at, confirm_count
        FROM contact WHERE tenant_id = $1 AND contact_id = $2";
    tenant CONTACTS_OF = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, created_at, verified_at, confirm_sent_at, confirm_count
        FROM contact WHERE tenant_id = $1 AND profile_id = $2 ORDER BY contact_id";
    tenant CONTACT_CLASSES = "SELECT profile_id, channel, class FROM contact WHERE tenant_id = $1 AND profile_id IN EACH BLOBS($2)";
    tenant OWNERS = "SELECT DISTINCT profile_id FROM contact WHERE tenant_id = $1 AND profile_id < $2 ORDER BY profile_id DESC LIMIT $3";
    tenant VERIFY_CONTACT = "UPDATE contact SET class = 2, verified_at = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant CONFIRM_SENT = "UPDATE contact SET confirm_sent_at = $3, confirm_count = confirm_count + 1 WHERE tenant_id = $1 AND contact_id = $2";
    tenant MOVE_CONTACT = "UPDATE contact SET profile_id = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant DELETE_CONTACT = "DELETE FROM contact WHERE tenant_id = $1 AND contact_id = $2";

    tenant CAP = "SELECT stamps FROM cap WHERE tenant_id = $1 AND profile_id = $2 AND channel = $3 FOR UPDATE";
    tenant SET_CAP = "INSERT INTO cap (tenant_id, profile_id, channel, stamps) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, profile_id, channel) DO UPDATE SET stamps = excluded.stamps";
}
