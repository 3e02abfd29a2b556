//! The store through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use placet_core::{Micros, TenantId};
use placet_store::testing::Fresh;
use placet_store::{Error, Store, Value, on_both_engines, params, transaction};

mod sql {
    placet_store::statements! {
        "test";
        tenant ADD = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + excluded.value";
        tenant READ = "SELECT value FROM counter WHERE tenant_id = $1 AND name = $2";
        tenant BUMP = "UPDATE counter SET value = value + 1 WHERE tenant_id = $1 AND name = $2";
        tenant NAMES = "SELECT name FROM counter WHERE tenant_id = $1 AND value IN LIST($2) ORDER BY name";
        tenant WAITS = "SELECT COUNT(*) FROM tally WHERE tenant_id = $1 AND day IN LIST($2)";
        tenant ENTRY = "INSERT INTO consent_entry (tenant_id, seq, at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method, evidence, salt, canonical)
            VALUES ($1, $2, 0, 1, 1, 1, $3, 1, NULL, 'en', '', 'test', '{}', $3, $3)";
        tenant CHANGE_ENTRY = "UPDATE consent_entry SET act = 2 WHERE tenant_id = $1 AND seq = $2";
        global PROTECTED = "SELECT COUNT(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        global EVERY = "SELECT COUNT(*) FROM counter";
        global FUTURE = "UPDATE installation SET value = '999' WHERE name = 'schema'";
    }
}

async fn add(store: &Store, tenant: i32, name: &str, value: i64) -> Result<(), Error> {
    transaction!(store.tenant(TenantId(tenant)), "test.add", |tx| {
        tx.execute(&sql::ADD, params![name, value]).await?;
        Ok(())
    })
}

async fn read(store: &Store, tenant: i32, name: &str) -> Option<i64> {
    let mut tx = store.tenant(TenantId(tenant)).read("test.read").await.unwrap();
    tx.query_opt(&sql::READ, params![name]).await.unwrap().map(|row| row.get(0).unwrap())
}

