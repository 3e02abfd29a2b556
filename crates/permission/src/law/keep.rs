//! How rules come into an installation, and how they are kept at hand.

use std::sync::{Arc, Mutex};

use placet_core::Micros;
use placet_store::{Store, Tx, params, transaction};

use super::{BROUGHT, Laws, Name, Region, Rule, Value};
use crate::Error;
use crate::store::{ADD_LAW, LAW_TURN};

/// A rule to be added by an operator, as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// A country's two letters, `EU` or `*`.
    pub country: &'a str,
    /// The rule's name.
    pub name: &'a str,
    /// Its value, as JSON.
    pub value: &'a str,
    /// From when it holds.
    pub valid_from: Micros,
    /// Until when; [`Micros::NEVER`] if no end is known.
    pub valid_to: Micros,
    /// Where it stands, in words.
    pub source: &'a str,
    /// Why it is added.
    pub reason: &'a str,
}

/// Why a rule cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum BadLaw {
    /// One of its parts is none.
    #[error("{field}: {reason}")]
    Field {
        /// Which.
        field: &'static str,
        /// Why.
        reason: String,
    },
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
}

impl New<'_> {
    fn checked(&self, known_at: Micros) -> Result<Rule, BadLaw> {
        let bad = |field, reason: &str| BadLaw::Field { field, reason: reason.to_owned() };
        let region = Region::parse(self.country)
            .ok_or_else(|| bad("country", "must be the two letters of a country, EU or *"))?;
        let names = || Name::all().map(Name::text).collect::<Vec<_>>().join(", ");
        let name =
            Name::parse(self.name).ok_or_else(|| bad("name", &format!("must be one of {}", names())))?;
        let value = Value::parse(name, self.value).map_err(|reason| {
            bad("value", &format!("{reason}; a value of {} is such as {}", name.text(), name.example()))
        })?;
        // An empty span is how a rule is taken back.
        if self.valid_to < self.valid_from {
            return Err(bad("to", "is earlier than from"));
        }
        for (field, text) in [("source", self.source), ("reason", self.reason)] {
            if text.trim().is_empty() {
                return Err(bad(field, "must be said"));
            }
        }
        let source = format!("{} (added by the operator: {})", self.source.trim(), self.reason.trim());
        let (valid_from, valid_to) = (self.valid_from, self.valid_to);
        Ok(Rule { region, name, valid_from, valid_to, known_at, value, source })
    }
}

/// Adds a rule, known from now on. Nothing that was known before is changed.
///
/// # Errors
/// [`BadLaw::Field`] if a part of it is none; the store's.
pub async fn add(store: &Store, new: &New<'_>) -> Result<Rule, BadLaw> {
    let rule = new.checked(store.clock().now())?;
    transaction!(store.global(), "law.add", |tx| { append(tx, &rule).await })?;
    Ok(rule)
}

/// Appends the rules that the program brings and this installation has not learnt yet; those it appended. A correction of a rule is brought
/// as a line that differs in anything, and be it in the words of its source.
///
/// # Errors
/// The store's.
pub async fn learn(store: &Store) -> Result<Vec<Rule>, Error> {
    learn_these(store, BROUGHT.iter().filter_map(|rule| rule.known_since(store.clock().now())).collect())
        .await
}

pub(super) async fn learn_these(store: &Store, brought: Vec<Rule>) -> Result<Vec<Rule>, Error> {
    let known = Laws::load(&mut store.global().read("law.known").await?).await?;
    if brought.iter().all(|rule| known.rules().any(|known| says_the_same(known, rule))) {
        return Ok(Vec::new());
    }
    transaction!(store.global(), "law.learn", |tx| {
        // Nodes that start together learn one after the other.
        tx.query(&LAW_TURN, &[]).await?;
        let known = Laws::load(tx).await?;
        let mut learnt = Vec::new();
        for rule in brought.iter().filter(|rule| !known.rules().any(|known| says_the_same(known, rule))) {
            append(tx, rule).await?;
            learnt.push(rule.clone());
        }
        Ok::<_, Error>(learnt)
    })
}

fn says_the_same(a: &Rule, b: &Rule) -> bool {
    Rule { known_at: b.known_at, ..a.clone() } == *b
}

async fn append(tx: &mut Tx, rule: &Rule) -> placet_store::Result<()> {
    let row = params![
        rule.region.code(),
        rule.name.text(),
        rule.valid_from,
        rule.known_at,
        rule.valid_to,
        rule.value.json(),
        &rule.source,
    ];
    tx.execute(&ADD_LAW, row).await?;
    Ok(())
}

/// The laws at hand: read once, and again when they are older than a minute, so that what an operator adds is known everywhere soon.
/// Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Mutex<Held>>);

/// When the laws were read, and they; `None` before they were first asked for.
type Held = Option<(Micros, Arc<Laws>)>;

/// How long what was read is believed.
const FRESH: i64 = Micros::MINUTE;

impl Shelf {
    /// The laws, the same `Arc` for as long as they were not read again and found to be others.
    ///
    /// # Errors
    /// Those of [`Laws::load`].
    pub async fn laws(&self, tx: &mut Tx) -> Result<Arc<Laws>, Error> {
        let now = tx.clock().now();
        let held = self.lock().clone();
        if let Some((read_at, laws)) = &held
            && (*read_at..*read_at + FRESH).contains(&now)
        {
            return Ok(Arc::clone(laws));
        }
        let read = Laws::load(tx).await?;
        let laws = match held {
            // Rules are only ever added.
            Some((_, old)) if old.rules().count() == read.rules().count() => old,
            _ => Arc::new(read),
        };
        *self.lock() = Some((now, Arc::clone(&laws)));
        Ok(laws)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
