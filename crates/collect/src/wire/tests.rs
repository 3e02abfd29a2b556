//! Requests as real clients sent them (`golden/`, taken off the wire), requests as attackers might, and bytes of no meaning.

use placet_core::{Kind, Micros};
use proptest::prelude::*;

use super::*;

fn now() -> Micros {
    Micros::parse("2026-11-22T06:56:50Z").unwrap()
}

/// Reads a request through all the doors and hands its items to `check`.
fn read<T>(path: &str, bytes: &[u8], check: impl FnOnce(Parsed<'_>) -> T) -> Result<T, WireError> {
    let limits = Limits::default();
    let text = body(bytes, &limits)?;
    parse(Route::from_path(path).unwrap(), &text, now(), false, &limits).map(check)
}

/// Reads a good request of only good items.
fn good<T>(path: &str, bytes: &[u8], check: impl FnOnce(Vec<Item<'_>>) -> T) -> T {
    read(path, bytes, |parsed| check(parsed.items.into_iter().map(Result::unwrap).collect())).unwrap()
}

/// The one refusal of a track call.
fn refused(json: &str) -> String {
    read("/v1/track", json.as_bytes(), |parsed| parsed.items[0].as_ref().unwrap_err().to_string()).unwrap()
}

#[test]
fn long_and_short_paths_are_the_same_routes() {
    for (long, short) in [
        ("track", "t"),
        ("identify", "i"),
        ("page", "p"),
        ("screen", "s"),
        ("group", "g"),
        ("alias", "a"),
        ("batch", "b"),
    ] {
        let route = Route::from_path(&format!("/v1/{long}"));
        assert!(route.is_some());
        assert_eq!(route, Route::from_path(&format!("/v1/{short}")));
        assert_eq!(route, Route::from_path(&format!("/v1/{long}/")));
    }
    assert_eq!(Route::from_path("/v1/import"), Some(Route::Import));
    assert_eq!(Route::from_path("/beacon/v1/batch"), Some(Route::Batch));
    for path in ["", "/", "/v1/", "/v1/m", "/v2/track", "/v1/Track", "/v1/track/x", "/api/v1/track"] {
        assert_eq!(Route::from_path(path), None, "{path}");
    }
}

#[test]
fn analytics_node_is_understood() {
    let bytes = include_bytes!("golden/analytics-node-3.1.0.json");
    good("/v1/batch", bytes, |items| {
        let [track, identify] = items.as_slice() else { panic!("two items") };
        assert_eq!(track.kind, Some(Kind::PRODUCT_VIEWED));
        assert_eq!(track.anonymous_id.as_deref(), Some("dev-1"));
        assert_eq!(
            track.message_id.as_deref(),
            Some("node-next-1795330607287-6c511850-bc72-4b9f-9e12-fccd0d0e0471")
        );
        let consent = track.context.consent.as_ref().unwrap();
        assert!(consent.granted("Analytics") && !consent.granted("Marketing") && !consent.granted("Other"));
        assert_eq!(identify.call, Call::Identify);
        assert_eq!(identify.user_id.as_deref(), Some("42"));
        assert_eq!(identify.claimed().unwrap().email.as_deref(), Some("ana@example.org"));
        assert!(identify.context.consent.is_none(), "no consent object is not an empty one");
    });
    let key = read("/v1/batch", bytes, |parsed| parsed.write_key).unwrap();
    assert_eq!(key.unwrap().reveal(), "wk_golden");
}

#[test]
fn analytics_python_is_understood_plain_and_gzipped() {
    let both: [&[u8]; 2] = [
        include_bytes!("golden/analytics-python-2.3.4.json"),
        include_bytes!("golden/analytics-python-2.4.0.json.gz"),
    ];
    for bytes in both {
        good("/v1/batch", bytes, |items| {
            assert_eq!(items[0].kind, Some(Kind::PRODUCT_REMOVED));
            assert_eq!(items[0].anonymous_id, None, "null is no id");
            assert_eq!(items[0].user_id.as_deref(), Some("u-9"));
            assert_eq!(items[1].at.to_string(), "2025-11-01T00:00:00Z", "a stated time of the past stands");
        });
    }
}

#[test]
fn rudder_node_is_understood_although_it_calls_gzip_a_form() {
    good("/v1/batch", include_bytes!("golden/rudder-sdk-node-3.0.13.json.gz"), |items| {
        assert_eq!(items[0].kind, Some(Kind::ORDER_COMPLETED));
        let stated = Micros::parse("2026-11-22T06:56:47.340Z");
        assert_eq!(items[0].original_at, stated, "originalTimestamp stands in for timestamp");
        assert_eq!(items[0].at, now(), "sent at once, so it happened when it came");
    });
}

#[test]
fn analytics_next_is_understood_and_queries_of_pages_are_cut() {
    let page = include_bytes!("golden/analytics-next-page.json");
    good("/v1/p", page, |items| {
        assert_eq!(items[0].kind, Some(Kind::PAGE));
        let page = items[0].context.page.as_ref().unwrap();
        assert_eq!(page.url.as_deref(), Some("https://shop.example/p/shoe-1"));
        assert_eq!(page.referrer.as_deref(), Some("https://search.example/"));
        assert_eq!(items[0].context.locale.as_deref(), Some("en-US"));
        assert_eq!(items[0].user_id, None);
    });
    good("/v1/t", include_bytes!("golden/analytics-next-track.json"), |items| {
        assert_eq!(items[0].kind, Some(Kind::PRODUCT_ADDED));
        assert_eq!(now() - items[0].at, 4_000, "4 ms before it was sent");
    });
    good("/v1/i", include_bytes!("golden/analytics-next-identify.json"), |items| {
        assert_eq!(items[0].claimed().unwrap().email.as_deref(), Some("ana@example.org"));
    });
    good("/v1/b", include_bytes!("golden/analytics-next-batch.json"), |items| {
        assert_eq!(items.iter().map(|item| item.call).collect::<Vec<_>>(), [Call::Page, Call::Track]);
    });
}

#[test]
fn the_batchs_context_fills_in_what_an_item_lacks() {
    let json = br#"{"context":{"locale":"ro-RO","timezone":"Europe/Bucharest","externalIds":[{"id":"7","type":"crm"}],
        "consent":{"categoryPreferences":{"A":true}}},"batch":[
        {"type":"track","event":"x","anonymousId":"a"},
        {"type":"track","event":"x","anonymousId":"a","context":{"locale":"fr","consent":{}}}]}"#;
    good("/v1/b", json, |items| {
        assert_eq!(items[0].context.locale.as_deref(), Some("ro-RO"));
        assert!(items[0].context.consent.as_ref().unwrap().granted("A"));
        assert_eq!(items[1].context.locale.as_deref(), Some("fr"));
        assert_eq!(items[1].context.timezone.as_deref(), Some("Europe/Bucharest"));
        assert_eq!(items[1].context.external_ids[0].id, "7");
        assert_eq!(
            items[1].context.consent,
            Some(Consent::default()),
            "its own consent object refuses everything"
        );
    });
}