on_both_engines! {
    async fn r001_a_tenants_rows_are_seen_by_its_own_handle_alone(on) {
        let fresh = Fresh::new(on).await;
        add(&fresh.store, 1, "x", 5).await.unwrap();
        add(&fresh.store, 2, "x", 7).await.unwrap();
        assert_eq!(read(&fresh.store, 1, "x").await, Some(5));
        assert_eq!(read(&fresh.store, 2, "x").await, Some(7));
        assert_eq!(read(&fresh.store, 3, "x").await, None);
    }

    async fn r001_a_tenants_statement_is_refused_in_a_transaction_without_a_tenant(on) {
        let fresh = Fresh::new(on).await;
        add(&fresh.store, 1, "x", 5).await.unwrap();
        let mut tx = fresh.store.global().begin("test.global").await.unwrap();
        let rows = params!["y", 1];
        let refused = [
            tx.query(&sql::READ, params![1, "x"]).await.err(),
            tx.execute(&sql::BUMP, params![1, "x"]).await.err(),
            tx.insert_many(&sql::ADD, rows, 2).await.err(),
            tx.tenant().err(),
        ];
        let said = refused.map(|error| error.unwrap().to_string());
        assert_eq!(said[0], "test.READ: a tenant's statement in a global transaction");
        assert_eq!(said[1], "test.BUMP: a tenant's statement in a global transaction");
        assert_eq!(said[2], "test.global: no tenant in a global transaction");
        assert_eq!(said[3], said[2]);
        tx.commit().await.unwrap();
        assert_eq!((read(&fresh.store, 1, "x").await, read(&fresh.store, 1, "y").await), (Some(5), None));
    }

    async fn a_transaction_that_fails_leaves_nothing(on) {
        let fresh = Fresh::new(on).await;
        let result: Result<(), Error> = transaction!(fresh.store.tenant(TenantId(1)), "test.fail", |tx| {
            tx.execute(&sql::ADD, params!["x", 1]).await?;
            Err(Error::Setup("changed my mind".into()))
        });
        assert!(result.is_err());
        drop(fresh.store.tenant(TenantId(1)).begin("test.dropped").await.unwrap());
        assert_eq!(read(&fresh.store, 1, "x").await, None);
    }

    async fn writers_at_once_lose_nothing(on) {
        let fresh = Fresh::new(on).await;
        add(&fresh.store, 1, "x", 0).await.unwrap();
        let store = Arc::new(fresh.store.clone());
        let tasks: Vec<_> = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    let done: Result<u64, Error> = transaction!(store.tenant(TenantId(1)), "test.bump", |tx| {
                        tx.execute(&sql::BUMP, params!["x"]).await
                    });
                    done.unwrap();
                }
            })
        }).collect();
        for task in tasks { task.await.unwrap(); }
        assert_eq!(read(&fresh.store, 1, "x").await, Some(200));
    }

    async fn many_rows_go_in_at_once_and_lists_find_them(on) {
        let fresh = Fresh::new(on).await;
        let names: Vec<String> = (0..777).map(|n| format!("n{n:04}")).collect();
        let rows: Vec<Value<'_>> = names.iter().enumerate().flat_map(|(n, name)| [Value::from(name), Value::from(n as i64)]).collect();
        let count: u64 = transaction!(fresh.store.tenant(TenantId(4)), "test.many", |tx| {
            tx.insert_many(&sql::ADD, &rows, 2).await
        }).unwrap();
        assert_eq!(count, 777);
        let mut tx = fresh.store.tenant(TenantId(4)).read("test.list").await.unwrap();
        let found = tx.query(&sql::NAMES, params![vec![3i64, 776, 9999]]).await.unwrap();
        assert_eq!(found.iter().map(|r| r.get::<String>(0).unwrap()).collect::<Vec<_>>(), ["n0003", "n0776"]);
        assert_eq!(tx.query(&sql::WAITS, params![vec![1i64, 2]]).await.unwrap().len(), 1, "a list of a narrow column");
    }

    async fn an_append_only_row_cannot_be_changed(on) {
        let fresh = Fresh::new(on).await;
        let done: Result<u64, Error> = transaction!(fresh.store.tenant(TenantId(1)), "test.entry", |tx| {
            tx.execute(&sql::ENTRY, params![1, &[7u8; 4]]).await
        });
        done.unwrap();
        let changed: Result<u64, Error> = transaction!(fresh.store.tenant(TenantId(1)), "test.change", |tx| {
            tx.execute(&sql::CHANGE_ENTRY, params![1]).await
        });
        assert!(changed.is_err());
    }

    async fn an_older_program_refuses_a_newer_schema(on) {
        let fresh = Fresh::new(on).await;
        let done: Result<u64, Error> = transaction!(fresh.store.global(), "test.future", |tx| {
            tx.execute(&sql::FUTURE, &[]).await
        });
        done.unwrap();
        assert!(matches!(fresh.store.check().await, Err(Error::NewerSchema { found: 999, .. })));
        assert!(matches!(fresh.store.migrate().await, Err(Error::NewerSchema { found: 999, .. })));
    }

    async fn a_lease_is_held_by_one_node_and_passes_on_when_it_stops(on) {
        let fresh = Fresh::new(on).await;
        let store = &fresh.store;
        let ensured: Result<(), Error> = transaction!(store.tenant(TenantId(1)), "test.ensure", |tx| {
            tx.ensure_queue("fold").await
        });
        ensured.unwrap();
        let mine = store.lease_due("a", 10).await.unwrap();
        assert_eq!(mine.len(), 1);
        assert!(store.lease_due("b", 10).await.unwrap().is_empty());

        let woken: Result<(), Error> = transaction!(store.tenant(TenantId(1)), "test.wake", |tx| {
            let now = tx.clock().now();
            tx.wake("fold", now).await
        });
        woken.unwrap();
        store.give_back("a", &mine[0], Micros::NEVER).await.unwrap();
        assert_eq!(store.lease_due("b", 10).await.unwrap(), mine, "work that came in while the lease was held is not forgotten");

        fresh.clock.advance(6 * Micros::SECOND);
        store.reap_leases().await.unwrap();
        assert_eq!(store.lease_due("a", 10).await.unwrap(), mine, "a node that stopped renewing loses its lease");
        store.give_back("a", &mine[0], Micros::NEVER).await.unwrap();
        assert!(store.lease_due("b", 10).await.unwrap().is_empty());
        assert_eq!(store.next_due().await.unwrap(), Micros::NEVER);
    }

    async fn every_key_of_a_tenant_table_begins_with_the_tenant(on) {
        let fresh = Fresh::new(on).await;
        let columns = placet_store::schema::columns(&fresh.store).await.unwrap();
        let keys = placet_store::schema::unique_keys(&fresh.store).await.unwrap();
        for table in columns.keys().filter(|t| !placet_store::schema::GLOBAL.contains(&t.as_str())) {
            assert_eq!(columns[table][0], "tenant_id", "{table}");
            let mine: Vec<_> = keys.iter().filter(|k| &k.table == table).collect();
            assert!(!mine.is_empty(), "{table} has no key");
            assert!(mine.iter().all(|k| k.columns[0] == "tenant_id"), "{mine:?}");
        }
        for table in placet_store::schema::GLOBAL {
            assert!(columns.contains_key(*table), "{table} is listed as global and does not exist");
        }
    }
}

