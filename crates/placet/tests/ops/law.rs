//! `placet law`: what holds where, what was known when, and adding to it.

use placet_store::testing::{Fresh, On};

use crate::support::Installation;

#[test]
fn numbers_from_law_are_there_from_the_start_and_one_can_be_added() {
    numbers_can_be_listed_and_added(&Installation::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_from_law_are_kept_on_postgresql_too() {
    numbers_can_be_listed_and_added(&Installation::on_postgres(Fresh::new(On::Postgres).await));
}

fn numbers_can_be_listed_and_added(here: &Installation) {
    here.tenant("shop.example");
    let france = here.ok(&["law", "list", "--country", "fr"]);
    assert!(france.contains("FR  no_ask_again        6 months") && france.contains("CNIL"), "{france}");
    assert!(
        france.contains("EU  inform_within       1 month") && france.contains("*   bulk_sender"),
        "{france}"
    );
    assert!(!france.contains("MD  "), "{france}");
    let add = |value: &'static str, more: &[&'static str]| {
        let rule = [
            "law",
            "add",
            "--country",
            "FR",
            "--name",
            "no_ask_again",
            "--value",
            value,
            "--from",
            "2027-01-01",
        ];
        here.run(&[&rule, more].concat())
    };
    let why = ["--source", "Official gazette 7", "--reason", "stricter"];
    assert!(add(r#"{"years":1}"#, &why).err.contains("value: "));
    assert_eq!(add(r#"{"months":12}"#, &[]).code, 2, "a source and a reason are asked for");
    let added = add(r#"{"months":12}"#, &why);
    assert!(added.code == 0 && added.out.contains("12 months"), "{}{}", added.out, added.err);

    let on = |more: &[&'static str]| here.ok(&[&["law", "list", "--country", "FR"], more].concat());
    assert!(on(&["--at", "2026-12-31"]).contains("no_ask_again        6 months"));
    let next_year = on(&["--at", "2027-01-01"]);
    assert!(
        next_year.contains("no_ask_again        12 months") && next_year.contains("stricter"),
        "{next_year}"
    );
    assert_eq!(on(&["--at", "2027-01-01", "--known-at", "2020-01-01"]), "", "nothing was known then");
    assert!(here.ok(&["law", "list"]).contains("MD  holidays"));
    assert_ne!(here.run(&["law", "list", "--at", "tomorrow"]).code, 0);
    here.ok(&["migrate"]);
    assert_eq!(on(&[]).matches("no_ask_again").count(), 1);
}
