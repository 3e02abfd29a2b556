//! What a rule says: its name, and the value that belongs to the name.

use std::fmt;

use placet_core::Micros;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::holiday::Calendar;
use crate::hours::Week;

/// A rule that the program knows how to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// How long after a no the same question must not be asked again.
    NoAskAgain,
    /// How long a yes to marketing lasts without a renewal, from the last thing the person did themselves.
    ConsentLife,
    /// How long before its end the person is asked whether it is to go on.
    RenewalNotice,
    /// Within which time an objection to marketing must be acted upon.
    ObjectionDeadline,
    /// How long the way to object that a message shows must work.
    OptOutLinkLife,
    /// Within which time a request of a person is answered.
    AnswerWithin,
    /// By how much that may be extended, for reasons told within the first term.
    AnswerExtension,
    /// Within which time somebody is told that their data came from elsewhere.
    InformWithin,
    /// Within which time the authority is told of a breach.
    BreachReport,
    /// From which age a child's own yes counts.
    ChildAge,
    /// How long an identifier may stay on a device.
    TrackerLife,
    /// The share of complaints at which a sender is warned.
    ComplaintWarn,
    /// The share of complaints at which sending stops.
    ComplaintStop,
    /// How long complaints must stay below the share before all is well again.
    ComplaintWindow,
    /// Messages a day from which a sender counts as a bulk sender.
    BulkSender,
    /// Hours in which marketing by e-mail is allowed.
    QuietEmail,
    /// Hours in which marketing by text message is allowed.
    QuietSms,
    /// Public holidays.
    Holidays,
    /// Words that end marketing if somebody answers with one of them.
    StopWords,
    /// Words that ask who writes and how it ends.
    HelpWords,
    /// Whether a stop by one channel ends the marketing by every channel.
    StopCrosses,
    /// Within which time a stop must be acted upon.
    StopDeadline,
    /// Within which time the one confirmation of a stop may be sent.
    StopConfirm,
}

/// What kind of value a name has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Term,
    Age,
    Share,
    Count,
    Week,
    Calendar,
    Words,
    Flag,
}

use Name::*;

const NAMES: &[(Name, &str, Kind)] = &[
    (NoAskAgain, "no_ask_again", Kind::Term),
    (ConsentLife, "consent_life", Kind::Term),
    (RenewalNotice, "renewal_notice", Kind::Term),
    (ObjectionDeadline, "objection_deadline", Kind::Term),
    (OptOutLinkLife, "opt_out_link_life", Kind::Term),
    (AnswerWithin, "answer_within", Kind::Term),
    (AnswerExtension, "answer_extension", Kind::Term),
    (InformWithin, "inform_within", Kind::Term),
    (BreachReport, "breach_report", Kind::Term),
    (ChildAge, "child_age", Kind::Age),
    (TrackerLife, "tracker_life", Kind::Term),
    (ComplaintWarn, "complaint_warn", Kind::Share),
    (ComplaintStop, "complaint_stop", Kind::Share),
    (ComplaintWindow, "complaint_window", Kind::Term),
    (BulkSender, "bulk_sender", Kind::Count),
    (QuietEmail, "quiet_email", Kind::Week),
    (QuietSms, "quiet_sms", Kind::Week),
    (Holidays, "holidays", Kind::Calendar),
    (StopWords, "stop_words", Kind::Words),
    (HelpWords, "help_words", Kind::Words),
    (StopCrosses, "stop_crosses", Kind::Flag),
    (StopDeadline, "stop_deadline", Kind::Term),
    (StopConfirm, "stop_confirm", Kind::Term),
];

impl Name {
    /// Every name.
    pub fn all() -> impl Iterator<Item = Name> {
        NAMES.iter().map(|(name, ..)| *name)
    }

