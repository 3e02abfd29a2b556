//! Contacts: sealed addresses. Adding one past its suppression is not possible; no function for it exists.

use placet_core::{Id, Micros};
use placet_store::{Row, Tx, params};

use serde::{Deserialize, Serialize};

use crate::place::{Known, Stated, countries_of};
use crate::standings::{Against, Standings};
use crate::store::{
    ADD_CONTACT, ADDRESSES_OF, CLAIM_CONTACT, CONFIRM_SENT, CONTACT, CONTACT_BY_FP, CONTACTS_OF,
    DELETE_CONTACT, HOLD_CONTACT, LOCK_CONTACT, MOVE_CONTACT, SET_LANGUAGE, SET_PLACE, SET_SOURCE,
    SET_STANDINGS, VERIFY_CONTACT,
};
use crate::suppression::{self, Scope};
use crate::vault::{Address, Channel, FP_VERSION, Fingerprint, Place, Plain, Sealed, TenantKeys, Vault};
use crate::{Error, Purpose, State, Subject, Wish};
use crate::{asking, ledger, many, opt_out};

/// How the source of an address begins that is kept without a basis for writing to it (C2).
pub const WITHOUT_BASIS: &str = "without basis";

/// How sure it is that the address belongs to the person (reference: identity classes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Where its owner is, as far as that is known.
    pub place: String,
    /// Where its consents stand, if that is written in its row.
    standings: Option<Standings>,
    /// Since when it is known.
    pub created_at: Micros,
    /// When its owner confirmed it.
    pub verified_at: Option<Micros>,
    /// When a request to confirm last went out.
    pub confirm_sent_at: Option<Micros>,
    /// How many of those went out.
    pub confirm_count: i64,
    /// How often and when its owner wishes to be written to.
    pub wish: Wish,
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
    /// Where a form said that its owner is.
    pub place: Stated,
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
    // Whoever says no to an address needs the ledger's counter too: they come first and are seen here, or wait and find the row.
    many::hold(tx).await?;
    if suppression::standing(tx, channel, &fp).await?.is_some() {
        return Ok(Added::Suppressed);
    }
    if suppression::opted_out(tx, &vault.platform_fingerprint(new.address)).await? {
        suppression::suppress(tx, channel, &fp, Scope::Everything, opt_out::REASON, None).await?;
        return Ok(Added::Suppressed);
    }
    match find(tx, channel, &fp).await? {
        Some(known) => Ok(Added::Known(known)),
        None => Ok(Added::New(insert(tx, keys, &fp, new).await?)),
    }
}

/// What is to be done about an address that unsubscribed and is typed into a form again, by its owner or by somebody else.
///
/// `None`: nothing, since it does not want any message at all, or since it was asked often enough. Otherwise it is kept as claimed, and
/// stays suppressed: one request to confirm may reach it, and nothing else, until its owner confirms ([`suppression::lift`]).
///
/// # Errors
/// The store's and the vault's.
pub async fn ask_anew(
    tx: &mut Tx,
    vault: &Vault,
    keys: &TenantKeys,
    new: &New<'_>,
) -> Result<Option<Added>, Error> {
    let (channel, fp) = (new.address.channel(), keys.fingerprint(new.address));
    // `add` came before and holds the ledger's counter, so of two forms at once the second sees what the first asked.
    lock(tx, channel, &fp).await?;
    let everywhere = suppression::opted_out(tx, &vault.platform_fingerprint(new.address)).await?;
    if everywhere || suppression::scopes(tx, channel, &fp).await? != [Scope::Marketing] {
        return Ok(None);
    }
    if !asking::answers_a_form(tx, &Subject::Address(channel, fp)).await? {
        return Ok(None);
    }
    match find(tx, channel, &fp).await? {
        Some(known) => {
            tx.execute(&CLAIM_CONTACT, params![known.id]).await?;
            Ok(Some(Added::Known(Contact { class: Class::Claimed, verified_at: None, ..known })))
        }
        None => Ok(Some(Added::New(insert(tx, keys, &fp, new).await?))),
    }
}

