//! Opening takes a permit, and not just anything.
use placet_permission::vault::{Address, Place, Sealed, TenantKeys};

fn peek<P>(keys: &TenantKeys, anything: &P, sealed: &Sealed<Address>, place: &Place<'_>) {
    let _ = keys.open(anything, sealed, place);
}

fn main() {}
