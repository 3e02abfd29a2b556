//! Journeys as people look at them: each by its newest version, with what is counted of it and its steps in words.

use std::collections::BTreeMap;

use placet_core::Micros;
use placet_permission::Use;
use placet_store::{Row, Slice, Tx, params};

use crate::store::{AT_STEPS, LIST, NAMES, ONE};
use crate::{Condition, Counts, Definition, Error, RENEWAL, Span, Standing, Status, Step, counts};

/// A journey in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// Its newest version and whether it runs: what a change of it has to name.
    pub standing: Standing,
    /// The event that starts it; empty if the definition cannot be read.
    pub trigger: String,
    /// Whether a click on its messages is counted: that on the button of a request to confirm is not.
    pub clickable: bool,
    /// When the newest version was saved.
    pub saved_at: Micros,
    /// It in totals, over all versions.
    pub counts: Counts,
}

/// A journey with its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// As in the list.
    pub listed: Listed,
    /// The steps of the newest version.
    pub steps: Vec<StepShown>,
    /// How many wait who entered an older version.
    pub on_older_versions: i64,
    /// How long after it has sent somebody something it may start for them again, in words; `None` if at once.
    pub reentry: Option<String>,
}

/// A step, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepShown {
    /// The how-manieth, from 0.
    pub step: usize,
    /// What it does.
    pub kind: StepKind,
    /// In words: `4 hours`, `something in the cart is in stock`, `personalised marketing`.
    pub text: String,
    /// The template it sends.
    pub template: Option<String>,
    /// How many stand here now, of this version.
    pub waiting: i64,
    /// How often it was reached, in this version.
    pub reached: i64,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Lets time pass.
    Wait,
    /// Goes on only if something is true.
    Condition,
    /// Sends a message.
    Send,
}

impl StepKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Wait => "wait",
            StepKind::Condition => "condition",
            StepKind::Send => "send",
        }
    }
}

/// The journeys, newest first, after the one with this number.
///
/// # Errors
/// The store's.
pub async fn list(tx: &mut Tx, after: Option<i32>, limit: u32) -> Result<Slice<Listed, i32>, Error> {
    let ask = Slice::<Listed, i32>::ask(limit);
    let rows = tx.query(&LIST, params![after.unwrap_or(i32::MAX), ask]).await?;
    let rows = rows.into_iter().map(|row| Ok((row.get(0)?, row))).collect::<Result<Vec<_>, Error>>()?;
    let slice = Slice::of(rows, limit, |(id, _): &(i32, Row)| *id);
    let mut listed = Vec::with_capacity(slice.rows.len());
    for (_, row) in &slice.rows {
        listed.push(read(tx, row).await?.0);
    }
    Ok(Slice { rows: listed, next: slice.next })
}

/// A journey with its steps; `None` if there is no such journey.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: i32) -> Result<Option<Shown>, Error> {
    let Some(row) = tx.query_opt(&ONE, params![id]).await? else { return Ok(None) };
    let (listed, definition) = read(tx, &row).await?;
    let version = listed.standing.version;
    let (mut here, mut on_older_versions) = (BTreeMap::new(), 0);
    for row in tx.query(&AT_STEPS, params![id]).await? {
        let (of, step, n): (i32, usize, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if of == version {
            here.insert(step, n);
        } else {
            on_older_versions += n;
        }
    }
    let reentry = definition.as_ref().map(|definition| definition.reentry).filter(|span| !span.is_zero());
    let reentry = reentry.map(Span::words);
    let mut steps = Vec::new();
    for (step, what) in definition.into_iter().flat_map(|definition| definition.steps).enumerate() {
        let (kind, text, template) = told(what);
        let waiting = here.get(&step).copied().unwrap_or(0);
        let reached = listed.counts.reached.get(&(version, step)).copied().unwrap_or(0);
        steps.push(StepShown { step, kind, text, template, waiting, reached });
    }
    Ok(Some(Shown { listed, steps, on_older_versions, reentry }))
}

/// The names of all journeys and of the renewal, for lists of what comes from them.
///
/// # Errors
/// The store's.
pub async fn names(tx: &mut Tx) -> Result<BTreeMap<i32, String>, Error> {
    let mut names = BTreeMap::from([(RENEWAL, "renewal".to_owned())]);
    for row in tx.query(&NAMES, &[]).await? {
        names.insert(row.get(0)?, row.get(1)?);
    }
    Ok(names)
}

async fn read(tx: &mut Tx, row: &Row) -> Result<(Listed, Option<Definition>), Error> {
    let id = row.get(0)?;
    let status = Status::named(&row.get::<String>(3)?).ok_or_else(|| row.corrupt(3))?;
    let definition = Definition::parse(&row.get::<String>(4)?).ok();
    let listed = Listed {
        id,
        name: row.get(2)?,
        standing: Standing { version: row.get(1)?, status },
        trigger: definition.as_ref().map(|definition| definition.trigger.event.clone()).unwrap_or_default(),
        clickable: definition.as_ref().is_none_or(Definition::clickable),
        saved_at: row.get(5)?,
        counts: counts(tx, id).await?,
    };
    Ok((listed, definition))
}

fn told(step: Step) -> (StepKind, String, Option<String>) {
    match step {
        Step::Wait(span) => (StepKind::Wait, span.words(), None),
        Step::Condition(condition) => (StepKind::Condition, condition.words().to_owned(), None),
        Step::Send(send) => {
            let what = match send.use_ {
                Use::Confirmation => "a request to confirm",
                Use::Marketing => "marketing",
                Use::Personalised => "personalised marketing",
                Use::Service => "service information",
                Use::Survey => "a survey",
                Use::Support => "an answer to somebody who asked for help",
                Use::Reminder => "a reminder to confirm",
                Use::Renewal => "the question whether a yes is to go on",
            };
            (StepKind::Send, what.to_owned(), Some(send.template))
        }
    }
}

impl Span {
    /// In words: `1 day 12 hours`.
    fn words(self) -> String {
        let units =
            [(self.days, "day"), (self.hours, "hour"), (self.minutes, "minute"), (self.seconds, "second")];
        let words = units.into_iter().filter(|(n, _)| *n > 0).map(|(n, unit)| match n {
            1 => format!("1 {unit}"),
            n => format!("{n} {unit}s"),
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

impl Definition {
    fn clickable(&self) -> bool {
        let counted = |step: &Step| matches!(step, Step::Send(send) if !send.use_.asks_to_confirm());
        self.steps.iter().any(counted)
    }
}

impl Condition {
    fn words(&self) -> &'static str {
        if self.in_stock { "something in the cart is in stock" } else { "something is in the cart" }
    }
}
