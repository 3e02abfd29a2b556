use placet_permission::vault::{Address, Place, Sealed, TenantKeys};

fn peek(keys: &TenantKeys, sealed: &Sealed<Address>, place: &Place<'_>) {
    let _ = keys.open(sealed, place);
}

fn main() {}
