use placet_permission::vault::seal::Permit;
use placet_permission::vault::{Address, Opens, Place, Sealed, TenantKeys};
use placet_core::TenantId;

struct Forged;

impl Permit for Forged {}

impl Opens for Forged {
    fn tenant(&self) -> TenantId {
        TenantId(1)
    }
}

fn peek(keys: &TenantKeys, sealed: &Sealed<Address>, place: &Place<'_>) {
    let _ = keys.open(&Forged, sealed, place);
}

fn main() {}
