use super::*;

fn kept(kind: Kind, json: &str) -> (String, Vec<(String, Why, u32)>) {
    let raw: Box<RawValue> = serde_json::from_str(json).unwrap();
    let declared = declare(kind, Some(&raw), Currency::EUR);
    let dropped = declared.dropped.into_iter().map(|d| (d.key.into_owned(), d.why, d.times)).collect();
    (declared.props, dropped)
}

fn told(key: &str, why: Why) -> (String, Why, u32) {
    (key.to_owned(), why, 1)
}

#[test]
fn r031_only_declared_keys_are_kept_and_the_others_are_counted() {
    let (props, dropped) = kept(
        Kind::PRODUCT_VIEWED,
        r#"{"product_id":"SHOE-1","name":"Runner","price":89.9,"currency":"RON","brand":{"x":[1]},"quantity":2}"#,
    );
    assert_eq!(props, r#"{"product_id":"SHOE-1","quantity":2,"price":8990,"currency":"RON"}"#);
    assert_eq!(dropped, [told("name", Why::Undeclared), told("brand", Why::Undeclared)]);
}

#[test]
fn r061_an_undeclared_kind_keeps_nothing() {
    let (props, dropped) = kept(Kind::MESSAGE_ACCEPTED, r#"{"product_id":"SHOE-1"}"#);
    assert_eq!(props, "{}");
    assert_eq!(dropped, [told("product_id", Why::Undeclared)]);
    assert_eq!(declare(Kind::CART_VIEWED, None, Currency::EUR).props, "{}");
}

#[test]
fn amounts_become_minor_units_of_their_currency() {
    for (given, minor) in [
        ("19.99", "1999"),
        (r#""19.99""#, "1999"),
        ("59.970000000000006", "5997"),
        ("7", "700"),
        ("0.1", "10"),
    ] {
        let (props, _) = kept(Kind::PRODUCT_ADDED, &format!(r#"{{"product_id":1,"price":{given}}}"#));
        assert_eq!(props, format!(r#"{{"product_id":"1","price":{minor},"currency":"EUR"}}"#));
    }
    let (props, _) = kept(Kind::PRODUCT_ADDED, r#"{"product_id":"1","price":1200,"currency":"jpy"}"#);
    assert_eq!(props, r#"{"product_id":"1","price":1200,"currency":"JPY"}"#);
    for bad in ["true", "[]", r#""1,5""#, r#""€ 5""#, "1e3", r#""NaN""#] {
        let (props, dropped) = kept(Kind::PRODUCT_ADDED, &format!(r#"{{"product_id":"1","price":{bad}}}"#));
        assert_eq!((props.as_str(), dropped.len()), (r#"{"product_id":"1"}"#, 1), "{bad}");
    }
}

#[test]
fn amounts_in_no_currency_are_dropped() {
    let (props, dropped) = kept(Kind::PRODUCT_ADDED, r#"{"product_id":"1","price":5,"currency":"Euro"}"#);
    assert_eq!(props, r#"{"product_id":"1"}"#);
    assert_eq!(dropped, [told("price", Why::WrongType), told("currency", Why::WrongType)]);
}

#[test]
fn an_order_is_reduced_to_its_lines_and_amounts() {
    let json = r#"{"order_id":"A-7","total":"179.80","tax":28.7,"affiliation":"Web","email":"ana@example.org",
        "products":[{"product_id":"SHOE-1","quantity":2,"price":89.9,"name":"Runner"},{"sku":"S-2"},{"name":"nameless"}]}"#;
    let raw: Box<RawValue> = serde_json::from_str(json).unwrap();
    let declared = declare(Kind::ORDER_COMPLETED, Some(&raw), Currency::EUR);
    assert_eq!(
        declared.props,
        r#"{"order_id":"A-7","total":17980,"tax":2870,"products":[{"product_id":"SHOE-1","quantity":2,"price":8990},{"sku":"S-2"}],"currency":"EUR"}"#
    );
    assert_eq!(declared.order.as_deref(), Some("A-7"));
    assert_eq!(declared.item, None, "an order is about no one item");
    let name = declared.dropped.iter().find(|dropped| dropped.key == "name").unwrap();
    assert_eq!(name.times, 2);
}

#[test]
fn other_dialects_are_stored_in_our_words() {
    let ga4 = r#"{"transaction_id":"T1","value":30.5,"currency":"EUR","items":[{"item_id":"A","item_name":"n","price":30.5,"quantity":1}]}"#;
    let (props, _) = kept(Kind::ORDER_COMPLETED, ga4);
    assert_eq!(
        props,
        r#"{"order_id":"T1","total":3050,"products":[{"product_id":"A","quantity":1,"price":3050}],"currency":"EUR"}"#
    );
    let (props, _) = kept(Kind::PRODUCT_VIEWED, r#"{"items":[{"item_id":"A","item_category":"Shoes"}]}"#);
    assert_eq!(props, r#"{"product_id":"A","category":"Shoes"}"#);
    let (props, dropped) = kept(Kind::PRODUCT_VIEWED, r#"{"content_ids":["A","B"]}"#);
    assert_eq!(props, r#"{"product_id":"A"}"#);
    assert_eq!(dropped, [told("products", Why::TooLong)]);
    let (props, _) = kept(Kind::ORDER_COMPLETED, r#"{"value":9,"total":10}"#);
    assert_eq!(props, r#"{"total":1000,"currency":"EUR"}"#, "the own name goes before the alias");
    let (props, _) = kept(Kind::ORDER_COMPLETED, r#"{"total":10,"value":9}"#);
    assert_eq!(props, r#"{"total":1000,"currency":"EUR"}"#);
}

#[test]
fn the_item_of_an_event_is_named() {
    let raw: Box<RawValue> = serde_json::from_str(r#"{"product_id":4711}"#).unwrap();
    assert_eq!(declare(Kind::PRODUCT_VIEWED, Some(&raw), Currency::EUR).item.as_deref(), Some("4711"));
    let raw: Box<RawValue> = serde_json::from_str(r#"{"products":[{"product_id":"A"}]}"#).unwrap();
    assert_eq!(declare(Kind::CART_VIEWED, Some(&raw), Currency::EUR).item, None);
}

#[test]
fn r029_card_numbers_are_dropped_wherever_they_stand() {
    for (kind, json) in [
        (Kind::PRODUCTS_SEARCHED, r#"{"query":"4111 1111 1111 1111"}"#),
        (Kind::PRODUCT_VIEWED, r#"{"product_id":"4111111111111111"}"#),
        (Kind::PRODUCT_VIEWED, r#"{"product_id":4111111111111111}"#),
        (Kind::ORDER_COMPLETED, r#"{"coupon":"378282246310005"}"#),
        (Kind::PRODUCTS_SEARCHED, r#"{"query":"\u0034111111111111111"}"#),
    ] {
        let (props, dropped) = kept(kind, json);
        assert_eq!(props, "{}", "{json}");
        assert_eq!(dropped[0].1, Why::Sensitive(Found::Card));
    }
}

#[test]
fn r029_addresses_are_dropped_wherever_they_stand() {
    for (kind, json) in [
        (Kind::PRODUCTS_SEARCHED, r#"{"query":"ana@example.org"}"#),
        (Kind::PRODUCT_LIST_VIEWED, r#"{"category":"of ana@example.org"}"#),
        (Kind::PAGE, r#"{"path":"/account/ana%40example.org"}"#),
        (Kind::ORDER_COMPLETED, r#"{"order_id":"ana\u0040example.org"}"#),
    ] {
        let (props, dropped) = kept(kind, json);
        assert_eq!(props, "{}", "{json}");
        assert_eq!(dropped[0].1, Why::Sensitive(Found::Address));
    }
}

#[test]
fn r031_names_of_undeclared_keys_are_shown_only_if_nothing_personal_is_in_them() {
    let (_, dropped) = kept(Kind::PAGE, r#"{"ana@example.org":1,"4111111111111111":2,"title":"x","Ünal":3}"#);
    assert_eq!(dropped, [("…".to_owned(), Why::Undeclared, 3), told("title", Why::Undeclared)]);
}

#[test]
fn a_page_keeps_its_path_and_the_host_before_it() {
    let (props, _) = kept(
        Kind::PAGE,
        r#"{"path":"/p/shoe-1","url":"https://shop.example/p/shoe-1?mail=a","referrer":"https://u:p@Search.Example:8443/find?q=shoes","search":"?q=1","title":"t"}"#,
    );
    assert_eq!(props, r#"{"path":"/p/shoe-1","referrer":"search.example"}"#);
    let (props, _) =
        kept(Kind::PAGE, r#"{"page_location":"https://shop.example?token=1","page_referrer":""}"#);
    assert_eq!(props, r#"{"path":"/"}"#);
}

#[test]
fn long_lists_and_long_texts_are_bounded() {
    let list = format!(
        r#"{{"list_id":"l","products":[{}]}}"#,
        vec![r#"{"product_id":"A","price":1}"#; 205].join(",")
    );
    let (props, dropped) = kept(Kind::PRODUCT_LIST_VIEWED, &list);
    assert_eq!(props.matches(r#"{"product_id":"A"}"#).count(), 200, "of a list's products the ids alone");
    assert!(dropped.contains(&("products".to_owned(), Why::TooLong, 5)));
    let query = format!(r#"{{"query":"{}"}}"#, "ö".repeat(101));
    assert_eq!(kept(Kind::PRODUCTS_SEARCHED, &query), ("{}".to_owned(), vec![told("query", Why::TooLong)]));
    let keys: Vec<_> = (0..100).map(|n| format!(r#""k{n}":1"#)).collect();
    let (_, dropped) = kept(Kind::PAGE, &format!("{{{}}}", keys.join(",")));
    assert_eq!(dropped.len(), 32);
    assert_eq!(dropped.iter().map(|dropped| dropped.2).sum::<u32>(), 100);
}

#[test]
fn odd_values_are_dropped_and_the_rest_is_kept() {
    let (props, dropped) = kept(
        Kind::PRODUCT_ADDED,
        r#"{"product_id":"say \"A\\\"","quantity":2.0,"variant":"a\u0000b","category":"\ud83d","cart_id":null,"sku":""}"#,
    );
    assert_eq!(props, r#"{"product_id":"say \"A\\\"","quantity":2}"#);
    assert_eq!(dropped, [told("variant", Why::WrongType), told("category", Why::WrongType)]);
    for (quantity, why) in
        [("-1", Why::WrongType), ("1.5", Why::WrongType), ("99999999999999999999", Why::TooLong)]
    {
        let (_, dropped) = kept(Kind::PRODUCT_ADDED, &format!(r#"{{"quantity":{quantity}}}"#));
        assert_eq!(dropped, [told("quantity", why)]);
    }
}

#[test]
fn of_a_key_given_twice_the_last_counts() {
    let (props, _) = kept(Kind::PRODUCT_ADDED, r#"{"product_id":"A","product_id":"B"}"#);
    assert_eq!(props, r#"{"product_id":"B"}"#);
}
