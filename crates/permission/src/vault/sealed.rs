//! Personal values in their two states: plain, on the way in or out, and sealed, everywhere else.
//!
//! Neither has `Debug`, `Display` or `Serialize`: what cannot be printed cannot leak by printing.

use std::marker::PhantomData;

use placet_core::TenantId;

use super::primitive::frame;
use super::{VaultError, seal};

/// A kind of value that is sealed: an [`Address`](super::Address) or a [`Text`].
pub trait Personal: value::Value {}

pub(super) mod value {
    /// How a kind of value becomes bytes and comes back.
    pub trait Value: Sized {
        /// Bound into the seal, so that a value of one kind never opens as another.
        const KIND: u8;
        fn shown(&self) -> &str;
        fn to_bytes(&self) -> Vec<u8>;
        fn from_bytes(bytes: Vec<u8>) -> Option<Self>;
    }
}

/// Any other personal text: a name, the body of a service message.
pub struct Text(String);

impl Personal for Text {}

impl value::Value for Text {
    const KIND: u8 = 2;

    fn shown(&self) -> &str {
        &self.0
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.clone().into_bytes()
    }

    fn from_bytes(bytes: Vec<u8>) -> Option<Text> {
        String::from_utf8(bytes).ok().map(Text)
    }
}

/// A personal value in the clear: just typed in by somebody, or just opened with a permit. Lives as short as it can.
pub struct Plain<T>(pub(super) T);

impl Plain<Text> {
    /// A text to be sealed.
    pub fn text(text: String) -> Plain<Text> {
        Plain(Text(text))
    }
}

impl<T: Personal> Plain<T> {
    /// The value itself: the one door, for the transport that needs it and for the person's own export.
    pub fn expose(&self) -> &str {
        self.0.shown()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    pub(super) fn from_bytes(bytes: Vec<u8>) -> Option<Plain<T>> {
        T::from_bytes(bytes).map(Plain)
    }
}

/// A personal value as it is stored: readable with its tenant's keys, at its own place, by a permit, and not otherwise.
pub struct Sealed<T> {
    epoch: u32,
    bytes: Vec<u8>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Sealed<T> {
        Sealed { epoch: self.epoch, bytes: self.bytes.clone(), kind: PhantomData }
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Sealed<T>) -> bool {
        self.epoch == other.epoch && self.bytes == other.bytes
    }
}

impl<T> Eq for Sealed<T> {}

impl<T: Personal> Sealed<T> {
    /// A value as read from its row. Whether it is one shows when it is opened.
    pub fn stored(epoch: u32, bytes: Vec<u8>) -> Sealed<T> {
        Sealed { epoch, bytes, kind: PhantomData }
    }

    /// The epoch of its key: column `key_epoch`.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes): column `sealed`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Where a sealed value stands. It opens nowhere else, so that nobody reads an address by copying it to another row.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose row.
    pub tenant: TenantId,
    /// The table; `inbox` on the way from accept to fold.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key within the tenant.
    pub row: &'a [u8],
}

impl Place<'_> {
    /// What a seal is bound to; refused for a place of another tenant than the keys'.
    pub(super) fn bound_to<T: Personal>(&self, keys: TenantId, epoch: u32) -> Result<Vec<u8>, VaultError> {
        if self.tenant != keys {
            return Err(VaultError::OtherTenant);
        }
        Ok(frame(
            "sealed",
            &[
                &self.tenant.0.to_be_bytes(),
                &epoch.to_be_bytes(),
                &[T::KIND],
                self.table.as_bytes(),
                self.column.as_bytes(),
                self.row,
            ],
        ))
    }

    pub(super) fn unopenable(&self) -> VaultError {
        VaultError::Unopenable { table: self.table, column: self.column }
    }
}

/// A permit that opens contact data. Only the permits of this crate are: the supertrait is private to it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a permit",
    label = "only a permit opens contact data"
)]
pub trait Opens: seal::Permit {
    /// The tenant the permit is for.
    fn tenant(&self) -> TenantId;

    /// Whether the permit is for the value at this place, such as the one contact it names.
    fn covers(&self, place: &Place<'_>) -> bool {
        place.tenant == self.tenant()
    }
}
