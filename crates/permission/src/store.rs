//! The room's SQL.

placet_store::statements! {
    "permission";
    tenant KEYS = "SELECT role, epoch, wrapped FROM key_wrap WHERE tenant_id = $1";
    tenant ADD_KEY = "INSERT INTO key_wrap (tenant_id, role, epoch, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)";

    tenant ADD_WORDING = "INSERT INTO wording (tenant_id, wording_id, purpose, language, version, text, valid_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, wording_id) DO NOTHING";
    tenant WORDING = "SELECT wording_id, purpose, language, version, text FROM wording WHERE tenant_id = $1 AND wording_id = $2";
    tenant WORDINGS = "SELECT wording_id, purpose, language, version, text, valid_from FROM wording WHERE tenant_id = $1 ORDER BY wording_id";

    tenant COUNTER_START = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, 0) ON CONFLICT (tenant_id, name) DO NOTHING";
    tenant COUNTER_NEXT = "UPDATE counter SET value = value + 1 WHERE tenant_id = $1 AND name = $2 RETURNING value";

    /// Held until the transaction ends, without a number taken: nobody says anything meanwhile.
    tenant COUNTER_HOLD = "UPDATE counter SET value = value WHERE tenant_id = $1 AND name = $2";
    tenant COUNTER_TAKE = "UPDATE counter SET value = value + $3 WHERE tenant_id = $1 AND name = $2 RETURNING value";

    tenant ADD_ENTRY = "INSERT INTO consent_entry (tenant_id, seq, at, known_at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method, evidence, salt, canonical)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    tenant ENTRY = "SELECT seq, at, known_at, purpose, channel, act, wording_id, language, place, method, evidence
        FROM consent_entry WHERE tenant_id = $1 AND seq = $2";
    tenant ENTRIES_OF = "SELECT seq, at, known_at, purpose, channel, act, wording_id, language, place, method, evidence
        FROM consent_entry WHERE tenant_id = $1 AND channel = $2 AND subject_kind = $3 AND subject_id = $4 AND known_at <= $5 ORDER BY seq";
    tenant LAST_ENTRY = "SELECT seq FROM consent_entry WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1";
    tenant ENTRIES_SINCE = "SELECT seq, purpose, subject_kind, subject_id FROM consent_entry WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    tenant SET_CONSENT = "INSERT INTO consent (tenant_id, channel, subject_kind, subject_id, purpose, state, entry_seq, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, channel, subject_kind, subject_id, purpose)
        DO UPDATE SET state = excluded.state, entry_seq = excluded.entry_seq, at = excluded.at";
    tenant CONSENT = "SELECT state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND channel = $2 AND subject_kind = $3 AND subject_id = $4 AND purpose = $5";
    tenant CONSENTS_OF = "SELECT purpose, state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND channel = $2 AND subject_kind = $3 AND subject_id = $4 ORDER BY purpose";
    tenant CONSENTS_AMONG = "SELECT subject_id, purpose, state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND channel = $2 AND subject_kind = 2 AND subject_id IN EACH BLOBS($3)";
    tenant DEVICES = "SELECT subject_id, state, entry_seq, at FROM consent
        WHERE tenant_id = $1 AND channel = 0 AND subject_kind = 1 AND purpose = $2 AND subject_id IN EACH BLOBS($3)";

    tenant SUPPRESS = "INSERT INTO suppression (tenant_id, channel, fp, scope, reason, at, entry_seq, undo_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, channel, fp, scope) DO NOTHING";
    tenant SUPPRESSED = "SELECT scope, reason, at, undo_until, done_at, entry_seq FROM suppression WHERE tenant_id = $1 AND channel = $2 AND fp = $3";
    tenant SUPPRESSED_AMONG = "SELECT fp FROM suppression WHERE tenant_id = $1 AND channel = $2 AND fp IN EACH BLOBS($3)";
    /// A no that came from elsewhere: nothing is undone, and where no address is known nothing is to be cleared away.
    tenant SUPPRESS_MANY = "INSERT INTO suppression (tenant_id, channel, fp, scope, reason, at, entry_seq, undo_until, done_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, $6, $7) ON CONFLICT (tenant_id, channel, fp, scope) DO NOTHING";
    tenant LIFT = "DELETE FROM suppression WHERE tenant_id = $1 AND channel = $2 AND fp = $3 AND scope = $4 AND undo_until > $5";
    tenant SUPPRESSION_DUE = "SELECT channel, fp, scope, undo_until FROM suppression
        WHERE tenant_id = $1 AND done_at IS NULL ORDER BY undo_until LIMIT $2";
    tenant SUPPRESSION_DONE = "UPDATE suppression SET done_at = $5 WHERE tenant_id = $1 AND channel = $2 AND fp = $3 AND scope = $4";
    tenant SUPPRESSIONS = "SELECT channel, scope, reason, at / $2, COUNT(*) FROM suppression WHERE tenant_id = $1
        GROUP BY channel, scope, reason, at / $2 ORDER BY 4, 1, 2, 3";
    global OPTED_OUT_COUNT = "SELECT COUNT(*) FROM optout";
    global OPTED_OUT = "SELECT at FROM optout WHERE fp = $1";
    global OPTED_OUT_AMONG = "SELECT fp FROM optout WHERE fp IN EACH BLOBS($1)";
    global OPT_OUT = "INSERT INTO optout (fp, channel, at) VALUES ($1, $2, $3) ON CONFLICT (fp) DO NOTHING";
    global OPT_IN = "DELETE FROM optout WHERE fp = $1";

    tenant ADD_CONTACT = "INSERT INTO contact (tenant_id, contact_id, profile_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, place, created_at, verified_at, confirm_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)";
    tenant ADD_CONTACTS = "INSERT INTO contact (tenant_id, contact_id, profile_id, channel, class, fp, fp_v, sealed, key_epoch, language, source, place, standings, import_id,
            created_at, verified_at, confirm_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)";
    tenant CONTACTS_AMONG = "SELECT fp FROM contact WHERE tenant_id = $1 AND channel = $2 AND fp IN EACH BLOBS($3)";
    tenant SET_SOURCE = "UPDATE contact SET source = $3, import_id = $4 WHERE tenant_id = $1 AND contact_id = $2";
    tenant CONTACT_BY_FP = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, place, standings, created_at, verified_at, confirm_sent_at, confirm_count,
            pace, paused_until FROM contact WHERE tenant_id = $1 AND channel = $2 AND fp = $3";
    tenant CONTACT = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, place, standings, created_at, verified_at, confirm_sent_at, confirm_count,
            pace, paused_until FROM contact WHERE tenant_id = $1 AND contact_id = $2";
    tenant HOLD_CONTACT = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, place, standings, created_at, verified_at, confirm_sent_at, confirm_count,
            pace, paused_until FROM contact WHERE tenant_id = $1 AND contact_id = $2 FOR SHARE";
    tenant CONTACTS_OF = "SELECT contact_id, profile_id, channel, class, fp, sealed, key_epoch, language, source, place, standings, created_at, verified_at, confirm_sent_at, confirm_count,
            pace, paused_until FROM contact WHERE tenant_id = $1 AND profile_id = $2 ORDER BY contact_id";
    tenant LOCK_CONTACT = "SELECT contact_id, profile_id FROM contact WHERE tenant_id = $1 AND channel = $2 AND fp = $3 FOR UPDATE";
    tenant SET_STANDINGS = "UPDATE contact SET standings = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant SET_LANGUAGE = "UPDATE contact SET language = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant SET_PLACE = "UPDATE contact SET place = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant SET_WISH = "UPDATE contact SET pace = $3, paused_until = $4 WHERE tenant_id = $1 AND contact_id = $2";
    tenant ADDRESSES_OF = "SELECT channel, fp FROM contact WHERE tenant_id = $1 AND profile_id = $2 ORDER BY contact_id";
    tenant CONTACTS_FROM = "SELECT contact_id, profile_id, channel, class, source, place, standings, language, pace, paused_until
        FROM contact WHERE tenant_id = $1 AND profile_id > $2 ORDER BY profile_id LIMIT $3";
    tenant CONTACTS_AT = "SELECT contact_id, profile_id, channel, class, source, place, standings, language, pace, paused_until
        FROM contact WHERE tenant_id = $1 AND profile_id IN EACH BLOBS($2)";
    tenant CONTACT_CLASSES = "SELECT profile_id, channel, class FROM contact WHERE tenant_id = $1 AND profile_id IN EACH BLOBS($2)";
    tenant OWNERS = "SELECT DISTINCT profile_id FROM contact WHERE tenant_id = $1 AND profile_id < $2 ORDER BY profile_id DESC LIMIT $3";
    tenant VERIFY_CONTACT = "UPDATE contact SET class = 2, verified_at = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant CLAIM_CONTACT = "UPDATE contact SET class = 1, verified_at = NULL WHERE tenant_id = $1 AND contact_id = $2";
    tenant CONFIRM_SENT = "UPDATE contact SET confirm_sent_at = $3, confirm_count = confirm_count + 1 WHERE tenant_id = $1 AND contact_id = $2";
    tenant MOVE_CONTACT = "UPDATE contact SET profile_id = $3 WHERE tenant_id = $1 AND contact_id = $2";
    tenant DELETE_CONTACT = "DELETE FROM contact WHERE tenant_id = $1 AND contact_id = $2";

    tenant START_REACH = "INSERT INTO reach (tenant_id, profile_id, active_day, sent) VALUES ($1, $2, 0, $3)
        ON CONFLICT (tenant_id, profile_id) DO NOTHING";
    tenant HOLD_REACH = "SELECT active_day, sent FROM reach WHERE tenant_id = $1 AND profile_id = $2 FOR UPDATE";
    tenant REACH = "SELECT active_day, sent FROM reach WHERE tenant_id = $1 AND profile_id = $2";
    tenant SET_SENT = "UPDATE reach SET sent = $3 WHERE tenant_id = $1 AND profile_id = $2";
    tenant SET_ACTIVE = "INSERT INTO reach (tenant_id, profile_id, active_day, sent) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, profile_id) DO UPDATE SET active_day = excluded.active_day WHERE reach.active_day < excluded.active_day";
    tenant HOLD_REACH_BETWEEN = "SELECT profile_id, active_day, sent FROM reach WHERE tenant_id = $1 AND profile_id >= $2 AND profile_id <= $3
        ORDER BY profile_id FOR UPDATE";
    tenant COUNT_SENT = "INSERT INTO reach (tenant_id, profile_id, active_day, sent) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, profile_id) DO UPDATE SET sent = excluded.sent";
    tenant REACH_BETWEEN = "SELECT profile_id, active_day, sent FROM reach WHERE tenant_id = $1 AND profile_id >= $2 AND profile_id <= $3 ORDER BY profile_id";
    tenant REACH_AT = "SELECT profile_id, active_day, sent FROM reach WHERE tenant_id = $1 AND profile_id IN EACH BLOBS($2)";

    tenant POLICY = "SELECT version, at, body FROM policy WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1";
    tenant POLICY_VERSION = "SELECT version FROM policy WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1";
    tenant POLICY_AT = "SELECT version, at, body FROM policy WHERE tenant_id = $1 AND version = $2";
    tenant POLICY_VERSIONS = "SELECT version, at FROM policy WHERE tenant_id = $1 ORDER BY version DESC";
    tenant POLICIES = "SELECT version, at, reason, member_id, body FROM policy WHERE tenant_id = $1 ORDER BY version DESC";
    tenant ADD_POLICY = "INSERT INTO policy (tenant_id, version, at, body, reason, member_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, version) DO NOTHING";

    tenant DUTIES = "SELECT seq, at, known_at, act, detail, member_id FROM duty WHERE tenant_id = $1 ORDER BY seq";
    tenant ADD_DUTY = "INSERT INTO duty (tenant_id, seq, at, known_at, act, detail, member_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    // Numbers from law, which are no tenant's.
    global LAWS = "SELECT country, name, valid_from, known_at, valid_to, value, source FROM law ORDER BY country, name, valid_from, known_at";
    global ADD_LAW = "INSERT INTO law (country, name, valid_from, known_at, valid_to, value, source) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    global LAW_TURN = "SELECT value FROM installation WHERE name = 'schema' FOR UPDATE";

    tenant COUNT_REFUSED = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
}
