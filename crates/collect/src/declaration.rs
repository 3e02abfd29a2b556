//! A tenant's own events. One that it declares with a purpose is kept from then on, within a second, with its declared properties alone; what it
//! has not declared is counted and not stored (R031, R061).
//!
//! A declaration stands beside the dictionary and never over it: the house's names mean the same at every tenant.

mod cache;
mod check;

use std::collections::HashMap;

use placet_core::{Kind, Micros};
use placet_permission::Purpose;
use placet_store::{Row, Tx, params};
use serde::{Deserialize, Serialize};

pub(crate) use cache::{Cache, Own};

use crate::Error;
use crate::dictionary::{Shape, keys, same};
use crate::store::{DECLARATIONS, END_DECLARATION, LAST_KIND, MOVE_KIND, PUT_DECLARATION};

/// Most names a tenant may ever declare: their kinds are given once.
const MOST: usize = 1_000;

/// What is to be declared, as somebody typed it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// The event's name.
    pub name: String,
    /// What its events are for: `tracking`.
    #[serde(default)]
    pub purpose: String,
    /// What is kept of it; at most 20.
    #[serde(default)]
    pub properties: Vec<Property>,
}

/// A property of a tenant's own event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// Its name: `[a-z][a-z0-9_]{0,39}`.
    pub name: String,
    /// What it holds: `id`, `text`, `count`, `rating`, `money`, `currency` or `path`.
    pub shape: String,
}

/// An event that a tenant declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its number at this tenant, the same for ever.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What its events are for.
    pub purpose: Purpose,
    /// What is kept of it.
    pub properties: Vec<Property>,
    /// Since when it is declared.
    pub created_at: Micros,
    /// Since when it no longer is.
    pub ended_at: Option<Micros>,
}

/// The names of all kinds at one tenant: the house's, and its own, those that are no longer declared too.
#[derive(Debug)]
pub struct Names(HashMap<Kind, Declaration>);

impl Names {
    /// The name of a kind.
    pub fn of(&self, kind: Kind) -> &str {
        self.0.get(&kind).map_or(kind.name(), |own| own.name.as_str())
    }

    /// Whether a property of such an event is an amount: stored in minor units of the event's currency.
    pub fn is_amount(&self, kind: Kind, property: &str) -> bool {
        match self.0.get(&kind) {
            Some(own) => own
                .properties
                .iter()
                .any(|one| one.name == property && Shape::named(&one.shape) == Some(Shape::Money)),
            None => keys(kind).any(|key| key.name == property && key.shape == Shape::Money),
        }
    }
}

/// What stands declared, the newest first.
///
/// # Errors
/// The store's.
pub async fn declarations(tx: &mut Tx) -> Result<Vec<Declaration>, Error> {
    let all = ever(tx).await?;
    Ok(all.into_iter().filter(|declaration| declaration.ended_at.is_none()).collect())
}

/// The names of kinds at this tenant.
///
/// # Errors
/// The store's.
pub async fn names(tx: &mut Tx) -> placet_store::Result<Names> {
    let all = ever(tx).await?.into_iter();
    Ok(Names(all.map(|declaration| (declaration.kind, declaration)).collect()))
}

/// Declares an event from `now` on. One that was declared before has its kind again, so that what is still kept of it has its name.
///
/// # Errors
/// [`Error::Field`] and [`Error::Property`], which name what is wrong; the store's.
pub async fn declare(tx: &mut Tx, new: &New, now: Micros) -> Result<Declaration, Error> {
    let purpose = check::checked(new)?;
    // Taken first, so that of two declarations at once the second sees the first.
    let last: i32 = match tx.query_opt(&LAST_KIND, params![Kind(Kind::OWN.0 - 1)]).await? {
        Some(row) => row.get(0)?,
        None => Kind::OWN.0 - 1,
    };
    let all = ever(tx).await?;
    let kind = match all.iter().find(|known| same(&known.name, &new.name)) {
        Some(known) if known.ended_at.is_none() => {
            return Err(Error::Field { field: "name", reason: "is declared already" });
        }
        Some(known) => known.kind,
        None if all.len() >= MOST => {
            return Err(Error::Field { field: "name", reason: "is one too many: 1,000 may be declared" });
        }
        None => {
            tx.execute(&MOVE_KIND, params![last + 1]).await?;
            Kind(last + 1)
        }
    };
    let properties = serde_json::json!(new.properties).to_string();
    tx.execute(&PUT_DECLARATION, params![kind, &new.name, purpose.code(), properties, now]).await?;
    let (name, properties) = (new.name.clone(), new.properties.clone());
    Ok(Declaration { kind, name, purpose, properties, created_at: now, ended_at: None })
}

/// Ends the declaration of this name: its events are counted as undeclared again, and what is stored of them ends by its term. False if none
/// stands.
///
/// # Errors
/// The store's.
pub async fn end(tx: &mut Tx, name: &str) -> Result<bool, Error> {
    let standing = declarations(tx).await?.into_iter().find(|known| same(&known.name, name));
    let Some(Declaration { kind, .. }) = standing else { return Ok(false) };
    let now = tx.clock().now();
    Ok(tx.execute(&END_DECLARATION, params![kind, now]).await? == 1)
}

/// Every declaration there ever was, the newest first.
async fn ever(tx: &mut Tx) -> placet_store::Result<Vec<Declaration>> {
    tx.query(&DECLARATIONS, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> placet_store::Result<Declaration> {
    Ok(Declaration {
        kind: row.get(0)?,
        name: row.get(1)?,
        purpose: Purpose::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
        properties: serde_json::from_str(&row.get::<String>(3)?).map_err(|_| row.corrupt(3))?,
        created_at: row.get(4)?,
        ended_at: row.get(5)?,
    })
}
