//! Neither a handle nor a transaction is made but by the store, and none is turned into another tenant's.
use placet_core::TenantId;
use placet_store::{Store, Tenant, Tx};

fn handle(store: &Store) -> Tenant<'_> {
    Tenant { store, id: TenantId(2) }
}

fn turned(mut tenant: Tenant<'_>) -> Tenant<'_> {
    tenant.id = TenantId(2);
    tenant
}

fn transaction(tx: Tx) -> Tx {
    Tx { tenant: Some(TenantId(2)), ..tx }
}

fn out_of_nothing() -> Tx {
    Tx::new("test.new", TenantId(2))
}

fn main() {}
