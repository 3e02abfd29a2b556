//! Permits: what must be shown to use personal data. Only this crate makes them, each is used once, none is stored.

use placet_core::{Id, Micros, TenantId};

use crate::contact;
use crate::vault::{Address, Opens, Personal, Place, Plain, Sealed, TenantKeys, VaultError, seal};

/// How long a permit lives in its process: 60 seconds (DESIGN §1).
pub(crate) const LIFE: i64 = 60 * Micros::SECOND;

/// May send one message to one contact, now. Consumed by opening the address.
pub struct SendPermit {
    tenant: TenantId,
    contact: Id,
    profile: Id,
    evidence: Option<i64>,
    notices_opening: bool,
    expires: Micros,
    sealed: Sealed<Address>,
}

impl SendPermit {
    pub(crate) fn new(
        tenant: TenantId,
        contact: &contact::Contact,
        evidence: Option<i64>,
        now: Micros,
    ) -> SendPermit {
        SendPermit {
            tenant,
            contact: contact.id,
            profile: contact.profile,
            evidence,
            notices_opening: false,
            expires: now + LIFE,
            sealed: contact.sealed.clone(),
        }
    }

    /// The same, for somebody who agreed to their opening of messages being noticed.
    pub(crate) fn noticing_opening(self, notices_opening: bool) -> SendPermit {
        SendPermit { notices_opening, ..self }
    }

    /// Whether the message may hold a pixel by which its opening is noticed: a permission of its own (C5).
    pub fn may_notice_opening(&self) -> bool {
        self.notices_opening
    }

    /// The profile it speaks to.
    pub fn profile(&self) -> Id {
        self.profile
    }

    /// The contact it is for.
    pub fn contact(&self) -> Id {
        self.contact
    }

    /// The ledger entry that allows it.
    pub fn evidence(&self) -> Option<i64> {
        self.evidence
    }

    /// Uses the permit up and gives the address for one attempt.
    ///
    /// # Errors
    /// [`VaultError`] if the address cannot be opened; [`Expired`] after 60 seconds.
    pub fn open(self, keys: &TenantKeys, now: Micros) -> Result<Plain<Address>, Expired> {
        if now > self.expires {
            return Err(Expired::Late);
        }
        let place = contact::place(self.tenant, &self.contact);
        Ok(keys.open(&self, &self.sealed, &place)?)
    }
}

/// A permit that cannot be used any more.
#[derive(Debug, thiserror::Error)]
pub enum Expired {
    /// Its 60 seconds are over: ask again.
    #[error("the permit has expired")]
    Late,
    /// The address cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl seal::Permit for SendPermit {}
impl Opens for SendPermit {
    fn tenant(&self) -> TenantId {
        self.tenant
    }
    fn covers(&self, place: &Place<'_>) -> bool {
        place.tenant == self.tenant && place.table == "contact" && place.row == self.contact.0
    }
}

/// May remember what one device does. Consumed by the events it allows.
#[derive(Debug)]
pub struct TrackPermit {
    tenant: TenantId,
    device: i64,
    evidence: i64,
}

impl TrackPermit {
    pub(crate) fn new(tenant: TenantId, device: i64, evidence: i64) -> TrackPermit {
        TrackPermit { tenant, device, evidence }
    }

    /// At this tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The device, by its first stream.
    pub fn device(&self) -> i64 {
        self.device
    }

    /// The ledger entry that allows it.
    pub fn evidence(&self) -> i64 {
        self.evidence
    }
}

/// May write one person's data out for that person (R147, R152).
pub struct ExportPermit {
    tenant: TenantId,
}

impl ExportPermit {
    /// For a request of the data subject, answered by somebody who may run the installation's command line.
    /// The request's reference is written to the log, so that each export has a reason.
    pub fn for_request(tenant: TenantId, reference: &str) -> ExportPermit {
        tracing::info!(%tenant, reference, "a person's data is opened for their own request");
        ExportPermit { tenant }
    }

    /// Opens the address of one of the person's contacts.
    ///
    /// # Errors
    /// [`VaultError`] if the contact is another tenant's, or its address cannot be opened.
    pub fn open(&self, keys: &TenantKeys, contact: &contact::Contact) -> Result<Plain<Address>, VaultError> {
        keys.open(self, &contact.sealed, &contact::place(self.tenant, &contact.id))
    }
}

impl seal::Permit for ExportPermit {}
impl Opens for ExportPermit {
    fn tenant(&self) -> TenantId {
        self.tenant
    }
}

/// May look at sealed values of one row, once: a person's address for a reason that is written down (R183), or what an account
/// holder told of themselves.
pub struct ViewPermit {
    tenant: TenantId,
    table: &'static str,
    row: Id,
    expires: Micros,
}

impl ViewPermit {
    pub(crate) fn of_contact(tenant: TenantId, contact: Id, now: Micros) -> ViewPermit {
        ViewPermit { tenant, table: "contact", row: contact, expires: now + LIFE }
    }

    /// For the account of a member, whose values stand under the operator's keys. It opens no shopper's.
    pub fn of_account(operator: TenantId, member: Id, now: Micros) -> ViewPermit {
        ViewPermit { tenant: operator, table: "member", row: member, expires: now + LIFE }
    }

    /// Uses the permit up and gives the value.
    ///
    /// # Errors
    /// [`VaultError`] if the value is another row's or cannot be opened; [`Expired`] after 60 seconds.
    pub fn open<T: Personal>(
        self,
        keys: &TenantKeys,
        sealed: &Sealed<T>,
        column: &'static str,
        now: Micros,
    ) -> Result<Plain<T>, Expired> {
        if now > self.expires {
            return Err(Expired::Late);
        }
        let place = Place { tenant: self.tenant, table: self.table, column, row: &self.row.0 };
        Ok(keys.open(&self, sealed, &place)?)
    }
}

impl seal::Permit for ViewPermit {}
impl Opens for ViewPermit {
    fn tenant(&self) -> TenantId {
        self.tenant
    }
    fn covers(&self, place: &Place<'_>) -> bool {
        place.tenant == self.tenant && place.table == self.table && place.row == self.row.0
    }
}
