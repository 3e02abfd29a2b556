use super::keep::learn_these;
use super::*;
use placet_store::on_both_engines;
use placet_store::testing::{Fresh, START};

fn at(day: &str) -> Micros {
    Micros::parse(&format!("{day}T00:00:00Z")).unwrap()
}

fn country(code: &str) -> Option<Country> {
    Some(Country::parse(code).unwrap())
}

fn new<'a>(country: &'a str, value: &'a str, from: &str) -> New<'a> {
    New {
        country,
        name: "no_ask_again",
        value,
        valid_from: at(from),
        valid_to: Micros::NEVER,
        source: "Official gazette 7",
        reason: "the authority wrote to us",
    }
}

async fn loaded(fresh: &Fresh) -> Laws {
    Laws::load(&mut fresh.store.global().read("test").await.unwrap()).await.unwrap()
}

/// Months before asking again in France on a day, as known at a moment.
fn months(laws: &Laws, day: &str, known_at: Micros) -> Option<u16> {
    laws.in_force(country("FR"), at(day)).as_known(known_at).no_ask_again().map(|said| said.value.months)
}

#[test]
fn every_rule_of_the_program_can_be_read_and_begins_once() {
    let mut beginnings = std::collections::HashSet::new();
    for rule in BROUGHT {
        assert!(rule.known_since(START).is_some(), "{rule:?}");
        assert!(beginnings.insert((rule.country, rule.name, rule.from)), "{rule:?}");
        assert!(rule.source.len() > 10, "{rule:?}");
    }
}

#[test]
fn the_page_for_the_data_protection_officer_shows_every_rule() {
    let page = include_str!("../../../../docs/law.md");
    for rule in Laws::brought().rules() {
        let (place, name) = (rule.region, rule.name.text());
        let day = rule.valid_from.to_string();
        let line = format!("| {place} | `{name}` | {} | {} |", rule.value, &day[..10]);
        assert!(page.contains(&line), "docs/law.md lacks\n{line}");
    }
}

#[test]
fn every_number_has_its_getter_and_its_source() {
    let laws = Laws::brought();
    let fr = laws.in_force(country("FR"), START);
    assert_eq!(fr.no_ask_again().unwrap().value.months, 6);
    assert!(fr.no_ask_again().unwrap().rule.source.contains("CNIL"));
    assert_eq!(fr.consent_life().unwrap().value.months, 36);
    assert_eq!(fr.renewal_notice().unwrap().value.days, 30);
    assert_eq!(fr.tracker_life().unwrap().value.months, 13);
    assert_eq!(fr.objection_deadline().unwrap().value.hours, 48);
    assert_eq!(fr.answer_extension().unwrap().value.months, 2);
    assert_eq!(fr.inform_within().unwrap().value.months, 1);
    assert_eq!(fr.breach_report().unwrap().value.hours, 72);
    assert_eq!(
        (fr.complaint_warn().unwrap().value.ppm, fr.complaint_stop().unwrap().value.ppm),
        (1_000, 3_000)
    );
    assert_eq!(fr.complaint_window().unwrap().value.days, 7);
    assert_eq!(fr.bulk_sender().unwrap().value.count, 5_000);
    assert_eq!(fr.quiet(Channel::Sms).unwrap().rule.region, Region::Of(country("FR").unwrap()));
    assert!(fr.quiet(Channel::Email).is_none() && fr.opt_out_link_life().is_none());
    assert_eq!(fr.holidays().unwrap().value.0.len(), 11);
    assert_eq!(laws.in_force(country("US"), START).opt_out_link_life().unwrap().value.days, 30);
}

#[test]
fn r139_a_yes_lasts_three_years_everywhere() {
    for code in ["FR", "RO", "MD", "US", "JP"] {
        let laws = Laws::brought();
        let life = laws.in_force(country(code), START).consent_life().unwrap();
        assert_eq!(life.value.after(at("2026-02-28")), at("2029-02-28"), "{code}");
    }
}

#[test]
fn r155_r157_a_request_is_answered_within_a_month_and_thirty_days() {
    for code in ["FR", "RO", "MD", "US"] {
        let laws = Laws::brought();
        let term = laws.in_force(country(code), at("2026-09-01")).answer_within().unwrap();
        assert_eq!(term.value.after(at("2026-01-31")), at("2026-02-28"), "{code}");
        assert_eq!(term.value.after(at("2026-07-01")), at("2026-07-31"), "{code}");
    }
}

