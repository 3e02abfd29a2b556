//! What a tenant must have done before anything is sent, and what stops it: agreement, identity, domain, stops (R009, R098).
//!
//! An append-only ledger with two times, as that of consents: when something held, and when it was learnt of.

use placet_core::{Id, Micros};
use placet_store::{Tx, params};

use crate::sensitive::{self, Look};
use crate::store::{ADD_DUTY, DUTIES};
use crate::vault::Address;
use crate::{Denial, Error, ledger};

/// The text in which a tenant accepts its duties (R009); another version is another text, and the one before is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its number.
    pub version: u32,
    /// What is accepted, one duty each.
    pub duties: &'static [&'static str],
}

/// The text that is accepted now.
pub const AGREEMENT: Agreement = Agreement {
    version: 1,
    duties: &[
        "We decide for what and how data of our customers and visitors is used here: we are its controller, and Placet is run on our \
         instructions alone.",
        "We have made the filings and keep the records that the law asks of us.",
        "We follow the law of each country where the people live to whom we write.",
        "We write marketing messages only to people who said yes to that explicitly, and we can show it.",
        "We have the authority to use every address that we bring here, and say where it comes from.",
        "We answer people who ask about their data, and do at once what a no asks of us.",
    ],
};

impl Agreement {
    /// What the ledger says of a tenant that accepted it.
    pub fn detail(&self) -> String {
        format!("version {}", self.version)
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The tenant accepted its duties as controller; the detail says which text.
    Agreed = 1,
    /// The agreement ended.
    AgreementEnded = 2,
    /// The operator has made sure who the tenant is; the detail says how.
    IdentityVerified = 3,
    /// The tenant may send from this domain; the detail is the domain.
    DomainVerified = 4,
    /// The operator stopped all sending; the detail says why.
    Stopped = 5,
    /// It goes on.
    Resumed = 6,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 6] = [
        Act::Agreed,
        Act::AgreementEnded,
        Act::IdentityVerified,
        Act::DomainVerified,
        Act::Stopped,
        Act::Resumed,
    ];

    /// The number in the column `act`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// Its name in interfaces.
    pub fn name(self) -> &'static str {
        match self {
            Act::Agreed => "agreed",
            Act::AgreementEnded => "agreement_ended",
            Act::IdentityVerified => "identity_verified",
            Act::DomainVerified => "domain_verified",
            Act::Stopped => "stopped",
            Act::Resumed => "resumed",
        }
    }

    /// The act with this name.
    pub fn named(name: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// Since when.
    pub at: Micros,
    /// When it was learnt of.
    pub known_at: Micros,
    /// What was done.
    pub act: Act,
    /// Which text, how, which domain, why.
    pub detail: String,
    /// By whom; `None` for the operator's command line.
    pub member: Option<Id>,
}

/// Where a tenant stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The agreement it accepted.
    pub agreement: Option<String>,
    /// How it was made sure who it is.
    pub identity: Option<String>,
    /// The domains it may send from.
    pub domains: Vec<String>,
    /// Why it is stopped.
    pub stopped: Option<String>,
}

/// Writes down what was done.
///
/// # Errors
/// The store's.
pub async fn record(tx: &mut Tx, act: Act, detail: &str, member: Option<Id>) -> Result<i64, Error> {
    let (seq, now) = (ledger::next(tx, "duty").await?, tx.clock().now());
    tx.execute(&ADD_DUTY, params![seq, now, now, act.code(), detail, member]).await?;
    Ok(seq)
}

/// What is wrong with an entry that somebody wants to write, after what stands already; `None` if it may be written. The history is never
/// changed, so nothing goes in that says nothing.
pub fn wrong(act: Act, detail: &str, standing: &Standing) -> Option<&'static str> {
    if detail.trim().is_empty() || detail.chars().count() > LONGEST || detail.chars().any(char::is_control) {
        return Some("say which, how or why, in 1 to 200 characters");
    }
    if let Some(found) = sensitive::find(detail, Look::Text) {
        return Some(found.reason());
    }
    match act {
        Act::Agreed if detail.trim() != AGREEMENT.detail() => {
            Some("is no version of the agreement: accept the one that stands, `version 1`")
        }
        Act::Agreed if standing.agreement.as_deref() == Some(detail.trim()) => Some("is accepted already"),
        Act::AgreementEnded if standing.agreement.is_none() => Some("there is no agreement to end"),
        Act::DomainVerified if !is_domain(detail.trim()) => Some("is no domain, such as shop.example"),
        Act::Stopped if standing.stopped.is_some() => Some("it is stopped already"),
        Act::Resumed if standing.stopped.is_none() => Some("it is not stopped"),
        _ => None,
    }
}

/// Longest detail of an entry.
const LONGEST: usize = 200;

/// Whether mail could come from there.
fn is_domain(text: &str) -> bool {
    Address::email(&format!("news@{text}")).is_ok()
}

/// All that has to be done before anything is sent, vouched for at once by whoever runs the installation; `how` says on what grounds.
///
/// # Errors
/// The store's.
pub async fn vouch(tx: &mut Tx, from: &str, how: &str) -> Result<(), Error> {
    let domain = domain_of(from);
    record(tx, Act::Agreed, how, None).await?;
    record(tx, Act::IdentityVerified, how, None).await?;
    record(tx, Act::DomainVerified, &domain, None).await?;
    Ok(())
}

/// Everything that was done, in order.
///
/// # Errors
/// The store's.
pub async fn history(tx: &mut Tx) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for row in tx.query(&DUTIES, &[]).await? {
        let code: i64 = row.get(3)?;
        let act = Act::ALL.into_iter().find(|act| act.code() == code).ok_or_else(|| row.corrupt(3))?;
        entries.push(Entry {
            seq: row.get(0)?,
            at: row.get(1)?,
            known_at: row.get(2)?,
            act,
            detail: row.get(4)?,
            member: row.get(5)?,
        });
    }
    Ok(entries)
}

/// Where the tenant stands now.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut Tx) -> Result<Standing, Error> {
    Ok(Standing::after(&history(tx).await?))
}

impl Standing {
    /// Where a tenant stands after these entries.
    pub fn after(entries: &[Entry]) -> Standing {
        let mut standing = Standing::default();
        for Entry { act, detail, .. } in entries {
            match act {
                Act::Agreed => standing.agreement = Some(detail.clone()),
                Act::AgreementEnded => standing.agreement = None,
                Act::IdentityVerified => standing.identity = Some(detail.clone()),
                Act::DomainVerified => standing.domains.push(detail.to_ascii_lowercase()),
                Act::Stopped => standing.stopped = Some(detail.clone()),
                Act::Resumed => standing.stopped = None,
            }
        }
        standing
    }

    /// Why nothing may be sent from this address, if nothing may.
    pub fn against(&self, from: &str) -> Option<Denial> {
        self.all_against(from).next()
    }

    /// All that stands against sending from this address, in the order in which the gate looks.
    pub fn all_against(&self, from: &str) -> impl Iterator<Item = Denial> {
        let domain = domain_of(from);
        [
            (self.stopped.is_some(), Denial::Stopped),
            (self.agreement.is_none(), Denial::NoAgreement),
            (self.identity.is_none(), Denial::IdentityUnverified),
            (!self.domains.contains(&domain), Denial::DomainUnverified),
        ]
        .into_iter()
        .filter_map(|(stands, denial)| stands.then_some(denial))
    }
}

/// The domain of an address that mails come from.
pub fn domain_of(from: &str) -> String {
    from.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase()
}
