//! No other crate makes a permit. What the compiler says lists the types that do open contact data: a new one shows here.
use placet_core::TenantId;
use placet_permission::vault::Opens;

struct Forged;

impl Opens for Forged {
    fn tenant(&self) -> TenantId {
        TenantId(1)
    }
}

fn main() {}
