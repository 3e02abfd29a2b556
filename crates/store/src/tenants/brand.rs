//! How a company's pages look: its colour and its logo. The directory holds what each page needs; the picture's bytes are read when asked for.

use placet_core::TenantId;

use super::{LOGO, SET_ACCENT, SET_LOGO, settings};
use crate::{Result, Row, Tx, params};

/// How a company's pages look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// Its colour, such as `#17614a`; empty: the program's.
    pub accent: String,
    /// Its logo; none: its name.
    pub logo: Option<Logo>,
}

/// What a page must know of a logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its file's name, which holds a hash of the picture.
    pub name: String,
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
}

impl Brand {
    /// The name of the logo; empty if there is none.
    pub fn logo_name(&self) -> &str {
        self.logo.as_ref().map_or("", |logo| &logo.name)
    }

    /// From four columns, the first of them at `at`.
    pub(super) fn read(row: &Row, at: usize) -> Result<Brand> {
        let name: String = row.get(at + 1)?;
        let logo = match name.is_empty() {
            true => None,
            false => Some(Logo { name, width: row.get(at + 2)?, height: row.get(at + 3)? }),
        };
        Ok(Brand { accent: row.get(at)?, logo })
    }
}

/// How the pages of a tenant look now; `None` if there is no such tenant.
///
/// # Errors
/// Those of the engine.
pub async fn brand(tx: &mut Tx, tenant: TenantId) -> Result<Option<Brand>> {
    Ok(settings(tx, tenant).await?.map(|settings| settings.record.brand))
}

/// Sets the colour, if the brand is still the one that was seen. The caller has looked at it.
///
/// # Errors
/// Those of the engine.
pub async fn set_accent(tx: &mut Tx, tenant: TenantId, seen: &Brand, accent: &str) -> Result<bool> {
    Ok(tx.execute(&SET_ACCENT, params![tenant, &seen.accent, seen.logo_name(), accent]).await? == 1)
}

/// Sets the logo and its bytes, or takes it away, if the brand is still the one that was seen. The caller has looked at the picture.
///
/// # Errors
/// Those of the engine.
pub async fn set_logo(
    tx: &mut Tx,
    tenant: TenantId,
    seen: &Brand,
    logo: Option<(&Logo, &[u8])>,
) -> Result<bool> {
    let (name, width, height, bytes): (&str, i64, i64, &[u8]) = match logo {
        Some((logo, bytes)) => (&logo.name, logo.width, logo.height, bytes),
        None => ("", 0, 0, &[]),
    };
    let values = params![tenant, &seen.accent, seen.logo_name(), name, width, height, bytes];
    Ok(tx.execute(&SET_LOGO, values).await? == 1)
}

/// The bytes of the logo of this name.
///
/// # Errors
/// Those of the engine.
pub async fn logo(tx: &mut Tx, tenant: TenantId, name: &str) -> Result<Option<Vec<u8>>> {
    let found = tx.query_opt(&LOGO, params![tenant, name]).await?;
    found.map(|row| row.get(0)).transpose()
}
