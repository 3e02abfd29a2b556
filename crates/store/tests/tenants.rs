//! A tenant's settings and keys as they are looked at and changed, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_core::{Micros, TenantId};
use placet_store::tenants::{self, Changed, Directory, KeyClass, NewKey, TenantRecord};
use placet_store::testing::{Fresh, tenant};
use placet_store::{Error, Store, on_both_engines, transaction};

async fn set(store: &Store, wanted: &TenantRecord, seen: i64) -> Changed {
    let set: Result<Changed, Error> =
        transaction!(store.global(), "test.set", |tx| { tenants::set_settings(tx, wanted, seen).await });
    set.unwrap()
}

async fn revoke(store: &Store, tenant: TenantId, id: &str) -> bool {
    let revoked: Result<bool, Error> = transaction!(store.global(), "test.revoke", |tx| {
        tenants::revoke_key(tx, tenant, id).await.map(|key| key.is_some())
    });
    revoked.unwrap()
}

on_both_engines! {
    async fn settings_are_changed_by_who_saw_them_last_and_by_no_other(on) {
        let fresh = Fresh::new(on).await;
        let store = &fresh.store;
        let id = store.add_tenant(&tenant("Shop"), &["a.example"]).await.unwrap();
        let other = store.add_tenant(&tenant("Other"), &["b.example"]).await.unwrap();
        let mut tx = store.global().read("test.settings").await.unwrap();
        let seen = tenants::settings(&mut tx, id).await.unwrap().unwrap();
        drop(tx);
        assert_eq!((&seen.record, seen.version), (&TenantRecord { id, ..tenant("Shop") }, 1));
        let wanted = TenantRecord {
            name: "Shop & Co".into(),
            sender_address: "2 Street".into(),
            language: "ro".into(),
            ..seen.record.clone()
        };
        assert_eq!(set(store, &wanted, 1).await, Changed::Done(2));
        assert_eq!(set(store, &seen.record, 1).await, Changed::Conflict(2));
        assert_eq!(set(store, &TenantRecord { id: TenantId(99), ..wanted.clone() }, 1).await, Changed::Unknown);
        let mut tx = store.global().read("test.settings").await.unwrap();
        assert_eq!(tenants::settings(&mut tx, id).await.unwrap().unwrap().record, wanted);
        assert_eq!(tenants::settings(&mut tx, other).await.unwrap().unwrap().record.name, "Other");
        drop(tx);
        let found = Directory::new(store.clone()).by_host("a.example").await.unwrap().unwrap();
        assert_eq!(*found, wanted);
    }

    async fn keys_are_shown_without_what_they_are_and_taken_back_by_that(on) {
        let fresh = Fresh::new(on).await;
        let store = &fresh.store;
        let id = store.add_tenant(&tenant("Shop"), &[]).await.unwrap();
        let other = store.add_tenant(&tenant("Other"), &[]).await.unwrap();
        store.add_key(id, NewKey::Write { hash: &[0xab; 32], text: "wk_1" }, "site").await.unwrap();
        fresh.clock.advance(Micros::MINUTE);
        store.add_key(id, NewKey::Server { hash: &[0xcd; 32] }, "shop").await.unwrap();
        store.add_key(other, NewKey::Server { hash: &[0xef; 32] }, "theirs").await.unwrap();
        assert!(!revoke(store, other, "abababababababab").await, "it is another's");
        assert!(revoke(store, id, "abababababababab").await);
        assert!(!revoke(store, id, "abababababababab").await, "once");
        let mut tx = store.global().read("test.keys").await.unwrap();
        let keys = tenants::keys(&mut tx, id).await.unwrap();
        let shown: Vec<_> = keys.iter().map(|key| (key.id.as_str(), key.class, key.label.as_str(), key.revoked_at)).collect();
        let now = fresh.clock.now();
        assert_eq!(shown, [
            ("cdcdcdcdcdcdcdcd", KeyClass::Server, "shop", None),
            ("abababababababab", KeyClass::Write, "site", Some(now)),
        ]);
        assert_eq!(keys[0].created_at, now);
        assert_eq!([&keys[0].public, &keys[1].public], [&None, &Some("wk_1".to_owned())], "what is public is kept, a secret never");
        drop(tx);
        let directory = Directory::new(store.clone());
        assert_eq!(directory.by_key(&[0xab; 32]).await.unwrap(), None);
        assert_eq!(directory.by_key(&[0xcd; 32]).await.unwrap(), Some((id, KeyClass::Server)));
    }

    async fn all_tenants_are_listed_in_slices(on) {
        let fresh = Fresh::new(on).await;
        for name in ["a", "b", "c"] {
            fresh.store.add_tenant(&tenant(name), &[]).await.unwrap();
        }
        let mut tx = fresh.store.global().read("test.list").await.unwrap();
        let first = tenants::list(&mut tx, None, 2).await.unwrap();
        let rest = tenants::list(&mut tx, first.next, 2).await.unwrap();
        let names: Vec<_> = first.rows.iter().chain(&rest.rows).map(|tenant| tenant.name.as_str()).collect();
        assert_eq!((names, rest.next), (vec!["c", "b", "a"], None));
        assert_eq!(first.rows[0].status, "active");
    }
}
