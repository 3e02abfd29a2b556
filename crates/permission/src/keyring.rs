//! The vault's keys at their place in the store.

use std::sync::Arc;

use placet_core::TenantId;
use placet_store::{ReadTenant, Tenant, Tx, params, transaction};

use crate::Error;
use crate::store::{ADD_KEY, KEYS};
use crate::vault::{MasterKey, Role, TenantKeys, Vault, WrappedKey, hex};

/// The vault, with the tenants' wrapped keys behind it. Clones share it.
#[derive(Clone)]
pub struct Keyring {
    vault: Arc<Vault>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// A keyring under this master key.
    pub fn new(master: &MasterKey) -> Keyring {
        Keyring { vault: Arc::new(Vault::new(master)) }
    }

    /// The vault.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Refuses to start over a database of another master key; the first node to come writes its check value.
    ///
    /// # Errors
    /// [`placet_store::Error::Setup`] if the database knows another key.
    pub async fn check(&self, store: &placet_store::Store) -> Result<(), Error> {
        let mine = hex(&self.vault.check_value());
        let known = store.installation("master_key_check", &mine).await?;
        if known == mine {
            return Ok(());
        }
        Err(placet_store::Error::Setup(
            "this database was written under another master key: start with the key file it belongs to (--key-file)".into(),
        )
        .into())
    }

    /// Makes a new tenant's keys.
    ///
    /// # Errors
    /// [`placet_store::Error::Constraint`] if it has some.
    pub async fn create(&self, tx: &mut Tx, tenant: TenantId) -> Result<(), Error> {
        let now = tx.clock().now();
        for key in self.vault.generate(tenant)? {
            tx.execute(&ADD_KEY, params![key.role.code(), key.epoch, key.bytes, now]).await?;
        }
        Ok(())
    }

    /// Begins a new data key; what was sealed before stays readable.
    ///
    /// # Errors
    /// [`Error::NoKeys`].
    pub async fn rotate(&self, tenant: Tenant<'_>) -> Result<u32, Error> {
        let keys = self.keys(tenant).await?;
        let next = self.vault.rotate(&keys)?;
        let epoch = next.epoch;
        transaction!(tenant, "permission.rotate", |tx| {
            let now = tx.clock().now();
            tx.execute(&ADD_KEY, params![next.role.code(), epoch, &next.bytes, now]).await?;
            Ok::<_, Error>(())
        })?;
        self.vault.forget(tenant.id());
        Ok(epoch)
    }

    /// The tenant's keys, unwrapped once per process.
    ///
    /// # Errors
    /// [`Error::NoKeys`] if the tenant was never set up.
    pub async fn keys(&self, tenant: impl Into<ReadTenant<'_>>) -> Result<Arc<TenantKeys>, Error> {
        let tenant = tenant.into();
        if let Some(keys) = self.vault.keys(tenant.id()) {
            return Ok(keys);
        }
        let mut tx = tenant.read("permission.keys").await?;
        let rows = tx.query(&KEYS, &[]).await?;
        let mut wrapped = Vec::with_capacity(rows.len());
        for row in rows {
            let role = Role::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?;
            wrapped.push(WrappedKey { tenant: tenant.id(), role, epoch: row.get(1)?, bytes: row.get(2)? });
        }
        if wrapped.is_empty() {
            return Err(Error::NoKeys(tenant.id()));
        }
        Ok(self.vault.unwrap(tenant.id(), &wrapped)?)
    }
}
