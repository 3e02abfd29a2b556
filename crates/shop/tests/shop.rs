//! The shop through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_core::{Currency, Id, Micros, Money, TenantId};
use placet_shop::{
    Error, ItemInput, Line, Order, Place, Recorded, Refused, Report, Status, all_items, attribute, cancel,
    changed_at, changed_items, item_id, items, load_items, order, put_items, record_order, refund,
};
use placet_store::testing::Fresh;
use placet_store::{Store, on_both_engines, transaction};

/// Two texts of one FNV-1a number.
const TWINS: (&str, &str) = ("8yn0iYCKYHlIj4-BwPqk", "GReLUrM4wMqfg9yzV3KQ");

fn shoe(sku: &str) -> ItemInput {
    ItemInput {
        sku: sku.into(),
        title: format!("Shoe {sku}"),
        category: "Shoes > Running".into(),
        price: "89.90".into(),
        url: format!("https://shop.example/{sku}"),
        ..ItemInput::default()
    }
}

async fn put(store: &Store, tenant: i32, inputs: &[ItemInput]) -> Report {
    transaction!(store.tenant(TenantId(tenant)), "test.put", |tx| {
        put_items(tx, inputs, Currency::EUR).await
    })
    .unwrap()
}

async fn titles(store: &Store, tenant: i32) -> Vec<String> {
    let mut tx = store.tenant(TenantId(tenant)).read("test.all").await.unwrap();
    let mut titles: Vec<String> =
        all_items(&mut tx, 0, 100).await.unwrap().into_iter().map(|item| item.title).collect();
    titles.sort();
    titles
}

fn purchase(order_no: &str) -> Order {
    Order {
        order_no: order_no.into(),
        stream_id: Some(7),
        at: Micros(5),
        total: Money { minor: 8990, currency: Currency::EUR },
        items: vec![Line { item_id: item_id("a"), quantity: 1, price_minor: 8990 }],
    }
}