#[test]
fn allowed_and_denied_lists_are_a_choice_too_and_a_no_anywhere_is_a_no() {
    let json = br#"{"event":"x","anonymousId":"a","context":{"consent":{"categoryPreferences":{"C":true,"D":true}},
        "consentManagement":{"allowedConsentIds":["A","B"],"deniedConsentIds":["B","D"],"provider":"custom"}}}"#;
    good("/v1/t", json, |items| {
        let consent = items[0].context.consent.as_ref().unwrap();
        let yes: Vec<&str> = ["A", "B", "C", "D", "E"].into_iter().filter(|c| consent.granted(c)).collect();
        assert_eq!(yes, ["A", "C"]);
    });
}

#[test]
fn a_category_named_twice_needs_both_to_be_a_yes() {
    let json = br#"{"event":"x","anonymousId":"a","context":{"consent":{"categoryPreferences":{"A":false,"A":true,"B":true,"B":true}}}}"#;
    good("/v1/t", json, |items| {
        let consent = items[0].context.consent.as_ref().unwrap();
        assert!(!consent.granted("A") && consent.granted("B"));
    });
}

#[test]
fn ids_given_as_numbers_are_text() {
    good("/v1/t", br#"{"event":"x","userId":42,"anonymousId":-7,"messageId":9007199254740993}"#, |items| {
        assert_eq!(items[0].user_id.as_deref(), Some("42"));
        assert_eq!(items[0].anonymous_id.as_deref(), Some("-7"));
        assert_eq!(items[0].message_id.as_deref(), Some("9007199254740993"));
    });
}

