//! What the banner of a shop asks with, and what is counted of its answers: day totals, never an entry for a no (C16).

use std::collections::BTreeMap;

use placet_core::Language;
use placet_permission::Purpose;
use placet_permission::policy::{self, CookieCategory, Policy};
use placet_permission::wording::{self, Spoken};
use placet_store::tenants::TenantRecord;
use placet_store::{Tx, params, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;
use crate::accept::Collector;
use crate::store::{ANSWERS, COUNT};

/// What the banner is told of a company: put before its script, so that a copy of it says what it said on the day it was made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    question: u32,
    company: String,
    policy: String,
    asks: Vec<&'static str>,
    /// Who else gets data, by category.
    others: BTreeMap<&'static str, Vec<String>>,
    consent_mode: bool,
    words: BTreeMap<&'static str, NoticeWords>,
}

/// What it says in one language; what is missing are the banner's own words.
#[derive(Clone, Debug, Default, Serialize)]
struct NoticeWords {
    /// The number of the wording that a yes to advertising and tracking agrees to.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advertising: Option<Advertising>,
}

#[derive(Clone, Debug, Serialize)]
struct Advertising {
    name: String,
    text: String,
}

/// What the banner of this company asks with today.
///
/// # Errors
/// The store's.
pub async fn notice(tx: &mut Tx, company: &TenantRecord) -> Result<Notice, Error> {
    let rules = policy::current(tx).await?.policy;
    let mut words = BTreeMap::new();
    for language in Language::codes() {
        let spoken = wording::spoken(tx, language).await?;
        words.insert(language, NoticeWords::of(&rules, &spoken, language));
    }
    let advertising = rules.terms(Purpose::TRACKING).is_some_and(|terms| terms.active);
    let asks = [("performance", rules.banner.performance), ("advertising", advertising)];
    let policy = match rules.banner.cookie_policy.as_str() {
        "" => format!("{}/cookies", company.public_url),
        own => own.to_owned(),
    };
    let mut others = BTreeMap::new();
    for category in [CookieCategory::Performance, CookieCategory::Advertising] {
        let mut named: Vec<String> =
            rules.banner.third_parties(category).into_iter().map(str::to_owned).collect();
        let tracking = rules.terms(Purpose::TRACKING).filter(|_| category == CookieCategory::Advertising);
        for name in tracking.iter().flat_map(|terms| &terms.recipients) {
            if !named.contains(name) {
                named.push(name.clone());
            }
        }
        others.insert(category.name(), named);
    }
    Ok(Notice {
        others,
        question: rules.banner.question,
        company: company.name.clone(),
        policy,
        asks: asks.into_iter().filter_map(|(name, asked)| asked.then_some(name)).collect(),
        consent_mode: rules.banner.consent_mode,
        words,
    })
}

impl NoticeWords {
    fn of(rules: &Policy, spoken: &Spoken, language: &str) -> NoticeWords {
        let own = rules.banner.words.iter().find(|words| words.language == language);
        let asked = spoken.of(Purpose::TRACKING).filter(|wording| wording.language == language);
        let terms = rules.terms(Purpose::TRACKING);
        let tracking = terms.and_then(|terms| terms.words.iter().find(|words| words.language == language));
        NoticeWords {
            number: asked.map(|wording| wording.id),
            title: own.map(|words| words.title.clone()),
            text: own.map(|words| words.text.clone()),
            performance: own.map(|words| words.performance.clone()).filter(|text| !text.is_empty()),
            advertising: tracking
                .map(|words| Advertising { name: words.title.clone(), text: words.text.clone() }),
        }
    }
}

/// How a visitor answered the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes to advertising and tracking.
    Yes,
    /// No, as the shop counted it: the tracker hears of no refusal.
    No,
    /// Yes before, taken back since.
    TakenBack,
}

impl Answer {
    const ALL: [Answer; 3] = [Answer::Yes, Answer::No, Answer::TakenBack];

    fn name(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::TakenBack => "taken_back",
        }
    }

    /// The kind of its tally: by the question it answers, 0 if that is none of ours.
    pub(crate) fn tally(self, question: &str, newest: u32) -> String {
        let known = question.parse().ok().filter(|number| (1..=newest).contains(number));
        format!("answer:{}:{}", self.name(), known.unwrap_or(0))
    }

    fn of(kind: &str) -> Option<(Answer, u32)> {
        let (name, question) = kind.strip_prefix("answer:")?.split_once(':')?;
        let answer = Answer::ALL.into_iter().find(|answer| answer.name() == name)?;
        Some((answer, question.parse().ok()?))
    }
}

/// How many answered so on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// Which question was answered; 0: one that the shop numbers itself.
    pub question: u32,
    /// How.
    pub answer: Answer,
    /// How many.
    pub n: i64,
}

/// The answers of the last `days` days, today among them, the oldest first.
///
/// # Errors
/// The store's.
pub async fn answers(tx: &mut Tx, days: u32) -> Result<Vec<Answered>, Error> {
    let first = tx.clock().now().day() - i64::from(days.clamp(1, 366)) + 1;
    let mut all = Vec::new();
    for row in tx.query(&ANSWERS, params![first]).await? {
        let (day, kind, n): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        all.extend(Answer::of(&kind).map(|(answer, question)| Answered { day, question, answer, n }));
    }
    Ok(all)
}

/// Refusals that a shop counted: how many, and nothing of whom.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusals {
    /// The question that was answered, as the banner tells it.
    pub notice: String,
    /// How many, 1 to 1,000,000; one if it is not said.
    #[serde(default = "one")]
    pub count: i64,
}

fn one() -> i64 {
    1
}

impl Collector {
    /// Adds refusals to today's total.
    ///
    /// # Errors
    /// [`Error::Field`], the store's.
    pub async fn refused(&self, company: &TenantRecord, refusals: &Refusals) -> Result<(), Error> {
        if !(1..=1_000_000).contains(&refusals.count) {
            return Err(Error::Field { field: "count", reason: "must be 1 to 1,000,000" });
        }
        transaction!(self.store().tenant(company.id), "collect.refused", |tx| {
            let newest = policy::current(tx).await?.policy.banner.question;
            let (day, kind) = (tx.clock().now().day(), Answer::No.tally(&refusals.notice, newest));
            tx.execute(&COUNT, params![day, kind, refusals.count]).await?;
            Ok::<_, Error>(())
        })
    }
}
