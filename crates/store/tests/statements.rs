//! The checker of statements, on good ones and on planted bad ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_store::testing::{Fresh, check_statement, prepare};
use placet_store::{Error, Scope, Sql, inventory, on_both_engines};

fn check(scope: Scope, text: &'static str) -> Result<(), String> {
    check_statement(&Sql::new("test.STATEMENT", text, scope))
}

#[track_caller]
fn good(text: &'static str) {
    assert_eq!(check(Scope::Tenant, text), Ok(()), "{text}");
}

#[track_caller]
fn bad(text: &'static str, why: &str) {
    let said = check(Scope::Tenant, text).unwrap_err();
    assert!(said.contains(why), "{text}: {said}");
}

#[test]
fn r001_statements_that_bind_every_table_pass() {
    good("SELECT a FROM event WHERE tenant_id = $1");
    good("SELECT a FROM event WHERE $1 = tenant_id AND (a = $2 OR b = $3) ORDER BY seq DESC LIMIT $4");
    good(
        "SELECT a FROM event WHERE tenant_id = $1 AND item_id IN LIST($2) AND props IN BLOBS($3) FOR UPDATE SKIP LOCKED",
    );
    good("SELECT a FROM item WHERE tenant_id = $1 AND (updated_at, item_id) > ($2, $3)");
    good(
        "SELECT e.a FROM event e JOIN stream s ON s.tenant_id = e.tenant_id AND s.stream_id = e.stream_id WHERE e.tenant_id = $1",
    );
    good("SELECT e.a FROM event e, stream s WHERE (e.tenant_id = $1) AND s.tenant_id = $1");
    good("SELECT e.a FROM event e LEFT JOIN stream s ON s.tenant_id = e.tenant_id WHERE e.tenant_id = $1");
    good("SELECT e.a FROM event e LEFT JOIN stream s ON s.tenant_id = $1 WHERE e.tenant_id = $1");
    good(
        "SELECT a FROM event WHERE tenant_id = $1 AND item_id IN (SELECT item_id FROM item WHERE tenant_id = $1)",
    );
    good(
        "SELECT a FROM event e WHERE e.tenant_id = $1 AND EXISTS (SELECT 1 FROM item i WHERE i.tenant_id = e.tenant_id)",
    );
    good("WITH x AS (SELECT seq FROM event WHERE tenant_id = $1) SELECT * FROM x");
    good(
        "WITH x AS (SELECT seq FROM event WHERE tenant_id = $1) SELECT * FROM x JOIN link l ON l.seq = x.seq WHERE l.tenant_id = $1",
    );
    good("SELECT n FROM (SELECT COUNT(*) AS n FROM event WHERE tenant_id = $1) counted");
    good("SELECT seq FROM event WHERE tenant_id = $1 UNION ALL SELECT seq FROM link WHERE tenant_id = $1");
    good("UPDATE event SET props = $2 WHERE tenant_id = $1 AND seq = $3 RETURNING seq");
    good(
        "UPDATE stream SET state = '{}' FROM link WHERE stream.tenant_id = $1 AND link.tenant_id = stream.tenant_id",
    );
    good(
        "UPDATE stream SET state = (SELECT props FROM event WHERE tenant_id = $1 LIMIT 1) WHERE tenant_id = $1",
    );
    good("DELETE FROM event WHERE tenant_id = $1 AND seq < $2");
    good(
        "INSERT INTO reach (tenant_id, profile_id) VALUES ($1, $2) ON CONFLICT (tenant_id, profile_id) DO UPDATE SET sent = excluded.sent",
    );
    good(
        "INSERT INTO seen (tenant_id, day) VALUES ($1, $2), ($1, $3) ON CONFLICT (tenant_id, day) DO NOTHING",
    );
    good("INSERT INTO seen (tenant_id, day) SELECT tenant_id, seq FROM event WHERE tenant_id = $1");
    good("UPDATE work SET next_due_at = $3 WHERE queue = $2");
    assert_eq!(check(Scope::Global, "SELECT tenant_id FROM host WHERE host = $1"), Ok(()));
}

