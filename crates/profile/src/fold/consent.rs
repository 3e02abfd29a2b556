//! Consent, decided again when an entry is folded: what was accepted a moment ago may have been taken back since.

use std::collections::{HashMap, HashSet};

use placet_core::Micros;
use placet_permission::{Purpose, State, Subject, ledger};
use placet_store::Tx;

use crate::Error;
use crate::inbox::{Basis, Entry, What};

/// The devices and users of a batch that have said yes.
pub(crate) struct Allowed(HashSet<i64>);

impl Allowed {
    /// Whether this entry may be kept.
    pub(crate) fn keeps(&self, entry: &Entry) -> bool {
        match entry.basis {
            Basis::House | Basis::Contract => true,
            Basis::Standing | Basis::Mapped => self.0.contains(&entry.stream.id),
        }
    }
}

/// Writes the choices of the batch to the ledger and answers who may be remembered.
pub(crate) async fn decide(tx: &mut Tx, entries: &[Entry]) -> Result<Allowed, Error> {
    for (device, (granted, at, place)) in choices(entries) {
        let subject = Subject::Device(device);
        let standing = ledger::standing(tx, Purpose::Tracking, &subject).await?;
        let act = match (granted, standing.map(|s| s.state)) {
            (true, Some(State::Granted)) => continue,
            (true, _) => State::Granted,
            (false, Some(State::Granted)) => State::Withdrawn,
            // A no where there was never a yes leaves nothing behind (C16).
            (false, _) => continue,
        };
        if standing.is_some_and(|s| s.at > at) {
            continue;
        }
        let entry = ledger::Entry {
            at,
            purpose: Purpose::Tracking,
            subject,
            act,
            wording: None,
            language: "",
            place,
            method: "consent manager",
            evidence: "{}",
        };
        ledger::record(tx, &entry).await?;
    }
    let mut devices: Vec<i64> = entries
        .iter()
        .filter(|e| matches!(e.basis, Basis::Standing | Basis::Mapped))
        .map(|e| e.stream.id)
        .collect();
    devices.sort_unstable();
    devices.dedup();
    let mut allowed = HashSet::with_capacity(devices.len());
    for chunk in devices.chunks(2_000) {
        allowed.extend(ledger::track_permits(tx, chunk).await?.iter().map(|permit| permit.device()));
    }
    Ok(Allowed(allowed))
}

/// The last choice of each device in the batch. None was made after it was received, whatever a client's clock says: a yes from
/// the future would outlive every no until then.
fn choices(entries: &[Entry]) -> HashMap<i64, (bool, Micros, &str)> {
    let mut last: HashMap<i64, (bool, Micros, &str)> = HashMap::new();
    for entry in entries {
        let choice = match &entry.what {
            What::Choice { granted, place } => (*granted, entry.at.min(entry.received), place.as_str()),
            _ if entry.basis == Basis::Mapped => (true, entry.at.min(entry.received), ""),
            _ => continue,
        };
        match last.get(&entry.stream.id) {
            Some((_, at, _)) if *at > choice.1 => {}
            _ => {
                last.insert(entry.stream.id, choice);
            }
        }
    }
    last
}
