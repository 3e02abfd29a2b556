//! The text of signed links: which message, which link of it, which product. No personal data, nothing stored.
//!
//! The cryptography is the caller's: a function from bytes to a MAC of 16 bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use placet_core::{Id, TenantId};

/// Begins what is signed, so that the same key never signs the same bytes for another use.
const DOMAIN: &[u8] = b"placet link 1\0";
const BODY: usize = 1 + 4 + 16 + 2 + 8;
const MAC: usize = 16;

/// What following a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Goes to the link's target.
    Click,
    /// Opens the page that ends mails.
    Unsubscribe,
    /// Opens the preference centre.
    Preferences,
    /// Opens "why did I get this?".
    Why,
    /// Shows the message in the browser.
    Web,
    /// Opens the page that confirms an address.
    Confirm,
    /// Shows the pixel of a message whose reader agreed to its opening being noticed.
    Open,
    /// Opens the page that asks whether what was agreed to is to go on.
    Renew,
}

impl Action {
    /// The first step of the path under which it is answered: `/u/{token}`.
    pub fn path(self) -> &'static str {
        match self {
            Action::Click => "l",
            Action::Unsubscribe => "u",
            Action::Preferences => "p",
            Action::Why => "why",
            Action::Web => "w",
            Action::Confirm => "c",
            Action::Open => "o",
            Action::Renew => "r",
        }
    }
}

/// In the order of their numbers, which are signed: new ones come last.
const ACTIONS: [Action; 8] = [
    Action::Click,
    Action::Unsubscribe,
    Action::Preferences,
    Action::Why,
    Action::Web,
    Action::Confirm,
    Action::Open,
    Action::Renew,
];

/// What a signed link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What following it does.
    pub action: Action,
    /// The tenant.
    pub tenant: TenantId,
    /// The message.
    pub message: Id,
    /// The link's number in the template version ([`crate::Link::number`]); 0 for the platform's own pages.
    pub link: u16,
    /// The catalogue item, 0 where there is none.
    pub item: i64,
}

/// The text is no link that this installation has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a link of ours")]
pub struct Forged;

impl Token {
    /// The link's text, 63 characters of `A–Z a–z 0–9 - _`. `mac` is a MAC under a key of the installation.
    pub fn sign(&self, mac: impl Fn(&[u8]) -> [u8; 16]) -> String {
        let mut bytes = Vec::with_capacity(BODY + MAC);
        bytes.push(ACTIONS.iter().position(|action| *action == self.action).unwrap_or(0) as u8);
        bytes.extend_from_slice(&self.tenant.0.to_be_bytes());
        bytes.extend_from_slice(&self.message.0);
        bytes.extend_from_slice(&self.link.to_be_bytes());
        bytes.extend_from_slice(&self.item.to_be_bytes());
        let seal = mac(&signed(&bytes));
        bytes.extend_from_slice(&seal);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a link's text. The MACs are compared in a time that does not tell where they differ.
    pub fn open(text: &str, mac: impl Fn(&[u8]) -> [u8; 16]) -> Result<Token, Forged> {
        if text.len() > 128 {
            return Err(Forged);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Forged)?;
        let (body, seal) = bytes.split_at_checked(BODY).ok_or(Forged)?;
        let difference = mac(&signed(body)).iter().zip(seal).fold(0u8, |sum, (a, b)| sum | (a ^ b));
        if seal.len() != MAC || difference != 0 {
            return Err(Forged);
        }
        Token::read(body).ok_or(Forged)
    }

    fn read(body: &[u8]) -> Option<Token> {
        let (action, rest) = body.split_first()?;
        let (tenant, rest) = rest.split_first_chunk::<4>()?;
        let (message, rest) = rest.split_first_chunk::<16>()?;
        let (link, item) = rest.split_first_chunk::<2>()?;
        Some(Token {
            action: *ACTIONS.get(usize::from(*action))?,
            tenant: TenantId(i32::from_be_bytes(*tenant)),
            message: Id(*message),
            link: u16::from_be_bytes(*link),
            item: i64::from_be_bytes(item.try_into().ok()?),
        })
    }
}

fn signed(body: &[u8]) -> Vec<u8> {
    [DOMAIN, body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stands in for HMAC: every bit of the input changes the output.
    fn mac(bytes: &[u8]) -> [u8; 16] {
        let mut out = [0u8; 16];
        let mut state = 0xcbf2_9ce4_8422_2325u64;
        for (round, slot) in out.iter_mut().enumerate() {
            for byte in bytes {
                state = (state ^ u64::from(*byte) ^ round as u64).wrapping_mul(0x0100_0000_01b3);
            }
            *slot = (state >> 32) as u8;
        }
        out
    }

    fn token(action: Action) -> Token {
        Token { action, tenant: TenantId(7), message: Id([3; 16]), link: 12, item: 9_000_000_001 }
    }

    #[test]
    fn a_link_says_what_was_signed() {
        for action in ACTIONS {
            let text = token(action).sign(mac);
            assert_eq!(text.len(), 63);
            assert_eq!(Token::open(&text, mac), Ok(token(action)));
        }
    }

    #[test]
    fn a_link_changed_anywhere_is_refused() {
        let text = token(Action::Click).sign(mac);
        for at in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(Token::open(std::str::from_utf8(&forged).unwrap(), mac), Err(Forged), "{at}");
        }
        for text in ["", "A", "é", &text[..62], &format!("{text}A"), &"A".repeat(63), &"A".repeat(4000)] {
            assert_eq!(Token::open(text, mac), Err(Forged), "{text}");
        }
        assert_eq!(Token::open(&text, |_| [0; 16]), Err(Forged));
    }
}