on_both_engines! {
    async fn a_half_broken_list_loads_what_is_good_and_says_what_is_not(on) {
        let fresh = Fresh::new(on).await;
        let list = [
            shoe("a"),
            ItemInput { price: "free".into(), ..shoe("b") },
            shoe("c"),
            ItemInput { title: "Shoe a, once more".into(), ..shoe(" a ") },
            ItemInput { url: "javascript:alert(1)".into(), ..shoe("d") },
        ];
        let report = put(&fresh.store, 1, &list).await;
        assert_eq!(report.stored, 2);
        let fields: Vec<_> = report.refused.iter().map(|refused| (refused.place.index, refused.field)).collect();
        assert_eq!(fields, [(0, "sku"), (1, "price"), (4, "url")]);
        assert_eq!(titles(&fresh.store, 1).await, ["Shoe a, once more", "Shoe c"]);
    }

    async fn an_item_listed_again_takes_the_place_of_the_old_one(on) {
        let fresh = Fresh::new(on).await;
        put(&fresh.store, 1, &[shoe("a")]).await;
        fresh.clock.advance(Micros::SECOND);
        put(&fresh.store, 1, &[ItemInput { price: "10".into(), stock: Some(0), ..shoe("a") }]).await;
        let mut tx = fresh.store.tenant(TenantId(1)).read("test.items").await.unwrap();
        let found = items(&mut tx, &[item_id("x"), item_id("a")]).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].price.minor, found[0].in_stock()), (1000, false));
        assert_eq!(found[0].updated_at, fresh.clock.now());
    }

    async fn an_item_keeps_its_brand_group_and_description_until_it_is_listed_anew(on) {
        let fresh = Fresh::new(on).await;
        let described = ItemInput {
            brand: "Aria".into(),
            item_group: "aria-road".into(),
            description: "<p>Light &amp; fast.</p>".into(),
            ..shoe("a")
        };
        for (input, wanted) in [(described, ("Aria", "aria-road", "Light & fast.")), (shoe("a"), ("", "", ""))] {
            put(&fresh.store, 1, &[input]).await;
            let mut tx = fresh.store.tenant(TenantId(1)).read("test.items").await.unwrap();
            let item = items(&mut tx, &[item_id("a")]).await.unwrap().remove(0);
            assert_eq!((item.brand.as_str(), item.item_group.as_str(), item.description.as_str()), wanted);
            let item = [item];
            assert_eq!(all_items(&mut tx, 0, 9).await.unwrap(), item);
            assert_eq!(changed_items(&mut tx, (Micros(0), 0), 9).await.unwrap(), item);
        }
    }

    async fn a_sku_with_the_number_of_another_one_is_refused(on) {
        let fresh = Fresh::new(on).await;
        assert_eq!(item_id(TWINS.0), item_id(TWINS.1));
        let both = put(&fresh.store, 1, &[shoe(TWINS.0), shoe(TWINS.1)]).await;
        assert_eq!((both.stored, both.refused[0].place.index, both.refused[0].field), (1, 1, "sku"));
        let later = put(&fresh.store, 1, &[shoe("a"), shoe(TWINS.1)]).await;
        assert_eq!((later.stored, later.refused[0].place.index), (1, 1));
        assert!(later.refused[0].reason.contains("another sku"));
        assert_eq!(titles(&fresh.store, 1).await, [&format!("Shoe {}", TWINS.0), "Shoe a"]);
        assert_eq!(put(&fresh.store, 2, &[shoe(TWINS.1)]).await.stored, 1, "at another tenant it is nobody's twin");
    }

    async fn r001_a_catalogue_is_its_tenants_alone(on) {
        let fresh = Fresh::new(on).await;
        put(&fresh.store, 1, &[shoe("a")]).await;
        put(&fresh.store, 2, &[ItemInput { title: "Another's".into(), ..shoe("a") }]).await;
        assert_eq!(titles(&fresh.store, 1).await, ["Shoe a"]);
        assert_eq!(titles(&fresh.store, 2).await, ["Another's"]);
        assert!(titles(&fresh.store, 3).await.is_empty());
    }

    async fn a_long_list_is_loaded_in_parts_and_read_in_pages(on) {
        let fresh = Fresh::new(on).await;
        let list: Vec<ItemInput> = (0..2_500).map(|n| shoe(&n.to_string())).collect();
        let tenant = fresh.store.tenant(TenantId(1));
        let report = load_items(tenant, &list, Currency::EUR).await.unwrap();
        assert_eq!(report, Report { stored: 2_500, ..Report::default() });
        let mut tx = tenant.read("test.pages").await.unwrap();
        let (mut after, mut seen) = (0, 0);
        loop {
            let page = all_items(&mut tx, after, 999).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.is_sorted_by_key(|item| item.id) && page[0].id > after);
            (after, seen) = (last.id, seen + page.len());
        }
        assert_eq!(seen, 2_500);
    }

    async fn a_reader_of_changes_sees_each_change_though_the_clock_stands_still(on) {
        let fresh = Fresh::new(on).await;
        let tenant = fresh.store.tenant(TenantId(1));
        let mut cursor = (Micros(0), 0);
        for (sku, price) in [("a", "5"), ("b", "5"), ("a", "6"), ("a", "7")] {
            put(&fresh.store, 1, &[ItemInput { price: price.into(), ..shoe(sku) }]).await;
            let mut tx = tenant.read("test.changes").await.unwrap();
            let changed = changed_items(&mut tx, cursor, 10).await.unwrap();
            assert_eq!(changed.iter().map(|item| item.sku.as_str()).collect::<Vec<_>>(), [sku]);
            assert_eq!(changed_at(&mut tx).await.unwrap(), Some(changed[0].updated_at));
            cursor = (changed[0].updated_at, changed[0].id);
        }
        assert_eq!(put(&fresh.store, 1, &[ItemInput { price: "7".into(), ..shoe("a") }]).await.stored, 1);
        let mut tx = tenant.read("test.changes").await.unwrap();
        assert!(changed_items(&mut tx, cursor, 10).await.unwrap().is_empty(), "what is listed as it was is no change");
        assert_eq!(changed_at(&mut tx).await.unwrap(), Some(cursor.0));
    }

    async fn an_order_number_counts_once_for_ever(on) {
        let fresh = Fresh::new(on).await;
        let first = purchase("A-1");
        let again = Order { total: Money { minor: 1, currency: Currency::EUR }, ..purchase(" A-1 ") };
        let recorded = transaction!(fresh.store.tenant(TenantId(1)), "test.order", |tx| {
            let new = record_order(tx, first.clone()).await?;
            Ok::<_, Error>((new, record_order(tx, again.clone()).await?))
        });
        assert_eq!(recorded.unwrap(), (Recorded::New, Recorded::Known));
        let mut tx = fresh.store.tenant(TenantId(1)).read("test.read").await.unwrap();
        let known = order(&mut tx, "A-1").await.unwrap().unwrap();
        assert_eq!((known.order, known.status), (first, Status::Completed));
        assert_eq!((known.origin, known.message_id), (None, None));
        let mut other = fresh.store.tenant(TenantId(2)).read("test.read").await.unwrap();
        assert_eq!(order(&mut other, "A-1").await.unwrap(), None);
    }

    async fn an_order_told_under_the_contract_alone_is_told_with_a_yes_within_a_day_and_once(on) {
        let fresh = Fresh::new(on).await;
        let tell = async |order: Order| {
            transaction!(fresh.store.tenant(TenantId(1)), "test.order", |tx| { record_order(tx, order.clone()).await })
                .unwrap()
        };
        let known = async |number: &str| {
            let mut tx = fresh.store.tenant(TenantId(1)).read("test.read").await.unwrap();
            order(&mut tx, number).await.unwrap().unwrap().order
        };
        let by_server = |number: &str| Order { stream_id: None, at: fresh.clock.now(), ..purchase(number) };
        let claimed = Order { stream_id: Some(7), items: Vec::new(), ..purchase("A-1") };
        let guessed = Order { total: Money { minor: 1, currency: Currency::EUR }, ..claimed.clone() };
        assert_eq!(tell(by_server("A-1")).await, Recorded::New);
        assert_eq!(tell(by_server("A-1")).await, Recorded::Known);
        let told = known("A-1").await;
        assert_eq!(tell(guessed).await, Recorded::Known);
        assert_eq!(known("A-1").await, told, "who only guessed a number changes nothing");
        assert_eq!(tell(claimed.clone()).await, Recorded::New);
        let of_the_stream = known("A-1").await;
        assert_eq!((of_the_stream.stream_id, of_the_stream.total, of_the_stream.items.len()), (Some(7), told.total, 0), "nothing that it did not say");
        for again in [claimed.clone(), Order { stream_id: Some(8), ..claimed.clone() }, by_server("A-1")] {
            assert_eq!(tell(again).await, Recorded::Known);
        }
        assert_eq!(known("A-1").await, of_the_stream);

        assert_eq!(tell(by_server("A-2")).await, Recorded::New);
        fresh.clock.advance(Micros::DAY);
        assert_eq!(tell(Order { order_no: "A-2".into(), ..claimed }).await, Recorded::Known);
        assert_eq!(known("A-2").await.stream_id, None, "the book of yesterday is closed to browsers");
    }

    async fn an_order_is_closed_once_and_attributed_once(on) {
        let fresh = Fresh::new(on).await;
        let (mine, later) = (Id::at(Micros(1)), Id::at(Micros(2)));
        let steps = transaction!(fresh.store.tenant(TenantId(1)), "test.steps", |tx| {
            record_order(tx, purchase("A-1")).await?;
            Ok::<_, Error>([
                attribute(tx, "A-1", 9, mine).await?, attribute(tx, "A-1", 10, later).await?,
                refund(tx, "A-1").await?, refund(tx, "A-1").await?, cancel(tx, "A-1").await?,
                cancel(tx, "A-2").await?, attribute(tx, "A-2", 9, mine).await?,
            ])
        });
        assert_eq!(steps.unwrap(), [true, false, true, false, false, false, false]);
        let mut tx = fresh.store.tenant(TenantId(1)).read("test.read").await.unwrap();
        let known = order(&mut tx, "A-1").await.unwrap().unwrap();
        assert_eq!((known.status, known.origin, known.message_id), (Status::Refunded, Some(9), Some(mine)));
    }

    async fn an_order_that_breaks_a_rule_names_the_field(on) {
        let fresh = Fresh::new(on).await;
        let negative = Line { item_id: 1, quantity: -1, price_minor: 1 };
        for (bad, wanted) in [
            (purchase(" "), "order_no"),
            (purchase(&"9".repeat(101)), "order_no"),
            (purchase("a\0b"), "order_no"),
            (Order { items: vec![negative], ..purchase("A-1") }, "items.quantity"),
            (Order { items: vec![Line { quantity: 1, ..negative }; 501], ..purchase("A-1") }, "items"),
        ] {
            let refused = transaction!(fresh.store.tenant(TenantId(1)), "test.bad", |tx| { record_order(tx, bad.clone()).await });
            assert!(matches!(refused, Err(Error::Field { field, .. }) if field == wanted), "{wanted}");
        }
    }
}

#[test]
fn a_refusal_is_told_by_place_field_and_rule() {
    let refused = Refused { place: Place { index: 3, line: 0 }, field: "price", reason: "is missing" };
    assert_eq!(
        serde_json::to_string(&refused).unwrap(),
        r#"{"index":3,"field":"price","reason":"is missing"}"#
    );
}
