//! Consent, decided again when an entry is folded: what was accepted a moment ago may have been taken back since.

use std::collections::{HashMap, HashSet};

use placet_core::{Id, Micros};
use placet_permission::{Purpose, State, Subject, ledger};
use placet_store::Tx;

use crate::Error;
use crate::inbox::{Basis, Entry, What};

/// Who of a batch has said yes.
pub(crate) struct Allowed {
    /// To being remembered: devices and users.
    devices: HashSet<i64>,
    /// To their opening of messages being noticed: contacts.
    readers: HashSet<[u8; 16]>,
}

impl Allowed {
    /// Whether this entry may be kept.
    pub(crate) fn keeps(&self, entry: &Entry) -> bool {
        match (&entry.what, entry.basis) {
            (What::Opened { contact, .. }, _) => self.readers.contains(contact),
            (_, Basis::House | Basis::Contract) => true,
            (_, Basis::Standing | Basis::Mapped) => self.devices.contains(&entry.stream.id),
        }
    }
}

/// Writes the choices of the batch to the ledger and answers who may be remembered.
pub(crate) async fn decide(tx: &mut Tx, entries: &[Entry]) -> Result<Allowed, Error> {
    for (device, (granted, at, place)) in choices(entries) {
        let subject = Subject::Device(device);
        let standing = ledger::standing(tx, Purpose::TRACKING, &subject).await?;
        let act = match (granted, standing.map(|s| s.state)) {
            // One that has lapsed is said anew.
            (true, _) if standing.is_some_and(|yes| yes.holds_on_a_device(at)) => continue,
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
            purpose: Purpose::TRACKING,
            subject,
            act: act.into(),
            wording: None,
            language: "",
            place,
            method: "consent manager",
            evidence: "{}",
        };
        ledger::record(tx, &entry).await?;
    }
    Ok(Allowed { devices: devices(tx, entries).await?, readers: readers(tx, entries).await? })
}

/// The devices and users of a batch that may be remembered.
async fn devices(tx: &mut Tx, entries: &[Entry]) -> Result<HashSet<i64>, Error> {
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
    Ok(allowed)
}

/// The contacts of a batch whose opening of messages may be noticed.
async fn readers(tx: &mut Tx, entries: &[Entry]) -> Result<HashSet<[u8; 16]>, Error> {
    let mut asked = HashSet::new();
    let mut readers = HashSet::new();
    for entry in entries {
        let What::Opened { contact, .. } = &entry.what else { continue };
        if asked.insert(*contact) && placet_permission::may_notice_opening(tx, Id(*contact)).await? {
            readers.insert(*contact);
        }
    }
    Ok(readers)
}

/// The last choice of each device in the batch that the ledger has not heard yet; one made on our own route it has. None was made after it was received, whatever a client's clock says: a yes from
/// the future would outlive every no until then.
fn choices(entries: &[Entry]) -> HashMap<i64, (bool, Micros, &str)> {
    let mut last: HashMap<i64, (bool, Micros, &str)> = HashMap::new();
    for entry in entries {
        let choice = match &entry.what {
            What::Choice { granted, place } if entry.basis != Basis::House => {
                (*granted, entry.at.min(entry.received), place.as_str())
            }
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
