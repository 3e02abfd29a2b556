//! Which products a reminder shows, and what of it is written down.

use placet_core::{Currency, Kind, Micros};
use placet_deliver::ledger::{self, Items, MessageRow, State};
use placet_deliver::sink::Act;
use placet_permission::Use;
use placet_profile::state;
use placet_shop::{ItemInput, item_id, put_items};
use placet_store::{Value, on_both_engines, params, transaction};

use crate::shop::{SetUp, Shop, server};

mod sql {
    placet_store::statements! {
        "test";
        tenant EVENT = "INSERT INTO event (tenant_id, seq, stream_id, kind, at, item_id, props) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        tenant STREAM = "INSERT INTO stream (tenant_id, stream_id, check_hash, class, profile_id, next_stream_id, state, last_seen)
            VALUES ($1, $2, $2, 1, $3, NULL, $4, $5)";
        tenant PROFILE = "UPDATE profile SET streams = $3 WHERE tenant_id = $1 AND profile_id = $2";
    }
}

/// The customer's stream.
const OWN: i64 = 77;

/// Lists items: sku, category, group of variants, stock.
async fn list(shop: &Shop, items: &[(&str, &str, &str, Option<i64>)]) {
    let inputs: Vec<ItemInput> = items
        .iter()
        .map(|(sku, category, group, stock)| ItemInput {
            sku: (*sku).into(),
            title: format!("The {sku}"),
            category: (*category).into(),
            item_group: (*group).into(),
            price: "10".into(),
            url: format!("https://shop.example/{sku}"),
            stock: *stock,
            ..ItemInput::default()
        })
        .collect();
    let report = transaction!(shop.handle(), "test.list", |tx| {
        Ok::<_, SetUp>(put_items(tx, &inputs, Currency::EUR).await?)
    });
    assert_eq!(report.unwrap().refused, []);
}

/// Appends events from `seq` on: stream, kind, skus.
async fn happen(shop: &Shop, seq: i64, events: &[(i64, Kind, &str)]) {
    let now = shop.fresh.clock.now();
    let mut values: Vec<Value<'_>> = Vec::new();
    for (n, (stream, kind, skus)) in events.iter().enumerate() {
        let order = *kind == Kind::ORDER_COMPLETED;
        let products: Vec<String> =
            skus.split(' ').map(|sku| format!("{{\"product_id\":\"{sku}\"}}")).collect();
        let props = format!("{{\"products\":[{}]}}", products.join(","));
        values.extend([
            Value::from(seq + n as i64),
            Value::from(*stream),
            Value::from(*kind),
            Value::from(now),
        ]);
        values.push(Value::from((!order).then(|| item_id(skus))));
        values.push(Value::from(if order { props } else { "{}".into() }));
    }
    let done: Result<u64, SetUp> = transaction!(shop.handle(), "test.happen", |tx| {
        Ok(tx.insert_many(&sql::EVENT, &values, 6).await?)
    });
    done.unwrap();
}

/// The customer has this in the cart, has viewed that, and ordered then (or never).
async fn customer_has(shop: &Shop, cart: &[&str], viewed: &[&str], ordered_at: Micros) {
    let now = shop.fresh.clock.now();
    let line = |sku: &&str| state::Line { item: item_id(sku), quantity: 1, at: now };
    let view = |sku: &&str| state::View { item: item_id(sku), at: now };
    let state = state::State {
        cart: cart.iter().map(line).collect(),
        cart_at: now,
        views: viewed.iter().map(view).collect(),
        ordered_at,
        click: None,
    };
    let state = serde_json::to_string(&state).unwrap();
    let done: Result<(), SetUp> = transaction!(shop.handle(), "test.customer", |tx| {
        tx.execute(&sql::STREAM, params![OWN, shop.profile, &state, now]).await?;
        tx.execute(&sql::PROFILE, params![shop.profile, format!("[{OWN}]")]).await?;
        Ok(())
    });
    done.unwrap();
}

