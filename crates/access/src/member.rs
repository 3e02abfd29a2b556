//! Members as they are stored: an address to sign in with, what they tell of themselves, and where they belong.

use std::sync::Arc;

use placet_core::{Id, Micros, TenantId};
use placet_permission::vault::{Address, Place, Plain, Sealed, TenantKeys, digest, hex, random};
use placet_permission::{Keyring, ViewPermit};
use placet_store::{Row, Store, Tx, params, transaction};

use crate::store::{
    ADD_MEMBER, ADD_SESSION, ANY_MEMBER, DROP_FIRST, DROP_LINKS_OF, DROP_MEMBER, DROP_MEMBERSHIP,
    END_ALL_SESSIONS, MEMBER, MEMBER_BY_FP, MEMBERS_OF, MEMBERSHIPS, NO_PASSWORD, OWNERS, ROLE_AT,
    SET_MEMBERSHIP, SET_TOTP,
};
use crate::{Error, Fields, Role, audit};

/// The operator stands where a tenant would: members' accounts are sealed with its keys, and its log holds what they do with them. No
/// tenant has this number.
pub const OPERATOR: TenantId = TenantId(0);

/// How long a one-time link opens.
pub(crate) const LINK_LIFE: i64 = 24 * Micros::HOUR;
/// The member of the link by which the very first one comes: nobody yet.
const NOBODY: Id = Id([0; 16]);

/// A one-time link's secret: it stands after the `#` of an address, where no server and no log ever sees it.
#[derive(Clone)]
pub struct Link(String);

impl Link {
    /// The address that opens it, at the application's own.
    pub fn at(&self, origin: &str) -> String {
        format!("{origin}/welcome#{}", self.0)
    }

    /// The secret itself.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

/// A member as stored.
pub(crate) struct Member {
    pub(crate) id: Id,
    pub(crate) sealed: Sealed<Address>,
    pub(crate) fields: Option<Sealed<placet_permission::vault::Text>>,
    pub(crate) version: i64,
    pub(crate) password: Option<String>,
    /// The secret of the second factor, hidden; and whether a first code has proven it.
    pub(crate) totp: Option<Vec<u8>>,
    pub(crate) totp_confirmed_at: Option<Micros>,
    pub(crate) totp_step: i64,
    pub(crate) recovery: String,
}

/// A member in a tenant's list.
pub(crate) struct Colleague {
    pub(crate) id: Id,
    pub(crate) sealed: Sealed<Address>,
    pub(crate) second_factor: bool,
    pub(crate) created_at: Micros,
    pub(crate) role: Role,
    pub(crate) last_seen_at: Option<Micros>,
    /// Whether they have no password: their link was never used.
    pub(crate) invited: bool,
    /// Until when a link opens.
    pub(crate) link_until: Option<Micros>,
}

/// Every seal of an account is under the first key: `member` keeps no epoch, and the operator's keys never rotate.
const EPOCH: u32 = 1;

impl Member {
    fn read(row: &Row) -> Result<Member, Error> {
        Ok(Member {
            id: row.get(0)?,
            sealed: Sealed::stored(EPOCH, row.get(1)?),
            fields: row.get::<Option<Vec<u8>>>(2)?.map(|bytes| Sealed::stored(EPOCH, bytes)),
            version: row.get(3)?,
            password: row.get(4)?,
            totp: row.get(5)?,
            totp_confirmed_at: row.get(6)?,
            totp_step: row.get(7)?,
            recovery: row.get(8)?,
        })
    }

    /// Whether signing in takes a second factor.
    pub(crate) fn has_second_factor(&self) -> bool {
        self.totp.is_some() && self.totp_confirmed_at.is_some()
    }

