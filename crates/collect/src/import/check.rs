//! What is wrong with an instruction, or with a row of it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use placet_core::{Language, Micros};
use placet_permission::Purpose;
use placet_permission::lapse;
use placet_permission::law::Laws;
use placet_permission::place::{Country, Stated, Zone};
use placet_permission::policy::{self, Doing, Policy, Terms};
use placet_permission::sensitive::{self, Found, Look};
use placet_permission::vault::{Address, Channel, Plain};

use super::instruction::{Basis, Evidence, Instruction, Kind, Source, SourceKind};
use super::read::{Line, Row, Wrong};
use super::{NewImport, json, words};
use crate::Error;

/// Longest label and name of a source, and longest piece of evidence, in bytes.
const NAME: usize = 200;
const TEXT: usize = 2_000;

fn wrong<T>(field: &'static str, reason: &'static str) -> Result<T, Error> {
    Err(Error::Field { field, reason })
}

/// An instruction as it is kept: its purposes filled in.
pub(super) fn instruction(asked: &NewImport, rules: &Policy, now: Micros) -> Result<Instruction, Error> {
    if !asked.attestation {
        return wrong("attestation", "must be given: somebody answers for where these addresses come from");
    }
    if words::attestation(Some(asked.attested_words)).is_none() {
        return wrong("attested_words", "is no version of the attestation's words");
    }
    for (field, text) in [("label", &asked.label), ("source.name", &asked.source.name)] {
        if text.trim().is_empty() || text.len() > NAME {
            return wrong(field, "must be given, in at most 200 characters");
        }
        if sensitive::names_address(text) {
            return wrong(field, Found::Address.reason());
        }
        if let Some(found) = sensitive::find(text, Look::Published) {
            return wrong(field, found.reason());
        }
    }
    evidence(&asked.evidence, now)?;
    if asked.source.kind == SourceKind::Directory
        && asked.kind == Kind::Contacts
        && asked.basis != Basis::None
    {
        return wrong("basis", "must be none: nobody said yes to you in a public directory");
    }
    let channel = match asked.channel.as_deref() {
        None | Some("email") => Channel::Email,
        Some("sms") => Channel::Sms,
        Some(_) => return wrong("channel", "must be email or sms"),
    };
    Ok(Instruction {
        label: asked.label.trim().to_owned(),
        kind: asked.kind,
        channel,
        source: Source { kind: asked.source.kind, name: asked.source.name.trim().to_owned() },
        basis: asked.basis,
        purposes: purposes(asked, rules)?,
        evidence: asked.evidence.clone(),
        attested_words: asked.attested_words,
    })
}

/// The purposes that are named, each once; where none is, what the basis is for.
fn purposes(asked: &NewImport, rules: &Policy) -> Result<Vec<Purpose>, Error> {
    let usual = match asked.basis {
        _ if asked.kind == Kind::Suppressions => return Ok(Vec::new()),
        Basis::Consent => Some(Purpose::MARKETING),
        Basis::Contract => Some(Purpose::SERVICE),
        Basis::None => None,
    };
    let carried = |terms: &&Terms| match asked.basis {
        _ if !terms.active => false,
        Basis::Consent => is_agreed_to(terms),
        Basis::Contract => terms.does == Doing::Informs && terms.basis == policy::Basis::Contract,
        Basis::None => false,
    };
    if asked.purposes.is_empty() {
        return Ok(usual.into_iter().collect());
    }
    let named = asked.purposes.iter().map(|name| named(rules, name).filter(carried));
    let purposes: Option<BTreeSet<Purpose>> = named.map(|terms| terms.map(|terms| terms.purpose)).collect();
    match purposes {
        Some(purposes) => Ok(purposes.into_iter().collect()),
        None => wrong("purposes", "names one that this basis does not carry, or that is not in use"),
    }
}

/// Whether people agree to it by their address.
fn is_agreed_to(terms: &Terms) -> bool {
    terms.active && terms.does.is_asked_of_an_address() && terms.basis == policy::Basis::Consent
}

