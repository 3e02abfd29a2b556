//! The words in which a yes is asked, by language and version. What was ever shown is kept: it is part of the proof (R057).

use placet_core::{Language, Micros, Values};
use placet_store::{Row, Tx, params};

use crate::policy::{self, Policy};
use crate::store::{ADD_WORDING, WORDING, WORDINGS};
use crate::{Error, Purpose};

/// Numbers of one version: each purpose has ten, one for each language.
const ONE_VERSION: i64 = 1_000_000;

/// The words of one purpose in one language, in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its number at the tenant.
    pub id: i64,
    /// What it asks for.
    pub purpose: Purpose,
    /// In which language.
    pub language: String,
    /// Which version.
    pub version: i64,
    /// The words.
    pub text: String,
}

/// What a tenant asks with, as one page shows it: the newest words of each purpose in its language, or in the next best.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    language: String,
    wordings: Vec<Wording>,
    rules: Policy,
}

impl Spoken {
    /// The words of a purpose; `None` if nobody is asked for it.
    pub fn of(&self, purpose: Purpose) -> Option<&Wording> {
        let best = |wording: &&Wording| {
            let language = Language::codes().position(|known| known == wording.language);
            (wording.language == self.language, std::cmp::Reverse(language), wording.version)
        };
        let today = self.wordings.iter().filter(|wording| wording.purpose == purpose && self.stands(wording));
        today.max_by_key(best)
    }

    /// Whether the language of these words is one in which the tenant asks: of a purpose of its own it may have given one up.
    fn stands(&self, wording: &Wording) -> bool {
        let terms = self.rules.terms(wording.purpose).filter(|terms| terms.purpose.is_own());
        terms.is_none_or(|terms| terms.words.iter().any(|words| words.language == wording.language))
    }

    /// The words of a purpose as a page showed them a while ago, which named them by `numbers`; the newest if it named none.
    pub fn shown(&self, purpose: Purpose, numbers: &[i64]) -> Option<&Wording> {
        let named = |wording: &&Wording| wording.purpose == purpose && numbers.contains(&wording.id);
        self.wordings.iter().find(named).or_else(|| self.of(purpose))
    }

    /// The question that the banner puts today.
    pub fn question(&self) -> u32 {
        self.rules.banner.question
    }

    /// Whether these numbers name words of a purpose.
    pub fn names(&self, purpose: Purpose, numbers: &[i64]) -> bool {
        self.wordings.iter().any(|wording| wording.purpose == purpose && numbers.contains(&wording.id))
    }

    /// The purposes an address can be asked for at a tenant with these rules, in their order.
    pub fn asked_of_an_address(&self, policy: &Policy) -> Vec<Purpose> {
        let asked =
            policy.purposes.iter().filter(|terms| terms.active && terms.does.is_asked_of_an_address());
        asked.map(|terms| terms.purpose).filter(|purpose| self.of(*purpose).is_some()).collect()
    }
}

/// What the tenant asks with, for a page in this language.
///
/// # Errors
/// The store's.
pub async fn spoken(tx: &mut Tx, language: &str) -> Result<Spoken, Error> {
    let rules = policy::current(tx).await?.policy;
    spoken_under(tx, language, rules, None).await
}

/// What it asked with under these rules; of rules that held until some moment, with the last words before it.
///
/// # Errors
/// The store's.
pub async fn spoken_under(
    tx: &mut Tx,
    language: &str,
    rules: Policy,
    until: Option<Micros>,
) -> Result<Spoken, Error> {
    let mut wordings = Vec::new();
    for row in tx.query(&WORDINGS, &[]).await? {
        let since: Micros = row.get(5)?;
        if until.is_none_or(|until| since < until) {
            wordings.push(read(&row)?);
        }
    }
    Ok(Spoken { language: language.to_owned(), wordings, rules })
}

/// A wording by its number.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: i64) -> Result<Option<Wording>, Error> {
    tx.query_opt(&WORDING, params![id]).await?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Wording, Error> {
    Ok(Wording {
        id: row.get(0)?,
        purpose: Purpose::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?,
        language: row.get(2)?,
        version: row.get(3)?,
        text: row.get(4)?,
    })
}

/// Writes down what a company of this name asks with under these rules: what is new, or not what it asked with before, becomes a new version.
///
/// # Errors
/// The store's.
pub async fn say(tx: &mut Tx, company: &str, policy: &Policy) -> Result<(), Error> {
    let known = spoken(tx, "").await?;
    let now = tx.clock().now();
    for terms in &policy.purposes {
        for language in Language::codes() {
            let own = terms.words.iter().find(|words| words.language == language);
            let text = own.map(|words| words.text.clone());
            if let Some(text) = text.or_else(|| default_text(terms.purpose, language, company)) {
                add(tx, &known, terms.purpose, language, &text, now).await?;
            }
        }
    }
    Ok(())
}

async fn add(
    tx: &mut Tx,
    known: &Spoken,
    purpose: Purpose,
    language: &str,
    text: &str,
    now: Micros,
) -> Result<(), Error> {
    let versions = known.wordings.iter().filter(|one| one.purpose == purpose && one.language == language);
    let newest = versions.max_by_key(|one| one.version);
    if newest.is_some_and(|newest| newest.text == text) {
        return Ok(());
    }
    let version = newest.map_or(1, |newest| newest.version + 1);
    let id = (version - 1) * ONE_VERSION + wording_id(purpose, language);
    tx.execute(&ADD_WORDING, params![id, purpose.code(), language, version, text, now]).await?;
    Ok(())
}

/// The number of the first wording of a purpose in a language; of the English one if it is none of ours.
pub fn wording_id(purpose: Purpose, language: &str) -> i64 {
    purpose.code() * 10 + Language::parse(language).unwrap_or_default().number()
}

/// The wordings every tenant begins with; `company` is its name.
pub fn default_wordings(company: &str) -> Vec<Wording> {
    let both = Purpose::BUILT_IN.iter().flat_map(|purpose| Language::codes().map(|code| (*purpose, code)));
    both.filter_map(|(purpose, language)| {
        let text = default_text(purpose, language, company)?;
        let (id, language) = (wording_id(purpose, language), language.to_owned());
        Some(Wording { id, purpose, language, version: 1, text })
    })
    .collect()
}

/// What a company asks with that has not written its own; `None` for a purpose that is not asked for in words of the program.
pub fn default_text(purpose: Purpose, language: &str, company: &str) -> Option<String> {
    let name = format!("purpose_{}_asked", purpose.name());
    Language::parse(language)?.text(&name, &Values::new().with("company", company))
}

/// What people call a purpose, in one of our languages: the tenant's own name of it, or the program's.
pub fn title(policy: &Policy, purpose: Purpose, language: &str) -> String {
    let terms = policy.terms(purpose);
    if let Some(asked) = terms.and_then(|terms| terms.words.iter().find(|words| words.language == language)) {
        return asked.title.clone();
    }
    let name = format!("purpose_{}", purpose.name());
    let ours = Language::parse(language).unwrap_or_default().text(&name, &Values::new());
    ours.or_else(|| terms.map(|terms| terms.title.clone())).unwrap_or_else(|| purpose.name().into_owned())
}
