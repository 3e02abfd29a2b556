//! The rules of a tenant: its purposes, its caps, its quiet hours, its banner. One document, kept whole in each version and never changed, so that a
//! decision can be made again on the rules of its day, and "what were the rules on 3 March?" has an answer.

mod banner;
mod check;
mod terms;

use placet_core::{Id, Micros};
use placet_store::{Row, Tx, params, tenants};
use serde::{Deserialize, Serialize};

use crate::cap::Caps;
use crate::hours::QuietHours;
use crate::store::{ADD_POLICY, POLICIES, POLICY, POLICY_AT, POLICY_VERSION, POLICY_VERSIONS};
use crate::{Error, Purpose, wording};

pub use banner::{Banner, BannerWords, CookieCategory, ShopCookie};
pub use check::Broken;
pub use terms::{Basis, Category, Condition, Doing, Relevance, Terms, Words};

/// A tenant's rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What data is used for.
    pub purposes: Vec<Terms>,
    /// How much a person gets.
    pub caps: Caps,
    /// At which hours.
    #[serde(default)]
    pub quiet: QuietHours,
    /// How visitors of the shop are asked.
    #[serde(default)]
    pub banner: Banner,
}

/// A policy with its version.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its number, from 1; 0 for the rules a tenant has before any were written down.
    pub version: i32,
    /// Since when.
    pub at: Micros,
    /// The rules.
    pub policy: Policy,
}

/// A change of the rules, for the list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The version it made.
    pub version: Version,
    /// Why.
    pub reason: String,
    /// Who; `None` for the program itself and its command line.
    pub member: Option<Id>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            purposes: terms::built_in(),
            caps: Caps::default(),
            quiet: QuietHours::default(),
            banner: Banner::default(),
        }
    }
}

impl Policy {
    /// The terms of a purpose, if the tenant has it.
    pub fn terms(&self, purpose: Purpose) -> Option<&Terms> {
        self.purposes.iter().find(|terms| terms.purpose == purpose)
    }
}

/// The rules that hold now.
///
/// # Errors
/// The store's.
pub async fn current(tx: &mut Tx) -> Result<Version, Error> {
    tx.query_opt(&POLICY, &[]).await?.map_or_else(|| Ok(Version::first()), |row| read(&row))
}

/// The number of the rules that hold now.
///
/// # Errors
/// The store's.
pub(crate) async fn current_version(tx: &mut Tx) -> Result<i32, Error> {
    tx.query_opt(&POLICY_VERSION, &[]).await?.map_or(Ok(0), |row| Ok(row.get(0)?))
}

/// The rules of this version; `None` if there never was one.
///
/// # Errors
/// The store's.
pub async fn of_version(tx: &mut Tx, version: i32) -> Result<Option<Version>, Error> {
    if version == 0 {
        return Ok(Some(Version::first()));
    }
    tx.query_opt(&POLICY_AT, params![version]).await?.map(|row| read(&row)).transpose()
}

/// Which versions of the rules there were, and since when each held or holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(Vec<(i32, Micros)>);

impl Versions {
    /// Their numbers and beginnings, the newest first.
    pub fn all(&self) -> &[(i32, Micros)] {
        &self.0
    }

    /// When this version began and, if it has, ended; `None` if it never was one.
    pub fn span(&self, version: i32) -> Option<(Micros, Option<Micros>)> {
        let at = self.0.iter().position(|(number, _)| *number == version)?;
        let ended = at.checked_sub(1).and_then(|next| self.0.get(next)).map(|(_, began)| *began);
        self.0.get(at).map(|(_, began)| (*began, ended))
    }

    /// The version that held at this moment, or the first if none did yet; `None` if none was ever written down.
    pub fn on(&self, at: Micros) -> Option<i32> {
        let held = self.0.iter().find(|(_, began)| *began <= at).or(self.0.last());
        held.map(|(version, _)| *version)
    }
}

/// The versions of the rules that were written down.
///
/// # Errors
/// The store's.
pub async fn versions(tx: &mut Tx) -> Result<Versions, Error> {
    let rows = tx.query(&POLICY_VERSIONS, &[]).await?;
    let versions = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, Error>>()?;
    Ok(Versions(versions))
}

/// Every change of the rules, the newest first.
///
/// # Errors
/// The store's.
pub async fn changes(tx: &mut Tx) -> Result<Vec<Changed>, Error> {
    let mut changes = Vec::new();
    for row in tx.query(&POLICIES, &[]).await? {
        let policy = serde_json::from_str(&row.get::<String>(4)?).map_err(|_| row.corrupt(4))?;
        let version = Version { version: row.get(0)?, at: row.get(1)?, policy };
        changes.push(Changed { version, reason: row.get(2)?, member: row.get(3)? });
    }
    Ok(changes)
}

/// Makes these the rules from now on, for a reason that is kept. A banner that asks for more than before puts a new question, whoever
/// forgot to say so.
///
/// # Errors
/// [`Error::Policy`] names the field that breaks a rule; [`Error::PolicyChanged`] if somebody else changed them since `from`.
pub async fn change(
    tx: &mut Tx,
    from: i32,
    policy: &Policy,
    reason: &str,
    member: Option<Id>,
) -> Result<i32, Error> {
    let before = current(tx).await?;
    if before.version != from {
        return Err(Error::PolicyChanged);
    }
    policy.check()?;
    policy.check_change(&before.policy, reason)?;
    let mut policy = policy.clone();
    if policy.asks_a_device_for_more_than(&before.policy) {
        policy.banner.question = before.policy.banner.question + 1;
    }
    let (now, version, body) = (tx.clock().now(), from + 1, serde_json::to_string(&policy)?);
    // Somebody who wrote the same version in the same instant was first.
    if tx.execute(&ADD_POLICY, params![version, now, body, reason, member]).await? == 0 {
        return Err(Error::PolicyChanged);
    }
    let tenant = tx.tenant()?;
    if let Some(settings) = tenants::settings(tx, tenant).await? {
        wording::say(tx, &settings.record.name, &policy).await?;
    }
    Ok(version)
}

/// Writes down the rules a tenant of this name begins with, and the words it asks with; what stands is kept as it is.
///
/// # Errors
/// The store's.
pub async fn begin(tx: &mut Tx, company: &str) -> Result<(), Error> {
    let (now, body) = (tx.clock().now(), serde_json::to_string(&Policy::default())?);
    tx.execute(&ADD_POLICY, params![1i32, now, body, "the rules a company begins with", None::<Id>]).await?;
    let stands = current(tx).await?.policy;
    wording::say(tx, company, &stands).await
}

impl Version {
    fn first() -> Version {
        Version { version: 0, at: Micros(0), policy: Policy::default() }
    }
}

fn read(row: &Row) -> Result<Version, Error> {
    let policy = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| row.corrupt(2))?;
    Ok(Version { version: row.get(0)?, at: row.get(1)?, policy })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_the_version_that_held_on_it_and_a_version_its_days() {
        let versions = Versions(vec![(3, Micros(30)), (2, Micros(20)), (1, Micros(10))]);
        let on = |at| versions.on(Micros(at));
        assert_eq!((on(5), on(10), on(19), on(20), on(99)), (Some(1), Some(1), Some(1), Some(2), Some(3)));
        assert_eq!(versions.span(1), Some((Micros(10), Some(Micros(20)))));
        assert_eq!(versions.span(3), Some((Micros(30), None)));
        assert_eq!((versions.span(0), versions.span(4)), (None, None));
        assert_eq!(Versions::default().on(Micros(5)), None);
    }
}
