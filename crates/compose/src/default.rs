//! The templates that come with the program.
//!
//! One MJML per template, one file of words per language: `name = words`, put where `[[name]]` stands.

use crate::template::{MessageKind, Source};

/// A template that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// Reminds of what lies in the cart, with what is like it and what goes with it. Data: `items`, `similar` and `complementary`
    /// (at most three of each are shown), `cart.total`, `shop.name`, `sender.name`, `sender.address`, and the addresses of one's own pages.
    /// A product has `id`, `name`, `image`, `price` and, where they are known, `old_price` and `quantity`.
    CartReminder,
    /// Asks whether an address was given by its owner. Data: `confirm_url`, `shop.name`, `sender.name`,
    /// `sender.address`.
    Confirm,
    /// Reminds once of that request. Data: as that.
    ConfirmReminder,
    /// Asks whether a yes that ends soon is to go on. Data: `renew_url`, `shop.name`, `sender.name`, `sender.address`, and the addresses of
    /// one's own pages.
    Renewal,
}

const CART_REMINDER: &str = include_str!("../templates/cart_reminder.mjml");
const CONFIRM: &str = include_str!("../templates/confirm.mjml");
const RENEWAL: &str = include_str!("../templates/renewal.mjml");
/// The words by language; the first stand in for every other.
const WORDS: [(&str, &str); 3] = [
    ("en", include_str!("../templates/en.words")),
    ("ro", include_str!("../templates/ro.words")),
    ("fr", include_str!("../templates/fr.words")),
];

impl Builtin {
    /// Each of them.
    pub const ALL: [Builtin; 4] =
        [Builtin::Confirm, Builtin::CartReminder, Builtin::ConfirmReminder, Builtin::Renewal];

    /// The template in a language, such as `ro` or `ro-RO`; English where there are no words of it.
    pub fn source(self, language: &str) -> Source {
        let (kind, name, mjml) = match self {
            Builtin::CartReminder => (MessageKind::Marketing, "cart", CART_REMINDER.to_owned()),
            Builtin::Confirm => (MessageKind::Service, "confirm", CONFIRM.to_owned()),
            Builtin::Renewal => (MessageKind::Marketing, "renewal", RENEWAL.to_owned()),
            // The same letter in words of its own.
            Builtin::ConfirmReminder => {
                (MessageKind::Service, "reminder", CONFIRM.replace("[[confirm.", "[[reminder."))
            }
        };
        let wanted = language.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let words =
            WORDS.iter().find(|(language, _)| *language == wanted).or(WORDS.first()).map_or("", |(_, w)| w);
        let mut source =
            Source { kind, subject: format!("[[{name}.subject]]"), mjml, html_fields: Vec::new() };
        for line in words.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, words)) = line.split_once(" = ") {
                let place = format!("[[{}]]", name.trim());
                source.subject = source.subject.replace(&place, words.trim());
                source.mjml = source.mjml.replace(&place, words.trim());
            }
        }
        source
    }
}
