//! Which country a phone number belongs to, by its calling code (ITU-T E.164).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Country;

/// A line for each calling code, with the countries that share it.
const TABLE: &str = include_str!("calling.txt");
/// Digits of the longest code in the table.
const LONGEST: usize = 4;

static CODES: LazyLock<HashMap<&'static str, Vec<Country>>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(code, countries)| (code, countries.split(' ').filter_map(Country::parse).collect())).collect()
});

/// The countries whose numbers begin as this one does (`+40712…`): one as a rule, several for `+1`, `+7`, `+44`, none for a number of no
/// country.
pub fn countries_of(phone: &str) -> &'static [Country] {
    let Some(digits) = phone.strip_prefix('+') else { return &[] };
    let beginnings = (1..=LONGEST).rev().filter_map(|length| digits.get(..length));
    beginnings.filter_map(|code| CODES.get(code)).next().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(phone: &str) -> String {
        countries_of(phone).iter().map(Country::code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_number_belongs_to_the_country_of_its_longest_code() {
        assert_eq!(codes("+40712345678"), "RO");
        assert_eq!(codes("+37369123456"), "MD");
        assert_eq!(codes("+33612345678"), "FR");
        assert_eq!(codes("+12025550123"), "US CA");
        assert_eq!(codes("+18765550123"), "JM");
        assert_eq!(codes("+79161234567"), "RU KZ");
        assert_eq!(codes("+77011234567"), "KZ");
        assert_eq!(codes("+447911123456"), "GB GG IM JE");
        assert_eq!(codes("+80012345678"), "");
        assert_eq!(codes("0712345678"), "");
        assert_eq!(codes("+"), "");
    }

    #[test]
    fn every_line_names_countries_of_the_atlas() {
        for line in TABLE.lines() {
            let (code, countries) = line.split_once(' ').unwrap();
            assert!(code.len() <= LONGEST && code.bytes().all(|b| b.is_ascii_digit()), "{line}");
            assert!(countries.split(' ').all(|country| Country::parse(country).is_some()), "{line}");
        }
    }
}
