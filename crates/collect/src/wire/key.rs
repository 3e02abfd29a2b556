//! Who sends: the write key, wherever a client puts it.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::WireError;

/// Clients pad, scripts forget to.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The longest key that is looked at, in bytes.
const LONGEST: usize = 100;

/// What a client shows as its key (a write key, or a server key in the same place). Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WriteKey(String);

impl WriteKey {
    /// Takes text that can be a key: 1 to 100 letters, digits, `_`, `-`, `.`.
    ///
    /// # Errors
    /// [`WireError::BadKey`] otherwise.
    pub fn new(text: &str) -> Result<WriteKey, WireError> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if text.is_empty() || text.len() > LONGEST || !text.bytes().all(fits) {
            return Err(WireError::BadKey);
        }
        Ok(WriteKey(text.to_owned()))
    }

    /// The key itself, to be hashed and looked up.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WriteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteKey(…)")
    }
}

/// The key of a request: from `Authorization: Basic`, else from the body, else from the query's `writeKey`.
///
/// Basic holds `base64("<key>:")`; the colon may be missing, what follows it is ignored. `Bearer` and other schemes say nothing about the
/// key: body and query are asked. In the query the key stands as it is, not percent-encoded: keys need no encoding.
///
/// # Errors
/// [`WireError::NoKey`] if there is none, [`WireError::BadKey`] if what is there cannot be one.
pub fn key(
    authorization: Option<&str>,
    query: Option<&str>,
    body: Option<WriteKey>,
) -> Result<WriteKey, WireError> {
    if let Some(key) = authorization.map(basic).transpose()?.flatten() {
        return Ok(key);
    }
    if let Some(key) = body {
        return Ok(key);
    }
    let in_query = query.into_iter().flat_map(|query| query.split('&')).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == "writeKey" && !value.is_empty()).then_some(value)
    });
    WriteKey::new(in_query.ok_or(WireError::NoKey)?)
}

/// The user of Basic authentication; `None` for another scheme or an empty user.
fn basic(header: &str) -> Result<Option<WriteKey>, WireError> {
    let Some((scheme, value)) = header.trim().split_once(' ') else { return Ok(None) };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let decoded = LENIENT.decode(value.trim()).map_err(|_| WireError::BadKey)?;
    let pair = std::str::from_utf8(&decoded).map_err(|_| WireError::BadKey)?;
    let user = pair.split_once(':').map_or(pair, |(user, _)| user);
    if user.is_empty() { Ok(None) } else { WriteKey::new(user).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(
        authorization: Option<&str>,
        query: Option<&str>,
        body: Option<&str>,
    ) -> Result<String, WireError> {
        let body = body.map(|text| WriteKey::new(text).unwrap());
        key(authorization, query, body).map(|key| key.reveal().to_owned())
    }

    #[test]
    fn the_key_is_found_wherever_clients_put_it() {
        let wk = Ok("wk_golden".to_owned());
        assert_eq!(found(Some("Basic d2tfZ29sZGVuOg=="), None, None), wk);
        assert_eq!(found(Some("basic d2tfZ29sZGVu"), None, None), wk, "no colon");
        assert_eq!(found(Some("Basic d2tfZ29sZGVuOg"), None, None), wk, "no padding");
        assert_eq!(found(Some("Bearer token"), None, Some("wk_golden")), wk);
        assert_eq!(found(None, None, Some("wk_golden")), wk);
        assert_eq!(found(None, Some("v=1&writeKey=wk_golden"), None), wk);
        assert_eq!(
            found(Some("Basic d2tfZ29sZGVuOg=="), Some("writeKey=c"), Some("b")),
            wk,
            "the header wins"
        );
        assert_eq!(found(Some("Basic Og=="), None, Some("wk_golden")), wk, "an empty user is none");
    }

    #[test]
    fn what_cannot_be_a_key_is_refused() {
        assert_eq!(found(None, None, None), Err(WireError::NoKey));
        assert_eq!(found(Some("Bearer token"), Some("writeKey="), None), Err(WireError::NoKey));
        assert_eq!(found(Some("Basic %%%"), None, Some("b")), Err(WireError::BadKey));
        assert_eq!(found(Some("Basic //8="), None, Some("b")), Err(WireError::BadKey));
        assert_eq!(found(None, Some("writeKey=a%20b"), None), Err(WireError::BadKey));
        assert_eq!(WriteKey::new(&"k".repeat(101)), Err(WireError::BadKey));
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", WriteKey::new("wk_golden").unwrap()), "WriteKey(…)");
    }
}