async fn insert(tx: &mut Tx, keys: &TenantKeys, fp: &Fingerprint, new: &New<'_>) -> Result<Contact, Error> {
    let (channel, fp) = (new.address.channel(), *fp);
    let id = Id::new(tx.clock());
    let now = tx.clock().now();
    let sealed = keys.seal(new.address, &place(tx.tenant()?, &id))?;
    let verified_at = (new.class == Class::Verified).then_some(now);
    let phone = if channel == Channel::Sms { countries_of(new.address.expose()) } else { &[] };
    let place = Known { phone: phone.to_vec(), ..Known::by_form(new.place) }.text();
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
        &place,
        now,
        verified_at
    ];
    tx.execute(&ADD_CONTACT, values).await?;
    let standings = told(tx, channel, &fp, new.profile).await?;
    tx.execute(&SET_STANDINGS, params![id, standings.pack()]).await?;
    Ok(Contact {
        id,
        profile: new.profile,
        channel,
        class: new.class,
        fp,
        sealed,
        language: new.language.to_owned(),
        source: new.source.to_owned(),
        place,
        standings: Some(standings),
        created_at: now,
        verified_at,
        confirm_sent_at: None,
        confirm_count: 0,
        wish: Wish::default(),
    })
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

/// A contact by its id, which nobody else changes until the transaction ends: for whoever is about to write down what becomes of it.
///
/// # Errors
/// The store's.
pub async fn locked(tx: &mut Tx, id: Id) -> Result<Option<Contact>, Error> {
    let Some(seen) = get(tx, id).await? else { return Ok(None) };
    lock(tx, seen.channel, &seen.fp).await?;
    get(tx, id).await
}

/// A contact by its id, whose owner's word nobody changes until the transaction ends. Taken before its messages are, so that a withdrawal
/// either comes first and is seen, or waits and sees them in hand.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &mut Tx, id: Id) -> Result<Option<Contact>, Error> {
    tx.query_opt(&HOLD_CONTACT, params![id]).await?.as_ref().map(read).transpose()
}

