//! Recommending through its public doors, on both engines: from rows of `event` and `item` to an answer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_core::{Currency, Kind, Micros, TenantId};
use placet_recommend::{Limits, Recommender};
use placet_shop::{ItemInput, item_id, put_items};
use placet_store::testing::{Fresh, START};
use placet_store::{Error, Store, Value, on_both_engines, transaction};

mod sql {
    placet_store::statements! {
        "test";
        tenant EVENT = "INSERT INTO event (tenant_id, seq, stream_id, kind, at, item_id, props) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        tenant NOTE_ERASED = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'rights.erased', $2)";
        tenant ERASE = "DELETE FROM event WHERE tenant_id = $1 AND stream_id = $2";
    }
}

/// An event: stream, minutes after the start, kind, sku.
type Event<'a> = (i64, i64, Kind, &'a str);

const VIEW: Kind = Kind::PRODUCT_VIEWED;
const ORDER: Kind = Kind::ORDER_COMPLETED;

/// Appends events from `seq` on.
async fn happen(store: &Store, tenant: i32, seq: i64, events: &[Event<'_>]) {
    let mut values: Vec<Value<'_>> = Vec::new();
    for (n, (stream, minute, kind, sku)) in events.iter().enumerate() {
        let order = *kind == Kind::ORDER_COMPLETED;
        let products: Vec<String> =
            sku.split(' ').map(|sku| format!("{{\"product_id\":\"{sku}\",\"quantity\":1}}")).collect();
        let props = if order {
            format!("{{\"order_id\":\"A-1\",\"products\":[{}]}}", products.join(","))
        } else {
            "{}".into()
        };
        values.push(Value::from(seq + n as i64));
        values.push(Value::from(*stream));
        values.push(Value::from(*kind));
        values.push(Value::from(START + minute * Micros::MINUTE));
        values.push(Value::from((!order).then(|| item_id(sku))));
        values.push(Value::from(props));
    }
    let done: Result<u64, Error> = transaction!(store.tenant(TenantId(tenant)), "test.happen", |tx| {
        tx.insert_many(&sql::EVENT, &values, 6).await
    });
    done.unwrap();
}

/// Lists items: sku, category, stock.
async fn list(store: &Store, tenant: i32, items: &[(&str, &str, Option<i64>)]) {
    let inputs: Vec<ItemInput> = items
        .iter()
        .map(|(sku, category, stock)| ItemInput {
            sku: (*sku).into(),
            title: (*sku).into(),
            category: (*category).into(),
            price: "1".into(),
            url: "https://shop.example/".into(),
            stock: *stock,
            ..ItemInput::default()
        })
        .collect();
    let report = transaction!(store.tenant(TenantId(tenant)), "test.list", |tx| {
        put_items(tx, &inputs, Currency::EUR).await
    });
    assert_eq!(report.unwrap().stored, items.len());
}

/// What goes with these, by sku out of `all`.
async fn with<'a>(
    recommender: &Recommender,
    store: &Store,
    tenant: i32,
    basket: &[&str],
    all: &[&'a str],
) -> Vec<&'a str> {
    let index = recommender.catch_up(store.tenant(TenantId(tenant))).await.unwrap();
    let basket: Vec<i64> = basket.iter().map(|sku| item_id(sku)).collect();
    let answer = index.complementary(&basket, 9, &[]);
    answer.iter().map(|id| *all.iter().find(|sku| item_id(sku) == *id).unwrap()).collect()
}

fn shoes<'a>(skus: &[&'a str]) -> Vec<(&'a str, &'a str, Option<i64>)> {
    skus.iter().map(|sku| (*sku, "Shoes > Running", None)).collect()
}

/// What is like these, by sku out of `all`.
async fn like<'a>(
    recommender: &Recommender,
    store: &Store,
    tenant: i32,
    seen: &[&str],
    n: usize,
    all: &[&'a str],
) -> Vec<&'a str> {
    let index = recommender.catch_up(store.tenant(TenantId(tenant))).await.unwrap();
    let seen: Vec<i64> = seen.iter().map(|sku| item_id(sku)).collect();
    let answer = index.similar(&seen, n, &[]);
    answer.iter().map(|id| *all.iter().find(|sku| item_id(sku) == *id).unwrap()).collect()
}

