//! The keys of one tenant: how they are wrapped for the database, and what they do.

use std::collections::BTreeMap;
use std::fmt;

use placet_core::TenantId;

use super::primitive::{MacKey, SealKey, Secret, frame, random};
use super::{Address, Fingerprint, Opens, Personal, Place, Plain, Sealed, StreamKey, VaultError, same};

/// The epoch of every tenant's first keys, and the only one of keys that never rotate.
pub(super) const FIRST_EPOCH: u32 = 1;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Seals contact data. Rotates: the newest epoch seals, every epoch opens.
    Data = 1,
    /// Makes fingerprints. Never rotates: an erased address cannot be fingerprinted again.
    Fingerprint = 2,
    /// Signs links. Never rotates: a link in a mail of last year still unsubscribes.
    Link = 3,
    /// Makes stable ids of streams and duplicates. Never rotates: the ids are in every row.
    Hash = 4,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Data, Role::Fingerprint, Role::Link, Role::Hash];

    /// The number in the column `role`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The role of this number.
    pub fn from_code(code: i64) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Data => "data",
            Role::Fingerprint => "fingerprint",
            Role::Link => "link",
            Role::Hash => "hash",
        })
    }
}

/// A row of `key_wrap`: a key under the master key, bound to its tenant, role and epoch. Safe to store and to back up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Whose key.
    pub tenant: TenantId,
    /// What for.
    pub role: Role,
    /// Which one, from 1.
    pub epoch: u32,
    /// Nonce ‖ ciphertext ‖ tag, 60 bytes.
    pub bytes: Vec<u8>,
}

/// A new random key, wrapped.
pub(super) fn wrap_new(
    wrap: &SealKey,
    tenant: TenantId,
    role: Role,
    epoch: u32,
) -> Result<WrappedKey, VaultError> {
    let secret = Secret(random());
    let bytes = wrap.seal(&secret.0, &bound_to(tenant, role, epoch)).map_err(|_| VaultError::Unsealable)?;
    Ok(WrappedKey { tenant, role, epoch, bytes })
}

fn bound_to(tenant: TenantId, role: Role, epoch: u32) -> Vec<u8> {
    frame("key", &[&tenant.0.to_be_bytes(), &role.code().to_be_bytes(), &epoch.to_be_bytes()])
}

/// One tenant's keys, ready for use. They cannot be printed, and nothing gives them out.
pub struct TenantKeys {
    tenant: TenantId,
    data: BTreeMap<u32, SealKey>,
    newest: u32,
    fingerprint: MacKey,
    link: MacKey,
    hash: MacKey,
}

impl TenantKeys {
    pub(super) fn unwrap(
        wrap: &SealKey,
        tenant: TenantId,
        rows: &[WrappedKey],
    ) -> Result<TenantKeys, VaultError> {
        let mut secrets = BTreeMap::new();
        for row in rows {
            let (role, epoch) = (row.role, row.epoch);
            let rotates = role == Role::Data;
            if epoch < FIRST_EPOCH || (epoch > FIRST_EPOCH && !rotates) {
                return Err(VaultError::UnexpectedKey { tenant, role, epoch });
            }
            let secret = open_row(wrap, tenant, row).ok_or(VaultError::Unwrap { tenant, role, epoch })?;
            if secrets.insert((role, epoch), secret).is_some() {
                return Err(VaultError::UnexpectedKey { tenant, role, epoch });
            }
        }
        let mut single = |role| match secrets.remove(&(role, FIRST_EPOCH)) {
            Some(secret) => Ok(MacKey::new(&secret)),
            None => Err(VaultError::MissingKey { tenant, role }),
        };
        let (fingerprint, link, hash) =
            (single(Role::Fingerprint)?, single(Role::Link)?, single(Role::Hash)?);
        let data: BTreeMap<u32, SealKey> =
            secrets.into_iter().map(|((_, epoch), secret)| (epoch, SealKey::new(&secret))).collect();
        let newest = *data.keys().next_back().ok_or(VaultError::MissingKey { tenant, role: Role::Data })?;
        Ok(TenantKeys { tenant, data, newest, fingerprint, link, hash })
    }

    /// Whose keys these are.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The epoch that new values are sealed under.
    pub fn newest_epoch(&self) -> u32 {
        self.newest
    }

    /// The fingerprint of an address: equal for equal normalised addresses of one channel, at this tenant alone.
    pub fn fingerprint(&self, address: &Plain<Address>) -> Fingerprint {
        Fingerprint::of(&self.fingerprint, address)
    }

    /// Seals a value for one place under the newest key. Needs no permit: what is sealed is hidden from everybody.
    ///
    /// # Errors
    /// [`VaultError::OtherTenant`] if the place is another tenant's.
    pub fn seal<T: Personal>(&self, plain: &Plain<T>, place: &Place<'_>) -> Result<Sealed<T>, VaultError> {
        self.seal_bytes(&plain.to_bytes(), place)
    }

