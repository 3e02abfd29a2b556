//! What can go wrong behind the wall. No error names a value, an address or a key.

use placet_core::TenantId;

use super::Role;

/// A key or a sealed value that does not do what was asked of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VaultError {
    /// The tenant's rows lack a key of this role.
    #[error("tenant {tenant} has no {role} key")]
    MissingKey {
        /// Whose rows.
        tenant: TenantId,
        /// What is missing.
        role: Role,
    },
    /// A second key of a role that never rotates, or the same epoch twice.
    #[error("tenant {tenant} has an unexpected {role} key of epoch {epoch}")]
    UnexpectedKey {
        /// Whose rows.
        tenant: TenantId,
        /// Of which role.
        role: Role,
        /// Its epoch.
        epoch: u32,
    },
    /// The row was wrapped by another master key, for another tenant, role or epoch, or was changed.
    #[error(
        "the {role} key of tenant {tenant}, epoch {epoch}, does not unwrap: another master key, or a changed row"
    )]
    Unwrap {
        /// Whose row.
        tenant: TenantId,
        /// Of which role.
        role: Role,
        /// Its epoch.
        epoch: u32,
    },
    /// Sealed under an epoch whose key is not loaded: another node has rotated. Read the key rows again.
    #[error("sealed under key epoch {0}, which is not loaded")]
    UnknownEpoch(u32),
    /// The sealed value was changed, or was sealed for another tenant, table, column, row or type.
    #[error("the sealed value in {table}.{column} does not open: changed, or sealed for another place")]
    Unopenable {
        /// The table it was expected in.
        table: &'static str,
        /// The column it was expected in.
        column: &'static str,
    },
    /// The place, the permit and the keys are not all of one tenant.
    #[error("keys, place and permit are not of one tenant")]
    OtherTenant,
    /// The permit is for something else than the value at this place.
    #[error("the permit does not cover this value")]
    NotCovered,
    /// The crypto library refused to seal: the value is larger than the cipher allows.
    #[error("the value cannot be sealed")]
    Unsealable,
}