#[test]
fn a_wrong_item_is_refused_by_its_field_and_the_others_are_taken() {
    let json = br#"{"batch":[{"type":"track","event":"x","userId":"1"},{"type":"track","event":"x","anonymousId":["1"]},
        7,{"type":"dance","userId":"1"},{"userId":"1"},{"type":"track","userId":"1"},{"type":"page","userId":""}]}"#;
    let said: Vec<_> = read("/v1/b", json, |parsed| {
        assert!(parsed.items[0].is_ok());
        parsed.items.iter().filter_map(|item| item.as_ref().err()).map(Refusal::to_string).collect()
    })
    .unwrap();
    assert_eq!(
        said,
        [
            "batch[1].anonymousId: is of the wrong type",
            "batch[2]: is of the wrong type",
            "batch[3].type: is not a known value",
            "batch[4].type: is missing",
            "batch[5].event: is missing",
            "batch[6].anonymousId: is missing"
        ]
    );
}

#[test]
fn each_wrong_field_is_named() {
    let base = r#""event":"x","anonymousId":"a""#;
    let long = "x".repeat(201);
    for (more, said) in [
        (r#""messageId":{}"#.to_owned(), "messageId: is of the wrong type"),
        (format!(r#""messageId":"{}""#, "m".repeat(101)), "messageId: is too long"),
        (format!(r#""userId":"{long}""#), "userId: is too long"),
        (r#""userId":"a\u0000b""#.to_owned(), "userId: holds a control character"),
        (r#""userId":1.5"#.to_owned(), "userId: is of the wrong type"),
        (r#""properties":[1]"#.to_owned(), "properties: is of the wrong type"),
        (r#""traits":"x""#.to_owned(), "traits: is of the wrong type"),
        (r#""timestamp":"yesterday""#.to_owned(), "timestamp: is not an RFC 3339 time"),
        (r#""timestamp":true"#.to_owned(), "timestamp: is of the wrong type"),
        (r#""sentAt":"x""#.to_owned(), "sentAt: is not an RFC 3339 time"),
        (r#""context":1"#.to_owned(), "context: is of the wrong type"),
        (r#""context":{"page":[]}"#.to_owned(), "context.page: is of the wrong type"),
        (r#""context":{"page":{"url":{}}}"#.to_owned(), "context.page.url: is of the wrong type"),
        (r#""context":{"consent":true}"#.to_owned(), "context.consent: is of the wrong type"),
        (
            r#""context":{"consentManagement":{"deniedConsentIds":"A"}}"#.to_owned(),
            "context.consentManagement.deniedConsentIds: is of the wrong type",
        ),
        (
            r#""context":{"consent":{"categoryPreferences":{"A":"yes"}}}"#.to_owned(),
            "context.consent.categoryPreferences: is of the wrong type",
        ),
        (r#""context":{"externalIds":[{"id":"1"}]}"#.to_owned(), "context.externalIds: is missing"),
        (
            format!(r#""properties":{}1{}"#, r#"{"a":"#.repeat(17), "}".repeat(17)),
            "properties: is nested too deeply",
        ),
    ] {
        assert_eq!(refused(&format!("{{{base},{more}}}")), said);
    }
}

#[test]
fn brackets_in_text_are_no_nesting() {
    let json =
        format!(r#"{{"event":"x","userId":"1","properties":{{"a":"{}\"{{","b":[[1]]}}}}"#, "[".repeat(50));
    good("/v1/t", json.as_bytes(), |items| assert!(items[0].props.is_some()));
}

#[test]
fn a_field_given_twice_is_refused() {
    let twice = br#"{"batch":[{"type":"track","event":"x","userId":"1","userId":"2"}]}"#;
    let said = read("/v1/b", twice, |parsed| parsed.items[0].as_ref().unwrap_err().reason).unwrap();
    assert_eq!(said, Reason::Twice);
    let whole = read("/v1/b", br#"{"writeKey":"a","writeKey":"b","batch":[]}"#, |_| ()).unwrap_err();
    assert_eq!(whole, WireError::Field { field: "body", reason: Reason::Twice });
}

#[test]
fn a_request_that_cannot_be_read_is_refused_whole() {
    for bytes in [
        "{",
        "[]",
        "nul",
        "{]",
        r#""x""#,
        r#"{"batch":[NaN]}"#,
        r#"{"batch":[]} x"#,
        r#"{"batch":[1e999],"a":1e}"#,
    ] {
        let error = read("/v1/b", bytes.as_bytes(), |_| ()).unwrap_err();
        assert!(matches!(error, WireError::Malformed { .. }), "{bytes}: {error}");
        assert_eq!(error.status(), 400);
    }
    for (bytes, said) in [
        ("{}", "batch: is missing"),
        (r#"{"batch":{}}"#, "batch: is of the wrong type"),
        (r#"{"batch":[],"sentAt":"x"}"#, "sentAt: is not an RFC 3339 time"),
        (r#"{"batch":[],"context":{"locale":[]}}"#, "context.locale: is of the wrong type"),
        (r#"{"batch":[],"writeKey":[]}"#, "writeKey: is not a write key"),
    ] {
        assert_eq!(read("/v1/b", bytes.as_bytes(), |_| ()).unwrap_err().to_string(), said);
    }
}

#[test]
fn limits_hold_for_event_batch_and_body() {
    let filled = |size: usize| {
        format!(r#"{{"type":"track","event":"x","userId":"1","properties":{{"a":"{}"}}}}"#, "x".repeat(size))
    };
    assert!(matches!(read("/v1/t", filled(33_000).as_bytes(), |_| ()), Err(WireError::TooLarge { .. })));
    let batch = format!(r#"{{"batch":[{},{}]}}"#, filled(33_000), filled(30_000));
    read("/v1/b", batch.as_bytes(), |parsed| {
        assert_eq!(parsed.items[0].as_ref().unwrap_err().to_string(), "batch[0]: is too large");
        assert!(parsed.items[1].is_ok());
    })
    .unwrap();
    let many = format!(r#"{{"batch":[1{}]}}"#, ",1".repeat(5_000));
    assert_eq!(
        read("/v1/b", many.as_bytes(), |_| ()).unwrap_err().to_string(),
        "batch: has too many entries"
    );
}

#[test]
fn deep_nesting_where_nothing_is_read_costs_nothing() {
    let deep =
        format!(r#"{{"event":"x","userId":"1","_metadata":{}{}}}"#, "[".repeat(15_000), "]".repeat(15_000));
    good("/v1/t", deep.as_bytes(), |items| assert!(items[0].props.is_none()));
}

/// The corrected time of a track call with these two times.
fn at(timestamp: &str, sent_at: &str) -> Result<String, Reason> {
    let json = format!(r#"{{"event":"x","userId":"1","timestamp":"{timestamp}","sentAt":"{sent_at}"}}"#);
    let one = |parsed: Parsed<'_>| {
        parsed.items[0].as_ref().map(|item| item.at.to_string()).map_err(|refusal| refusal.reason)
    };
    read("/v1/t", json.as_bytes(), one).unwrap()
}

#[test]
fn a_wrong_clock_is_corrected_and_a_stated_past_is_not() {
    assert_eq!(
        at("2019-01-01T00:00:00Z", "2019-01-01T00:01:00Z").unwrap(),
        "2026-11-22T06:55:50Z",
        "a clock of 2019"
    );
    assert_eq!(
        at("2031-01-01T00:00:00Z", "2031-01-01T00:00:00Z").unwrap(),
        now().to_string(),
        "a clock of 2031"
    );
    assert_eq!(
        at("2026-03-01T00:00:00Z", "2026-11-22T06:00:00Z").unwrap(),
        "2026-03-01T00:00:00Z",
        "stated past"
    );
    assert_eq!(at("2026-11-22T06:00:00", "").unwrap(), "2026-11-22T06:00:00Z", "without offset: UTC");
    let import = br#"{"sentAt":"2026-11-22T07:56:50Z","batch":[{"type":"track","event":"x","userId":"1","timestamp":"2026-11-22T07:00:00Z"}]}"#;
    good("/v1/import", import, |items| assert_eq!(items[0].at.to_string(), "2026-11-22T07:00:00Z"));
    good("/v1/batch", import, |items| assert_eq!(items[0].at.to_string(), "2026-11-22T06:00:00Z"));
}

#[test]
fn the_far_future_and_the_distant_past_are_refused() {
    assert_eq!(at("2026-11-23T06:56:50Z", ""), Ok("2026-11-23T06:56:50Z".to_owned()));
    assert_eq!(at("2026-11-23T06:56:51Z", ""), Err(Reason::Future));
    assert_eq!(at("9999-12-30T00:00:00Z", ""), Err(Reason::Future));
    assert_eq!(at("2025-10-22T06:56:50Z", ""), Ok("2025-10-22T06:56:50Z".to_owned()));
    assert_eq!(at("2025-10-22T06:56:49Z", ""), Err(Reason::Ancient));
    assert_eq!(at("-009000-01-02T00:00:00Z", "9999-12-30T00:00:00Z"), Err(Reason::Ancient));
    let order = |time: &str| format!(r#"{{"event":"Order Completed","userId":"1","timestamp":"{time}"}}"#);
    good("/v1/t", order("2023-11-23T00:00:00Z").as_bytes(), |items| assert_eq!(items.len(), 1));
    assert_eq!(refused(&order("2023-11-22T00:00:00Z")), "timestamp: is too long ago");
}

#[test]
fn errors_and_debug_text_quote_no_value() {
    let secret = "ana@example.org";
    let json = format!(
        r#"{{"batch":[{{"type":"{secret}","userId":"1"}},{{"type":"track","event":"{secret}","userId":"{secret}","timestamp":"{secret}"}},
        {{"type":"track","event":"x","userId":"{secret}","context":{{"locale":"{secret}"}}}}]}}"#
    );
    let said = read("/v1/b", json.as_bytes(), |parsed| {
        let refusals = parsed.items.iter().filter_map(|item| item.as_ref().err());
        refusals.map(|refusal| answer::failure(refusal)).collect::<String>() + &format!("{parsed:?}")
    })
    .unwrap();
    assert!(said.contains(r#"{"message":"batch[0].type: is not a known value","success":false}"#), "{said}");
    assert!(!said.contains("example"), "{said}");
    let broken = read("/v1/b", format!(r#"{{"batch":[{secret}]}}"#).as_bytes(), |_| ()).unwrap_err();
    assert!(!answer::failure(&broken).contains("example"));
}

#[test]
fn half_a_character_refuses_the_item_only_where_it_is_read() {
    assert_eq!(
        read("/v1/b", br#"{"batch":[{"type":"track","event":"\ud83d","userId":"1"}]}"#, |parsed| {
            parsed.items[0].as_ref().unwrap_err().reason
        }),
        Ok(Reason::Malformed)
    );
    good("/v1/t", br#"{"event":"x","userId":"1","properties":{"name":"\ud83d"}}"#, |items| {
        assert_eq!(items.len(), 1)
    });
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), path in 0usize..4) {
        let path = ["/v1/t", "/v1/i", "/v1/b", "/v1/import"][path];
        let _ = read(path, &bytes, |_| ());
    }

    #[test]
    fn no_json_panics_and_what_is_taken_is_within_the_limits(json in json(), route in 0usize..3) {
        let path = ["/v1/t", "/v1/b", "/v1/import"][route];
        let body = if path == "/v1/t" { json } else { format!(r#"{{"batch":[{json}]}}"#) };
        let _ = read(path, body.as_bytes(), |parsed| {
            for item in parsed.items.iter().flatten() {
                assert!(item.anonymous_id.is_some() || item.user_id.is_some());
                assert!(item.at <= now() + Micros::DAY && item.at >= now().months_earlier(36));
                for id in [&item.anonymous_id, &item.user_id, &item.message_id].into_iter().flatten() {
                    assert!(id.chars().count() <= 200 && !id.contains(char::is_control));
                }
                let kind = item.kind.unwrap_or(Kind::ORDER_COMPLETED);
                let kept = crate::dictionary::declare(kind, item.props, placet_core::Currency::EUR);
                assert!(serde_json::from_str::<serde_json::Value>(&kept.props).is_ok(), "{}", kept.props);
                let _ = item.claimed();
            }
        });
    }
}

/// Objects with the API's field names and any values under them.
fn json() -> impl Strategy<Value = String> {
    let names = vec![
        "type",
        "event",
        "name",
        "messageId",
        "anonymousId",
        "userId",
        "timestamp",
        "originalTimestamp",
        "sentAt",
        "properties",
        "traits",
        "context",
        "consent",
        "categoryPreferences",
        "page",
        "url",
        "externalIds",
        "id",
        "product_id",
        "products",
        "price",
        "quantity",
        "order_id",
        "currency",
        "total",
        "email",
        "other",
    ];
    let leaf = prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f32>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| n.to_string()),
        "[ -~\u{80}-\u{7ff}]{0,12}".prop_map(|text| serde_json::json!(text).to_string()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just(r#""track""#.to_owned()),
        Just(r#""Order Completed""#.to_owned()),
        Just(r#""2026-11-22T06:00:00Z""#.to_owned()),
        Just(r#""\ud83d""#.to_owned()),
        Just(r#""\u0000""#.to_owned()),
    ];
    let key = proptest::sample::select(names);
    leaf.prop_recursive(4, 40, 8, move |inner| {
        let pair = (key.clone(), inner.clone()).prop_map(|(key, value)| format!(r#""{key}":{value}"#));
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
            proptest::collection::vec(pair, 0..10).prop_map(|all| format!("{{{}}}", all.join(","))),
        ]
    })
}
