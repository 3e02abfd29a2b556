//! What is known of where a recipient is, as one text in the row of their address.

use super::{Candidates, Clues, Country, Stated, candidates};

/// What is known of where somebody is: what the form said, what was told under a consent, and the countries of the phone number.
///
/// As text: the three in this order, with `|` between; country and zone with a space between and `-` for what is not said:
/// `RO Europe/Bucharest|-|` or `-|- Europe/Paris|US,CA`. Nothing at all is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What the form said.
    pub form: Stated,
    /// What browser or app told.
    pub context: Stated,
    /// The countries of the phone number.
    pub phone: Vec<Country>,
}

impl Known {
    /// What a form said.
    pub fn by_form(form: Stated) -> Known {
        Known { form, ..Known::default() }
    }

    /// As it stands in the row.
    pub fn text(&self) -> String {
        if *self == Known::default() {
            return String::new();
        }
        let phone: Vec<&str> = self.phone.iter().map(Country::code).collect();
        format!("{}|{}|{}", written(&self.form), written(&self.context), phone.join(","))
    }

    /// Reads a row; what cannot be read counts as not said.
    pub fn read(text: &str) -> Known {
        let mut parts = text.splitn(3, '|');
        let (form, context, phone) = (parts.next(), parts.next(), parts.next());
        Known {
            form: stated(form.unwrap_or("")),
            context: stated(context.unwrap_or("")),
            phone: phone.unwrap_or("").split(',').filter_map(Country::parse).collect(),
        }
    }

    /// Where the recipient of a tenant that is there may be.
    pub fn candidates(&self, tenant: Stated) -> Candidates {
        candidates(&Clues { form: self.form, context: self.context, phone: &self.phone, tenant })
    }
}

fn written(stated: &Stated) -> String {
    match (&stated.country, stated.zone) {
        (None, None) => "-".to_owned(),
        (Some(country), None) => country.code().to_owned(),
        (country, Some(zone)) => format!("{} {}", country.as_ref().map_or("-", Country::code), zone.name()),
    }
}

fn stated(text: &str) -> Stated {
    let (country, zone) = text.split_once(' ').unwrap_or((text, ""));
    Stated::parse(Some(country), Some(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let stated = |country: &str, zone: &str| Stated::parse(Some(country), Some(zone));
        let all =
            [stated("", ""), stated("RO", ""), stated("", "Europe/Paris"), stated("US", "America/New_York")];
        let phones = [vec![], vec![Country::parse("US").unwrap(), Country::parse("CA").unwrap()]];
        for form in all {
            for context in all {
                for phone in &phones {
                    let known = Known { form, context, phone: phone.clone() };
                    assert_eq!(Known::read(&known.text()), known, "{}", known.text());
                }
            }
        }
        assert_eq!(Known::default().text(), "");
        assert_eq!(Known::read("nonsense | x"), Known::default());
    }
}
