//! The room's SQL: members' sessions.

placet_store::statements! {
    "http";
    global SESSION = "SELECT s.member_id, s.kind FROM session s WHERE s.hash = $1 AND s.expires_at > $2";
    global ADD_SESSION = "INSERT INTO session (hash, member_id, kind, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    global DROP_SESSION = "DELETE FROM session WHERE hash = $1 AND kind = $2";
    global MEMBERSHIP = "SELECT role FROM membership WHERE member_id = $1 AND tenant_id = $2";
}