fn evidence(evidence: &Evidence, now: Micros) -> Result<(), Error> {
    let Evidence { at, wording, place, method, language, document } = evidence;
    let texts = [
        ("evidence.wording", wording, TEXT),
        ("evidence.place", place, TEXT),
        ("evidence.method", method, TEXT),
        ("evidence.document", document, NAME),
    ];
    for (field, text, longest) in texts {
        if text.len() > longest {
            return wrong(field, "is too long");
        }
        if let Some(found) = sensitive::find(text, Look::Published) {
            return wrong(field, found.reason());
        }
    }
    if !at.is_empty() && moment(at).is_none_or(|at| at > now) {
        return wrong(
            "evidence.at",
            "must be a day or a time that has passed, as 2026-05-01 or 2026-05-01T10:00:00Z",
        );
    }
    if !language.is_empty() && !Language::has(language) {
        return wrong("evidence.language", "must be a language that pages are written in");
    }
    Ok(())
}

/// A time, or a day: its beginning in UTC.
fn moment(text: &str) -> Option<Micros> {
    Micros::parse(text).or_else(|| match text.len() {
        10 => Micros::parse(&format!("{text}T00:00:00Z")),
        _ => None,
    })
}

/// What rows are checked against.
pub(super) struct Bench<'a> {
    pub(super) instruction: &'a Instruction,
    pub(super) import: &'a str,
    pub(super) rules: &'a Policy,
    pub(super) laws: &'a Laws,
    /// The tenant's country and language.
    pub(super) country: Option<Country>,
    pub(super) language: &'a str,
    pub(super) now: Micros,
}

/// A row that may come in.
pub(super) struct Good<'a> {
    pub(super) address: Plain<Address>,
    pub(super) language: &'a str,
    pub(super) place: Stated,
    pub(super) yes: Option<GivenYes<'a>>,
}

/// Evidence of a yes, the row's own and the import's together.
pub(super) struct GivenYes<'a> {
    pub(super) at: Micros,
    pub(super) purposes: Cow<'a, [Purpose]>,
    pub(super) language: &'a str,
    pub(super) place: &'a str,
    pub(super) method: &'a str,
    pub(super) evidence: String,
}

/// Why a row may not come in; what was found in it, if that is to be counted.
pub(super) struct Bad {
    pub(super) wrong: Wrong,
    pub(super) found: Option<Found>,
}

impl From<Wrong> for Bad {
    fn from(wrong: Wrong) -> Bad {
        Bad { wrong, found: None }
    }
}

