//! Opening the address uses the permit up: a second attempt needs a second question to the gate.
use placet_core::Micros;
use placet_permission::SendPermit;
use placet_permission::vault::TenantKeys;

fn twice(permit: SendPermit, keys: &TenantKeys, now: Micros) {
    let _ = permit.open(keys, now);
    let _ = permit.open(keys, now);
}

fn lent(permit: &SendPermit, keys: &TenantKeys, now: Micros) {
    let _ = permit.open(keys, now);
}

fn main() {}
