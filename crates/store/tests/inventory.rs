//! The inventory against the live schema, and what is generated from it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_core::{Kind, Micros};
use placet_store::inventory::{self, Act, Way};
use placet_store::testing::{Fresh, prepare};
use placet_store::{on_both_engines, schema};

on_both_engines! {
    async fn every_column_of_the_live_schema_has_its_reason_and_no_other_is_named(on) {
        let fresh = Fresh::new(on).await;
        let columns = schema::columns(&fresh.store).await.unwrap();
        assert_eq!(inventory::differences(&columns), Vec::<String>::new());
    }

    async fn a_planted_column_or_table_is_named(on) {
        let fresh = Fresh::new(on).await;
        let mut columns = schema::columns(&fresh.store).await.unwrap();
        columns.get_mut("contact").unwrap().push("mother_maiden_name".into());
        columns.insert("shadow".into(), vec!["tenant_id".into(), "email".into()]);
        columns.get_mut("event").unwrap().retain(|column| column != "props");
        columns.remove("reach");
        let found = inventory::differences(&columns);
        assert!(found.contains(&"the column contact.mother_maiden_name is not in the inventory".to_owned()), "{found:?}");
        assert!(found.contains(&"the table shadow is not in the inventory".to_owned()), "{found:?}");
        assert!(found.contains(&"the inventory names a column event.props that does not exist".to_owned()), "{found:?}");
        assert!(found.contains(&"the inventory names a table reach that does not exist".to_owned()), "{found:?}");
        assert_eq!(found.len(), 4);
    }

    async fn every_statement_made_from_the_inventory_is_understood(on) {
        let fresh = Fresh::new(on).await;
        for sql in inventory::statements() {
            prepare(&fresh.store, sql).await.unwrap();
        }
    }
}

#[test]
fn the_inventory_does_not_contradict_itself() {
    assert_eq!(inventory::contradictions(), Vec::<String>::new());
    let mut names: Vec<_> = inventory::TABLES.iter().map(|table| table.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), inventory::TABLES.len(), "a table stands twice");
    let mut names: Vec<_> = inventory::statements().iter().map(|sql| sql.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "two statements share a name");
}

#[test]
fn r150_every_table_with_one_persons_rows_is_in_the_plan_or_says_why_not() {
    for table in inventory::TABLES.iter().filter(|table| table.is_personal()) {
        let planned = inventory::erasure_plan().iter().any(|step| step.table.name == table.name);
        match table.erase {
            Act::Delete | Act::Strip => assert!(planned, "{}", table.name),
            Act::Keep(why) => assert!(!planned && !why.is_empty(), "{}", table.name),
            Act::Rewrite => assert!(!planned, "{}", table.name),
            Act::Nothing => panic!("{}", table.name),
        }
    }
    let message = inventory::erasure_plan()
        .iter()
        .find(|step| step.table.name == "message" && step.way == Way::Contact);
    assert_eq!(
        message.unwrap().sql.text,
        "UPDATE message SET contact_id = NULL, profile_id = NULL, facts = '{}', items = '{}', reply = '' \
         WHERE tenant_id = $1 AND contact_id IN BLOBS($2)"
    );
}

#[test]
fn r166_r167_c6_the_terms_are_those_of_the_retention_table() {
    let terms: Vec<String> = inventory::retention()
        .iter()
        .filter(|sweep| {
            ["event", "message", "orders", "consent_entry", "decision_block"].contains(&sweep.table.name)
        })
        .map(|sweep| format!("{} {} {}", sweep.table.name, sweep.since, sweep.term))
        .collect();
    assert_eq!(
        terms,
        [
            "event at 13 months",
            "consent_entry at 3 years",
            "decision_block at 90 days",
            "orders at 3 years",
            "message due_at 6 days",
            "message due_at 13 months",
        ]
    );
    let event = inventory::retention().iter().find(|sweep| sweep.table.name == "event").unwrap();
    assert_eq!(event.sql.unwrap().text, "DELETE FROM event WHERE tenant_id = $1 AND at < $2 AND seq < $3");
    let now = Micros::parse("2026-06-15T10:00:00Z").unwrap();
    let params = event.params(now).unwrap();
    assert_eq!(params[0], Micros::parse("2025-05-15T10:00:00Z").unwrap().into());
    assert_eq!(
        params[1],
        placet_store::Value::Int((2025 * 12 + 5) << 40),
        "numbers of June 2025 and later are not looked at"
    );
}

#[test]
fn r018_register_and_annex_name_every_class_and_every_personal_column() {
    let (register, annex) = (inventory::article_30(), inventory::annex());
    for table in inventory::TABLES {
        for column in table.columns {
            let Some(class) = column.class() else { continue };
            assert!(
                register.contains(&format!("| {} | {}", class.category, class.subject)),
                "{}",
                class.category
            );
            let name = format!("{} {}", table.name, column.name).replace('_', " ");
            assert!(annex.contains(&name), "{name}");
        }
    }
    assert!(
        register.lines().all(|line| line.matches(" | ").count() == 9 || line.starts_with("|---")),
        "{register}"
    );
    assert!(annex.contains("- Kept: 13 months"));
}

#[test]
fn r031_keys_of_events_are_declared_by_kind() {
    assert_eq!(inventory::event_keys(Kind::PRODUCTS_SEARCHED), ["query"]);
    assert!(inventory::event_keys(Kind::ORDER_COMPLETED).contains(&"products.price"));
    assert!(inventory::event_keys(Kind(9999)).is_empty());
    assert!(inventory::event_keys(Kind::OWN).is_empty(), "each company's declarations say which");
    assert!(inventory::annex().contains("properties of the company's own events"), "R018");
}

#[test]
fn r066_the_consoles_document_names_all_that_the_console_keeps_in_a_browser_and_when_it_ends() {
    let page = include_str!("../../../docs/console.md");
    for kept in inventory::CONSOLE {
        let mut rows = page.lines().filter(|line| line.starts_with(&format!("| `{}` |", kept.name)));
        let row = rows.next().unwrap();
        let term = match kept.hours {
            Some(hours) if hours % 24 == 0 => format!("{} days", hours / 24),
            Some(hours) => format!("{hours} hours"),
            None => "tab is closed".to_owned(),
        };
        assert!(row.contains(kept.place.name()) && row.contains(&term), "{row}");
        assert!(kept.hours.is_none_or(|hours| hours <= 395 * 24), "C10: at most 13 months");
    }
}

#[test]
fn r073_every_cookie_has_a_stated_term_within_its_limit() {
    for cookie in inventory::COOKIES {
        assert!((1..=395).contains(&cookie.days), "C10: at most 13 months");
        assert!(cookie.days_refused.is_none_or(|days| (1..=183).contains(&days)), "C10: a no, 6 months");
        assert!(inventory::annex().contains(&format!("cookie {}", cookie.name)));
    }
    let left_by_a_no = inventory::COOKIES.iter().filter(|cookie| cookie.days_refused.is_some());
    assert_eq!(left_by_a_no.map(|cookie| cookie.name).collect::<Vec<_>>(), ["cookie-choices"], "C16");
}