/// Takes the row of an address so that no message to it comes in hand until the transaction ends: before its owner's word is changed.
///
/// # Errors
/// The store's.
pub async fn lock(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<(), Error> {
    tx.query_opt(&LOCK_CONTACT, params![channel.code(), fp.bytes()]).await?;
    Ok(())
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

/// Its owner, or evidence of their yes, came by another way than the address first did; `import` is the import that brought it.
///
/// # Errors
/// The store's.
pub async fn came_by(tx: &mut Tx, id: Id, source: &str, import: Option<Id>) -> Result<(), Error> {
    tx.execute(&SET_SOURCE, params![id, source, import]).await?;
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
    match get(tx, id).await? {
        // Another owner may be restricted.
        Some(moved) => take_standings(tx, &Subject::Address(moved.channel, moved.fp)).await,
        None => Ok(()),
    }
}

/// Somebody said, in a form or under a consent, where the owner of a contact is; what the other said of it stays.
///
/// # Errors
/// The store's.
pub async fn is_at(tx: &mut Tx, contact: &Contact, form: Stated, context: Stated) -> Result<(), Error> {
    let mut known = Known::read(&contact.place);
    for (old, new) in [(&mut known.form, form), (&mut known.context, context)] {
        if !new.is_empty() {
            *old = new;
        }
    }
    tx.execute(&SET_PLACE, params![contact.id, known.text()]).await?;
    Ok(())
}

/// In which language its owner is written to from now on.
///
/// # Errors
/// The store's.
pub async fn reads(tx: &mut Tx, id: Id, language: &str) -> Result<(), Error> {
    tx.execute(&SET_LANGUAGE, params![id, language]).await?;
    Ok(())
}

/// Browser or app told under a consent where a person is: noted at each of their addresses that says otherwise.
///
/// # Errors
/// The store's.
pub async fn owner_is_at(tx: &mut Tx, owner: Id, context: Stated) -> Result<(), Error> {
    for contact in of_profile(tx, owner).await? {
        if !context.is_empty() && Known::read(&contact.place).context != context {
            is_at(tx, &contact, Stated::default(), context).await?;
        }
    }
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

/// Where a contact's consents stand, and what stands against it.
///
/// # Errors
/// The store's.
pub(crate) async fn standings(tx: &mut Tx, contact: &Contact) -> Result<Standings, Error> {
    match &contact.standings {
        Some(standings) => Ok(standings.clone()),
        None => told(tx, contact.channel, &contact.fp, contact.profile).await,
    }
}

/// The same by its id, for a row that does not say.
pub(crate) async fn standings_of(tx: &mut Tx, id: Id) -> Result<Standings, Error> {
    match get(tx, id).await? {
        Some(contact) => standings(tx, &contact).await,
        None => Ok(Standings::default()),
    }
}

/// Writes anew into the rows of the addresses that a subject speaks of what ledger and suppressions say of them.
pub(crate) async fn take_standings(tx: &mut Tx, subject: &Subject) -> Result<(), Error> {
    match subject {
        Subject::Device(_) => Ok(()),
        Subject::Address(channel, fp) => take(tx, *channel, fp).await,
        Subject::Profile(profile) => {
            for row in tx.query(&ADDRESSES_OF, params![*profile]).await? {
                let channel = Channel::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?;
                let fp = Fingerprint::from_bytes(&row.get::<Vec<u8>>(1)?).ok_or_else(|| row.corrupt(1))?;
                take(tx, channel, &fp).await?;
            }
            Ok(())
        }
    }
}

async fn take(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<(), Error> {
    // Locked before it is read: of two who speak at once, the second sees what the first said.
    let Some(row) = tx.query_opt(&LOCK_CONTACT, params![channel.code(), fp.bytes()]).await? else {
        return Ok(());
    };
    let (id, profile): (Id, Id) = (row.get(0)?, row.get(1)?);
    let standings = told(tx, channel, fp, profile).await?;
    tx.execute(&SET_STANDINGS, params![id, standings.pack()]).await?;
    Ok(())
}

/// What ledger, suppressions and restrictions say of an address now.
async fn told(tx: &mut Tx, channel: Channel, fp: &Fingerprint, owner: Id) -> Result<Standings, Error> {
    let consents = ledger::standings(tx, &Subject::Address(channel, *fp)).await?;
    let owner = ledger::standing(tx, Purpose::EVERY, &Subject::Profile(owner)).await?;
    let scopes = suppression::scopes(tx, channel, fp).await?;
    let against = Against {
        marketing: scopes.contains(&Scope::Marketing),
        everything: scopes.contains(&Scope::Everything),
        restricted: owner.is_some_and(|standing| standing.state == State::Restricted),
    };
    Ok(Standings { against, consents })
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
    let standings = row.get::<Option<Vec<u8>>>(10)?;
    let standings =
        standings.map(|bytes| Standings::unpack(&bytes).ok_or_else(|| row.corrupt(10))).transpose()?;
    Ok(Contact {
        id: row.get(0)?,
        profile: row.get(1)?,
        channel: Channel::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
        class,
        fp: Fingerprint::from_bytes(&row.get::<Vec<u8>>(4)?).ok_or_else(|| row.corrupt(4))?,
        sealed: Sealed::stored(row.get(6)?, row.get(5)?),
        language: row.get(7)?,
        source: row.get(8)?,
        place: row.get(9)?,
        standings,
        created_at: row.get(11)?,
        verified_at: row.get(12)?,
        confirm_sent_at: row.get(13)?,
        confirm_count: row.get(14)?,
        wish: Wish::stored(row.get(15)?, row.get(16)?),
    })
}
