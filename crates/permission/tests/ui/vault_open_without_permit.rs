//! Keys alone open nothing: only a permit has a door, so that a permit that is used up stays used up.
use placet_permission::SendPermit;
use placet_permission::vault::{Address, Place, Sealed, TenantKeys};

fn peek(keys: &TenantKeys, permit: &SendPermit, sealed: &Sealed<Address>, place: &Place<'_>) {
    let _ = keys.open(permit, sealed, place);
}

fn main() {}
