//! Addresses in the one form that is compared, fingerprinted and sent to.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::sealed::value::Value;
use super::{Personal, Plain};

/// Longest input looked at, in bytes: no address is longer, and normalising a longer text costs time.
const LONGEST_INPUT: usize = 1_000;
/// Longest e-mail address (RFC 5321, erratum 1690) and longest part before the @ (RFC 5321, 4.5.3.1.1), in bytes.
const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL: usize = 64;
/// Digits of a phone number with its country (E.164 allows 15; none in use is shorter than 8).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// The way an address is reached. The number is what stands in the column `channel` and in every fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// E-mail.
    Email = 1,
    /// Text message to a phone.
    Sms = 2,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// The stored number.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The channel of a stored number.
    pub fn from_code(code: i64) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// The name in interfaces and exports.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }
}

/// A normalised address. It exists only as [`Plain`] or [`Sealed`](super::Sealed).
pub struct Address {
    channel: Channel,
    text: String,
}

/// Why a text is no address. The text itself is never part of it.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadAddress {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// Longer than any address.
    #[error("the address is too long")]
    TooLong,
    /// No @, or more than one.
    #[error("an e-mail address has exactly one @")]
    NotOneAt,
    /// Before the @: a space, a quotation mark, a letter outside ASCII, or a dot out of place.
    #[error("the part before the @ has a character or a dot that is not supported there")]
    Local,
    /// After the @: not the name of a host with a dot in it.
    #[error("the part after the @ is not the name of a domain")]
    Host,
    /// No `+` and country code in front.
    #[error("a phone number begins with + and the country code")]
    PhoneCountry,
    /// Something that is neither a digit nor a separator.
    #[error("a phone number has only digits after the +")]
    PhoneCharacter,
    /// Too few or too many digits.
    #[error("a phone number has 8 to 15 digits after the +")]
    PhoneLength,
}

impl Address {
    /// An e-mail address: trimmed, in lower case, the host in its ASCII form (`bücher.example` → `xn--bcher-kva.example`).
    ///
    /// Quoted and non-ASCII parts before the @ are refused, dots and `+tags` are kept: only the provider knows what they mean.
    pub fn email(text: &str) -> Result<Plain<Address>, BadAddress> {
        let (local, host) = bounded(text)?.split_once('@').ok_or(BadAddress::NotOneAt)?;
        if host.contains('@') {
            return Err(BadAddress::NotOneAt);
        }
        let text = format!("{}@{}", normal_local(local)?, normal_host(host)?);
        if text.len() > LONGEST_EMAIL {
            return Err(BadAddress::TooLong);
        }
        Ok(Plain(Address { channel: Channel::Email, text }))
    }

    /// A phone number: `+` and its digits (E.164). Separators go, and so does the `(0)` of national dialling.
    ///
    /// Without `+` it is refused: the country cannot be guessed.
    pub fn phone(text: &str) -> Result<Plain<Address>, BadAddress> {
        let digits = bounded(text)?.strip_prefix('+').ok_or(BadAddress::PhoneCountry)?;
        let digits: String = digits.replace("(0)", "").chars().filter(|c| !separates(*c)).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadAddress::PhoneCharacter);
        }
        if !PHONE_DIGITS.contains(&digits.len()) {
            return Err(BadAddress::PhoneLength);
        }
        if digits.starts_with('0') {
            return Err(BadAddress::PhoneCountry);
        }
        Ok(Plain(Address { channel: Channel::Sms, text: format!("+{digits}") }))
    }

    /// An address of this channel.
    pub fn parse(channel: Channel, text: &str) -> Result<Plain<Address>, BadAddress> {
        match channel {
            Channel::Email => Address::email(text),
            Channel::Sms => Address::phone(text),
        }
    }
}

impl Plain<Address> {
    /// How it is reached.
    pub fn channel(&self) -> Channel {
        self.0.channel
    }

    /// The host of an e-mail address, in ASCII and lower case: what delivery groups by. `None` for a phone.
    pub fn host(&self) -> Option<&str> {
        self.0.text.split_once('@').map(|(_, host)| host)
    }
}

impl Personal for Address {}

impl Value for Address {
    const KIND: u8 = 1;

    fn shown(&self) -> &str {
        &self.text
    }

    /// The text, then one byte for the channel.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.text.clone().into_bytes();
        bytes.push(self.channel as u8);
        bytes
    }

    fn from_bytes(mut bytes: Vec<u8>) -> Option<Address> {
        let channel = Channel::from_code(bytes.pop()?.into())?;
        Some(Address { channel, text: String::from_utf8(bytes).ok()? })
    }
}

fn bounded(text: &str) -> Result<&str, BadAddress> {
    match text.trim() {
        _ if text.len() > LONGEST_INPUT => Err(BadAddress::TooLong),
        "" => Err(BadAddress::Empty),
        trimmed => Ok(trimmed),
    }
}

/// The dot-string of RFC 5321, in lower case.
fn normal_local(local: &str) -> Result<String, BadAddress> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(allowed));
    match atoms {
        true if local.len() > LONGEST_LOCAL => Err(BadAddress::TooLong),
        true => Ok(local.to_ascii_lowercase()),
        false => Err(BadAddress::Local),
    }
}

