//! The arithmetic against a plain reading of the rules, minute by minute; and what people would look up.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use placet_core::Micros;
use proptest::prelude::*;

use super::*;
use crate::law::{Laws, Name, Region, Rule, Value};
use crate::place::{Candidates, Clues, Country, Stated, Zone, candidates, countries_of};

fn time(text: &str) -> Micros {
    Micros::parse(text).unwrap()
}

fn at_zone(zone: &str) -> Candidates {
    candidates(&Clues { form: Stated::parse(None, Some(zone)), ..Clues::default() })
}

fn brought() -> Arc<Laws> {
    Arc::new(Laws::brought())
}

fn week(from: &str, to: &str) -> Week {
    let (from, to) = (Time::parse(from).unwrap(), Time::parse(to).unwrap());
    Week { from, to, days: Day::ALL.to_vec(), on: BTreeMap::new(), holidays: true }
}

fn only_sms(week: Week) -> QuietHours {
    QuietHours { email: None, sms: Some(week) }
}

/// The answer for a text message by the default choice, in words.
fn sms(zone: &str, now: &str) -> String {
    said(next_allowed(time(now), Channel::Sms, &QuietHours::default(), &brought(), &at_zone(zone)))
}

fn said(answer: Answer) -> String {
    let held = answer.held.map(|held| {
        let place = held.place.country.map_or_else(String::new, String::from);
        format!(" {:?} {:?} {place}", held.by, held.bar)
    });
    let when = match answer.allowed {
        Allowed::Now => "now".to_owned(),
        Allowed::At(at) => at.to_string(),
        Allowed::Never => "never".to_owned(),
    };
    format!("{when}{}", held.unwrap_or_default())
}

#[test]
fn a_text_message_waits_for_the_morning_and_for_monday() {
    assert_eq!(sms("Europe/Bucharest", "2026-11-20T12:00:00Z"), "now");
    assert_eq!(sms("Europe/Bucharest", "2026-11-20T17:59:59.999999Z"), "now");
    assert_eq!(sms("Europe/Bucharest", "2026-11-20T18:00:00Z"), "2026-11-21T06:00:00Z Choice Hour RO");
    assert_eq!(sms("Europe/Bucharest", "2026-11-22T12:00:00Z"), "2026-11-23T06:00:00Z Choice Weekday RO");
    assert_eq!(sms("America/New_York", "2026-11-20T12:00:00Z"), "2026-11-20T14:00:00Z Law Hour US");
}

#[test]
fn nothing_goes_out_on_a_public_holiday_of_the_place() {
    // Easter Monday: in France by law, a week later in Romania by choice.
    assert_eq!(sms("Europe/Paris", "2026-04-06T12:00:00Z"), "2026-04-07T06:00:00Z Law Holiday FR");
    assert_eq!(sms("Europe/Bucharest", "2026-04-06T12:00:00Z"), "now");
    assert_eq!(sms("Europe/Bucharest", "2026-04-13T12:00:00Z"), "2026-04-14T05:00:00Z Choice Holiday RO");
    assert_eq!(sms("Europe/Chisinau", "2026-04-20T12:00:00Z"), "2026-04-21T05:00:00Z Choice Holiday MD");
}

#[test]
fn a_mail_goes_at_any_hour_unless_the_tenant_says_otherwise() {
    let night = time("2026-11-22T02:00:00Z");
    let ask =
        |quiet: &QuietHours| next_allowed(night, Channel::Email, quiet, &brought(), &at_zone("Europe/Paris"));
    assert_eq!(ask(&QuietHours::default()).allowed, Allowed::Now);
    let quiet = QuietHours { email: Some(week("07:30", "21:00")), ..QuietHours::default() };
    assert_eq!(said(ask(&quiet)), "2026-11-22T06:30:00Z Choice Hour FR");
}