/// A reminder of this cart is sent: what was written down of it, and its HTML.
async fn reminder(shop: &Shop, cart: &[&str]) -> (MessageRow, String) {
    let sink = server(shop, |_| Act::Proceed).await;
    let items = Items { cart: ids(cart), ..Items::default() };
    let id = shop.queue(Use::Personalised, &items).await;
    shop.courier(sink.address()).deliver(shop.handle()).await.unwrap();
    let mut tx = shop.handle().read("test.message").await.unwrap();
    let row = ledger::get(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(row.state, State::Accepted);
    let html = sink.messages()[0].mail().html.unwrap();
    (row, html)
}

fn ids(skus: &[&str]) -> Vec<i64> {
    skus.iter().map(|sku| item_id(sku)).collect()
}

const ORDER: Kind = Kind::ORDER_COMPLETED;
const VIEW: Kind = Kind::PRODUCT_VIEWED;

on_both_engines! {
    async fn r081_a_reminder_shows_what_is_like_the_cart_and_what_goes_with_it(on) {
        let shop = Shop::open(on).await;
        list(&shop, &[
            ("shoe-39", "Shoes", "shoe", None), ("shoe-40", "Shoes", "shoe", None), ("boot", "Shoes", "", None),
            ("sandal", "Shoes", "", Some(0)), ("sock", "Socks", "", None), ("flask", "Flasks", "", None), ("lace", "Laces", "", Some(0)),
        ]).await;
        happen(&shop, 1, &[
            (1, VIEW, "shoe-40"), (1, VIEW, "boot"), (2, VIEW, "shoe-39"), (2, VIEW, "sandal"),
            (3, ORDER, "shoe-40 sock lace"), (4, ORDER, "shoe-39 sock lace"), (5, ORDER, "flask"),
        ]).await;
        customer_has(&shop, &["shoe-39"], &["shoe-39"], Micros(0)).await;
        let (row, html) = reminder(&shop, &["shoe-39"]).await;
        assert_eq!(row.items.cart, ids(&["shoe-39"]));
        assert_eq!(row.items.similar, ids(&["boot"]), "neither another size nor what is sold out");
        assert_eq!(row.items.complementary, ids(&["sock"]), "neither what is sold out nor what is merely there");
        assert!(html.contains("You may also like") && html.contains("The boot"));
        assert!(html.contains("Goes well with it") && html.contains("The sock"));
        assert!(!html.contains("The flask") && !html.contains("The lace") && !html.contains("The sandal"));
    }

    async fn r083_what_was_bought_is_not_recommended_again_nor_a_variant_of_it(on) {
        let shop = Shop::open(on).await;
        list(&shop, &[
            ("shoe", "Shoes", "", None), ("boot-39", "Shoes", "boot", None), ("boot-40", "Shoes", "boot", None),
            ("sock-s", "Socks", "sock", None), ("sock-m", "Socks", "sock", None),
        ]).await;
        happen(&shop, 1, &[
            (1, VIEW, "shoe"), (1, VIEW, "boot-40"), (3, ORDER, "shoe sock-m"), (4, ORDER, "shoe sock-m"),
            (OWN, ORDER, "boot-39 sock-s"),
        ]).await;
        let ordered_at = shop.fresh.clock.now();
        shop.fresh.clock.advance(Micros::HOUR);
        customer_has(&shop, &["shoe"], &[], ordered_at).await;
        let (row, html) = reminder(&shop, &["shoe"]).await;
        assert_eq!((row.items.similar, row.items.complementary), (vec![], vec![]));
        assert!(!html.contains("You may also like") && !html.contains("Goes well with it"), "an empty row shows nothing");
    }

    async fn no_product_stands_in_a_reminder_twice(on) {
        let shop = Shop::open(on).await;
        list(&shop, &["a", "b", "c", "d", "e", "f", "g", "h"].map(|sku| (sku, "", "", None))).await;
        let orders: Vec<_> = (0..6).map(|stream| (stream, ORDER, "a b c d e f g h")).collect();
        happen(&shop, 1, &orders).await;
        customer_has(&shop, &["a"], &[], Micros(0)).await;
        let (row, _) = reminder(&shop, &["a"]).await;
        let mut shown = [row.items.cart, row.items.similar, row.items.complementary].concat();
        assert_eq!(shown.len(), 7);
        shown.sort_unstable();
        shown.dedup();
        assert_eq!(shown.len(), 7);
    }
}