#[test]
fn r001_a_planted_statement_that_reaches_another_tenant_is_refused() {
    let unbound = "is not bound by tenant_id = $1";
    bad("SELECT a FROM event", unbound);
    bad("SELECT a FROM event WHERE seq = $2", unbound);
    bad("SELECT a FROM event WHERE tenant_id = $2", unbound);
    bad("SELECT a FROM event WHERE tenant_id = 1", unbound);
    bad("SELECT a FROM event WHERE tenant_id >= $1", unbound);
    bad("SELECT a FROM event WHERE tenant_id = $1 OR seq = $2", unbound);
    bad("SELECT a FROM event WHERE NOT (tenant_id = $1)", unbound);
    bad("SELECT a FROM event WHERE tenant_id = tenant_id", unbound);
    bad("SELECT e.a FROM event e, stream s WHERE e.tenant_id = $1", "s is not bound");
    bad("SELECT a FROM event, stream WHERE tenant_id = $1", unbound);
    bad(
        "SELECT e.a FROM event e JOIN stream s ON s.stream_id = e.stream_id WHERE e.tenant_id = $1",
        "s is not bound",
    );
    bad("SELECT e.a FROM event e JOIN stream s ON s.tenant_id = e.tenant_id", unbound);
    bad(
        "SELECT e.a FROM event e LEFT JOIN stream s ON e.tenant_id = $1 AND s.tenant_id = $1",
        "e is not bound",
    );
    bad(
        "SELECT e.a FROM event e LEFT JOIN stream s ON s.tenant_id = $1 AND e.tenant_id = s.tenant_id",
        "e is not bound",
    );
    bad(
        "SELECT e.a FROM event e FULL JOIN stream s ON s.tenant_id = e.tenant_id WHERE e.tenant_id = $1",
        "not understood",
    );
    bad(
        "SELECT a FROM event WHERE tenant_id = $1 AND item_id IN (SELECT item_id FROM item)",
        "item is not bound",
    );
    bad("SELECT (SELECT COUNT(*) FROM item) FROM event WHERE tenant_id = $1", "item is not bound");
    bad(
        "SELECT a FROM event e WHERE e.tenant_id = $1 AND EXISTS (SELECT 1 FROM item i WHERE i.item_id = e.item_id)",
        "i is not bound",
    );
    bad("WITH x AS (SELECT seq FROM event) SELECT * FROM x", "event is not bound");
    bad("WITH event AS (SELECT seq FROM event) SELECT * FROM event", "hides a table");
    bad("SELECT seq FROM event WHERE tenant_id = $1 UNION ALL SELECT seq FROM link", "link is not bound");
    bad("SELECT n FROM (SELECT COUNT(*) AS n FROM event) counted", "event is not bound");
    bad("UPDATE event SET props = $2 WHERE seq = $3", unbound);
    bad("UPDATE event SET tenant_id = $2 WHERE tenant_id = $1", "never changes its tenant");
    bad("UPDATE stream SET state = '{}' FROM link WHERE stream.tenant_id = $1", "link is not bound");
    bad(
        "UPDATE stream SET state = (SELECT props FROM event LIMIT 1) WHERE tenant_id = $1",
        "event is not bound",
    );
    bad("DELETE FROM event", unbound);
    bad("DELETE FROM event USING link WHERE event.tenant_id = $1", "link is not bound");
    bad("INSERT INTO reach (profile_id, tenant_id) VALUES ($2, $1)", "first column");
    bad("INSERT INTO reach VALUES ($1, $2)", "first column");
    bad("INSERT INTO reach (tenant_id, profile_id) VALUES ($2, $1)", "not written as $1");
    bad("INSERT INTO seen (tenant_id, day) VALUES ($1, $2), ($3, $2)", "not written as $1");
    bad(
        "INSERT INTO seen (tenant_id, day) SELECT 7, seq FROM event WHERE tenant_id = $1",
        "not written as $1",
    );
    bad("INSERT INTO seen (tenant_id, day) SELECT tenant_id, seq FROM event", "event is not bound");
    bad(
        "INSERT INTO reach (tenant_id, profile_id) VALUES ($1, $2) ON CONFLICT (profile_id) DO NOTHING",
        "does not begin with",
    );
    bad(
        "INSERT INTO reach (tenant_id, profile_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        "without the columns",
    );
    bad(
        "INSERT INTO reach (tenant_id, a) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET tenant_id = $2",
        "never changes its tenant",
    );
    bad("SELECT a FROM pg_shadow WHERE tenant_id = $1", "not in the inventory");
    bad("SELECT a FROM event WHERE tenant_id = $1; DELETE FROM event", "exactly one");
    bad("DROP TABLE event", "not a select");
    bad("SELEC a", "");
    let global = check(Scope::Global, "SELECT a FROM event WHERE tenant_id = $1").unwrap_err();
    assert!(global.contains("global statement touches the tenant table event"), "{global}");
}

#[test]
fn r001_the_stores_own_statements_bind_their_tenant() {
    let all = [placet_store::tenants::ALL, placet_store::work::ALL].concat();
    for sql in all.into_iter().chain(inventory::statements()) {
        assert_eq!(check_statement(sql), Ok(()));
    }
}

on_both_engines! {
    async fn the_stores_own_statements_are_understood_and_a_wrong_one_is_not(on) {
        static WRONG: Sql = Sql::new("test.WRONG", "SELECT no_such_column FROM event WHERE tenant_id = $1", Scope::Tenant);
        let fresh = Fresh::new(on).await;
        for sql in [placet_store::tenants::ALL, placet_store::work::ALL].concat() {
            prepare(&fresh.store, sql).await.unwrap();
        }
        assert!(matches!(prepare(&fresh.store, &WRONG).await, Err(Error::Engine { statement: "test.WRONG", .. })));
    }
}
