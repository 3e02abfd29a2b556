//! The authorities for data protection to which people may complain (GDPR art. 77): of the European Economic Area, Moldova, Switzerland and
//! the United Kingdom.

use super::Country;

/// A line for each: country, name as it calls itself, its pages.
const TABLE: &str = include_str!("authorities.txt");

/// An authority for data protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its name, as it calls itself.
    pub name: &'static str,
    /// Its pages.
    pub url: &'static str,
}

impl Country {
    /// The authority to which people there may complain; `None` where none is known.
    pub fn authority(self) -> Option<Authority> {
        let mut lines = TABLE.lines().filter_map(|line| line.split_once(' '));
        let (_, rest) = lines.find(|(code, _)| *code == self.code())?;
        let (name, url) = rest.split_once('\t')?;
        Some(Authority { name, url })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_country_its_authority_and_where_that_is_found() {
        for line in TABLE.lines() {
            let country = Country::parse(&line[..2]).unwrap();
            let authority = country.authority().unwrap();
            assert!(authority.url.starts_with("https://") && !authority.name.is_empty(), "{line}");
        }
        assert!(TABLE.lines().is_sorted());
    }

    #[test]
    fn somebody_in_romania_complains_in_romania_and_nobody_knows_where_in_japan() {
        let of = |code| Country::parse(code).unwrap().authority().map(|authority| authority.url);
        assert_eq!(of("RO"), Some("https://www.dataprotection.ro"));
        assert_eq!(of("MD"), Some("https://datepersonale.md"));
        assert_eq!(of("JP"), None);
    }
}
