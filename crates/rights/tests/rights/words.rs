//! The inventory speaks the rooms' own words, and every statement below this room is bound and understood.

use std::collections::BTreeSet;

use placet_collect::dictionary::Shape;
use placet_core::{Kind, Micros};
use placet_permission::contact::Class;
use placet_permission::facts::Facts;
use placet_permission::reach::{Priority, Stamp};
use placet_permission::vault::Channel;
use placet_permission::wish::Pace;
use placet_permission::{
    Act, Against, Ask, Decision, Denial, Evidence, Purpose, Standing, Standings, State, Use, Wish,
};
use placet_profile::inbox::{Basis, Entry, StreamClass, StreamRef, What};
use placet_profile::state::{Click, Line, State as StreamState, View};
use placet_store::inventory::{self, Column, DOCUMENTS, Show};
use placet_store::testing::{Fresh, check_statement, prepare};
use placet_store::{Sql, on_both_engines};
use serde_json::Value;

fn statements() -> Vec<&'static Sql> {
    let rooms = [
        placet_permission::store::ALL,
        placet_profile::store::ALL,
        placet_shop::store::ALL,
        placet_deliver::store::ALL,
        placet_collect::store::ALL,
        placet_rights::store::ALL,
    ];
    rooms.concat().into_iter().chain(inventory::statements()).collect()
}

#[test]
fn r001_every_statement_binds_its_tenant() {
    for sql in statements() {
        assert_eq!(check_statement(sql), Ok(()));
    }
}

on_both_engines! {
    async fn every_statement_is_understood(on) {
        let fresh = Fresh::new(on).await;
        for sql in statements() {
            prepare(&fresh.store, sql).await.unwrap();
        }
    }
}

#[track_caller]
fn names(table: &str, column: &str) -> &'static [(i64, &'static str)] {
    match inventory::table(table).and_then(|table| table.column(column)).and_then(Column::shown) {
        Some(Show::Named(names)) => names,
        _ => panic!("{table}.{column} is not named"),
    }
}

#[test]
fn codes_are_shown_by_the_names_the_rooms_give_them() {
    for (code, name) in names("consent_entry", "purpose") {
        assert_eq!(Purpose::from_code(*code).unwrap().name(), *name);
    }
    assert_eq!(names("consent_entry", "purpose").len(), Purpose::BUILT_IN.len() + 1, "and the one for all");
    for (code, name) in names("consent_entry", "act") {
        assert_eq!(Act::from_code(*code).unwrap().name(), *name);
    }
    assert_eq!(names("consent_entry", "act").len(), Act::ALL.len());
    for (code, name) in names("consent", "state") {
        assert_eq!(State::from_code(*code).unwrap().name(), *name);
    }
    assert_eq!(names("consent", "state").len(), State::ALL.len());
    for (code, name) in names("contact", "channel").iter().filter(|(code, _)| *code != 0) {
        assert_eq!(Channel::from_code(*code).unwrap().name(), *name);
    }
    for (code, _) in names("message", "kind") {
        assert!(Use::from_code(*code).is_some());
    }
    for (code, _) in names("stream", "class") {
        assert!(StreamClass::from_code(*code).is_some());
    }
}

/// The keys of a document by their paths.
fn paths(value: &Value, before: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                let path = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
                paths(value, &path, out);
                out.insert(path);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| paths(value, before, out)),
        _ => {}
    }
}

#[track_caller]
fn is_declared(table: &str, column: &str, value: &impl serde::Serialize, deep: bool) {
    let mut found = BTreeSet::new();
    paths(&serde_json::to_value(value).unwrap(), "", &mut found);
    let document =
        DOCUMENTS.iter().find(|document| document.table == table && document.column == column).unwrap();
    let declared: BTreeSet<String> = document.keys.iter().map(|key| (*key).to_owned()).collect();
    found.retain(|path| deep || !path.contains('.'));
    assert_eq!(found, declared, "{table}.{column}");
}

/// What the dictionary keeps of an event of this kind, by paths.
fn kept(kind: Kind) -> Vec<String> {
    let mut paths = Vec::new();
    for key in placet_collect::dictionary::keys(kind) {
        paths.push(key.name.to_owned());
        let inside: &[&str] = match key.shape {
            Shape::Products => &["product_id", "sku", "variant", "category", "quantity", "price"],
            Shape::Ids => &["product_id"],
            _ => &[],
        };
        paths.extend(inside.iter().map(|name| format!("{}.{name}", key.name)));
    }
    paths.sort_unstable();
    paths
}

#[test]
fn r031_r061_the_inventory_lists_the_keys_that_are_kept_of_each_kind_of_event() {
    for (kind, name) in placet_core::kind::ALL.iter().filter(|(kind, _)| !kind.reserved()) {
        assert_eq!(inventory::event_keys(*kind), kept(*kind), "{name}");
    }
}

#[test]
fn r031_every_key_that_is_stored_is_declared() {
    let at = Micros(1);
    let state = StreamState {
        cart: vec![Line { item: 1, quantity: 1, at }],
        cart_at: at,
        views: vec![View { item: 1, at }],
        ordered_at: at,
        click: Some(Click { origin: 1, message: [0; 16], at }),
    };
    is_declared("stream", "state", &state, true);
    let line = placet_shop::Line { item_id: 1, quantity: 1, price_minor: 1 };
    is_declared("message", "facts", &decision(at), true);
    is_declared("orders", "items", &[line], true);
    let stream = StreamRef { id: 1, check: 1, class: StreamClass::Device, profile: None };
    let what = What::Event { kind: Kind::PAGE, item: None, props: "{}".into() };
    let entry = Entry {
        at,
        received: at,
        stream,
        same_person: Some(stream),
        dedupe: Some([0; 16]),
        basis: Basis::House,
        what,
    };
    is_declared("inbox", "body", &[entry], false);
}

/// A decision with everything that one can have.
fn decision(at: Micros) -> Decision {
    let ask = Ask { affinity: Some(0.5), ..Ask::new(Use::Marketing) };
    let granted = Standing { state: State::Granted, entry: 1, at };
    let facts = Facts {
        channel: Channel::Email,
        class: Class::Verified,
        source: "form".to_owned(),
        place: "RO".to_owned(),
        standings: Standings { against: Against::default(), consents: vec![(Purpose::MARKETING, granted)] },
        opted_out: true,
        active_day: 1,
        sent: vec![Stamp { at, channel: Channel::Email, priority: Priority::Low }],
        wish: Wish { pace: Some(Pace::Week), paused_until: Some(at) },
        unable: Some(Denial::Stopped),
    };
    let evidence = vec![Evidence { purpose: Purpose::MARKETING, entry: 1, at }];
    Decision {
        denied: Some(Denial::Stopped),
        deferred: Some((at, Denial::QuietHours)),
        zone: Some("Europe/Bucharest".to_owned()),
        facts: Some(facts),
        evidence,
        ..Decision::granted(at, &ask)
    }
}