#[test]
fn law_narrows_what_the_tenant_chose_and_is_named_first() {
    let any = QuietHours { email: None, sms: None };
    let ask =
        |now: &str| said(next_allowed(time(now), Channel::Sms, &any, &brought(), &at_zone("Europe/Paris")));
    assert_eq!(ask("2026-11-20T19:29:00Z"), "now");
    assert_eq!(ask("2026-11-20T19:30:00Z"), "2026-11-21T07:00:00Z Law Hour FR");
    assert_eq!(ask("2026-11-21T19:30:00Z"), "2026-11-23T07:00:00Z Law Hour FR");
}

#[test]
fn two_candidates_take_the_hours_that_both_allow() {
    let tenant = Stated::parse(None, Some("Europe/Bucharest"));
    let both = candidates(&Clues { phone: countries_of("+33612345678"), tenant, ..Clues::default() });
    let ask =
        |now: &str| said(next_allowed(time(now), Channel::Sms, &QuietHours::default(), &brought(), &both));
    // 08:00 in Bucharest is 07:00 in Paris; 20:00 in Bucharest is 19:00 in Paris.
    assert_eq!(ask("2026-11-20T06:00:00Z"), "2026-11-20T07:00:00Z Law Hour FR");
    assert_eq!(ask("2026-11-20T07:00:00Z"), "now");
    assert_eq!(ask("2026-11-20T18:00:00Z"), "2026-11-21T07:00:00Z Choice Hour RO");
}

#[test]
fn a_phone_number_far_away_is_asked_alone_when_it_shares_no_hour_with_the_tenant() {
    let tenant = Stated::parse(None, Some("Europe/Paris"));
    let far = candidates(&Clues { phone: countries_of("+12025550123"), tenant, ..Clues::default() });
    let answer =
        next_allowed(time("2026-11-20T12:00:00Z"), Channel::Sms, &QuietHours::default(), &brought(), &far);
    let Allowed::At(at) = answer.allowed else { panic!("{answer:?}") };
    // Hawaii is up, and Newfoundland not yet asleep.
    assert_eq!(at, time("2026-11-20T19:00:00Z"));
}

#[test]
fn what_no_place_has_in_common_is_never() {
    let form = Stated::parse(Some("RU"), None);
    let everywhere = candidates(&Clues { form, ..Clues::default() });
    let quiet = only_sms(week("09:00", "12:00"));
    let answer = next_allowed(time("2026-11-20T12:00:00Z"), Channel::Sms, &quiet, &brought(), &everywhere);
    assert_eq!(answer.allowed, Allowed::Never);
    assert!(answer.held.is_some());
}

#[test]
fn an_hour_that_is_skipped_is_not_asked_for_and_one_that_comes_twice_is_allowed_twice() {
    let quiet = only_sms(week("02:15", "02:45"));
    let ask = |now: &str| {
        said(next_allowed(time(now), Channel::Sms, &quiet, &Arc::default(), &at_zone("Europe/Paris")))
    };
    // On 29 March 02:00 becomes 03:00; on 25 October 03:00 becomes 02:00.
    assert_eq!(ask("2026-03-29T00:00:00Z"), "2026-03-30T00:15:00Z Choice Hour FR");
    assert_eq!(ask("2026-10-25T00:00:00Z"), "2026-10-25T00:15:00Z Choice Hour FR");
    assert_eq!(ask("2026-10-25T00:50:00Z"), "2026-10-25T01:15:00Z Choice Hour FR");
}