    /// The name as it is stored and typed.
    pub fn text(self) -> &'static str {
        NAMES.iter().find(|(name, ..)| *name == self).map_or("", |(_, text, _)| text)
    }

    /// The rule of this name.
    pub fn parse(text: &str) -> Option<Name> {
        NAMES.iter().find(|(_, known, _)| *known == text).map(|(name, ..)| *name)
    }

    /// An example of its value, as JSON.
    pub fn example(self) -> &'static str {
        match self.kind() {
            Kind::Term => r#"{"months":6}"#,
            Kind::Age => r#"{"years":16}"#,
            Kind::Share => r#"{"ppm":1000}"#,
            Kind::Count => r#"{"count":5000}"#,
            Kind::Week => r#"{"from":"08:00","to":"20:00","days":["mon","sat"],"holidays":false}"#,
            Kind::Calendar => r#"["01-01","easter+1","orthodox-2","mon3/01","07-04~"]"#,
            Kind::Words => r#"{"words":["stop","opt out"]}"#,
            Kind::Flag => r#"{"yes":true}"#,
        }
    }

    fn kind(self) -> Kind {
        NAMES.iter().find(|(name, ..)| *name == self).map_or(Kind::Term, |(.., kind)| *kind)
    }
}

/// A span of law, by the calendar: of several, the one that ends first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Term {
    /// Calendar months.
    #[serde(skip_serializing_if = "is_zero")]
    pub months: u16,
    /// Days.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u16,
    /// Hours.
    #[serde(skip_serializing_if = "is_zero")]
    pub hours: u16,
    /// Minutes.
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u16,
}

fn is_zero(number: &u16) -> bool {
    *number == 0
}

/// No term is longer: a hundred years.
const MOST_MONTHS: u16 = 1_200;

impl Term {
    /// When the term ends that begins at `from`. A month ends on the day of the same number, or on the last of a shorter month.
    pub fn after(&self, from: Micros) -> Micros {
        let months = (self.months > 0).then(|| from.months_earlier(-i32::from(self.months)));
        let days = (self.days > 0).then(|| from + i64::from(self.days) * Micros::DAY);
        let hours = (self.hours > 0).then(|| from + i64::from(self.hours) * Micros::HOUR);
        let minutes = (self.minutes > 0).then(|| from + i64::from(self.minutes) * Micros::MINUTE);
        [months, days, hours, minutes].into_iter().flatten().min().unwrap_or(from)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts =
            [(self.months, "month"), (self.days, "day"), (self.hours, "hour"), (self.minutes, "minute")];
        let words = parts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }));
        let words: Vec<String> = words.collect();
        let which = if words.len() > 1 { ", whichever ends first" } else { "" };
        write!(f, "{}{which}", words.join(" or "))
    }
}

/// An age in years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Age {
    /// Full years.
    pub years: u8,
}

/// A share, in millionths: 1,000 is 0.1 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Millionths.
    pub ppm: u32,
}

impl Share {
    /// Whether `part` of `whole` has come to this share.
    pub fn is_reached(self, part: u64, whole: u64) -> bool {
        whole > 0 && u128::from(part) * 1_000_000 >= u128::from(self.ppm) * u128::from(whole)
    }
}

/// A number of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// How many.
    pub count: u64,
}

/// Words that somebody may answer with, in any case and with or without accents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The words.
    pub words: Vec<String>,
}

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// It is.
    pub yes: bool,
}

/// The value of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A span.
    Term(Term),
    /// An age.
    Age(Age),
    /// A share.
    Share(Share),
    /// A number.
    Count(Count),
    /// Allowed hours.
    Week(Week),
    /// Days of the year.
    Calendar(Calendar),
    /// Words.
    Words(Words),
    /// Yes or no.
    Flag(Flag),
}

/// No list of words is longer, and no word in it.
const MOST_WORDS: usize = 40;