    /// What they told of themselves.
    pub(crate) fn told(&self, keys: &TenantKeys, now: Micros) -> Result<Fields, Error> {
        let Some(sealed) = &self.fields else { return Ok(Fields::default()) };
        let text = ViewPermit::of_account(OPERATOR, self.id, now).open(keys, sealed, "fields", now)?;
        serde_json::from_str(text.expose()).map_err(|_| Error::Corrupt("fields"))
    }
}

/// Where a value of an account stands.
pub(crate) fn place<'a>(id: &'a Id, column: &'static str) -> Place<'a> {
    Place { tenant: OPERATOR, table: "member", column, row: &id.0 }
}

/// The address of a member.
pub(crate) fn address(
    keys: &TenantKeys,
    id: Id,
    sealed: &Sealed<Address>,
    now: Micros,
) -> Result<String, Error> {
    let plain = ViewPermit::of_account(OPERATOR, id, now).open(keys, sealed, "sealed", now)?;
    Ok(plain.expose().to_owned())
}

/// The member with this id.
pub(crate) async fn get(tx: &mut Tx, id: Id) -> Result<Option<Member>, Error> {
    tx.query_opt(&MEMBER, params![id]).await?.as_ref().map(Member::read).transpose()
}

/// The member who signs in with this address.
pub(crate) async fn by_address(
    tx: &mut Tx,
    keyring: &Keyring,
    address: &Plain<Address>,
) -> Result<Option<Member>, Error> {
    let fp = keyring.vault().platform_fingerprint(address);
    tx.query_opt(&MEMBER_BY_FP, params![fp.bytes()]).await?.as_ref().map(Member::read).transpose()
}

/// What a member is, and where: tenant 0 is the installation.
pub(crate) async fn memberships(tx: &mut Tx, id: Id) -> Result<Vec<(TenantId, Role)>, Error> {
    tx.query(&MEMBERSHIPS, params![id])
        .await?
        .iter()
        .map(|row| Ok((TenantId(row.get(0)?), role(row, 1)?)))
        .collect()
}

/// What a member is at a tenant.
pub(crate) async fn role_at(tx: &mut Tx, id: Id, tenant: TenantId) -> Result<Option<Role>, Error> {
    tx.query_opt(&ROLE_AT, params![id, tenant]).await?.as_ref().map(|row| role(row, 0)).transpose()
}

fn role(row: &Row, column: usize) -> Result<Role, Error> {
    Ok(Role::named(&row.get::<String>(column)?).ok_or_else(|| row.corrupt(column))?)
}

/// Everybody who belongs to a tenant, the longest there first.
pub(crate) async fn colleagues(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Colleague>, Error> {
    let now = tx.clock().now();
    let rows = tx.query(&MEMBERS_OF, params![tenant, now]).await?;
    rows.iter()
        .map(|row| {
            Ok(Colleague {
                id: row.get(0)?,
                sealed: Sealed::stored(EPOCH, row.get(1)?),
                second_factor: row.get::<Option<i64>>(2)?.is_some(),
                created_at: row.get(3)?,
                role: role(row, 4)?,
                last_seen_at: row.get(5)?,
                invited: row.get::<i64>(6)? == 1,
                link_until: row.get(7)?,
            })
        })
        .collect()
}

/// Whether taking the role of owner from this member would leave the tenant without one.
pub(crate) async fn is_last_owner(tx: &mut Tx, tenant: TenantId, id: Id) -> Result<bool, Error> {
    let owners = tx.query(&OWNERS, params![tenant]).await?;
    let owners = owners.iter().map(|row| row.get::<Id>(0)).collect::<Result<Vec<Id>, _>>()?;
    Ok(owners == [id])
}

/// Makes a member of this address, or finds the one there is, and gives them a role at a tenant.
pub(crate) async fn join(
    tx: &mut Tx,
    keyring: &Keyring,
    keys: &TenantKeys,
    address: &Plain<Address>,
    tenant: TenantId,
    role: Role,
) -> Result<Id, Error> {
    let id = match by_address(tx, keyring, address).await? {
        Some(known) => known.id,
        None => {
            let (new, now) = (Id::new(tx.clock()), tx.clock().now());
            let sealed = keys.seal(address, &place(&new, "sealed"))?;
            let fp = keyring.vault().platform_fingerprint(address);
            tx.execute(&ADD_MEMBER, params![new, fp.bytes(), sealed.bytes(), now]).await?;
            new
        }
    };
    set_role(tx, id, tenant, role).await?;
    Ok(id)
}

/// Gives a member a role at a tenant.
pub(crate) async fn set_role(tx: &mut Tx, id: Id, tenant: TenantId, role: Role) -> Result<(), Error> {
    tx.execute(&SET_MEMBERSHIP, params![id, tenant, role.name()]).await?;
    Ok(())
}

/// Takes a member's place at a tenant away; who belongs nowhere any more has no account.
pub(crate) async fn leave(tx: &mut Tx, id: Id, tenant: TenantId) -> Result<(), Error> {
    tx.execute(&DROP_MEMBERSHIP, params![id, tenant]).await?;
    if memberships(tx, id).await?.is_empty() {
        tx.execute(&END_ALL_SESSIONS, params![id]).await?;
        tx.execute(&DROP_MEMBER, params![id]).await?;
    }
    Ok(())
}

/// Whether a link may be given out at this tenant by which somebody becomes this member: not if they belong elsewhere as well, or an owner
/// of one tenant could come into another by inviting its members.
pub(crate) async fn is_only_at(tx: &mut Tx, id: Id, tenant: TenantId) -> Result<bool, Error> {
    Ok(memberships(tx, id).await?.iter().all(|(at, _)| *at == tenant))
}

/// A new one-time link for a member, of which a hash alone is kept. It makes those before it worthless.
pub(crate) async fn new_link(tx: &mut Tx, id: Id) -> Result<Link, Error> {
    tx.execute(&DROP_LINKS_OF, params![id]).await?;
    add_link(tx, id, "link").await
}

async fn add_link(tx: &mut Tx, id: Id, kind: &'static str) -> Result<Link, Error> {
    let link = Link(secret());
    let (hash, now) = (digest(link.0.as_bytes()), tx.clock().now());
    tx.execute(&ADD_SESSION, params![&hash, id, kind, now, now + LINK_LIFE, Id::new(tx.clock()), ""]).await?;
    Ok(link)
}

/// 256 random bits as text.
pub(crate) fn secret() -> String {
    hex(&random::<32>())
}

/// Adds a member to a tenant (or to the installation: [`OPERATOR`]), or changes the role of a known one; the link with which they
/// choose a password and sign in.
///
/// # Errors
/// Those of the store and the vault.
pub async fn add(
    store: &Store,
    keyring: &Keyring,
    address: &Plain<Address>,
    tenant: TenantId,
    role: Role,
) -> Result<Link, Error> {
    let keys = operator_keys(store, keyring).await?;
    transaction!(store.tenant(OPERATOR), "member.add", |tx| {
        let id = join(tx, keyring, &keys, address, tenant, role).await?;
        if tenant == OPERATOR {
            audit::of_operator(tx, id).await?;
        }
        new_link(tx, id).await
    })
}

/// A new link for a member who has lost password or second factor: both end, and every session. `None` if nobody has this address.
///
/// # Errors
/// Those of the store.
pub async fn reset(
    store: &Store,
    keyring: &Keyring,
    address: &Plain<Address>,
) -> Result<Option<Link>, Error> {
    transaction!(store.tenant(OPERATOR), "member.reset", |tx| {
        let Some(member) = by_address(tx, keyring, address).await? else { return Ok(None) };
        let (nothing, unproven): (Option<Vec<u8>>, Option<i64>) = (None, None);
        tx.execute(&SET_TOTP, params![member.id, nothing, unproven, 0i64, ""]).await?;
        tx.execute(&NO_PASSWORD, params![member.id]).await?;
        tx.execute(&END_ALL_SESSIONS, params![member.id]).await?;
        audit::of_account(tx, member.id, "account:reset").await?;
        Ok::<_, Error>(Some(new_link(tx, member.id).await?))
    })
}

/// The link by which the first member of an installation comes: who opens it names their address, becomes the operator and the owner
/// of every tenant there is. `None` once there are members. A new one makes the one before worthless.
///
/// # Errors
/// Those of the store.
pub async fn first_link(store: &Store) -> Result<Option<Link>, Error> {
    transaction!(store.global(), "member.first", |tx| {
        if tx.query_opt(&ANY_MEMBER, &[]).await?.is_some() {
            return Ok(None);
        }
        tx.execute(&DROP_FIRST, &[]).await?;
        Ok::<_, Error>(Some(add_link(tx, NOBODY, "first").await?))
    })
}

/// The keys of members' accounts, made when the first member is.
///
/// # Errors
/// Those of the store and the vault.
pub(crate) async fn operator_keys(store: &Store, keyring: &Keyring) -> Result<Arc<TenantKeys>, Error> {
    let operator = store.tenant(OPERATOR);
    match keyring.keys(operator).await {
        Err(placet_permission::Error::NoKeys(_)) => {
            transaction!(operator, "member.keys", |tx| { keyring.create(tx, OPERATOR).await })?;
            Ok(keyring.keys(operator).await?)
        }
        other => Ok(other?),
    }
}
