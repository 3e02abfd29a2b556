//! The three cookies of a browser whose person said yes (R059): which browser it is, how long it may be known, when it was last here.
//!
//! The server sets them on the tenant's own host and alone reads them: no script sees them (`HttpOnly`), no other host gets them
//! (`__Host-`), no other site brings them (`SameSite=Lax`), and what they hold is sealed under the tenant's key (R069). The term is
//! set with the yes and never moved (C10). Without them there is no device, and nothing else stands in for them (R068).

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use placet_core::Micros;
use placet_permission::vault::{TenantKeys, random};
use placet_store::inventory;

/// Which browser it is: 16 random bytes.
const ID: &str = inventory::BROWSER_ID.name;
/// Until when it may be known.
const TERM: &str = inventory::BROWSER_TERM.name;
/// When it was last here.
const SEEN: &str = inventory::BROWSER_SEEN.name;
/// How long it is known after its yes.
const KNOWN_FOR: i64 = inventory::BROWSER_ID.days * Micros::DAY;
/// The last access is told to the minute.
const SEEN_EVERY: i64 = Micros::MINUTE;

/// A browser known by its cookies.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser {
    id: [u8; 16],
    until: Micros,
    seen: Micros,
}

impl Browser {
    /// One that has just said yes.
    pub(crate) fn new(now: Micros) -> Browser {
        Browser { id: random(), until: now + KNOWN_FOR, seen: now }
    }

    /// The browser that brought this `Cookie` header; `None` if it has none of ours, if they are not whole, not this tenant's, or past
    /// their term.
    pub fn read(keys: &TenantKeys, header: &str, now: Micros) -> Option<Browser> {
        let browser = Browser {
            id: open(keys, ID, header)?,
            until: Micros(i64::from_be_bytes(open(keys, TERM, header)?)),
            seen: Micros(i64::from_be_bytes(open(keys, SEEN, header)?)),
        };
        (now < browser.until).then_some(browser)
    }

    /// The device it is, as the rest of the house names devices.
    pub fn device(&self) -> String {
        self.id.iter().fold("browser-".to_owned(), |mut name, byte| {
            // Writing into a string does not fail.
            let _ = write!(name, "{byte:02x}");
            name
        })
    }

    /// `Set-Cookie` values of a browser that just said yes.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn set(
        &self,
        keys: &TenantKeys,
        now: Micros,
    ) -> Result<Vec<String>, placet_permission::Error> {
        Ok(vec![
            self.line(keys, ID, &self.id, now)?,
            self.line(keys, TERM, &self.until.0.to_be_bytes(), now)?,
            self.line(keys, SEEN, &now.0.to_be_bytes(), now)?,
        ])
    }

    /// `Set-Cookie` of the last access, if it is worth telling.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn again(
        &self,
        keys: &TenantKeys,
        now: Micros,
    ) -> Result<Option<String>, placet_permission::Error> {
        match now - self.seen < SEEN_EVERY {
            true => Ok(None),
            false => self.line(keys, SEEN, &now.0.to_be_bytes(), now).map(Some),
        }
    }

    fn line(
        &self,
        keys: &TenantKeys,
        name: &str,
        value: &[u8],
        now: Micros,
    ) -> Result<String, placet_permission::Error> {
        let value = URL_SAFE_NO_PAD.encode(keys.seal_kept(name, value)?);
        let seconds = (self.until - now) / Micros::SECOND;
        Ok(format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"))
    }
}

/// Whether a `Cookie` header holds any of ours, valid or not.
pub(crate) fn any(header: &str) -> bool {
    [ID, TERM, SEEN].into_iter().any(|name| value(name, header).is_some())
}

/// `Set-Cookie` values that end all three.
pub(crate) fn ended() -> Vec<String> {
    [ID, TERM, SEEN].map(|name| format!("{name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")).into()
}

fn open<const N: usize>(keys: &TenantKeys, name: &str, header: &str) -> Option<[u8; N]> {
    let sealed = URL_SAFE_NO_PAD.decode(value(name, header)?).ok()?;
    keys.open_kept(name, &sealed)?.try_into().ok()
}

/// A cookie's value (RFC 6265, 4.2.1).
fn value<'h>(name: &str, header: &'h str) -> Option<&'h str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