#[tokio::test]
async fn without_a_tenant_row_level_security_shows_no_row() {
    let fresh = Fresh::new(placet_store::testing::On::Postgres).await;
    add(&fresh.store, 1, "x", 5).await.unwrap();
    let mut tx = fresh.store.global().read("test.every").await.unwrap();
    let rows = tx.query(&sql::EVERY, &[]).await.unwrap();
    assert_eq!(rows[0].get::<i64>(0).unwrap(), 0);
}

#[tokio::test]
async fn a_role_that_owns_the_tables_may_not_serve() {
    let fresh = Fresh::new(placet_store::testing::On::Postgres).await;
    let placet_store::Options::Postgres { owner, .. } = &fresh.options else { unreachable!() };
    let options =
        placet_store::Options::Postgres { url: owner.clone().unwrap(), owner: None, connections: 2 };
    let store = Store::open(options, fresh.clock.clone()).await.unwrap();
    assert!(matches!(store.check().await, Err(Error::Setup(_))));
}

#[tokio::test]
async fn one_role_for_both_is_refused_before_anything_is_made() {
    let fresh = Fresh::new(placet_store::testing::On::Postgres).await;
    let placet_store::Options::Postgres { owner: Some(owner), .. } = &fresh.options else { unreachable!() };
    let both =
        placet_store::Options::Postgres { url: owner.clone(), owner: Some(owner.clone()), connections: 2 };
    let store = Store::open(both, fresh.clock.clone()).await.unwrap();
    assert!(matches!(store.migrate().await, Err(Error::Setup(_))));
    assert!(fresh.store.check().await.is_ok(), "the wall stands for the other role as before");
}

/// The address of the same database, with further words in its query.
fn with(options: &placet_store::Options, words: &str) -> placet_store::Options {
    let placet_store::Options::Postgres { url, .. } = options else { unreachable!() };
    placet_store::Options::Postgres { url: format!("{url}?{words}"), owner: None, connections: 1 }
}

#[tokio::test]
async fn a_protected_connection_is_made_to_a_server_whose_certificate_is_known_and_to_no_other() {
    let certificate = std::env::var_os("PLACET_TEST_POSTGRES_CERTIFICATE")
        .and_then(|file| file.into_string().ok())
        .expect("PLACET_TEST_POSTGRES_CERTIFICATE is not set: run `cargo xtask test`");
    let fresh = Fresh::new(placet_store::testing::On::Postgres).await;
    let known = format!("sslmode=verify-full&sslrootcert={certificate}");
    let store = Store::open(with(&fresh.options, &known), fresh.clock.clone()).await.unwrap();
    let mut tx = store.global().read("test.protected").await.unwrap();
    assert_eq!(tx.query(&sql::PROTECTED, &[]).await.unwrap()[0].get::<i64>(0).unwrap(), 1);

    let store = Store::open(with(&fresh.options, "sslmode=verify-full"), fresh.clock.clone()).await.unwrap();
    let said = store.global().read("test.unknown").await.unwrap_err().to_string();
    assert!(said.contains("UnknownIssuer") && said.contains("sslrootcert=FILE"), "{said}");
}