impl Value {
    /// Reads the value of a rule, as JSON.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(name: Name, json: &str) -> Result<Value, String> {
        let value = match name.kind() {
            Kind::Term => Value::Term(read(json)?),
            Kind::Age => Value::Age(read(json)?),
            Kind::Share => Value::Share(read(json)?),
            Kind::Count => Value::Count(read(json)?),
            Kind::Week => Value::Week(read(json)?),
            Kind::Calendar => Value::Calendar(read(json)?),
            Kind::Words => Value::Words(read(json)?),
            Kind::Flag => Value::Flag(read(json)?),
        };
        value.check()?;
        Ok(value)
    }

    /// The value as JSON.
    pub fn json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), String> {
        match self {
            Value::Term(term) if *term == Term::default() => Err("is no time at all".to_owned()),
            Value::Term(term) if term.months > MOST_MONTHS => {
                Err("is longer than a hundred years".to_owned())
            }
            Value::Age(age) if age.years > 21 => Err("is no age of a child".to_owned()),
            Value::Share(share) if share.ppm > 1_000_000 => Err("is more than all".to_owned()),
            Value::Week(week) => week.check().map_err(|bad| bad.to_string()),
            Value::Words(Words { words }) => {
                let is_word = |word: &String| {
                    (1..=MOST_WORDS).contains(&word.chars().count()) && word.chars().any(char::is_alphabetic)
                };
                let good = (1..=MOST_WORDS).contains(&words.len()) && words.iter().all(is_word);
                good.then_some(()).ok_or_else(|| "are no words that somebody may answer with".to_owned())
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Term(term) => term.fmt(f),
            Value::Age(age) => write!(f, "{} years", age.years),
            Value::Share(share) => write!(f, "{} %", f64::from(share.ppm) / 10_000.0),
            Value::Count(count) => write!(f, "{}", count.count),
            Value::Week(week) => week.fmt(f),
            Value::Calendar(calendar) => calendar.fmt(f),
            Value::Words(words) => f.write_str(&words.words.join(", ")),
            Value::Flag(flag) => f.write_str(if flag.yes { "yes" } else { "no" }),
        }
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_value_that_is_written_as_it_was_read() {
        for name in Name::all() {
            let value = Value::parse(name, name.example()).unwrap();
            assert_eq!(value.json(), name.example().replace(r#",)"#, ""), "{name:?}");
            assert_eq!(Name::parse(name.text()), Some(name));
        }
    }

    #[test]
    fn what_cannot_be_a_value_is_refused() {
        let bad = [
            (NoAskAgain, "{}"),
            (NoAskAgain, r#"{"months":-1}"#),
            (NoAskAgain, r#"{"months":2000}"#),
            (NoAskAgain, r#"{"weeks":1}"#),
            (ChildAge, r#"{"years":99}"#),
            (ComplaintStop, r#"{"ppm":2000000}"#),
            (QuietSms, r#"{"from":"08:00","to":"20:00","days":[]}"#),
            (QuietSms, r#"{"from":"8","to":"20:00"}"#),
            (Holidays, r#"["13-01"]"#),
            (StopWords, r#"{"words":[]}"#),
            (StopWords, r#"{"words":["stop","123"]}"#),
            (StopCrosses, "{}"),
            (StopConfirm, r#"{"minutes":0}"#),
        ];
        for (name, json) in bad {
            assert!(Value::parse(name, json).is_err(), "{name:?} {json}");
        }
    }

    #[test]
    fn c11_of_a_month_and_thirty_days_the_one_that_ends_first_counts() {
        let term = Term { months: 1, days: 30, ..Term::default() };
        let ends = |from: &str| term.after(Micros::parse(from).unwrap()).to_string();
        assert_eq!(ends("2026-01-31T10:00:00Z"), "2026-02-28T10:00:00Z");
        assert_eq!(ends("2026-03-01T10:00:00Z"), "2026-03-31T10:00:00Z");
        assert_eq!(term.to_string(), "1 month or 30 days, whichever ends first");
    }

    #[test]
    fn a_share_is_reached_at_its_own_number_and_never_of_nothing() {
        let stop = Share { ppm: 3_000 };
        assert!(stop.is_reached(3, 1_000) && !stop.is_reached(2, 1_000) && !stop.is_reached(0, 0));
    }
}
