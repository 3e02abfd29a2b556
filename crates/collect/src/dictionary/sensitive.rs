//! Finds in a value what must not be stored: e-mail addresses and card numbers (R029); and names of properties that would hold more of it.

/// How a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Text of any origin: 13 to 19 digits that pass the card check are a card number.
    Text,
    /// An id of the shop's own. A tenth of all numbers pass the check, and article numbers (13 and 14 digits) and ids of shop systems (13 and
    /// 14, or 17 and more) are numbers: only the 15 and 16 digits of today's cards, with a card network's first digits, are one.
    Id,
}

/// Whether the text holds an e-mail address or a card number.
pub(crate) fn holds(text: &str, look: Look) -> bool {
    address(text) || card(text, look)
}

/// `@` (or its percent encoding) after a letter or digit and before a name with a dot in it.
fn address(text: &str) -> bool {
    if !text.contains(['@', '%', '\u{ff20}']) {
        return false;
    }
    let text = text.replace("%40", "@").replace('\u{ff20}', "@");
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let domain = text[at + 1..].split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).next();
        let dotted = |domain: &str| {
            domain.trim_matches('.').rsplit_once('.').is_some_and(|(host, last)| {
                !host.is_empty() && last.len() > 1 && last.chars().all(char::is_alphabetic)
            })
        };
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '"'))
            && domain.is_some_and(dotted)
    })
}

/// Fewest digits of a card number.
const SHORTEST: usize = 13;

/// Runs of digits, alone and joined over single spaces, hyphens and dots.
fn card(text: &str, look: Look) -> bool {
    if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST {
        return false;
    }
    let mut all = Vec::new();
    let mut group = Vec::new();
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            group.push(byte - b'0');
            gap = false;
            continue;
        }
        all.extend_from_slice(&group);
        if is_card(&group, look) {
            return true;
        }
        group.clear();
        let joins = matches!(byte, b' ' | b'-' | b'.') && !gap;
        gap = true;
        if !joins {
            if is_card(&all, look) {
                return true;
            }
            all.clear();
        }
    }
    all.extend_from_slice(&group);
    is_card(&group, look) || is_card(&all, look)
}

fn is_card(digits: &[u8], look: Look) -> bool {
    let fits = match look {
        Look::Text => (SHORTEST..=19).contains(&digits.len()),
        Look::Id => matches!(digits.len(), 15 | 16) && of_a_network(digits),
    };
    fits && luhn(digits) && digits.iter().any(|digit| *digit != 0)
}

/// First digits of the networks' ranges (ISO/IEC 7812) for cards of 15 and 16 digits.
fn of_a_network(digits: &[u8]) -> bool {
    let head = digits.iter().take(4).fold(0u32, |head, digit| head * 10 + u32::from(*digit));
    match digits.len() {
        15 => matches!(head / 100, 34 | 37),
        _ => {
            matches!(head, 2200..=2204 | 2221..=2720 | 3528..=3589 | 4000..=4999 | 5000..=5999 | 6000..=6999 | 8100..=8171)
        }
    }
}

/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let value = u32::from(*digit) << (place % 2);
        sum + if value > 9 { value - 9 } else { value }
    });
    sum.is_multiple_of(10)
}

/// Words by which the name of a property says that it holds what is not to be stored of a person: who they are, where they live, what they wrote.
#[rustfmt::skip]
const PERSONAL: &[&str] = &[
    "address", "birth_date", "birthdate", "birthday", "card_number", "cnp", "comment", "credit_card", "customer_name", "cvc", "cvv",
    "date_of_birth", "diagnosis", "dob", "email", "family_name", "first_name", "firstname", "full_name", "fullname", "given_name", "iban",
    "last_name", "lastname", "mail", "message", "passport", "password", "phone", "recipient", "review_body", "social_security", "ssn",
    "street", "surname", "tax_number", "telephone", "user_name", "username", "wishlist_name",
];

/// Whether the name of a property, in words joined by `_`, has one of them in it.
pub(crate) fn names_a_person(name: &str) -> bool {
    let name = format!("_{name}_");
    PERSONAL.iter().any(|word| name.contains(&format!("_{word}_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r029_card_numbers_are_found_however_they_are_written() {
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5500-0000-0000-0004",
            "x378282246310005y",
            "pay 2024 4111111111111111",
        ] {
            assert!(holds(card, Look::Text), "{card}");
            assert!(holds(card, Look::Id), "{card}");
        }
        assert!(holds("30569309025904", Look::Text), "14 digits");
        assert!(holds("6304000000000000000", Look::Text), "19 digits");
        assert!(!holds("4111111111111112", Look::Text), "check digit");
        assert!(!holds("411111111111111", Look::Id), "15 digits of no network");
    }

    #[test]
    fn article_numbers_and_ids_of_shop_systems_are_no_cards() {
        for id in ["4006381333023", "7654321098763", "39072185417783", "123456789012345671"] {
            assert!(!holds(id, Look::Id), "{id}");
            assert!(holds(id, Look::Text), "{id} passes the check digit");
        }
        assert!(!holds("SKU-00-0000", Look::Text) && !holds("0000000000000000", Look::Text));
    }

    #[test]
    fn r029_addresses_are_found_in_text() {
        for text in [
            "ana@example.org",
            "mail to ana.b+c@shop.example.org!",
            "/u/ana%40example.org",
            "ana＠example.org",
            "ünal@bücher.example",
        ] {
            assert!(holds(text, Look::Text), "{text}");
        }
        for text in ["3 @ 2.50", "@media", "a@b", "shoes 40% off", "user@", "1@2.5"] {
            assert!(!holds(text, Look::Text), "{text}");
        }
    }
}
