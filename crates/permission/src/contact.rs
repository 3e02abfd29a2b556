//! Contacts: sealed addresses. Adding one past its suppression is not possible; no function for it exists.

use placet_core::{Id, Micros};
use placet_store::{Row, Tx, params};

use crate::Error;
use crate::store::{
    ADD_CONTACT, CONFIRM_SENT, CONTACT, CONTACT_BY_FP, CONTACTS_OF, DELETE_CONTACT, MOVE_CONTACT,
    VERIFY_CONTACT,
};
use crate::suppression::{self, Scope};
use crate::vault::{Address, Channel, FP_VERSION, Fingerprint, Place, Plain, Sealed, TenantKeys, Vault};

/// How sure it is that the address belongs to the person (reference: identity classes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Typed by somebody: may receive a request to confirm, and nothing else.
    Claimed = 1,
    /// Confirmed by its owner, or imported with evidence of that.
    Verified = 2,
}

/// A contact, its address sealed.
#[derive(Clone)]
pub struct Contact {
    /// Its id.
    pub id: Id,
    /// Whose address.
    pub profile: Id,
    /// E-mail or SMS.
    pub channel: Channel,
    /// How sure.
    pub class: Class,
    /// The fingerprint.
    pub fp: Fingerprint,
    /// The address.
    pub sealed: Sealed<Address>,
    /// The language to write in.
    pub language: String,
    /// Where it came from (R034).
    pub source: String,
    /// Since when it is known.
    pub created_at: Micros,
    /// When its owner confirmed it.
    pub verified_at: Option<Micros>,
    /// When a request to confirm last went out.
    pub confirm_sent_at: Option<Micros>,
    /// How many of those went out.
    pub confirm_count: i64,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A contact to be added.
pub struct New<'a> {
    /// The address.
    pub address: &'a Plain<Address>,
    /// Whose.
    pub profile: Id,
    /// How sure.
    pub class: Class,
    /// The language to write in.
    pub language: &'a str,
    /// Where it came from.
    pub source: &'a str,
}

/// What came of adding a contact.
#[derive(Debug)]
pub enum Added {
    /// It is new.
    New(Contact),
    /// The address was known already; nothing was changed.
    Known(Contact),
    /// The address is suppressed here; nothing was stored.
    Suppressed,
}

/// Adds a contact unless its address is suppressed at this tenant or opted out everywhere (R109, R110).
///
/// # Errors
/// The store's and the vault's.
pub async fn add(tx: &mut Tx, vault: &Vault, keys: &TenantKeys, new: &New<'_>) -> Result<Added, Error> {
    let channel = new.address.channel();
    let fp = keys.fingerprint(new.address);
    if suppression::standing(tx, channel, &fp).await?.is_some() {
        return Ok(Added::Suppressed);
    }
    if suppression::opted_out(tx, &vault.platform_fingerprint(new.address)).await? {
        suppression::suppress(tx, channel, &fp, Scope::Everything, "opted out everywhere", None).await?;
        return Ok(Added::Suppressed);
    }
    if let Some(known) = find(tx, channel, &fp).await? {
        return Ok(Added::Known(known));
    }
    let id = Id::new(tx.clock());
    let now = tx.clock().now();
    let sealed = keys.seal(new.address, &place(tx.tenant()?, &id))?;
    let verified_at = (new.class == Class::Verified).then_some(now);
    let values = params![
        id,
        new.profile,
        channel.code(),
        new.class as i64,
        fp.bytes(),
        FP_VERSION,
        sealed.bytes(),
        sealed.epoch(),
        new.language,
        new.source,
        now,
        verified_at
    ];
    tx.execute(&ADD_CONTACT, values).await?;
    Ok(Added::New(Contact {
        id,
        profile: new.profile,
        channel,
        class: new.class,
        fp,
        sealed,
        language: new.language.to_owned(),
        source: new.source.to_owned(),
        created_at: now,
        verified_at,
        confirm_sent_at: None,
        confirm_count: 0,
    }))
}

/// Where a contact's address stands: what its seal is bound to.
pub(crate) fn place(tenant: placet_core::TenantId, id: &Id) -> Place<'_> {
    Place { tenant, table: "contact", column: "sealed", row: &id.0 }
}

/// The contact with this address.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<Option<Contact>, Error> {
    tx.query_opt(&CONTACT_BY_FP, params![channel.code(), fp.bytes()]).await?.as_ref().map(read).transpose()
}

/// A contact by its id.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: Id) -> Result<Option<Contact>, Error> {
    tx.query_opt(&CONTACT, params![id]).await?.as_ref().map(read).transpose()
}

/// The contacts of a profile.
///
/// # Errors
/// The store's.
pub async fn of_profile(tx: &mut Tx, profile: Id) -> Result<Vec<Contact>, Error> {
    tx.query(&CONTACTS_OF, params![profile]).await?.iter().map(read).collect()
}

/// Its owner has confirmed the address.
///
/// # Errors
/// The store's.
pub async fn verify(tx: &mut Tx, id: Id) -> Result<(), Error> {
    let now = tx.clock().now();
    tx.execute(&VERIFY_CONTACT, params![id, now]).await?;
    Ok(())
}

/// A request to confirm goes out.
///
/// # Errors
/// The store's.
pub async fn confirmation_sent(tx: &mut Tx, id: Id) -> Result<(), Error> {
    let now = tx.clock().now();
    tx.execute(&CONFIRM_SENT, params![id, now]).await?;
    Ok(())
}

/// The contact now belongs to another profile.
///
/// # Errors
/// The store's.
pub async fn move_to(tx: &mut Tx, id: Id, profile: Id) -> Result<(), Error> {
    tx.execute(&MOVE_CONTACT, params![id, profile]).await?;
    Ok(())
}

/// Deletes the sealed address.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, id: Id) -> Result<(), Error> {
    tx.execute(&DELETE_CONTACT, params![id]).await?;
    Ok(())
}

/// The class in a column.
pub(crate) fn class(row: &Row, column: usize) -> Result<Class, Error> {
    match row.get::<i64>(column)? {
        1 => Ok(Class::Claimed),
        2 => Ok(Class::Verified),
        _ => Err(row.corrupt(column).into()),
    }
}

fn read(row: &Row) -> Result<Contact, Error> {
    let class = class(row, 3)?;
    Ok(Contact {
        id: row.get(0)?,
        profile: row.get(1)?,
        channel: Channel::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
        class,
        fp: Fingerprint::from_bytes(&row.get::<Vec<u8>>(4)?).ok_or_else(|| row.corrupt(4))?,
        sealed: Sealed::stored(row.get(6)?, row.get(5)?),
        language: row.get(7)?,
        source: row.get(8)?,
        created_at: row.get(9)?,
        verified_at: row.get(10)?,
        confirm_sent_at: row.get(11)?,
        confirm_count: row.get(12)?,
    })
}
