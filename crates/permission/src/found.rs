//! What a tenant begins with.

use placet_core::TenantId;
use placet_store::Tx;

use crate::{Error, Keyring, policy};

/// Founds a tenant: its keys, the words it asks with, its rules with the strictest defaults (R213). What stands is kept.
///
/// # Errors
/// The store's and the vault's.
pub async fn found(tx: &mut Tx, keyring: &Keyring, id: TenantId, name: &str) -> Result<(), Error> {
    keyring.create(tx, id).await?;
    policy::begin(tx, name).await
}
