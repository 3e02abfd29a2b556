//! No other crate writes a permit down for itself, whatever it knows.
use placet_core::{Id, Micros, TenantId};
use placet_permission::contact::Contact;
use placet_permission::{ExportPermit, SendPermit, TrackPermit, ViewPermit};

fn send(contact: &Contact, tenant: TenantId, now: Micros) -> SendPermit {
    SendPermit {
        tenant,
        contact: contact.id,
        profile: contact.profile,
        evidence: None,
        notices_opening: true,
        expires: now,
        sealed: contact.sealed.clone(),
    }
}

fn track(tenant: TenantId) -> TrackPermit {
    TrackPermit { tenant, device: 1, evidence: 1 }
}

fn export(tenant: TenantId) -> ExportPermit {
    ExportPermit { tenant }
}

fn view(tenant: TenantId, row: Id, expires: Micros) -> ViewPermit {
    ViewPermit { tenant, table: "contact", row, expires }
}

fn another_person(permit: SendPermit, contact: Id) -> SendPermit {
    SendPermit { contact, ..permit }
}

fn main() {}
