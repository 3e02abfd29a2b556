//! Addresses that somebody typed into a form and nobody ever confirmed: without a yes nothing is kept.

use placet_core::{Id, Micros};
use placet_permission::asking::OPEN_FOR;
use placet_permission::contact::{self, Class, Contact};
use placet_permission::vault::TenantKeys;
use placet_permission::{Keyring, State, Subject, ledger};
use placet_store::{Tenant, Tx, params, transaction};

use crate::Error;
use crate::person::{hold_fold, settle};
use crate::store::UNCONFIRMED;
use crate::unsubscribed::forget;

/// Forgets up to `limit` addresses whose last request can be answered no more ([`OPEN_FOR`]); answers how many. That nobody answered stands
/// in the ledger, by the fingerprint.
///
/// # Errors
/// The store's. What was forgotten before stays so.
pub async fn forget_unconfirmed(tenant: Tenant<'_>, keyring: &Keyring, limit: i64) -> Result<usize, Error> {
    let keys = keyring.keys(tenant).await?;
    let before = tenant.clock().now() - OPEN_FOR;
    let due = {
        let mut tx = tenant.read("rights.unconfirmed").await?;
        let rows = tx.query(&UNCONFIRMED, params![before, limit]).await?;
        rows.iter().map(|row| row.get::<Id>(0)).collect::<Result<Vec<_>, _>>()?
    };
    if !due.is_empty() {
        settle(tenant, keyring).await?;
    }
    let mut forgotten = 0;
    for id in due {
        let gone = transaction!(tenant, "rights.forget_unconfirmed", |tx| {
            hold_fold(tx).await?;
            one(tx, &keys, id, before).await
        })?;
        forgotten += usize::from(gone);
    }
    Ok(forgotten)
}

/// Unless its owner confirmed it meanwhile, or somebody typed it again.
async fn one(tx: &mut Tx, keys: &TenantKeys, id: Id, before: Micros) -> Result<bool, Error> {
    let Some(contact) = contact::locked(tx, id).await? else { return Ok(false) };
    let asked = contact.confirm_sent_at.unwrap_or(contact.created_at);
    if contact.class != Class::Claimed || asked > before {
        return Ok(false);
    }
    unanswered(tx, &contact).await?;
    forget(tx, keys, contact).await?;
    Ok(true)
}

/// Ends what the address was asked.
async fn unanswered(tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
    let subject = Subject::Address(contact.channel, contact.fp);
    for (purpose, standing) in ledger::standings(tx, &subject).await? {
        if standing.state == State::Requested {
            ledger::expire(tx, purpose, subject, "unanswered").await?;
        }
    }
    Ok(())
}
