//! Dates, numbers and amounts as a language writes them.

use super::Language;
use super::texts::Values;
use crate::{Micros, Money};
use jiff::tz::TimeZone;

impl Language {
    /// A date and a time of day in a time zone: `3 March 2026, 09:05 EET`. Empty for a time past the year 9999.
    pub fn moment(self, at: Micros, zone: &TimeZone) -> String {
        let Ok(at) = jiff::Timestamp::from_microsecond(at.0) else { return String::new() };
        let at = at.to_zoned(zone.clone());
        let values = Values::new()
            .with("day", self.day(at.day()))
            .with("month", self.plain(&format!("month_{}", at.month())))
            .with("year", at.year().to_string())
            .with("time", at.strftime("%H:%M %Z").to_string());
        self.text("date", &values).unwrap_or_default()
    }

    /// A day of the month: `1er` in French, plain elsewhere.
    fn day(self, day: i8) -> String {
        match day {
            1 => self.plain("day_1"),
            day => day.to_string(),
        }
    }

    /// A whole number, its thousands apart: `12,500`, `12.500`, `12 500`.
    pub fn count(self, number: u64) -> String {
        let (digits, apart) = (number.to_string(), self.plain("number_group"));
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 * apart.len());
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(&apart);
            }
            out.push(digit);
        }
        out
    }

    /// An amount with its currency: `1,299.90 EUR`, `1.299,90 RON`, `1 299,90 EUR`.
    pub fn money(self, money: Money) -> String {
        let digits = money.currency.digits();
        let unit = 10_u64.pow(digits);
        let (whole, rest) = (money.minor.unsigned_abs() / unit, money.minor.unsigned_abs() % unit);
        let sign = if money.minor < 0 { "-" } else { "" };
        let mut amount = format!("{sign}{}", self.count(whole));
        if digits > 0 {
            amount.push_str(&self.plain("number_decimal"));
            amount.push_str(&format!("{rest:0width$}", width = digits as usize));
        }
        let values = Values::new().with("amount", amount).with("currency", money.currency.code());
        self.text("money", &values).unwrap_or_else(|| money.to_string())
    }

    fn plain(self, name: &str) -> String {
        self.text(name, &Values::new()).unwrap_or_default()
    }
}