    /// Opens a value with a permit that covers it. For the permits' own doors alone: this one does not use a permit up.
    ///
    /// # Errors
    /// [`VaultError::OtherTenant`] and [`VaultError::NotCovered`] if the permit or the place is another's,
    /// [`VaultError::UnknownEpoch`] if the key rows must be read again, [`VaultError::Unopenable`] if the value was
    /// changed or moved.
    pub(crate) fn open<T: Personal>(
        &self,
        permit: &impl Opens,
        sealed: &Sealed<T>,
        place: &Place<'_>,
    ) -> Result<Plain<T>, VaultError> {
        if permit.tenant() != self.tenant {
            return Err(VaultError::OtherTenant);
        }
        if !permit.covers(place) {
            return Err(VaultError::NotCovered);
        }
        Plain::from_bytes(self.open_bytes(sealed, place)?).ok_or(place.unopenable())
    }

    /// Moves a sealed value to another place (from the inbox into its row) or, with the same place twice, under the
    /// newest key. Needs no permit: the value is never shown.
    ///
    /// # Errors
    /// [`VaultError::OtherTenant`] if a place is another tenant's, [`VaultError::UnknownEpoch`] if the key rows must be
    /// read again, [`VaultError::Unopenable`] if the value was changed or moved.
    pub fn reseal<T: Personal>(
        &self,
        sealed: &Sealed<T>,
        from: &Place<'_>,
        to: &Place<'_>,
    ) -> Result<Sealed<T>, VaultError> {
        self.seal_bytes(&self.open_bytes(sealed, from)?, to)
    }

    /// Hides a value that the person's own browser keeps and brings back (R069); `label` tells kinds of values apart. Four bytes of the
    /// key's epoch, then nonce ‖ ciphertext ‖ tag.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if the crypto library refuses.
    pub fn seal_kept(&self, label: &str, value: &[u8]) -> Result<Vec<u8>, VaultError> {
        let key = self.data.get(&self.newest).ok_or(VaultError::UnknownEpoch(self.newest))?;
        let sealed = key.seal(value, &self.kept(label)).map_err(|_| VaultError::Unsealable)?;
        Ok([&self.newest.to_be_bytes()[..], &sealed].concat())
    }

    /// What [`TenantKeys::seal_kept`] hid under this label; `None` for anything else. Needs no permit: who brings it had it all along.
    pub fn open_kept(&self, label: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (epoch, sealed) = sealed.split_first_chunk::<4>()?;
        self.data.get(&u32::from_be_bytes(*epoch))?.open(sealed, &self.kept(label)).ok()
    }

    fn kept(&self, label: &str) -> Vec<u8> {
        frame("kept", &[&self.tenant.0.to_be_bytes(), label.as_bytes()])
    }

    /// Signs what a link says; `label` tells kinds of links apart. 16 bytes.
    pub fn link_mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 16] {
        super::primitive::first(&self.link.mac(label, parts))
    }

    /// Whether `mac` is what [`TenantKeys::link_mac`] gave for this label and these parts.
    pub fn link_mac_matches(&self, label: &str, parts: &[&[u8]], mac: &[u8]) -> bool {
        same(&self.link_mac(label, parts), mac)
    }

    /// A stable id of 63 bits, positive, and 64 further bits to tell two of the same id apart.
    pub fn stream_key(&self, label: &str, parts: &[&[u8]]) -> StreamKey {
        StreamKey::of(&self.hash.mac(label, parts))
    }

    /// A stable id of 63 bits, positive: the `id` of [`TenantKeys::stream_key`].
    pub fn hash63(&self, label: &str, parts: &[&[u8]]) -> i64 {
        self.stream_key(label, parts).id
    }

    /// A stable id of 128 bits, for what must not collide among billions.
    pub fn hash128(&self, label: &str, parts: &[&[u8]]) -> [u8; 16] {
        super::primitive::first(&self.hash.mac(label, parts))
    }

    fn seal_bytes<T: Personal>(&self, plain: &[u8], place: &Place<'_>) -> Result<Sealed<T>, VaultError> {
        let bound_to = place.bound_to::<T>(self.tenant, self.newest)?;
        let key = self.data.get(&self.newest).ok_or(VaultError::UnknownEpoch(self.newest))?;
        let bytes = key.seal(plain, &bound_to).map_err(|_| VaultError::Unsealable)?;
        Ok(Sealed::stored(self.newest, bytes))
    }

    fn open_bytes<T: Personal>(&self, sealed: &Sealed<T>, place: &Place<'_>) -> Result<Vec<u8>, VaultError> {
        let bound_to = place.bound_to::<T>(self.tenant, sealed.epoch())?;
        let key = self.data.get(&sealed.epoch()).ok_or(VaultError::UnknownEpoch(sealed.epoch()))?;
        key.open(sealed.bytes(), &bound_to).map_err(|_| place.unopenable())
    }
}

fn open_row(wrap: &SealKey, tenant: TenantId, row: &WrappedKey) -> Option<Secret> {
    wrap.open(&row.bytes, &bound_to(tenant, row.role, row.epoch)).ok().and_then(Secret::taken)
}
