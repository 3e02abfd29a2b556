//! Money: integer minor units and a currency; never floating point.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code, in capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// An amount in minor units (cents, bani) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be negative (a refund).
    pub minor: i64,
    /// Of this currency.
    pub currency: Currency,
}

/// The text is not an amount or not a currency.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadMoney {
    /// Not three letters.
    #[error("not a currency code of three letters")]
    Currency,
    /// Not a decimal number, too precise for the currency, or too large.
    #[error("not a decimal amount of this currency")]
    Amount,
}

impl Currency {
    /// Euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Reads a code of three letters, in either case.
    pub fn parse(text: &str) -> Result<Currency, BadMoney> {
        let bytes: [u8; 3] = text.as_bytes().try_into().map_err(|_| BadMoney::Currency)?;
        if bytes.iter().all(u8::is_ascii_alphabetic) {
            Ok(Currency(bytes.map(|b| b.to_ascii_uppercase())))
        } else {
            Err(BadMoney::Currency)
        }
    }

    /// The code in capitals.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal digits the minor unit has (ISO 4217).
    pub fn digits(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl Money {
    /// Reads decimal text such as `19.9`; digits past the minor unit are rounded half up.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, BadMoney> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > 12
            || fraction.len() > 18
            || !numeric(whole)
            || !numeric(fraction)
        {
            return Err(BadMoney::Amount);
        }
        let places = currency.digits() as usize;
        let mut minor: i64 = whole.parse().map_err(|_| BadMoney::Amount)?;
        for place in 0..places {
            let digit = fraction.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
            minor = minor * 10 + digit;
        }
        if fraction.as_bytes().get(places).is_some_and(|b| *b >= b'5') {
            minor += 1;
        }
        Ok(Money { minor: if negative { -minor } else { minor }, currency })
    }
}

impl fmt::Display for Money {
    /// Decimal point and code: `19.90 EUR`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10i64.pow(self.currency.digits());
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, rest) =
            (self.minor.unsigned_abs() / unit as u64, self.minor.unsigned_abs() % unit as u64);
        match self.currency.digits() {
            0 => write!(f, "{sign}{whole} {}", self.currency.code()),
            n => write!(f, "{sign}{whole}.{rest:0width$} {}", self.currency.code(), width = n as usize),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = BadMoney;
    fn try_from(text: String) -> Result<Currency, BadMoney> {
        Currency::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_becomes_minor_units() {
        let eur = Currency::EUR;
        assert_eq!(Money::parse("19.9", eur).unwrap().minor, 1990);
        assert_eq!(Money::parse("0.005", eur).unwrap().minor, 1);
        assert_eq!(Money::parse("-3", eur).unwrap().to_string(), "-3.00 EUR");
        assert_eq!(Money::parse("1200", Currency::parse("jpy").unwrap()).unwrap().to_string(), "1200 JPY");
        for bad in ["", "1,5", "1e3", "NaN", "9999999999999", "1.2.3", "--1"] {
            assert_eq!(Money::parse(bad, eur), Err(BadMoney::Amount), "{bad}");
        }
        assert_eq!(Currency::parse("E1R"), Err(BadMoney::Currency));
    }
}
