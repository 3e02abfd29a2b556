//! Fingerprints: how an address is found, and refused, without being kept.

use std::fmt;

use super::primitive::MacKey;
use super::{Address, Plain};

/// The version of how fingerprints are made, stored beside each (`fp_v`). It covers normalising too.
pub const FP_VERSION: i64 = 1;

macro_rules! fingerprint {
    ($(#[$doc:meta])* $name:ident, $label:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            pub(super) fn of(key: &MacKey, address: &Plain<Address>) -> $name {
                let channel = [address.channel().code() as u8];
                $name(key.mac($label, &[&FP_VERSION.to_be_bytes(), &channel, address.expose().as_bytes()]))
            }

            /// As stored.
            pub fn bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From stored bytes; `None` unless there are 32.
            pub fn from_bytes(bytes: &[u8]) -> Option<$name> {
                bytes.try_into().ok().map($name)
            }
        }

        /// The first 4 hex digits: enough to follow one through a log, too few to tell whose it is.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:02x}{:02x}…)"), self.0[0], self.0[1])
            }
        }
    };
}

fingerprint! {
    /// HMAC-SHA-256 over version, channel and normalised address under the tenant's own key. Two tenants that know the
    /// same address have nothing in common (R117: what survives erasure serves only to refuse).
    Fingerprint, "fingerprint"
}

fingerprint! {
    /// The same under the platform's key, for the global list of opt-outs alone.
    PlatformFingerprint, "platform fingerprint"
}
