//! Neither a handle nor a transaction is made but by the store.
use placet_core::TenantId;
use placet_store::{Store, Tenant, Tx};

fn handle(store: &Store) -> Tenant<'_> {
    Tenant { store, id: TenantId(2) }
}

fn transaction(tx: Tx) -> Tx {
    Tx { tenant: Some(TenantId(2)), ..tx }
}

fn main() {}
