//! No handle is turned into another tenant's, and no transaction comes without a handle.
use placet_core::TenantId;
use placet_store::{Tenant, Tx};

fn turned(mut tenant: Tenant<'_>) -> Tenant<'_> {
    tenant.id = TenantId(2);
    tenant
}

fn out_of_nothing() -> Tx {
    Tx::new("test.new", TenantId(2))
}

fn main() {}