/// The host's ASCII form by UTS 46, of at least two labels, the last not a number (that would be an IP address).
fn normal_host(host: &str) -> Result<String, BadAddress> {
    let ascii = Uts46::new()
        .to_ascii(host.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| BadAddress::Host)?;
    match ascii.rsplit_once('.') {
        Some((_, top)) if top.bytes().any(|b| !b.is_ascii_digit()) => Ok(ascii.into_owned()),
        _ => Err(BadAddress::Host),
    }
}

/// What people put between the digits of a phone number: spaces (also the unbreakable ones), dashes, dots, brackets, slashes.
fn separates(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '\u{2010}'..='\u{2014}' | '.' | '(' | ')' | '/'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Result<String, BadAddress> {
        Address::email(text).map(|plain| plain.expose().to_owned())
    }

    fn phone(text: &str) -> Result<String, BadAddress> {
        Address::phone(text).map(|plain| plain.expose().to_owned())
    }

    #[test]
    fn an_email_address_has_one_form() {
        for (typed, normal) in [
            ("  Ana.Pop@Example.COM \r\n", "ana.pop@example.com"),
            ("o'hara+shoes@sub.example.org", "o'hara+shoes@sub.example.org"),
            ("ana@Bücher.example", "ana@xn--bcher-kva.example"),
            ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
            ("ana@bu\u{308}cher.example", "ana@xn--bcher-kva.example"),
            ("ana@example。com", "ana@example.com"),
            ("ana@123.example", "ana@123.example"),
        ] {
            assert_eq!(email(typed).as_deref(), Ok(normal), "{typed}");
        }
    }

    #[test]
    fn what_is_no_email_address_is_refused_by_reason() {
        use BadAddress::*;
        for (typed, why) in [
            ("", Empty),
            (" \n", Empty),
            ("ana", NotOneAt),
            ("ana@pop@example.com", NotOneAt),
            ("ana＠example.com", NotOneAt),
            ("@example.com", Local),
            (".ana@example.com", Local),
            ("ana.@example.com", Local),
            ("a..na@example.com", Local),
            ("a na@example.com", Local),
            ("\"ana\"@example.com", Local),
            ("ană@example.com", Local),
            ("ana\r\nBcc: x@example.com", Local),
            ("Ana <ana@example.com>", Local),
            ("mailto:ana@example.com", Local),
            ("ana@", Host),
            ("ana@localhost", Host),
            ("ana@example.com.", Host),
            ("ana@.example.com", Host),
            ("ana@exa mple.com", Host),
            ("ana@example.com\r\nRCPT TO:<x>", Host),
            ("ana@exam_ple.com", Host),
            ("ana@-example.com", Host),
            ("ana@[192.0.2.1]", Host),
            ("ana@192.0.2.1", Host),
            ("ana@１９２.０.２.１", Host),
            ("ana@xn--a.example", Host),
        ] {
            assert_eq!(email(typed), Err(why), "{typed:?}");
        }
    }

    #[test]
    fn an_email_address_is_bounded_as_mail_servers_bound_it() {
        let host = format!("{}.{}.{}.example", "a".repeat(60), "b".repeat(60), "c".repeat(55));
        assert_eq!(email(&format!("{}@example.com", "x".repeat(65))), Err(BadAddress::TooLong));
        assert!(email(&format!("{}@example.com", "x".repeat(64))).is_ok());
        assert_eq!(email(&format!("{}@{host}", "x".repeat(64))).map(|text| text.len()), Ok(250));
        assert_eq!(email(&format!("{}@d12345.{host}", "x".repeat(64))), Err(BadAddress::TooLong));
        assert_eq!(email(&format!("x@{}.example", "a".repeat(64))), Err(BadAddress::Host));
        assert_eq!(email(&format!("{}x@example.com", " ".repeat(2_000))), Err(BadAddress::TooLong));
    }

    #[test]
    fn a_phone_number_has_one_form() {
        for (typed, normal) in [
            ("+40721234567", "+40721234567"),
            (" +40 721-234.567 ", "+40721234567"),
            ("+44 (0)20 7946 0958", "+442079460958"),
            ("+1 (212) 555\u{a0}0100", "+12125550100"),
            ("+33/1\u{2011}99\u{202f}00 11 22", "+33199001122"),
        ] {
            assert_eq!(phone(typed).as_deref(), Ok(normal), "{typed}");
        }
    }

    #[test]
    fn what_is_no_phone_number_is_refused_by_reason() {
        use BadAddress::*;
        for (typed, why) in [
            ("", Empty),
            ("0721234567", PhoneCountry),
            ("0040721234567", PhoneCountry),
            ("+0721234567", PhoneCountry),
            ("+40 72 CALL ME", PhoneCharacter),
            ("++40721234567", PhoneCharacter),
            ("+40721234567;ext=1", PhoneCharacter),
            ("+40721234\r\n567", PhoneCharacter),
            ("+４０７２１２３４５６７", PhoneCharacter),
            ("+1234567", PhoneLength),
            ("+1234567890123456", PhoneLength),
        ] {
            assert_eq!(phone(typed), Err(why), "{typed:?}");
        }
    }

    #[test]
    fn the_host_of_an_email_address_is_what_delivery_groups_by() {
        assert_eq!(Address::email("Ana@Example.com").unwrap().host(), Some("example.com"));
        assert_eq!(Address::phone("+40721234567").unwrap().host(), None);
        for channel in Channel::ALL {
            assert_eq!(Channel::from_code(channel.code()), Some(channel));
        }
        assert_eq!(Channel::from_code(0), None);
    }
}
