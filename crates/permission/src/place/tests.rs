use placet_core::Micros;

use super::atlas::every_group;
use super::*;

fn said(country: &str, zone: &str) -> Stated {
    Stated::parse(Some(country), Some(zone))
}

/// The candidates in words: `FR Europe/Paris, …`.
fn places(clues: &Clues<'_>) -> String {
    let candidates = candidates(clues);
    let words = candidates
        .places()
        .iter()
        .map(|place| format!("{} {}", place.country.map_or_else(String::new, String::from), place.zone));
    words.collect::<Vec<_>>().join(", ")
}

fn tenant() -> Clues<'static> {
    Clues { tenant: said("", "Europe/Bucharest"), ..Clues::default() }
}

#[test]
fn the_form_is_believed_before_the_context_and_that_before_the_tenant() {
    assert_eq!(places(&Clues::default()), " UTC");
    assert_eq!(places(&tenant()), "RO Europe/Bucharest");
    let context = Clues { context: Stated::of_context(Some("en-US"), Some("Europe/Paris")), ..tenant() };
    assert_eq!(places(&context), "FR Europe/Paris", "a language is no place where a zone is known");
    let form = Clues { form: said("MD", ""), ..context };
    assert_eq!(places(&form), "MD Europe/Chisinau", "the context's zone lies elsewhere");
    assert_eq!(places(&Clues { form: said("BE", "Europe/Paris"), ..context }), "BE Europe/Paris");
    let locale = Clues { context: Stated::of_context(Some("fr-BE"), Some("UTC")), ..tenant() };
    assert_eq!(places(&locale), "BE Europe/Brussels");
    assert_eq!(
        places(&Clues { context: Stated::of_context(Some("fr"), None), ..tenant() }),
        "RO Europe/Bucharest"
    );
}

#[test]
fn a_country_of_many_zones_is_all_of_them_unless_the_context_tells_which() {
    let form = Clues { form: said("us", ""), ..tenant() };
    assert_eq!(candidates(&form).places().len(), 8);
    let known = Clues { context: Stated::of_context(None, Some("America/Boise")), ..form };
    assert_eq!(places(&known), "US America/Boise");
}

#[test]
fn a_phone_number_and_the_tenant_are_both_candidates() {
    let phone = Clues { phone: countries_of("+33612345678"), ..tenant() };
    let both = candidates(&phone);
    assert_eq!(places(&phone), "FR Europe/Paris, RO Europe/Bucharest");
    assert_eq!(both.by_phone().unwrap().len(), 1);
    let same = Clues { phone: countries_of("+40712345678"), ..tenant() };
    assert_eq!(places(&same), "RO Europe/Bucharest");
    assert_eq!(candidates(&same), candidates(&tenant()));
    assert_eq!(places(&Clues { form: said("MD", ""), ..phone }), "MD Europe/Chisinau");
    let shared = Clues { phone: countries_of("+447911123456"), ..tenant() };
    assert_eq!(candidates(&shared).places().len(), 5);
}

#[test]
fn what_is_no_place_counts_as_not_said() {
    assert!(Stated::parse(Some("Romania"), Some("Bucharest")).is_empty());
    assert!(Stated::parse(Some("ZZ"), Some("Etc/GMT+3")).is_empty());
    assert!(Stated::parse(None, None).is_empty());
    assert!(serde_json::from_str::<Country>(r#""RO""#).is_ok());
    assert!(serde_json::from_str::<Country>(r#""ROU""#).is_err());
    assert!(serde_json::from_str::<Zone>(r#""Mars/Base""#).is_err());
    assert_eq!(serde_json::to_string(&Zone::named("Asia/Calcutta").unwrap()).unwrap(), r#""Asia/Calcutta""#);
}

/// The table was written by one edition of the tz database, and the clocks come from another: where they part, the table is to be
/// written anew.
#[test]
fn the_clocks_of_a_group_go_alike_for_two_years_and_every_name_has_one() {
    let first = Micros::parse("2026-06-01T10:00:00Z").unwrap();
    for group in every_group() {
        assert!(group.iter().all(|name| jiff::tz::TimeZone::get(name).is_ok()), "{group:?}");
        let zones: Vec<Zone> = group.iter().map(|name| Zone::named(name).unwrap()).collect();
        for day in 0..730 {
            let at = first + day * Micros::DAY;
            assert!(zones.iter().all(|zone| zone.ahead(at) == zones[0].ahead(at)), "{group:?} on {at}");
        }
    }
}
