use std::collections::{BTreeMap, BTreeSet};

use crate::{Currency, Micros, Money};
use jiff::tz::TimeZone;

use super::*;

fn spoken(code: &str) -> Language {
    Language::parse(code).unwrap()
}

/// The texts of a file by name, as they stand there.
fn written(code: &str) -> BTreeMap<&'static str, String> {
    let (_, file) = FILES.iter().find(|(known, _)| *known == code).unwrap();
    let mut texts = BTreeMap::new();
    let mut last = "";
    for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.split_once(" = ") {
            Some((name, text)) if !line.starts_with([' ', '}']) => {
                last = name;
                assert!(texts.insert(name, text.to_owned()).is_none(), "{code} {name} stands there twice");
            }
            _ => texts.get_mut(last).unwrap().push_str(line),
        }
    }
    texts
}

/// The `$values` in a text.
fn values(text: &str) -> BTreeSet<&str> {
    let end = |rest: &str| rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    text.split('$').skip(1).map(|rest| &rest[..end(rest)]).collect()
}

#[test]
fn r212_every_language_has_the_same_texts_with_the_same_values() {
    let english = written("en");
    for (code, file) in FILES {
        let faults = fluent_bundle::FluentResource::try_new((*file).to_owned()).map_err(|(_, faults)| faults);
        assert!(faults.is_ok(), "{code}: {faults:?}");
        let here = written(code);
        assert_eq!(here.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{code}");
        for (name, text) in &here {
            assert!(!text.trim().is_empty(), "{code} {name}");
            assert_eq!(values(text), values(&english[name]), "{code} {name}");
        }
    }
}

#[test]
fn languages_stand_in_the_order_of_their_numbers_which_never_change() {
    let numbered: Vec<_> = Language::all().map(|language| (language.number(), language.code())).collect();
    assert_eq!(numbered[..3], [(0, "en"), (1, "ro"), (2, "fr")]);
    let numbers = numbered.iter().map(|(number, _)| *number);
    // A wording's number has one digit for its language.
    assert!(numbers.eq(0..numbered.len() as i64) && numbered.len() <= 10, "{numbered:?}");
    assert_eq!(Language::default().code(), "en");
    assert_eq!(
        Language::all().take(3).map(Language::name).collect::<Vec<_>>(),
        ["English", "Română", "Français"]
    );
}

#[test]
fn the_language_asked_for_most_wins_and_the_default_stands_in() {
    let pick = |accept| Language::accepted(Some(accept), spoken("ro")).code();
    assert_eq!(pick("fr-CH, fr;q=0.9, en;q=0.8"), "fr");
    assert_eq!(pick("tlh, en;q=0.5, fr;q=0.7"), "fr");
    assert_eq!(pick("en;q=0, *;q=0.1"), "ro");
    assert_eq!(pick("tlh"), "ro");
    assert_eq!(pick(";;q=x,,=,\u{1F600}"), "ro");
    assert_eq!(Language::accepted(None, spoken("fr")).code(), "fr");
}

#[test]
fn a_number_has_the_form_that_its_language_gives_it() {
    let days =
        |code: &str, n| spoken(code).text("cookie_days", &Values::new().with_number("days", n)).unwrap();
    assert_eq!([days("en", 0), days("en", 1), days("en", 2)], ["0 days", "1 day", "2 days"]);
    // One, a few (0, 2 to 19, 101 to 119), and the rest.
    assert_eq!([days("ro", 1), days("ro", 0), days("ro", 2)], ["o zi", "0 zile", "2 zile"]);
    assert_eq!([days("ro", 19), days("ro", 20), days("ro", 101)], ["19 zile", "20 de zile", "101 zile"]);
    assert_eq!([days("ro", 120), days("ro", 390)], ["120 de zile", "390 de zile"]);
    assert_eq!([days("fr", 0), days("fr", 1), days("fr", 2)], ["0 jour", "1 jour", "2 jours"]);
}

#[test]
fn a_moment_is_written_as_its_language_writes_it() {
    let zone = TimeZone::get("Europe/Bucharest").unwrap();
    let at = Micros("2026-03-01T07:05:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond());
    let moment = |code: &str| spoken(code).moment(at, &zone);
    assert_eq!(moment("en"), "1 March 2026, 09:05 EET");
    assert_eq!(moment("ro"), "1 martie 2026, 09:05 EET");
    assert_eq!(moment("fr"), "1er mars 2026, 09:05 EET");
    assert_eq!(spoken("en").moment(Micros(i64::MAX), &zone), "");
}

#[test]
fn amounts_and_numbers_are_written_as_their_language_writes_them() {
    let money = |code: &str, minor, currency| {
        spoken(code).money(Money { minor, currency: Currency::parse(currency).unwrap() })
    };
    assert_eq!(money("en", 129_990, "EUR"), "1,299.90\u{a0}EUR");
    assert_eq!(money("ro", 129_990, "RON"), "1.299,90\u{a0}RON");
    assert_eq!(money("fr", 129_990, "EUR"), "1\u{202f}299,90\u{a0}EUR");
    assert_eq!(money("fr", -5, "EUR"), "-0,05\u{a0}EUR");
    assert_eq!(money("en", 1_000_000, "JPY"), "1,000,000\u{a0}JPY");
    assert_eq!(money("ro", 1, "KWD"), "0,001\u{a0}KWD");
    assert_eq!(spoken("en").count(999), "999");
    assert_eq!(spoken("ro").count(u64::MAX), "18.446.744.073.709.551.615");
}

#[test]
fn a_text_that_lacks_a_value_is_none_and_what_is_filled_in_stays_as_it_is() {
    let english = spoken("en");
    assert_eq!(english.text("number", &Values::new()), None);
    assert_eq!(english.text("nothing_of_this_name", &Values::new()), None);
    let odd = "{ $number } \u{2068}<b>";
    assert_eq!(english.text("number", &Values::new().with("number", odd)).unwrap(), format!("no. {odd}"));
}