const ALL: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

on_both_engines! {
    async fn r081_items_seen_together_are_found_and_never_the_seen_ones(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &shoes(&ALL)).await;
        happen(&fresh.store, 1, 1, &[
            (1, 0, VIEW, "a"), (2, 0, VIEW, "c"), (1, 1, VIEW, "b"), (2, 1, Kind::PRODUCT_ADDED, "d"),
            (3, 0, Kind::PAGE, "f"), (3, 1, VIEW, "a"), (3, 2, VIEW, "b"), (3, 3, VIEW, "e"),
        ]).await;
        let recommender = Recommender::default();
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 2, &ALL).await, ["b", "e"]);
        assert_eq!(like(&recommender, &fresh.store, 1, &["c"], 1, &ALL).await, ["d"]);
        assert_eq!(like(&recommender, &fresh.store, 1, &["a", "b"], 1, &ALL).await, ["e"]);
        let everything = like(&recommender, &fresh.store, 1, &["a", "b"], 99, &ALL).await;
        assert_eq!(everything.len(), 4);
        assert!(!everything.contains(&"a") && !everything.contains(&"b"));
    }

    async fn r002_r081_tenants_with_the_same_skus_never_influence_each_other(on) {
        let fresh = Fresh::new(on).await;
        for tenant in [1, 2, 3] {
            list(&fresh.store, tenant, &shoes(&ALL[..tenant as usize + 1])).await;
        }
        let recommender = Recommender::default();
        let before = like(&recommender, &fresh.store, 2, &["a"], 9, &ALL).await;
        let crowd: Vec<Event<'_>> = (0..50).flat_map(|stream| [(stream, 0, VIEW, "a"), (stream, 1, VIEW, "b")]).collect();
        happen(&fresh.store, 1, 1, &crowd).await;
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await, ["b"], "only its own catalogue");
        assert_eq!(like(&recommender, &fresh.store, 2, &["a"], 9, &ALL).await, before, "what happens at 1 changes nothing at 2");
        happen(&fresh.store, 2, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "c")]).await;
        assert_eq!(like(&recommender, &fresh.store, 2, &["a"], 1, &ALL).await, ["c"]);
        happen(&fresh.store, 3, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "d")]).await;
        assert_eq!(like(&recommender, &fresh.store, 3, &["a"], 1, &ALL).await, ["d"]);
    }

    async fn what_is_bought_together_counts_as_seen_together(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &shoes(&ALL)).await;
        happen(&fresh.store, 1, 1, &[(1, 0, Kind::ORDER_COMPLETED, "a f")]).await;
        assert_eq!(like(&Recommender::default(), &fresh.store, 1, &["a"], 1, &ALL).await, ["f"]);
    }

    async fn only_the_same_top_category_filled_up_by_what_is_popular_in_it(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &[
            ("a", "Shoes > Running", None), ("b", "Shoes > Running", None), ("c", "Shoes > Running", None),
            ("d", "Shoes > Trail", None), ("e", "Shirts", None), ("f", "Shoes > Trail", None),
        ]).await;
        happen(&fresh.store, 1, 1, &[
            (1, 0, VIEW, "a"), (1, 1, VIEW, "e"), (1, 2, VIEW, "f"), (2, 0, VIEW, "d"), (3, 0, VIEW, "d"), (4, 0, VIEW, "c"),
        ]).await;
        assert_eq!(like(&Recommender::default(), &fresh.store, 1, &["a"], 9, &ALL).await, ["f", "c", "b", "d"]);
    }

    async fn what_is_out_of_stock_is_not_shown_from_the_next_question_on(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &shoes(&["a", "b", "c"])).await;
        happen(&fresh.store, 1, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "b")]).await;
        let recommender = Recommender::default();
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await, ["b", "c"]);
        list(&fresh.store, 1, &[("b", "Shoes > Running", Some(0))]).await;
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await, ["c"]);
        list(&fresh.store, 1, &[("b", "Shoes > Running", Some(2)), ("c", "Shirts", None)]).await;
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await, ["b"]);
    }

    async fn an_index_that_followed_along_answers_as_one_built_anew(on) {
        let fresh = Fresh::new(on).await;
        let skus: Vec<String> = (0..300).map(|n| format!("s{n}")).collect();
        let skus: Vec<&str> = skus.iter().map(String::as_str).collect();
        let categories: Vec<String> = (0..300).map(|n| format!("C{}", n % 9)).collect();
        let items: Vec<_> = skus.iter().zip(&categories).map(|(sku, category)| (*sku, category.as_str(), None)).collect();
        list(&fresh.store, 1, &items).await;
        let baskets: Vec<String> = (0..30).map(|n| format!("s{n} s{} s{}", n + 40, n % 7 + 100)).collect();
        let event = |n: usize| {
            let (stream, minute) = ((n * 11 % 500) as i64, (n / 20) as i64);
            match n % 7 {
                3 => (stream, minute, Kind::PRODUCT_ADDED, skus[n * 3 % 300]),
                6 => (stream, minute, ORDER, baskets[n % 30].as_str()),
                _ => (stream, minute, VIEW, skus[(n * n + n / 3) % 300]),
            }
        };
        let events: Vec<Event<'_>> = (0..5_000).map(event).collect();
        let followed = Recommender::default();
        for (part, seq) in events.chunks(1_250).zip([1, 2_000, 4_000, 6_000]) {
            happen(&fresh.store, 1, seq, part).await;
            followed.catch_up(fresh.store.tenant(TenantId(1))).await.unwrap();
        }
        let follows_late = Recommender::default();
        for seen in [["s1", "s2"], ["s7", "s49"], ["s250", "s3"]] {
            let one = like(&followed, &fresh.store, 1, &seen, 20, &skus).await;
            assert_eq!(one.len(), 20);
            assert_eq!(one, like(&follows_late, &fresh.store, 1, &seen, 20, &skus).await);
            assert_eq!(one, like(&Recommender::default(), &fresh.store, 1, &seen, 20, &skus).await);
            let one = with(&followed, &fresh.store, 1, &seen, &skus).await;
            assert!(!one.is_empty());
            assert_eq!(one, with(&Recommender::default(), &fresh.store, 1, &seen, &skus).await);
        }
    }

    async fn r081_what_was_bought_together_goes_together_and_only_at_the_same_tenant(on) {
        let fresh = Fresh::new(on).await;
        for tenant in [1, 2] {
            list(&fresh.store, tenant, &[("a", "Shoes", None), ("b", "Shoes", None), ("c", "Socks", None), ("d", "Flasks", Some(0))]).await;
        }
        let recommender = Recommender::default();
        happen(&fresh.store, 1, 1, &[(1, 0, ORDER, "a b c d"), (2, 0, VIEW, "a"), (2, 1, VIEW, "c")]).await;
        assert!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await.is_empty(), "one order alone decides nothing");
        happen(&fresh.store, 1, 9, &[(3, 0, ORDER, "d c b a")]).await;
        assert_eq!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await, ["c"], "of another category, and to be had");
        assert_eq!(with(&Recommender::default(), &fresh.store, 1, &["a"], &ALL).await, ["c"]);
        assert!(with(&recommender, &fresh.store, 2, &["a"], &ALL).await.is_empty());
        list(&fresh.store, 1, &[("d", "Flasks", Some(3))]).await;
        assert_eq!(with(&recommender, &fresh.store, 1, &["a", "c"], &ALL).await, ["d"]);
    }

    async fn what_is_older_than_thirteen_months_counts_no_more(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &shoes(&["a", "b", "c"])).await;
        happen(&fresh.store, 1, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "c"), (2, 0, VIEW, "c"), (3, 0, VIEW, "b")]).await;
        let recommender = Recommender::default();
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 1, &ALL).await, ["c"]);
        fresh.clock.advance(400 * Micros::DAY);
        happen(&fresh.store, 1, 9, &[(4, 400 * 24 * 60, VIEW, "b")]).await;
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 1, &ALL).await, ["b"]);
        assert_eq!(like(&Recommender::default(), &fresh.store, 1, &["a"], 1, &ALL).await, ["b"]);
    }

    async fn after_an_erasure_the_index_is_built_from_what_is_left(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &shoes(&["a", "b", "c"])).await;
        list(&fresh.store, 1, &[("d", "Socks", None)]).await;
        happen(&fresh.store, 1, 1, &[
            (1, 0, VIEW, "a"), (1, 1, VIEW, "b"), (2, 0, VIEW, "a"), (2, 0, VIEW, "c"), (3, 0, VIEW, "b"),
            (1, 0, ORDER, "a d"), (4, 0, ORDER, "a d"),
        ]).await;
        let recommender = Recommender::default();
        let mut both = like(&recommender, &fresh.store, 1, &["a"], 2, &ALL).await;
        both.sort_unstable();
        assert_eq!(both, ["b", "c"]);
        assert_eq!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await, ["d"]);
        let erased: Result<u64, Error> = transaction!(fresh.store.tenant(TenantId(1)), "test.erase", |tx| {
            tx.execute(&sql::ERASE, placet_store::params![1]).await
        });
        assert_eq!(erased.unwrap(), 3);
        recommender.forget(TenantId(1));
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 1, &ALL).await, ["c"]);
        assert!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await.is_empty(), "one order is left, and not theirs");
    }

    async fn r150_an_index_that_tells_of_an_erased_person_is_built_anew_within_the_hour(on) {
        let fresh = Fresh::new(on).await;
        list(&fresh.store, 1, &[("a", "Shoes", None), ("d", "Socks", None)]).await;
        happen(&fresh.store, 1, 1, &[(1, 0, ORDER, "a d"), (4, 0, ORDER, "a d")]).await;
        let recommender = Recommender::default();
        assert_eq!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await, ["d"]);
        let erased: Result<(), Error> = transaction!(fresh.store.tenant(TenantId(1)), "test.erase", |tx| {
            tx.execute(&sql::ERASE, placet_store::params![1]).await?;
            let now = tx.clock().now();
            tx.execute(&sql::NOTE_ERASED, placet_store::params![now]).await?;
            Ok(())
        });
        erased.unwrap();
        fresh.clock.advance(Micros::HOUR);
        assert!(with(&recommender, &fresh.store, 1, &["a"], &ALL).await.is_empty());
    }

    async fn an_index_nobody_asks_makes_room_and_comes_back_when_asked(on) {
        let fresh = Fresh::new(on).await;
        for tenant in [1, 2, 3] {
            list(&fresh.store, tenant, &shoes(&["a", "b", "c"])).await;
            happen(&fresh.store, tenant, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "b"), (2, 0, VIEW, "c")]).await;
        }
        let few = Recommender::new(Limits { tenants: 2, ..Limits::default() });
        let small = Recommender::new(Limits { held: 5, ..Limits::default() });
        for tenant in [1, 2, 1, 3, 2, 1] {
            assert_eq!(like(&few, &fresh.store, tenant, &["a"], 1, &ALL).await, ["b"]);
            assert_eq!(like(&small, &fresh.store, tenant, &["a"], 1, &ALL).await, ["b"]);
            assert!(few.tenants() <= 2);
            assert_eq!(small.tenants(), 1);
        }
    }

    async fn nothing_known_is_answered_by_nothing(on) {
        let fresh = Fresh::new(on).await;
        let recommender = Recommender::default();
        assert!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await.is_empty());
        happen(&fresh.store, 1, 1, &[(1, 0, VIEW, "a"), (1, 1, VIEW, "b")]).await;
        assert!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await.is_empty(), "what is in no catalogue is not shown");
        list(&fresh.store, 1, &shoes(&["b"])).await;
        assert_eq!(like(&recommender, &fresh.store, 1, &["a"], 9, &ALL).await, ["b"]);
    }
}
