//! The vault: keys, normalising, fingerprints and sealing. Contact data stands apart from behaviour, and this is the wall.
//!
//! A *master key* in a file beside the database wraps four kinds of keys for each tenant (see [`Role`]). With them an
//! address becomes a [`Fingerprint`] (to find and to refuse) and a [`Sealed`] value (to send to). Sealing asks nobody;
//! opening asks for a permit ([`Opens`]). Nothing in here touches a database: rows go out as [`WrappedKey`] and
//! [`Sealed`] and come back the same way. No other room sees a key, and none uses the crypto library.

mod address;
mod error;
mod fingerprint;
mod keys;
mod master;
mod primitive;
pub(crate) mod seal;
mod sealed;
mod stable;
mod totp;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use placet_core::TenantId;

pub use address::{Address, BadAddress, Channel};
pub use error::VaultError;
pub use fingerprint::{FP_VERSION, Fingerprint, PlatformFingerprint};
pub use keys::{Role, TenantKeys, WrappedKey};
pub use master::{BadKeyText, KeyFileError, KeyInsideData, MasterKey, key_stands_apart};
pub use primitive::{digest, hex, hmac_sha256, random, same};
pub use sealed::{Opens, Personal, Place, Plain, Sealed, Text};
pub use stable::StreamKey;
pub use totp::totp;

use primitive::{MacKey, SealKey};

/// The vault of a running node: what it derived from the master key, and the tenants' keys it has unwrapped so far.
pub struct Vault {
    wrap: SealKey,
    platform: MacKey,
    check: [u8; 16],
    loaded: RwLock<HashMap<TenantId, Arc<TenantKeys>>>,
}

impl Vault {
    /// A vault under this master key; no tenant's keys are loaded yet.
    pub fn new(master: &MasterKey) -> Vault {
        Vault {
            wrap: SealKey::new(&master.derive("wrap tenant keys")),
            platform: MacKey::new(&master.derive("platform fingerprint")),
            check: master.check_value(),
            loaded: RwLock::default(),
        }
    }

    /// The value the database keeps to know this master key again. It reveals nothing about the key.
    pub fn check_value(&self) -> [u8; 16] {
        self.check
    }

    /// Whether `check`, read from the database, was made by this master key. A node for which it was not must not start.
    pub fn matches(&self, check: &[u8]) -> bool {
        same(&self.check, check)
    }

    /// New keys for a new tenant, one of each [`Role`] at epoch 1, to be stored as rows. Loads nothing.
    pub fn generate(&self, tenant: TenantId) -> Result<Vec<WrappedKey>, VaultError> {
        Role::ALL.iter().map(|role| keys::wrap_new(&self.wrap, tenant, *role, keys::FIRST_EPOCH)).collect()
    }

    /// A new data key for the tenant, at the epoch after its newest loaded one, to be stored as a row.
    ///
    /// Nodes seal with it once they have unwrapped the tenant's rows again; what was sealed before stays readable.
    /// Rotate before 2³² values were sealed under one epoch, the bound of random nonces (NIST SP 800-38D, 8.3).
    /// Two nodes that rotate at once make the same epoch, so the table's primary key lets one of them win.
    pub fn rotate(&self, keys: &TenantKeys) -> Result<WrappedKey, VaultError> {
        keys::wrap_new(&self.wrap, keys.tenant(), Role::Data, keys.newest_epoch().saturating_add(1))
    }

    /// Unwraps all of a tenant's key rows and keeps them loaded in place of older ones.
    ///
    /// # Errors
    /// [`VaultError::Unwrap`] for a row of another master key, tenant, role or epoch; [`VaultError::MissingKey`] and
    /// [`VaultError::UnexpectedKey`] for too few or too many rows.
    pub fn unwrap(&self, tenant: TenantId, rows: &[WrappedKey]) -> Result<Arc<TenantKeys>, VaultError> {
        let keys = Arc::new(TenantKeys::unwrap(&self.wrap, tenant, rows)?);
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, Arc::clone(&keys));
        Ok(keys)
    }

    /// The tenant's loaded keys; `None` until [`Vault::unwrap`] loaded them.
    pub fn keys(&self, tenant: TenantId) -> Option<Arc<TenantKeys>> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    /// Drops the tenant's loaded keys: after its rows are gone, or to read them anew.
    pub fn forget(&self, tenant: TenantId) {
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    /// The fingerprint of an address in the global list of opt-outs. It joins nothing else: its type fits nowhere else.
    pub fn platform_fingerprint(&self, address: &Plain<Address>) -> PlatformFingerprint {
        PlatformFingerprint::of(&self.platform, address)
    }
}

#[cfg(test)]
mod tests;
