//! Clearing away after an unsubscription, once the time to undo it is over (C15, R108, R116).

use std::collections::HashMap;

use placet_core::Micros;
use placet_permission::contact::{self, Contact};
use placet_permission::opt_out::OptOut;
use placet_permission::suppression::{self, Due};
use placet_permission::vault::TenantKeys;
use placet_permission::{Keyring, ledger};
use placet_profile::profile;
use placet_store::{Tenant, Tx, params, transaction};

use crate::person::{Erased, Person, contact_stream, hold_fold, run, settle, shells};
use crate::store::{DROP_INSTANCES, DROP_REACH, PREDECESSORS};
use crate::{Error, everywhere};

/// Clears up to `limit` suppressions whose time to undo is over; answers when to come again ([`Micros::NEVER`] if none waits).
///
/// For each address: the reactions to its messages and the sealed address are deleted, the rows of its messages lose person and
/// content (their totals were counted before), and what the person did in the shop goes with the profile, but for devices with
/// a tracking consent of their own. No purpose there is holds an address of its own, so the address always goes. Consent and
/// suppression entries stay.
///
/// # Errors
/// The store's. What was cleared before stays cleared.
pub async fn clear_unsubscribed(tenant: Tenant<'_>, keyring: &Keyring, limit: i64) -> Result<Micros, Error> {
    let keys = keyring.keys(tenant).await?;
    let now = tenant.clock().now();
    let mut tx = tenant.read("rights.due").await?;
    let due = suppression::due(&mut tx, limit).await?;
    drop(tx);
    if due.first().is_some_and(|first| first.at <= now) {
        settle(tenant, keyring).await?;
    }
    for one in due.iter().filter(|due| due.at <= now) {
        if let Some(address) = opted_out(tenant, keyring, &keys, one).await? {
            everywhere::spread(tenant.store(), Some(tenant.id()), keyring, &address).await?;
        }
        transaction!(tenant, "rights.clear_unsubscribed", |tx| {
            hold_fold(tx).await?;
            clear(tx, &keys, one).await
        })?;
    }
    let mut tx = tenant.read("rights.due").await?;
    Ok(suppression::due(&mut tx, 1).await?.first().map_or(Micros::NEVER, |due| due.at))
}

/// The no to every company that this address stands for, while the address is still there to be told to the others.
async fn opted_out(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    keys: &TenantKeys,
    due: &Due,
) -> Result<Option<OptOut>, Error> {
    let mut tx = tenant.read("rights.opted_out").await?;
    match contact::find(&mut tx, due.channel, &due.fp).await? {
        Some(contact) => Ok(everywhere::standing(&mut tx, keyring, keys, &contact).await?),
        None => Ok(None),
    }
}

async fn clear(tx: &mut Tx, keys: &TenantKeys, due: &Due) -> Result<(), Error> {
    // Undone meanwhile: nothing is suppressed, and nothing goes.
    if suppression::standing(tx, due.channel, &due.fp).await?.is_none() {
        return Ok(());
    }
    if let Some(contact) = contact::find(tx, due.channel, &due.fp).await? {
        forget(tx, keys, contact).await?;
    }
    suppression::cleared(tx, due).await?;
    Ok(())
}

/// Deletes an address and what goes with it.
pub(crate) async fn forget(tx: &mut Tx, keys: &TenantKeys, contact: Contact) -> Result<(), Error> {
    let profile = contact.profile;
    let leaving = leaving(tx, keys, contact).await?;
    run(tx, &leaving.person, &mut Erased::default()).await?;
    if leaving.unreachable {
        tx.execute(&DROP_REACH, params![profile]).await?;
        tx.execute(&DROP_INSTANCES, params![profile]).await?;
    }
    Ok(())
}

/// What goes with an address.
struct Leaving {
    person: Person,
    /// No other address of the profile is left.
    unreachable: bool,
}

async fn leaving(tx: &mut Tx, keys: &TenantKeys, contact: Contact) -> Result<Leaving, Error> {
    let id = contact.profile;
    let own = contact_stream(keys, &contact);
    let others: Vec<Contact> =
        contact::of_profile(tx, id).await?.into_iter().filter(|other| other.id != contact.id).collect();
    let theirs: Vec<i64> = others.iter().map(|other| contact_stream(keys, other)).collect();
    let streams = profile::streams(tx, id).await?.unwrap_or_default();
    let shop: Vec<i64> =
        streams.iter().copied().filter(|stream| *stream != own && !theirs.contains(stream)).collect();
    let consented = consented(tx, &shop).await?;
    let stays = |stream: &i64| theirs.contains(stream) || consented.contains(stream);
    let (kept, mut gone): (Vec<i64>, Vec<i64>) = streams.into_iter().partition(stays);
    gone.push(own);
    let mut person = Person { streams: gone, contacts: vec![contact], ..Person::default() };
    if kept.is_empty() && others.is_empty() {
        let former = shells(tx, id, &person.streams).await?;
        person.profiles.push(id);
        person.profiles.extend(former);
    } else {
        person.survivor = Some((id, kept));
    }
    person.find_messages(tx).await?;
    Ok(Leaving { person, unreachable: others.is_empty() })
}

/// Those of the streams whose device has a tracking consent of its own. A stream that took over a device stands on the device's consent,
/// which is written under its first stream.
async fn consented(tx: &mut Tx, streams: &[i64]) -> Result<Vec<i64>, Error> {
    let mut out = Vec::new();
    let mut asked: Vec<(i64, i64)> = streams.iter().map(|stream| (*stream, *stream)).collect();
    while !asked.is_empty() {
        let first: Vec<i64> = asked.iter().map(|(_, first)| *first).collect();
        let permits = ledger::track_permits(tx, &first).await?;
        let (yes, no): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|(_, first)| permits.iter().any(|permit| permit.device() == *first));
        out.extend(yes.into_iter().map(|(stream, _)| stream));
        let before = before(tx, &no).await?;
        asked = no.into_iter().filter_map(|(stream, first)| Some((stream, *before.get(&first)?))).collect();
    }
    Ok(out)
}

/// The stream that each of these took over from.
async fn before(tx: &mut Tx, asked: &[(i64, i64)]) -> Result<HashMap<i64, i64>, Error> {
    let ids: Vec<i64> = asked.iter().map(|(_, first)| *first).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(&PREDECESSORS, params![ids]).await?;
    rows.iter().map(|row| Ok((row.get(1)?, row.get(0)?))).collect()
}