#[test]
fn a_rule_holds_from_its_first_day_and_not_on_the_day_after_its_last() {
    let laws = Laws::brought();
    let age = |code, day| laws.in_force(country(code), at(day)).child_age().unwrap().value.years;
    assert_eq!((age("DK", "2023-12-31"), age("DK", "2024-01-01")), (13, 15));
    assert_eq!((age("SI", "2023-01-25"), age("SI", "2023-01-26")), (16, 15));
    let answer = |day| laws.in_force(country("MD"), at(day)).answer_extension();
    assert!(answer("2026-08-22").is_none() && answer("2026-08-23").is_some());
    assert_eq!(age("MD", "2026-09-01"), 16);
}

fn holidays(code: &str, year: i16) -> Vec<String> {
    let calendar = Laws::brought();
    let when = at(&format!("{year}-06-01"));
    let days = calendar.in_force(country(code), when).holidays().unwrap().value.days(year);
    days.iter().map(|day| day.to_string()[5..].to_owned()).collect()
}

#[test]
fn the_holidays_of_2026_are_those_that_were_published() {
    let fr = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25";
    let ro =
        "01-01 01-02 01-06 01-07 01-24 04-10 04-12 04-13 05-01 05-31 06-01 08-15 11-30 12-01 12-25 12-26";
    let md = "01-01 01-07 01-08 03-08 04-12 04-13 04-20 05-01 05-09 06-01 08-27 08-31 12-25";
    // The Fourth of July is a Saturday in 2026 and kept on the Friday.
    let us = "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25";
    for (code, days) in [("FR", fr), ("RO", ro), ("MD", md), ("US", us)] {
        assert_eq!(holidays(code, 2026).join(" "), days, "{code}");
    }
}

