//! The no to every company of the installation in one click (R110).
//!
//! The address goes on the global list at once, and from that moment no gate lets a message to it leave. When the time to undo that is
//! over, the no is written into every company that knows the address, which then clears the person's data away as after any unsubscription
//! (C15), by the worker that clears it away where the link was clicked.

use placet_core::{Id, TenantId};
use placet_deliver::ledger as messages;
use placet_permission::Keyring;
use placet_permission::contact::{self, Contact};
use placet_permission::opt_out::{OptOut, REASON};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::TenantKeys;
use placet_store::{Store, Tenant, Tx, tenants, transaction};

use crate::Error;
use crate::unsubscribe::{By, QUEUE, Unsubscribed, end};

/// Tenants looked at in one read.
const PAGE: u32 = 200;

/// Opts the owner of a contact out of every company's messages. `None` if the contact is gone.
///
/// # Errors
/// The store's and the vault's; nothing has changed then.
pub async fn opt_out(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    id: Id,
    by: &By<'_>,
) -> Result<Option<Unsubscribed>, Error> {
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "rights.opt_out", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(None) };
        let now = tx.clock().now();
        let address = OptOut::of(keyring, &keys, &contact, now)?;
        Ok::<_, Error>(Some(end_everywhere(tx, &keys, &contact, &address, by).await?))
    })
}

/// The same inside a transaction, of a contact with this address.
pub(crate) async fn end_everywhere(
    tx: &mut Tx,
    keys: &TenantKeys,
    contact: &Contact,
    address: &OptOut,
    by: &By<'_>,
) -> Result<Unsubscribed, Error> {
    let ended = end(tx, keys, contact, by).await?;
    address.list(tx).await?;
    let new =
        suppression::suppress(tx, contact.channel, &contact.fp, Scope::Everything, REASON, None).await?;
    messages::withdraw(tx, contact.id).await?;
    let standing = suppression::standing(tx, contact.channel, &contact.fp).await?;
    let undo_until = standing.map_or(ended.undo_until, |standing| standing.undo_until);
    tx.wake(QUEUE, undo_until).await?;
    Ok(Unsubscribed { undo_until, new })
}

/// Takes that back within its grace period, by the person's own act: the other companies' yeses stand as before, this one stays
/// unsubscribed. False if the period is over.
///
/// # Errors
/// The store's and the vault's.
pub async fn undo(tenant: Tenant<'_>, keyring: &Keyring, id: Id) -> Result<bool, Error> {
    let keys = keyring.keys(tenant).await?;
    let undone = transaction!(tenant, "rights.opt_in", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(None) };
        let now = tx.clock().now();
        let address = OptOut::of(keyring, &keys, &contact, now)?;
        if !suppression::undo(tx, contact.channel, &contact.fp, Scope::Everything).await? {
            // Pressed twice: it is undone already, but perhaps not yet everywhere.
            let listed = address.is_listed(tx).await?;
            return Ok((!listed).then_some(address));
        }
        address.unlist(tx).await?;
        Ok::<_, Error>(Some(address))
    })?;
    let Some(address) = undone else { return Ok(false) };
    // Where the address came up meanwhile, it was refused in its own right.
    for other in others(tenant.store(), Some(tenant.id())).await? {
        let other = tenant.store().tenant(other);
        let keys = keyring.keys(other).await?;
        let fp = address.fingerprint(&keys);
        transaction!(other, "rights.opt_in_too", |tx| {
            suppression::undo(tx, address.channel(), &fp, Scope::Everything).await
        })?;
    }
    Ok(true)
}

/// The owner's no to everybody, if that is why this address is suppressed.
pub(crate) async fn standing(
    tx: &mut Tx,
    keyring: &Keyring,
    keys: &TenantKeys,
    contact: &Contact,
) -> Result<Option<OptOut>, Error> {
    let standing = suppression::standing(tx, contact.channel, &contact.fp).await?;
    if standing.is_none_or(|standing| standing.scope != Scope::Everything) {
        return Ok(None);
    }
    let now = tx.clock().now();
    let address = OptOut::of(keyring, keys, contact, now)?;
    Ok(address.is_listed(tx).await?.then_some(address))
}

/// Writes down at the operator's that the owner of an address wants nothing of any company, in every company that knows it. Done again, it
/// changes nothing.
///
/// # Errors
/// The store's; what was written until then stays written.
pub async fn add(store: &Store, keyring: &Keyring, address: &OptOut) -> Result<(), Error> {
    transaction!(store.global(), "rights.list", |tx| { address.list(tx).await })?;
    spread(store, None, keyring, address).await
}

/// The owner of an address takes back at the operator's, at any time, that they want nothing of any company. Where they unsubscribed they
/// stay so, until they subscribe anew.
///
/// # Errors
/// The store's; what was written until then stays written.
pub async fn take_back(store: &Store, keyring: &Keyring, address: &OptOut) -> Result<(), Error> {
    transaction!(store.global(), "rights.unlist", |tx| { address.unlist(tx).await })?;
    for tenant in others(store, None).await? {
        let tenant = store.tenant(tenant);
        let keys = keyring.keys(tenant).await?;
        let fp = address.fingerprint(&keys);
        transaction!(tenant, "rights.lift_everywhere", |tx| {
            suppression::lift_everywhere(tx, address.channel(), &fp).await
        })?;
    }
    Ok(())
}

/// Writes the no into every other company that knows the address. What was written stays written: after a crash it is done again.
///
/// # Errors
/// The store's.
pub(crate) async fn spread(
    store: &Store,
    but: Option<TenantId>,
    keyring: &Keyring,
    address: &OptOut,
) -> Result<(), Error> {
    let by = By { message: None, method: REASON, place: "", language: None, evidence: "{}" };
    for other in others(store, but).await? {
        let other = store.tenant(other);
        let keys = keyring.keys(other).await?;
        let fp = address.fingerprint(&keys);
        transaction!(other, "rights.opt_out_too", |tx| {
            let Some(contact) = contact::find(tx, address.channel(), &fp).await? else { return Ok(()) };
            end(tx, &keys, &contact, &by).await?;
            suppression::suppress(tx, contact.channel, &fp, Scope::Everything, REASON, None).await?;
            messages::withdraw(tx, contact.id).await?;
            let now = tx.clock().now();
            tx.wake(QUEUE, now + suppression::GRACE).await?;
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

async fn others(store: &Store, but: Option<TenantId>) -> Result<Vec<TenantId>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = {
            let mut tx = store.global().read("rights.tenants").await?;
            tenants::list(&mut tx, after, PAGE).await?
        };
        all.extend(page.rows.iter().map(|tenant| tenant.id).filter(|id| Some(*id) != but));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}