impl<'a> Bench<'a> {
    /// Checks a row. Whether its owner said no is not looked at, so that what is wrong with a row tells nothing of them.
    pub(super) fn row(&self, line: &'a Line) -> Result<Good<'a>, Bad> {
        let row = line.row.as_ref().map_err(|wrong| Bad::from(*wrong))?;
        if Line::too_long(row) {
            return Err(("", "has a value that is too long").into());
        }
        self.clean(row)?;
        let (field, reason) = match self.instruction.channel {
            Channel::Email => ("email", "is not an e-mail address"),
            Channel::Sms => ("phone", "is not a phone number with + and the country's code"),
        };
        let address =
            Address::parse(self.instruction.channel, &row.address).map_err(|_| Bad::from((field, reason)))?;
        if self.instruction.kind == Kind::Suppressions {
            return Ok(Good { address, language: "", place: Stated::default(), yes: None });
        }
        let language = match row.language.as_str() {
            "" => self.language,
            given if Language::has(given) => given,
            _ => return Err(("language", "must be a language that pages are written in").into()),
        };
        let place = Stated::parse(Some(&row.country), Some(&row.time_zone));
        if !row.country.is_empty() && place.country.is_none() {
            return Err(("country", "must be the two letters of a country").into());
        }
        if !row.time_zone.is_empty() && place.zone.is_none() {
            return Err(("time_zone", "must be the name of a time zone, such as Europe/Bucharest").into());
        }
        let yes = self.yes(row, language, &place)?;
        Ok(Good { address, language, place, yes })
    }

    /// What of a row must not be stored. An address may stand in the words that somebody agreed to.
    fn clean(&self, row: &Row) -> Result<(), Bad> {
        let email = (self.instruction.channel == Channel::Email).then_some(("email", &row.address));
        let texts = [
            ("wording", &row.wording),
            ("place", &row.place),
            ("method", &row.method),
            ("document", &row.document),
        ];
        let mut texts = email.into_iter().chain(texts);
        let found = texts.find_map(|(field, text)| Some((field, sensitive::find(text, Look::Published)?)));
        match found {
            Some((field, found)) => Err(Bad { wrong: (field, found.reason()), found: Some(found) }),
            None => Ok(()),
        }
    }

    fn yes(&self, row: &'a Row, language: &'a str, place: &Stated) -> Result<Option<GivenYes<'a>>, Bad> {
        let shared = &self.instruction.evidence;
        if self.instruction.basis != Basis::Consent {
            return match row.consent_at.is_empty() {
                true => Ok(None),
                false => Err(("consent_at", "belongs to an import whose basis is consent").into()),
            };
        }
        let at = either(&row.consent_at, &shared.at);
        if at.is_empty() {
            return Ok(None);
        }
        let at = moment(at).filter(|at| *at <= self.now).ok_or((
            "consent_at",
            "must be a day or a time that has passed, as 2026-05-01 or 2026-05-01T10:00:00Z",
        ))?;
        self.in_time(at, place.country.or(place.zone.and_then(Zone::country)))?;
        let (wording, read_at, method) = (
            either(&row.wording, &shared.wording),
            either(&row.place, &shared.place),
            either(&row.method, &shared.method),
        );
        for (field, text) in [("wording", wording), ("place", read_at), ("method", method)] {
            if text.is_empty() || text.len() > TEXT {
                return Err((field, "must be given, in at most 2,000 characters").into());
            }
        }
        let document = either(&row.document, &shared.document);
        if document.len() > NAME {
            return Err(("document", "must be at most 200 characters").into());
        }
        let mut evidence = serde_json::json!({ "import": self.import, "wording": wording });
        if !document.is_empty() {
            evidence["document"] = document.into();
        }
        Ok(Some(GivenYes {
            at,
            purposes: self.purposes(row)?,
            language: if shared.language.is_empty() { language } else { &shared.language },
            place: read_at,
            method,
            evidence: json(&evidence).unwrap_or_default(),
        }))
    }

    /// A yes that has lapsed by the law of where its owner is, or the company, is none (R138).
    fn in_time(&self, at: Micros, country: Option<Country>) -> Result<(), Bad> {
        let life = lapse::Life::in_country(self.laws, country.or(self.country), self.now);
        match life.after(at) <= self.now {
            true => Err(("consent_at", "is older than a yes lasts: it has to be given anew").into()),
            false => Ok(()),
        }
    }

    fn purposes(&self, row: &Row) -> Result<Cow<'a, [Purpose]>, Bad> {
        if row.purposes.is_empty() {
            return Ok(Cow::Borrowed(&self.instruction.purposes));
        }
        let named =
            row.purposes.iter().map(|name| named(self.rules, name).filter(|terms| is_agreed_to(terms)));
        let purposes: Option<BTreeSet<Purpose>> =
            named.map(|terms| terms.map(|terms| terms.purpose)).collect();
        let purposes = purposes.ok_or(("purposes", "names one that people do not agree to here"))?;
        Ok(Cow::Owned(purposes.into_iter().collect()))
    }
}

/// A purpose by its name, `marketing` or `own-100`, or by what people call it.
pub(super) fn named<'p>(rules: &'p Policy, name: &str) -> Option<&'p Terms> {
    let by_title = |terms: &&Terms| terms.title.to_lowercase() == name.to_lowercase();
    match Purpose::named(name) {
        Some(purpose) => rules.terms(purpose),
        None => rules.purposes.iter().find(by_title),
    }
}

fn either<'a>(own: &'a str, shared: &'a str) -> &'a str {
    if own.is_empty() { shared } else { own }
}