#[test]
fn a_calendar_that_ends_gives_way_on_its_day() {
    let mut rules: Vec<Rule> =
        Laws::brought().rules().filter(|r| r.name == Name::Holidays).cloned().collect();
    let old = rules.iter().find(|r| r.region.code() == "RO").unwrap().clone();
    let value = Value::parse(Name::Holidays, r#"["12-24"]"#).unwrap();
    rules.push(Rule { valid_from: at("2026-12-25"), value, ..old });
    let laws = Laws::of(rules);
    let year = holiday::number("2026-12-01".parse().unwrap())..holiday::number("2028-01-01".parse().unwrap());
    let days = laws.holidays(country("RO"), year).into_iter().map(|day| holiday::date(day).to_string());
    assert_eq!(days.collect::<Vec<_>>(), ["2026-12-01", "2027-12-24"]);
}

on_both_engines! {
    async fn what_was_known_on_a_day_is_answered_before_and_after_a_correction(on) {
        let fresh = Fresh::new(on).await;
        let before = fresh.clock.now();
        fresh.clock.advance(Micros::DAY);
        learn(&fresh.store).await.unwrap();
        let learnt = fresh.clock.now();
        fresh.clock.advance(30 * Micros::DAY);
        // A correction of what held all along, and a new number from the next year on.
        add(&fresh.store, &new("FR", r#"{"months":9}"#, "2021-04-01")).await.unwrap();
        let corrected = fresh.clock.now();
        fresh.clock.advance(Micros::DAY);
        add(&fresh.store, &new("fr", r#"{"months":12}"#, "2027-01-01")).await.unwrap();
        let all = loaded(&fresh).await;
        let day = "2026-06-15";
        assert_eq!(months(&all, day, before), None, "nothing was known yet");
        assert_eq!(months(&all, day, learnt), Some(6));
        assert_eq!(months(&all, day, corrected - 1), Some(6), "a correction is not known before it is made");
        assert_eq!(months(&all, day, corrected), Some(9));
        assert_eq!(months(&all, "2027-01-01", corrected), Some(9));
        assert_eq!(months(&all, "2026-12-31", fresh.clock.now()), Some(9));
        assert_eq!(months(&all, "2027-01-01", fresh.clock.now()), Some(12));
        assert_eq!(months(&all.known_by(learnt), "2027-01-01", Micros::NEVER), Some(6));
        assert!(all.in_force(country("FR"), at(day)).no_ask_again().unwrap().rule.source.contains("the authority wrote"));
    }

    async fn a_rule_is_taken_back_by_an_empty_span_and_the_one_before_holds_again(on) {
        let fresh = Fresh::new(on).await;
        learn(&fresh.store).await.unwrap();
        fresh.clock.advance(Micros::SECOND);
        add(&fresh.store, &new("FR", r#"{"months":12}"#, "2026-01-01")).await.unwrap();
        assert_eq!(months(&loaded(&fresh).await, "2026-03-03", Micros::NEVER), Some(12));
        fresh.clock.advance(Micros::SECOND);
        let back = New { valid_to: at("2026-01-01"), ..new("FR", r#"{"months":12}"#, "2026-01-01") };
        add(&fresh.store, &back).await.unwrap();
        assert_eq!(months(&loaded(&fresh).await, "2026-03-03", Micros::NEVER), Some(6));
    }

    async fn what_is_known_is_not_learnt_again_and_a_correction_once(on) {
        let fresh = Fresh::new(on).await;
        assert_eq!(learn(&fresh.store).await.unwrap().len(), BROUGHT.len());
        fresh.clock.advance(Micros::DAY);
        assert_eq!(learn(&fresh.store).await.unwrap().len(), 0);
        let old = loaded(&fresh).await.in_force(country("FR"), START).rule(Name::NoAskAgain).unwrap().clone();
        let source = format!("{}; confirmed", old.source);
        let brought = || vec![Rule { known_at: fresh.clock.now(), source: source.clone(), ..old.clone() }];
        assert_eq!(learn_these(&fresh.store, brought()).await.unwrap().len(), 1);
        fresh.clock.advance(Micros::DAY);
        assert_eq!(learn_these(&fresh.store, brought()).await.unwrap().len(), 0);
        assert_eq!(loaded(&fresh).await.rules().count(), BROUGHT.len() + 1);
    }

    async fn a_rule_is_neither_changed_nor_deleted_by_the_program(on) {
        let fresh = Fresh::new(on).await;
        learn(&fresh.store).await.unwrap();
        for sql in [&spoiling::CHANGE, &spoiling::DELETE] {
            let mut tx = fresh.store.global().begin("test").await.unwrap();
            assert!(tx.execute(sql, &[]).await.is_err(), "{}", sql.text);
        }
        assert_eq!(loaded(&fresh).await.rules().count(), BROUGHT.len());
    }

    async fn what_is_no_rule_is_refused_with_the_field(on) {
        let fresh = Fresh::new(on).await;
        let good = new("FR", r#"{"months":6}"#, "2026-01-01");
        let bad = [
            ("country", New { country: "France", ..good }),
            ("name", New { name: "ask_again", ..good }),
            ("value", New { value: r#"{"years":6}"#, ..good }),
            ("to", New { valid_to: at("2025-01-01"), ..good }),
            ("source", New { source: " ", ..good }),
            ("reason", New { reason: "", ..good }),
        ];
        for (wrong, new) in bad {
            match add(&fresh.store, &new).await {
                Err(BadLaw::Field { field, .. }) => assert_eq!(field, wrong),
                other => panic!("{wrong}: {other:?}"),
            }
        }
        assert_eq!(loaded(&fresh).await.rules().count(), 0);
    }

    async fn the_shelf_reads_again_after_a_minute(on) {
        let fresh = Fresh::new(on).await;
        learn(&fresh.store).await.unwrap();
        let shelf = Shelf::default();
        let mut first = fresh.store.global().read("test").await.unwrap();
        let laws = shelf.laws(&mut first).await.unwrap();
        drop(first);
        add(&fresh.store, &new("FR", r#"{"months":9}"#, "2026-01-01")).await.unwrap();
        let mut soon = fresh.store.global().read("test").await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&laws, &shelf.laws(&mut soon).await.unwrap()));
        fresh.clock.advance(Micros::MINUTE);
        assert_eq!(months(&shelf.laws(&mut soon).await.unwrap(), "2026-06-15", Micros::NEVER), Some(9));
    }
}

/// What the program never says, for a test that the database would refuse it.
mod spoiling {
    placet_store::statements! {
        "test";
        global CHANGE = "UPDATE law SET value = '{}'";
        global DELETE = "DELETE FROM law";
    }
}
