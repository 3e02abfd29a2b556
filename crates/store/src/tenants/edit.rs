//! What is looked at and changed of a tenant while it lives: its settings and its keys. The directory hears of it within a second.

use placet_core::{Micros, TenantId};

use super::{
    ADD_SERVER_KEY, ADD_WRITE_KEY, KeyClass, LIST, REVOKE_SERVER_KEY, REVOKE_WRITE_KEY, SERVER_KEYS_OF,
    SET_SETTINGS, SETTINGS, TenantRecord, WRITE_KEYS_OF, record,
};
use crate::{Result, Slice, Tx, params};

/// A tenant's settings, and how often they were changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What is set.
    pub record: TenantRecord,
    /// Rises with every change: who changes them says which they saw.
    pub version: i64,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The settings are as wanted, under this version.
    Done(i64),
    /// Somebody changed them meanwhile, to this version; nothing was changed.
    Conflict(i64),
    /// There is no such tenant.
    Unknown,
}

/// A key to be given, by the SHA-256 of its text. A secret one is known by that alone; of a public one the text is kept as well.
#[derive(Clone, Copy, Debug)]
pub enum NewKey<'a> {
    /// A [`KeyClass::Write`].
    Write {
        /// Of its text.
        hash: &'a [u8; 32],
        /// Its text.
        text: &'a str,
    },
    /// A [`KeyClass::Server`].
    Server {
        /// Of its text.
        hash: &'a [u8; 32],
    },
}

/// A key as it is shown: what it opens; what it is only where that is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The first eight bytes of its hash, in hexadecimal digits.
    pub id: String,
    /// What it may do.
    pub class: KeyClass,
    /// The key itself, of a public one; not known of those made before it was kept.
    pub public: Option<String>,
    /// What it was given for.
    pub label: String,
    /// Since when.
    pub created_at: Micros,
    /// Since when it opens nothing any more.
    pub revoked_at: Option<Micros>,
}

/// A tenant in the list of all, for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: TenantId,
    /// Its name.
    pub name: String,
    /// Such as `active`.
    pub status: String,
    /// Where its public pages are.
    pub public_url: String,
    /// Since when.
    pub created_at: Micros,
}

/// A tenant's settings.
///
/// # Errors
/// Those of the engine.
pub async fn settings(tx: &mut Tx, tenant: TenantId) -> Result<Option<Settings>> {
    let Some(row) = tx.query_opt(&SETTINGS, params![tenant]).await? else { return Ok(None) };
    Ok(Some(Settings { record: record(&row)?, version: row.get(14)? }))
}

/// Changes name, sender, shop, zone and language of the tenant `wanted.id`, if its settings are still those of version `seen`. Currency
/// and public address stay: sums and sent links rest on them. The caller has looked at the values.
///
/// # Errors
/// Those of the engine.
pub async fn set_settings(tx: &mut Tx, wanted: &TenantRecord, seen: i64) -> Result<Changed> {
    let values = params![
        wanted.id,
        seen,
        &wanted.name,
        &wanted.time_zone,
        &wanted.language,
        &wanted.sender_name,
        &wanted.sender_address,
        &wanted.from_address,
        &wanted.shop_url
    ];
    if tx.execute(&SET_SETTINGS, values).await? == 1 {
        return Ok(Changed::Done(seen + 1));
    }
    let standing = settings(tx, wanted.id).await?;
    Ok(standing.map_or(Changed::Unknown, |standing| Changed::Conflict(standing.version)))
}

/// All tenants, the newest first, after the one with this number.
///
/// # Errors
/// Those of the engine.
pub async fn list(tx: &mut Tx, after: Option<TenantId>, limit: u32) -> Result<Slice<Listed, TenantId>> {
    let before = after.unwrap_or(TenantId(i32::MAX));
    let mut listed = Vec::new();
    for row in tx.query(&LIST, params![before, Slice::<Listed, TenantId>::ask(limit)]).await? {
        listed.push(Listed {
            id: row.get(0)?,
            name: row.get(1)?,
            status: row.get(2)?,
            public_url: row.get(3)?,
            created_at: row.get(4)?,
        });
    }
    Ok(Slice::of(listed, limit, |tenant| tenant.id))
}

/// The keys of a tenant, the newest first, those that were taken back among them.
///
/// # Errors
/// Those of the engine.
pub async fn keys(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Key>> {
    let mut keys: Vec<Key> = hashes(tx, tenant).await?.into_iter().map(|(_, key)| key).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
    Ok(keys)
}

/// Gives a tenant a key; how it is shown.
///
/// # Errors
/// [`Error::Constraint`](crate::Error::Constraint) if the key exists.
pub async fn add_key(tx: &mut Tx, tenant: TenantId, key: NewKey<'_>, label: &str) -> Result<Key> {
    let now = tx.clock().now();
    let (class, hash, public) = match key {
        NewKey::Write { hash, text } => {
            tx.execute(&ADD_WRITE_KEY, params![hash, tenant, label, now, text]).await?;
            (KeyClass::Write, hash, Some(text.to_owned()))
        }
        NewKey::Server { hash } => {
            tx.execute(&ADD_SERVER_KEY, params![hash, tenant, label, now]).await?;
            (KeyClass::Server, hash, None)
        }
    };
    Ok(Key { id: id_of(hash), class, public, label: label.to_owned(), created_at: now, revoked_at: None })
}

/// Takes back the tenant's key that is shown under this id. `None` if it has no such live key.
///
/// # Errors
/// Those of the engine.
pub async fn revoke_key(tx: &mut Tx, tenant: TenantId, id: &str) -> Result<Option<Key>> {
    let found = hashes(tx, tenant).await?.into_iter().find(|(_, key)| key.id == id);
    let Some((hash, key)) = found else { return Ok(None) };
    Ok(revoke(tx, tenant, key.class, &hash).await?.then_some(key))
}

/// Takes back the key with this hash.
pub(super) async fn revoke(tx: &mut Tx, tenant: TenantId, class: KeyClass, hash: &[u8; 32]) -> Result<bool> {
    let statement = match class {
        KeyClass::Write => &REVOKE_WRITE_KEY,
        KeyClass::Server => &REVOKE_SERVER_KEY,
    };
    let now = tx.clock().now();
    Ok(tx.execute(statement, params![tenant, hash, now]).await? == 1)
}

async fn hashes(tx: &mut Tx, tenant: TenantId) -> Result<Vec<([u8; 32], Key)>> {
    let mut keys = Vec::new();
    for (statement, class) in [(&WRITE_KEYS_OF, KeyClass::Write), (&SERVER_KEYS_OF, KeyClass::Server)] {
        for row in tx.query(statement, params![tenant]).await? {
            let hash: [u8; 32] = row.get(0)?;
            let public = match class {
                KeyClass::Write => row.get(4)?,
                KeyClass::Server => None,
            };
            let key = Key {
                id: id_of(&hash),
                class,
                public,
                label: row.get(1)?,
                created_at: row.get(2)?,
                revoked_at: row.get(3)?,
            };
            keys.push((hash, key));
        }
    }
    Ok(keys)
}

fn id_of(hash: &[u8; 32]) -> String {
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
