//! The catalogue and the orders as they are looked through, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_core::{Currency, Id, Micros, Money, TenantId};
use placet_shop::{
    ItemInput, Line, Order, attribute, item, item_id, list_items, list_orders, load_items, order,
    order_lines, order_of_message, record_order, search_items,
};
use placet_store::testing::Fresh;
use placet_store::{Tenant, on_both_engines, transaction};

fn listed(sku: &str, title: &str) -> ItemInput {
    ItemInput {
        sku: sku.into(),
        title: title.into(),
        price: "5".into(),
        url: "https://shop.example/".into(),
        ..ItemInput::default()
    }
}

async fn load(tenant: Tenant<'_>, list: &[ItemInput]) {
    load_items(tenant, list, Currency::EUR).await.unwrap();
}

async fn ordered(tenant: Tenant<'_>, count: i64) {
    transaction!(tenant, "test.orders", |tx| {
        for n in 0..count {
            let line = Line { item_id: item_id("a"), quantity: n, price_minor: 500 };
            let gone = Line { item_id: item_id("gone"), ..line };
            let total = Money { minor: 500 * n, currency: Currency::EUR };
            // Two orders of each moment: the number tells them apart.
            let order = Order {
                order_no: format!("A-{n:03}"),
                stream_id: None,
                at: Micros(n / 2),
                total,
                items: vec![line, gone],
            };
            record_order(tx, order).await?;
            if n % 3 == 0 {
                attribute(tx, &format!("A-{n:03}"), 2, Id([7; 16])).await?;
            }
        }
        Ok::<_, placet_shop::Error>(())
    })
    .unwrap();
}

async fn numbers(tenant: Tenant<'_>, attributed: Option<bool>, limit: u32) -> Vec<String> {
    let mut tx = tenant.read("test.orders").await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let slice = list_orders(&mut tx, attributed, after, limit).await.unwrap();
        assert!(slice.rows.len() <= limit as usize);
        all.extend(slice.rows.into_iter().map(|record| record.order.order_no));
        after = slice.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn found(tenant: Tenant<'_>, typed: &str, limit: u32) -> Vec<String> {
    let mut tx = tenant.read("test.search").await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let slice = search_items(&mut tx, typed, after, limit).await.unwrap();
        all.extend(slice.rows.into_iter().map(|item| item.sku));
        after = slice.next;
        if after.is_none() {
            return all;
        }
    }
}

on_both_engines! {
    async fn r001_orders_are_listed_newest_first_each_once_and_no_others(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        ordered(tenant, 20).await;
        ordered(fresh.store.tenant(TenantId(2)), 25).await;
        let newest = |keep: fn(i64) -> bool| -> Vec<String> {
            (0..20).rev().filter(|n| keep(*n)).map(|n| format!("A-{n:03}")).collect()
        };
        for limit in [1, 3, 20, 200] {
            assert_eq!(numbers(tenant, None, limit).await, newest(|_| true));
            assert_eq!(numbers(tenant, Some(true), limit).await, newest(|n| n % 3 == 0));
            assert_eq!(numbers(tenant, Some(false), limit).await, newest(|n| n % 3 != 0));
        }
    }

    async fn an_order_is_shown_with_its_lines_and_found_by_its_message(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        load(tenant, &[listed("a", "Shoe")]).await;
        ordered(tenant, 4).await;
        let mut tx = tenant.read("test.order").await.unwrap();
        let record = order(&mut tx, "A-003").await.unwrap().unwrap();
        let lines = order_lines(&mut tx, &record).await.unwrap();
        let titles: Vec<_> = lines.iter().map(|(line, item)| (line.quantity, item.as_ref().map(|i| i.title.as_str()))).collect();
        assert_eq!(titles, [(3, Some("Shoe")), (3, None)]);
        assert_eq!(order_of_message(&mut tx, Id([7; 16])).await.unwrap().as_deref(), Some("A-000"), "its first");
        assert_eq!(order_of_message(&mut tx, Id([8; 16])).await.unwrap(), None);
    }

    async fn items_are_listed_as_they_changed_and_counted(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        for sku in ["a", "b", "c"] {
            load(tenant, &[listed(sku, "Shoe")]).await;
        }
        load(tenant, &[listed("a", "Shoe, mended")]).await;
        load(fresh.store.tenant(TenantId(2)), &[listed("d", "Shoe")]).await;
        let mut tx = tenant.read("test.items").await.unwrap();
        let first = list_items(&mut tx, None, 2).await.unwrap();
        let rest = list_items(&mut tx, first.next, 2).await.unwrap();
        let skus: Vec<_> = first.rows.iter().chain(&rest.rows).map(|item| item.sku.as_str()).collect();
        assert_eq!((skus, rest.next), (vec!["a", "c", "b"], None));
        assert_eq!(item(&mut tx, " a ").await.unwrap().unwrap().title, "Shoe, mended");
        assert_eq!(item(&mut tx, "d").await.unwrap(), None, "another tenant's");
    }

    async fn a_search_finds_beginnings_of_words_and_skus_and_the_very_sku_first(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        for (sku, title) in [("AR-1", "Aria Road"), ("AR-10", "Aria Trail"), ("x%", "Șosete groase"), ("AR-11", "Boreal Road")] {
            load(tenant, &[listed(sku, title)]).await;
        }
        for limit in [1, 2, 50] {
            assert_eq!(found(tenant, "AR-1", limit).await, ["AR-1", "AR-11", "AR-10"]);
            assert_eq!(found(tenant, "road", limit).await, ["AR-11", "AR-1"]);
            assert_eq!(found(tenant, "tra ARIA", limit).await, ["AR-10"]);
            assert_eq!(found(tenant, "sosete", limit).await, ["x%"]);
            assert!(found(tenant, "%", limit).await.is_empty());
            assert_eq!(found(tenant, " ", limit).await.len(), 4, "nothing typed is everything");
        }
        load(tenant, &[ItemInput { brand: "Nord Wind".into(), ..listed("x-9", "Trail") }]).await;
        assert_eq!(found(tenant, "wi trail", 50).await, ["x-9"], "words of the brand count too");
        assert!(found(tenant, "ord", 50).await.is_empty());
    }

    async fn a_search_through_a_large_catalogue_goes_on_where_it_stopped(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        load(tenant, &[listed("needle", "The only one")]).await;
        let hay: Vec<ItemInput> = (0..10_500).map(|n| listed(&n.to_string(), "Hay")).collect();
        load(tenant, &hay).await;
        let mut tx = tenant.read("test.search").await.unwrap();
        let first = search_items(&mut tx, "only", None, 10).await.unwrap();
        assert!(first.rows.is_empty() && first.next.is_some());
        let second = search_items(&mut tx, "only", first.next, 10).await.unwrap();
        assert_eq!((second.rows[0].sku.as_str(), second.next), ("needle", None));
    }
}
