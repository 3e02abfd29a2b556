//! The addresses of an envelope, as they may stand between `<` and `>` on a command line.

/// Longest path (RFC 5321 §4.5.3.1.3), without the angle brackets.
const LONGEST: usize = 254;

/// Why an address cannot be used. Nothing is repaired: an address that could carry a second command is refused whole.
pub(crate) fn flaw(address: &str) -> Option<&'static str> {
    if address.len() > LONGEST {
        return Some("the address is too long");
    }
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>')) {
        return Some("the address holds a character that no address may hold");
    }
    match address.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => None,
        _ => Some("the address has not the form name@domain"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_could_carry_a_second_command_is_refused() {
        for good in ["a@b", "ana.pop+x@shop.example", "știri@bücher.example", "\"a@b\"@c.example"] {
            assert_eq!(flaw(good), None, "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b>\r\nRCPT TO:<x@y",
            "a@b\nDATA",
            "a@b\r",
            "a b@c",
            "a@b SIZE=1",
            "a\t@b",
            "a\u{0}@b",
            "a\u{85}@b",
            "a\u{2028}@b",
            "<a@b>",
        ] {
            assert!(flaw(bad).is_some(), "{bad:?}");
        }
        assert!(flaw(&format!("{}@b.example", "a".repeat(250))).is_some());
    }
}
