//! The operations of members and their accounts.

mod audit;
mod brand;
mod email;
mod keys;
mod me;
mod members;
mod second_factor;
mod settings;
mod sign_in;
mod tenants;

pub use keys::new_key;
pub use settings::checked;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRef;
use placet_core::Id;
use placet_edge::{Limiter, TrustedProxies};
use placet_permission::vault::TenantKeys;
use placet_permission::{Gate, Keyring};
use placet_store::tenants::Directory;
use placet_store::{Store, Tenant};
use utoipa_axum::router::OpenApiRouter;

use crate::{Error, member};

/// What every operation of the API may need. Clones share it.
#[derive(Clone, Debug)]
pub struct Api(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    directory: Directory,
    gate: Gate,
    limiter: Limiter,
    proxies: TrustedProxies,
    origin: String,
    per_minute: u32,
}

impl Api {
    /// An API for the application at this origin, such as `https://admin.example`; a session may ask it `per_minute` times.
    pub fn new(
        directory: Directory,
        keyring: Keyring,
        limiter: Limiter,
        proxies: TrustedProxies,
        origin: String,
        per_minute: u32,
    ) -> Api {
        let gate = Gate::new(keyring);
        Api(Arc::new(Parts { directory, gate, limiter, proxies, origin, per_minute }))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.0.directory.store()
    }

    /// Tenants, hosts and keys.
    pub fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// The vault.
    pub fn keyring(&self) -> &Keyring {
        self.0.gate.keyring()
    }

    /// The gate, for who wants to know what it would say.
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// The e-mail addresses of who works at a tenant, by whom a change is told.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn colleagues(&self, tenant: Tenant<'_>) -> Result<HashMap<Id, String>, Error> {
        let (keys, now) = (self.operator_keys().await?, self.store().clock().now());
        let mut tx = tenant.read("access.colleagues").await?;
        let mut emails = HashMap::new();
        for one in member::colleagues(&mut tx, tenant.id()).await? {
            emails.insert(one.id, member::address(&keys, one.id, &one.sealed, now)?);
        }
        Ok(emails)
    }

    /// Limits per session, account and network.
    pub fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    /// Where the application is served: the only site whose pages may change anything.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// How many requests a session may make at once, and has back within a minute.
    pub(crate) fn per_minute(&self) -> u32 {
        self.0.per_minute
    }

    /// The keys of members' accounts.
    pub(crate) async fn operator_keys(&self) -> Result<Arc<TenantKeys>, Error> {
        member::operator_keys(self.store(), self.keyring()).await
    }
}

impl FromRef<Api> for TrustedProxies {
    fn from_ref(api: &Api) -> TrustedProxies {
        api.0.proxies.clone()
    }
}

/// Signing in, the member's own account, a tenant's members, settings, keys and log; the list of tenants.
pub fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(sign_in::routes())
        .merge(me::routes())
        .merge(email::routes())
        .merge(second_factor::routes())
        .merge(members::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(brand::routes())
        .merge(keys::routes())
        .merge(tenants::routes())
}
