//! The no to every company of the installation (R110): an address on the global list, which every gate looks at before a message leaves.

use placet_core::Micros;
use placet_store::Tx;

use crate::contact::Contact;
use crate::place::{Country, countries_of};
use crate::suppression;
use crate::vault::{Address, Channel, Fingerprint, Plain, TenantKeys};
use crate::{Error, Expired, Keyring, ViewPermit};

/// Why an address is suppressed at a company whose messages it did not unsubscribe from.
pub const REASON: &str = "opted out everywhere";

/// An address, to be refused everywhere and for nothing else: it gives away fingerprints alone.
pub struct OptOut {
    keyring: Keyring,
    address: Plain<Address>,
}

impl OptOut {
    /// For the owner of a contact.
    ///
    /// # Errors
    /// The vault's.
    pub fn of(
        keyring: &Keyring,
        keys: &TenantKeys,
        contact: &Contact,
        now: Micros,
    ) -> Result<OptOut, Expired> {
        let opener = ViewPermit::of_contact(keys.tenant(), contact.id, now);
        let address = opener.open(keys, &contact.sealed, "sealed", now)?;
        Ok(OptOut::by_name(keyring, address))
    }

    /// For whoever names their address to the operator.
    pub fn by_name(keyring: &Keyring, address: Plain<Address>) -> OptOut {
        OptOut { keyring: keyring.clone(), address }
    }

    /// The way the address is written to.
    pub fn channel(&self) -> Channel {
        self.address.channel()
    }

    /// The countries of a phone number; none of a mail address.
    pub fn countries(&self) -> &'static [Country] {
        match self.channel() {
            Channel::Sms => countries_of(self.address.expose()),
            Channel::Email => &[],
        }
    }

    /// Its fingerprint at the company with these keys.
    pub fn fingerprint(&self, keys: &TenantKeys) -> Fingerprint {
        keys.fingerprint(&self.address)
    }

    /// Puts it on the list.
    ///
    /// # Errors
    /// The store's.
    pub async fn list(&self, tx: &mut Tx) -> Result<(), Error> {
        suppression::opt_out(tx, self.channel(), &self.listed_as()).await
    }

    /// Takes it from the list, for its owner.
    ///
    /// # Errors
    /// The store's.
    pub async fn unlist(&self, tx: &mut Tx) -> Result<(), Error> {
        suppression::opt_in(tx, &self.listed_as()).await
    }

    /// Whether it is on the list.
    ///
    /// # Errors
    /// The store's.
    pub async fn is_listed(&self, tx: &mut Tx) -> Result<bool, Error> {
        suppression::opted_out(tx, &self.listed_as()).await
    }

    fn listed_as(&self) -> crate::vault::PlatformFingerprint {
        self.keyring.vault().platform_fingerprint(&self.address)
    }
}
