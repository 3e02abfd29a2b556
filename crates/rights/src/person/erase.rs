//! Erasing a person (R150): one transaction, made from the inventory's plan.

use std::collections::BTreeMap;

use placet_deliver::ledger as messages;
use placet_permission::suppression::{self, Due, Scope};
use placet_permission::vault::TenantKeys;
use placet_permission::{Act, Keyring, Purpose, State, Subject, ledger};
use placet_store::inventory::erasure_plan;
use placet_store::{Tenant, Tx, params, transaction};
use serde::Serialize;

use crate::Error;
use crate::person::find::Reach;
use crate::person::{Person, Who, bounded, documents, hold_fold, settle};
use crate::store::{ADD_ERASURE, NOTE_ERASED, SET_STREAMS};

/// What an erasure did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Rows deleted, stripped or rewritten, by table.
    pub rows: BTreeMap<&'static str, u64>,
}

impl Erased {
    /// How many rows in all.
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }

    /// Counts rows of a table.
    pub(crate) fn add(&mut self, table: &'static str, rows: u64) {
        if rows > 0 {
            *self.rows.entry(table).or_default() += rows;
        }
    }
}

/// Erases a person: first the line in the erasure ledger, then everything the inventory says goes. What proves a yes or refuses an
/// address stays, found by fingerprint alone (C13, C15): every standing yes is taken back and the person's addresses are
/// suppressed, known or not. Messages that wait are withdrawn. `reason` is kept with the line.
///
/// Afterwards [`maintain`](crate::person::maintain) takes the traces out of the files.
///
/// # Errors
/// [`Error::Address`], [`Error::Reason`], [`Error::NoProfile`]; the store's, and nothing is erased then.
pub async fn erase(tenant: Tenant<'_>, keyring: &Keyring, who: &Who, reason: &str) -> Result<Erased, Error> {
    let reason = bounded(reason)?;
    let keys = keyring.keys(tenant).await?;
    settle(tenant, keyring).await?;
    transaction!(tenant, "rights.erase", |tx| {
        hold_fold(tx).await?;
        let person = Person::find(tx, &keys, who, Reach::All).await?;
        write_down(tx, &keys, &person, reason).await?;
        refuse(tx, &person).await?;
        let mut erased = Erased::default();
        erased.add("inbox", documents::leave_inbox(tx, &person).await?);
        erased.add("decision_block", documents::decisions(tx, &person, true).await?.len() as u64);
        run(tx, &person, &mut erased).await?;
        Ok::<_, Error>(erased)
    })
}

/// The lines of the ledger: the fingerprints of the addresses, or a keyed hash of the profile where there is none.
async fn write_down(tx: &mut Tx, keys: &TenantKeys, person: &Person, reason: &str) -> Result<(), Error> {
    let now = tx.clock().now();
    let mut subjects: Vec<Vec<u8>> = person.addresses.iter().map(|(_, fp)| fp.bytes().to_vec()).collect();
    if subjects.is_empty() {
        subjects.extend(person.profiles.iter().map(|id| keys.hash128("erased profile", &[&id.0]).to_vec()));
    }
    for subject in subjects {
        let seq = ledger::next(tx, "erasure").await?;
        tx.execute(&ADD_ERASURE, params![seq, now, subject, reason]).await?;
    }
    Ok(())
}

/// Takes every standing yes back and suppresses the addresses; their suppressions need no clearing-away any more.
async fn refuse(tx: &mut Tx, person: &Person) -> Result<(), Error> {
    for stream in &person.streams {
        take_back(tx, Subject::Device(*stream)).await?;
    }
    for profile in &person.profiles {
        take_back(tx, Subject::Profile(*profile)).await?;
    }
    for (channel, fp) in &person.addresses {
        let entry = take_back(tx, Subject::Address(*channel, *fp)).await?;
        suppression::suppress(tx, *channel, fp, Scope::Marketing, "erased", entry).await?;
        for scope in [Scope::Marketing, Scope::Everything] {
            let at = tx.clock().now();
            suppression::cleared(tx, &Due { channel: *channel, fp: *fp, scope, at }).await?;
        }
    }
    Ok(())
}

/// Answers the entry that took marketing back.
async fn take_back(tx: &mut Tx, subject: Subject) -> Result<Option<i64>, Error> {
    let mut marketing = None;
    for (purpose, standing) in ledger::standings(tx, &subject).await? {
        if !matches!(standing.state, State::Granted | State::Requested) {
            continue;
        }
        let entry = ledger::Entry {
            at: tx.clock().now(),
            purpose,
            subject,
            act: Act::Withdrawn,
            wording: None,
            language: "",
            place: "",
            method: "erasure",
            evidence: "{}",
        };
        let seq = ledger::record(tx, &entry).await?;
        if purpose == Purpose::MARKETING {
            marketing = Some(seq);
        }
    }
    Ok(marketing)
}

/// Withdraws what waits and runs every step of the plan for which the person has ids; and says so to whoever holds a copy.
pub(crate) async fn run(tx: &mut Tx, person: &Person, erased: &mut Erased) -> Result<(), Error> {
    for contact in &person.contacts {
        messages::withdraw(tx, contact.id).await?;
    }
    for step in erasure_plan() {
        if let Some(ids) = person.ids(step.way) {
            erased.add(step.table.name, tx.execute(step.sql, &[ids]).await?);
        }
    }
    let now = tx.clock().now();
    tx.execute(&NOTE_ERASED, params![now]).await?;
    if let Some((profile, streams)) = &person.survivor {
        tx.execute(&SET_STREAMS, params![*profile, serde_json::to_string(streams)?]).await?;
    }
    Ok(())
}
