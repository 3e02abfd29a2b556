//! Handles that can only look: what answers GET holds these, so that opening an address changes nothing.

use placet_core::{Clock, TenantId};

use crate::{Result, Store, Tenant, Tx};

/// A store that can only be looked at. It gives no way to a transaction that writes, and the engines refuse a change in one that reads.
#[derive(Clone, Debug)]
pub struct ReadStore(Store);

/// The right to look at one tenant's rows.
#[derive(Clone, Copy, Debug)]
pub struct ReadTenant<'s>(Tenant<'s>);

impl ReadStore {
    /// The handle of one tenant.
    pub fn tenant(&self, id: TenantId) -> ReadTenant<'_> {
        ReadTenant(self.0.tenant(id))
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        self.0.clock()
    }
}

impl From<Store> for ReadStore {
    fn from(store: Store) -> ReadStore {
        ReadStore(store)
    }
}

impl ReadTenant<'_> {
    /// Whose rows.
    pub fn id(&self) -> TenantId {
        self.0.id()
    }

    /// Begins a transaction that only reads, from one moment of the data.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable) if the database cannot be reached.
    pub async fn read(&self, name: &'static str) -> Result<Tx> {
        self.0.read(name).await
    }
}

impl<'s> From<Tenant<'s>> for ReadTenant<'s> {
    fn from(tenant: Tenant<'s>) -> ReadTenant<'s> {
        ReadTenant(tenant)
    }
}
