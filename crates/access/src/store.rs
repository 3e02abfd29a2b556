//! The room's SQL. `session.kind`: `session` is one, `link` is a one-time link of a member, `first` the link of an installation without members.

placet_store::statements! {
    "access";
    global MEMBER = "SELECT member_id, sealed, fields, version, password, totp, totp_confirmed_at, totp_step, recovery
        FROM member WHERE member_id = $1";
    global MEMBER_BY_FP = "SELECT member_id, sealed, fields, version, password, totp, totp_confirmed_at, totp_step, recovery
        FROM member WHERE fp = $1";
    global ADD_MEMBER = "INSERT INTO member (member_id, fp, sealed, created_at) VALUES ($1, $2, $3, $4)";
    global ANY_MEMBER = "SELECT member_id FROM member LIMIT 1";
    global SET_FIELDS = "UPDATE member SET fields = $2, version = version + 1 WHERE member_id = $1 AND version = $3";
    global SET_ADDRESS = "UPDATE member SET fp = $2, sealed = $3, version = version + 1 WHERE member_id = $1";
    global SET_PASSWORD = "UPDATE member SET password = $2 WHERE member_id = $1";
    global NO_PASSWORD = "UPDATE member SET password = NULL WHERE member_id = $1";
    global SET_TOTP = "UPDATE member SET totp = $2, totp_confirmed_at = $3, totp_step = $4, recovery = $5 WHERE member_id = $1";
    global USE_STEP = "UPDATE member SET totp_step = $2 WHERE member_id = $1 AND totp_step < $2";
    global SET_RECOVERY = "UPDATE member SET recovery = $2 WHERE member_id = $1 AND recovery = $3";
    global DROP_MEMBER = "DELETE FROM member WHERE member_id = $1";

    global SET_MEMBERSHIP = "INSERT INTO membership (member_id, tenant_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (member_id, tenant_id) DO UPDATE SET role = excluded.role";
    global MEMBERSHIPS = "SELECT tenant_id, role FROM membership WHERE member_id = $1 ORDER BY tenant_id";
    global ROLE_AT = "SELECT role FROM membership WHERE member_id = $1 AND tenant_id = $2";
    global DROP_MEMBERSHIP = "DELETE FROM membership WHERE member_id = $1 AND tenant_id = $2";
    global MEMBERS_OF = "SELECT m.member_id, m.sealed, m.totp_confirmed_at, m.created_at, s.role,
            (SELECT MAX(last_seen_at) FROM session WHERE session.member_id = m.member_id AND session.kind = 'session'),
            CASE WHEN m.password IS NULL THEN 1 ELSE 0 END,
            (SELECT MAX(expires_at) FROM session WHERE session.member_id = m.member_id AND session.kind = 'link' AND session.expires_at > $2)
        FROM membership s JOIN member m ON m.member_id = s.member_id WHERE s.tenant_id = $1 ORDER BY m.created_at, m.member_id";
    /// The owners of a tenant, held until the transaction ends, so that two of them cannot remove each other at once.
    global OWNERS = "SELECT member_id FROM membership WHERE tenant_id = $1 AND role = 'owner' FOR UPDATE";

    global ADD_SESSION = "INSERT INTO session (hash, member_id, kind, created_at, expires_at, session_id, last_seen_at, agent)
        VALUES ($1, $2, $3, $4, $5, $6, $4, $7)";
    global SESSION = "SELECT member_id, session_id, last_seen_at, expires_at FROM session WHERE hash = $1 AND kind = 'session' AND expires_at > $2";
    global SESSION_SEEN = "UPDATE session SET last_seen_at = $2 WHERE hash = $1";
    global SESSIONS_OF = "SELECT session_id, created_at, last_seen_at, expires_at, agent FROM session
        WHERE member_id = $1 AND kind = 'session' AND expires_at > $2 ORDER BY created_at DESC";
    global END_SESSION = "DELETE FROM session WHERE member_id = $1 AND session_id = $2 AND kind = 'session'";
    global END_OTHER_SESSIONS = "DELETE FROM session WHERE member_id = $1 AND session_id <> $2";
    global END_ALL_SESSIONS = "DELETE FROM session WHERE member_id = $1";
    global DROP_EXPIRED = "DELETE FROM session WHERE expires_at <= $1";
    global LINK = "SELECT member_id, kind FROM session WHERE hash = $1 AND kind IN ('link', 'first') AND expires_at > $2";
    global DROP_LINK = "DELETE FROM session WHERE hash = $1 AND kind IN ('link', 'first')";
    global DROP_LINKS_OF = "DELETE FROM session WHERE member_id = $1 AND kind = 'link'";
    global DROP_FIRST = "DELETE FROM session WHERE kind = 'first'";

    tenant NEXT_ENTRY = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'audit', 1)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + 1 RETURNING value";
    tenant ADD_ENTRY = "INSERT INTO audit (tenant_id, seq, at, member_id, action, object, reason, reference, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    tenant ENTRIES = "SELECT seq, at, member_id, action, object, reason, reference, changes FROM audit
        WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    tenant ENTRIES_BY = "SELECT seq, at, member_id, action, object, reason, reference, changes FROM audit
        WHERE tenant_id = $1 AND seq < $2 AND member_id = $4 ORDER BY seq DESC LIMIT $3";
    tenant ENTRIES_OF = "SELECT seq, at, member_id, action, object, reason, reference, changes FROM audit
        WHERE tenant_id = $1 AND seq < $2 AND action = $4 ORDER BY seq DESC LIMIT $3";
    tenant ENTRIES_BY_OF = "SELECT seq, at, member_id, action, object, reason, reference, changes FROM audit
        WHERE tenant_id = $1 AND seq < $2 AND member_id = $4 AND action = $5 ORDER BY seq DESC LIMIT $3";

    tenant RESERVE = "INSERT INTO answer (tenant_id, key_hash, request, status, body, at) VALUES ($1, $2, $3, 0, $4, $5)
        ON CONFLICT (tenant_id, key_hash) DO NOTHING";
    tenant ANSWER = "SELECT request, status, body FROM answer WHERE tenant_id = $1 AND key_hash = $2";
    tenant SET_ANSWER = "UPDATE answer SET status = $3, body = $4 WHERE tenant_id = $1 AND key_hash = $2";
    tenant DROP_ANSWER = "DELETE FROM answer WHERE tenant_id = $1 AND key_hash = $2";
    tenant DROP_OLD_ANSWERS = "DELETE FROM answer WHERE tenant_id = $1 AND at < $2";
}
