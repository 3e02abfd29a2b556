//! What is never stored, whatever it was sent as (R029): card numbers, account numbers, national numbers of people, medical words about
//! people; and e-mail addresses where none belong.
//!
//! ```text
//! text ─▶ few digits, no telling word? ─▶ nothing
//!      └▶ scan: one writing of digits, letters and gaps ─▶ card, iban, cnp, idnp, nir, ssn;  words ─▶ medical
//! ```
//!
//! A rule that ordinary numbers of shops would often pass asks for more: the usual written form, or a word near by that says what the
//! number is. How often ordinary numbers are refused all the same is measured (`docs/sensitive.md`). What was refused is counted by where it
//! came in and what it looked like, and never kept, logged or told.

mod address;
mod card;
mod cnp;
mod iban;
mod idnp;
mod json;
mod medical;
mod names;
mod networks;
mod nir;
mod scan;
mod ssn;

use placet_store::{Tx, params};

pub use json::in_json;
pub use names::names_a_person;

use crate::store::COUNT_REFUSED;
use scan::Scan;

/// How a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What people may have written, or what is told of them: every rule.
    Text,
    /// What a company writes for many, or of itself: its own e-mail address and medical words may stand there, numbers of people may not.
    Published,
    /// The address of a page or a picture, or the source of a template, which is full of them. Pages are named by numbers, so a national number
    /// needs a word that says so.
    Path,
    /// An id of the shop's own: the card rule alone, and no e-mail address. A tenth of all numbers have the check digit of a card, and article
    /// numbers and ids of shop systems are numbers: only the 15 and 16 digits of today's cards, in a network's range, are one.
    Id,
}

/// What was found. It holds nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Found {
    /// An e-mail address.
    Address,
    /// A card number.
    Card,
    /// An account number.
    Iban,
    /// The number by which a state knows a person.
    NationalId,
    /// A diagnosis, a prescription or a result of somebody.
    Medical,
}

impl Found {
    /// A short fixed word for counting.
    pub fn label(self) -> &'static str {
        match self {
            Found::Address => "address",
            Found::Card => "card",
            Found::Iban => "iban",
            Found::NationalId => "national_id",
            Found::Medical => "medical",
        }
    }

    /// What is said of a field that holds it.
    pub fn reason(self) -> &'static str {
        match self {
            Found::Address => "looks like an e-mail address; it is not stored",
            Found::Card => "looks like a card number; it is not stored",
            Found::Iban => "looks like an IBAN; it is not stored",
            Found::NationalId => "looks like a national identity number; it is not stored",
            Found::Medical => "tells of somebody's health; it is not stored",
        }
    }
}

/// Where something came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The tracking API.
    Track,
    /// A banner's choice.
    Banner,
    /// A public form.
    Form,
    /// An import of contacts.
    Import,
    /// The catalogue, pushed or fetched.
    Catalogue,
    /// The console.
    Console,
}

impl Source {
    /// A short fixed word for counting.
    pub fn label(self) -> &'static str {
        match self {
            Source::Track => "track",
            Source::Banner => "banner",
            Source::Form => "form",
            Source::Import => "import",
            Source::Catalogue => "catalogue",
            Source::Console => "console",
        }
    }
}

/// Fewest digits that any rule about numbers begins with.
const FEWEST: usize = 9;
/// Fewest digits of a card number in an id.
const FEWEST_OF_ID: usize = 15;

/// What the text holds that must not be stored.
pub fn find(text: &str, look: Look) -> Option<Found> {
    find_in("", text, look)
}

/// The same of the text of a field, whose name may say what a number is: `cnp`, `cardNumber`.
pub fn find_in(field: &str, text: &str, look: Look) -> Option<Found> {
    if matches!(look, Look::Text | Look::Id) && names_address(text) {
        return Some(Found::Address);
    }
    if may_hold_numbers(text, look) {
        let scan = Scan::new(field, text);
        if let Some(found) = number(&scan, look) {
            return Some(found);
        }
    }
    (look == Look::Text && medical::is_in(text)).then_some(Found::Medical)
}

/// Whether an e-mail address stands in the text.
pub fn names_address(text: &str) -> bool {
    address::is_in(text)
}

/// Whether there are digits enough for any rule. Most texts end here.
fn may_hold_numbers(text: &str, look: Look) -> bool {
    // Digits of other scripts begin with one of these bytes.
    if text.bytes().any(|byte| matches!(byte, 0xd9 | 0xdb | 0xe0 | 0xef | 0xf0)) {
        return text.chars().filter(|c| scan::digit(*c).is_some()).take(FEWEST).count() == FEWEST;
    }
    match look {
        // Ids such as UUIDs have many digits, and few without a letter between.
        Look::Id if !text.contains('%') => unbroken(text) >= FEWEST_OF_ID,
        _ => text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST,
    }
}

/// The most digits between two letters.
fn unbroken(text: &str) -> usize {
    let parts = text.as_bytes().split(u8::is_ascii_alphabetic);
    parts.map(|part| part.iter().filter(|byte| byte.is_ascii_digit()).count()).max().unwrap_or(0)
}

fn number(scan: &Scan, look: Look) -> Option<Found> {
    if scan.digits() < FEWEST {
        return None;
    }
    if card::is_in(scan, look) {
        return Some(Found::Card);
    }
    if look == Look::Id {
        return None;
    }
    if cnp::is_in(scan, look) || idnp::is_in(scan, look) || nir::is_in(scan, look) || ssn::is_in(scan) {
        return Some(Found::NationalId);
    }
    iban::is_in(scan).then_some(Found::Iban)
}

/// The kind of a tally under which refusals stand: `sensitive:form:card`.
pub fn tally(source: Source, found: Found) -> String {
    format!("sensitive:{}:{}", source.label(), found.label())
}

/// Counts so many refusals in the totals of today.
///
/// # Errors
/// The store's.
pub async fn count(tx: &mut Tx, source: Source, found: Found, n: i64) -> placet_store::Result<()> {
    let day = tx.clock().now().day();
    tx.execute(&COUNT_REFUSED, params![day, tally(source, found), n]).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
