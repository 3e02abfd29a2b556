//! What makes the permits to send and to track is out of reach; a longer life is, too.
use placet_core::{Micros, TenantId};
use placet_permission::contact::Contact;
use placet_permission::{SendPermit, TrackPermit};

fn send(tenant: TenantId, contact: &Contact, now: Micros) -> SendPermit {
    SendPermit::new(tenant, contact, None, now)
}

fn track(tenant: TenantId) -> TrackPermit {
    TrackPermit::new(tenant, 1, 1)
}

fn prolong(mut permit: SendPermit) -> SendPermit {
    permit.expires = Micros::NEVER;
    permit
}

fn main() {}