#[test]
fn hours_over_midnight_belong_to_the_day_on_which_they_begin() {
    let friday = Week { days: vec![Day::Fri], ..week("20:00", "02:00") };
    let ask = |now: &str, quiet: &QuietHours, laws: &Arc<Laws>| {
        said(next_allowed(time(now), Channel::Sms, quiet, laws, &at_zone("Europe/London")))
    };
    let quiet = only_sms(friday.clone());
    assert_eq!(ask("2026-11-21T01:59:00Z", &quiet, &Arc::default()), "now");
    assert_eq!(
        ask("2026-11-21T02:00:00Z", &quiet, &Arc::default()),
        "2026-11-27T20:00:00Z Choice Weekday GB"
    );
    assert_eq!(ask("2026-11-20T01:00:00Z", &quiet, &Arc::default()), "2026-11-20T20:00:00Z Choice Hour GB");
    // The night into a holiday ends at midnight, and the night that began on one never was.
    let calendar = Value::parse(Name::Holidays, r#"["11-21","12-04"]"#).unwrap();
    let laws = Arc::new(Laws::of([rule("GB", Name::Holidays, calendar)]));
    let quiet = only_sms(Week { holidays: false, ..friday });
    assert_eq!(ask("2026-11-20T23:59:00Z", &quiet, &laws), "now");
    assert_eq!(ask("2026-11-21T00:00:00Z", &quiet, &laws), "2026-11-27T20:00:00Z Choice Holiday GB");
    assert_eq!(ask("2026-12-05T01:00:00Z", &quiet, &laws), "2026-12-11T20:00:00Z Choice Weekday GB");
}

#[test]
fn a_law_that_begins_tomorrow_holds_from_midnight_of_the_place() {
    let value = Value::Week(week("10:00", "11:00"));
    let begins = time("2026-11-21T00:00:00Z");
    let laws = Arc::new(Laws::of([Rule { valid_from: begins, ..rule("*", Name::QuietSms, value) }]));
    let mut works = Clockwork::new(laws, &QuietHours { email: None, sms: None });
    let mut ask = |now: &str| said(works.next(time(now), Channel::Sms, &at_zone("Asia/Kathmandu")));
    // Midnight in Nepal is 18:15 UTC.
    assert_eq!(ask("2026-11-20T18:14:59Z"), "now");
    assert_eq!(ask("2026-11-20T18:15:00Z"), "2026-11-21T04:15:00Z Law Hour NP");
}

#[test]
fn a_choice_is_checked_and_the_wrong_field_named() {
    let wrong =
        |json: &str| serde_json::from_str::<QuietHours>(json).unwrap().check().unwrap_err().to_string();
    assert!(wrong(r#"{"sms":{"from":"08:00","to":"20:00","days":[]}}"#).starts_with("sms.days: "));
    assert!(wrong(r#"{"email":{"from":"08:00","to":"08:00"}}"#).starts_with("email.to: is the same as from"));
    assert!(
        wrong(r#"{"sms":{"from":"21:00","to":"20:00"}}"#).starts_with("sms.to: must end after they begin")
    );
    let on =
        |own: &str| wrong(&format!(r#"{{"sms":{{"from":"08:00","to":"20:00","days":["sat"],"on":{own}}}}}"#));
    assert!(on(r#"{"sun":{"from":"10:00","to":"12:00"}}"#).starts_with("sms.on.sun: "));
    assert!(on(r#"{"sat":{"from":"16:00","to":"15:50"}}"#).starts_with("sms.on.sat: must end"));
    assert!(on(r#"{"sat":{"from":"24:00","to":"12:00"}}"#).starts_with("sms.on.sat: "));
    for unreadable in
        [r#"{"sms":{"from":"8:00","to":"20:00"}}"#, r#"{"fax":null}"#, r#"{"sms":{"from":"08:00"}}"#]
    {
        assert!(serde_json::from_str::<QuietHours>(unreadable).is_err(), "{unreadable}");
    }
    let default = QuietHours::default();
    default.check().unwrap();
    assert_eq!(serde_json::from_str::<QuietHours>("{}").unwrap(), default);
    let json = serde_json::to_string(&default).unwrap();
    assert_eq!(
        json,
        r#"{"email":null,"sms":{"from":"08:00","to":"20:00","days":["mon","tue","wed","thu","fri","sat"],"holidays":false}}"#
    );
    assert_eq!(serde_json::from_str::<QuietHours>(&json).unwrap(), default);
}

/// Zones that do something of their own: half hours, three quarters, half an hour of summer time, changes at midnight, the date line.
const ZONES: &[&str] = &[
    "Europe/Paris",
    "Europe/Bucharest",
    "Europe/Chisinau",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Beirut",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Niue",
];

/// Days around which clocks change somewhere, years end or holidays fall.
const DAYS: &[&str] = &[
    "2026-02-13",
    "2026-03-06",
    "2026-03-27",
    "2026-04-03",
    "2026-04-23",
    "2026-09-04",
    "2026-10-02",
    "2026-10-23",
    "2026-10-30",
    "2026-12-23",
    "2026-12-30",
    "2027-03-26",
    "2027-05-01",
];

fn rule(country: &str, name: Name, value: Value) -> Rule {
    Rule {
        region: Region::parse(country).unwrap(),
        name,
        valid_from: time("2020-01-01T00:00:00Z"),
        valid_to: Micros::NEVER,
        known_at: time("2020-01-01T00:00:00Z"),
        value,
        source: "a test".to_owned(),
    }
}

fn window() -> impl Strategy<Value = Window> {
    let times = (0u16..24 * 60, 0u16..=24 * 60).prop_filter("not the same", |(from, to)| from != to);
    times.prop_map(|(from, to)| {
        let time = |minutes: u16| Time::parse(&format!("{:02}:{:02}", minutes / 60, minutes % 60)).unwrap();
        Window { from: time(from), to: time(to) }
    })
}

fn weeks() -> impl Strategy<Value = Week> {
    let days = proptest::sample::subsequence(Day::ALL.to_vec(), 1..=7);
    let own = proptest::collection::btree_map(proptest::sample::select(Day::ALL.to_vec()), window(), 0..3);
    (window(), days, own, any::<bool>()).prop_map(|(all, days, own, holidays)| {
        let on = own.into_iter().filter(|(day, _)| days.contains(day)).collect();
        Week { from: all.from, to: all.to, days, on, holidays }
    })
}

/// A choice, the law of everywhere with a calendar of its own, places, and a moment.
fn cases() -> impl Strategy<Value = (QuietHours, Vec<Rule>, Candidates, Micros)> {
    let law = proptest::option::of(weeks());
    let zones = proptest::collection::vec(proptest::sample::select(ZONES), 1..=3);
    let moment = (proptest::sample::select(DAYS), 0..5 * Micros::DAY);
    (weeks(), law, zones, moment).prop_map(|(choice, law, zones, (day, later))| {
        let mut rules: Vec<Rule> =
            Laws::brought().rules().filter(|r| r.name == Name::Holidays).cloned().collect();
        rules.extend(law.map(|week| rule("*", Name::QuietSms, Value::Week(week))));
        (only_sms(choice), rules, places(&zones), time(&format!("{day}T00:00:00Z")) + later)
    })
}

/// Several places at once, as the numbers of several countries would give them.
fn places(zones: &[&str]) -> Candidates {
    let countries: Vec<Country> =
        zones[1..].iter().map(|zone| Zone::named(zone).unwrap().country().unwrap()).collect();
    let tenant = Stated::parse(None, Some(zones[0]));
    candidates(&Clues { phone: &countries, tenant, ..Clues::default() })
}

/// The rules of a case as they stand, to be read plainly: the weeks, and of each place its clocks and its holidays.
struct Plain<'a> {
    weeks: Vec<&'a Week>,
    places: Vec<(TimeZone, HashSet<Date>)>,
}

impl<'a> Plain<'a> {
    fn new(quiet: &'a QuietHours, laws: &'a [Rule], places: &[Place]) -> Plain<'a> {
        let law = laws.iter().filter_map(|rule| match &rule.value {
            Value::Week(week) => Some(week),
            _ => None,
        });
        let holidays = |place: &Place| {
            let calendars = laws.iter().filter_map(|rule| match &rule.value {
                Value::Calendar(calendar) if Some(rule.region) == place.country.map(Region::Of) => {
                    Some(calendar)
                }
                _ => None,
            });
            calendars.flat_map(|calendar| (2025..2029).flat_map(|year| calendar.days(year))).collect()
        };
        let clocks = |place: &Place| TimeZone::get(place.zone.name()).unwrap();
        Plain {
            weeks: quiet.sms.iter().chain(law).collect(),
            places: places.iter().map(|place| (clocks(place), holidays(place))).collect(),
        }
    }

    fn allows(&self, at: Micros) -> bool {
        let at = jiff::Timestamp::from_microsecond(at.0).unwrap();
        self.places.iter().all(|(clocks, holidays)| {
            let local = clocks.to_datetime(at);
            self.weeks.iter().all(|week| in_week(week, holidays, local))
        })
    }
}

fn in_week(week: &Week, holidays: &HashSet<Date>, local: DateTime) -> bool {
    let begins = |day: Date| {
        let weekday = Day::ALL[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap()];
        let own = week.on.get(&weekday).copied().unwrap_or(Window { from: week.from, to: week.to });
        (week.days.contains(&weekday) && (week.holidays || !holidays.contains(&day))).then_some(own)
    };
    let (day, time) = (local.date(), local.time().duration_since(jiff::civil::Time::midnight()).as_micros());
    let time = i64::try_from(time).unwrap();
    let barred = !week.holidays && holidays.contains(&day);
    let today = begins(day).is_some_and(|w| w.from.span() <= time && (w.to < w.from || time < w.to.span()));
    let before = begins(day.yesterday().unwrap()).is_some_and(|w| w.to < w.from && time < w.to.span());
    !barred && (today || before)
}

/// How far the plain reading looks.
const LOOKED: i64 = 4 * Micros::DAY;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_the_first_allowed_moment_by_every_minute((quiet, rules, candidates, now) in cases()) {
        let laws = Arc::new(Laws::of(rules.clone()));
        let answer = next_allowed(now, Channel::Sms, &quiet, &laws, &candidates);
        let together = Plain::new(&quiet, &rules, candidates.places());
        let minute = now.0.div_euclid(Micros::MINUTE);
        let minutes = (1..LOOKED / Micros::MINUTE).map(|next| Micros((minute + next) * Micros::MINUTE));
        let first = std::iter::once(now).chain(minutes).find(|at| together.allows(*at));
        match (answer.allowed, first) {
            (Allowed::Now, Some(first)) => prop_assert_eq!(first, now),
            (Allowed::At(at), Some(first)) => prop_assert_eq!(at, first),
            (Allowed::Never, first) => prop_assert_eq!(first, None),
            // Later than was looked; or the places have no minute in common, and the phone's alone were asked.
            (Allowed::At(at), None) if together.allows(at) => prop_assert!(at - now >= LOOKED - Micros::MINUTE),
            (allowed, None) => {
                let at = if let Allowed::At(at) = allowed { at } else { now };
                let phone = candidates.by_phone().map(|places| Plain::new(&quiet, &rules, places));
                prop_assert!(phone.is_some_and(|phone| phone.allows(at)));
            }
        }
        prop_assert_eq!(answer.held.is_none(), answer.allowed == Allowed::Now);
        if let Allowed::At(at) = answer.allowed {
            prop_assert_eq!(next_allowed(at, Channel::Sms, &quiet, &laws, &candidates).allowed, Allowed::Now);
        }
    }

    #[test]
    fn what_is_remembered_is_what_would_be_found_anew(
        (quiet, rules, candidates, now) in cases(),
        steps in proptest::collection::vec(-Micros::HOUR..8 * Micros::HOUR, 1..10),
    ) {
        let laws = Arc::new(Laws::of(rules));
        let mut works = Clockwork::new(Arc::clone(&laws), &quiet);
        let mut at = now;
        for step in steps {
            let (kept, anew) = (works.next(at, Channel::Sms, &candidates), next_allowed(at, Channel::Sms, &quiet, &laws, &candidates));
            prop_assert_eq!(kept, anew);
            at = at + step;
        }
    }
}
