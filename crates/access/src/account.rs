//! What an account holder tells of themselves: exactly the fields of R020, changed by themselves (R161).

use placet_edge::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest any field may be, in characters.
const LONGEST: usize = 200;

/// What a member tells of themselves; all of it may be left empty. Kept sealed. Beside these stand the e-mail address, which is also the
/// login, and the password; an address of the network is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {
    /// How they wish to be addressed.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) title: String,
    /// First name.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) first_name: String,
    /// Last name.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) last_name: String,
    /// Country: ISO 3166-1, two capitals.
    #[serde(default)]
    #[schema(pattern = "^([A-Z]{2})?$")]
    pub(crate) country: String,
    /// VAT number of the European Union: two capitals and 2 to 13 letters, digits, `+` or `*`.
    #[serde(default)]
    #[schema(pattern = "^([A-Z]{2}[0-9A-Z+*]{2,13})?$")]
    pub(crate) vat_number: String,
    /// Telephone: 6 to 20 digits; spaces, `+`, `-` and parentheses between them.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) phone: String,
    /// Postal address.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) postal_address: String,
    /// Domain name of their company, such as `shop.example`.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) domain_name: String,
}

impl Fields {
    /// What is wrong with them, by field.
    pub(crate) fn faults(&self) -> Vec<FieldError> {
        let all = [
            ("title", &self.title),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("country", &self.country),
            ("vat_number", &self.vat_number),
            ("phone", &self.phone),
            ("postal_address", &self.postal_address),
            ("domain_name", &self.domain_name),
        ];
        let mut faults: Vec<FieldError> = all
            .into_iter()
            .filter_map(|(field, text)| Some(FieldError::new(field, plain_fault(field, text)?)))
            .collect();
        let mut shape = |field, holds: bool, reason| {
            if !holds && faults.iter().all(|fault| fault.field != field) {
                faults.push(FieldError::new(field, reason));
            }
        };
        shape(
            "country",
            self.country.is_empty() || is_country(&self.country),
            "expected two capital letters",
        );
        let vat = &self.vat_number;
        shape(
            "vat_number",
            vat.is_empty() || is_vat(vat),
            "expected two capital letters and 2 to 13 capitals or digits",
        );
        let (phone, domain) = (&self.phone, &self.domain_name);
        shape("phone", phone.is_empty() || is_phone(phone), "expected 6 to 20 digits, spaces, +, - or ( )");
        shape(
            "domain_name",
            domain.is_empty() || is_domain(domain),
            "expected a domain such as shop.example",
        );
        faults
    }
}

fn plain_fault(field: &str, text: &str) -> Option<String> {
    let lines = field == "postal_address";
    if text.chars().count() > LONGEST {
        return Some(format!("is longer than {LONGEST} characters"));
    }
    let control = text.chars().any(|c| c.is_control() && !(lines && c == '\n'));
    control.then(|| "holds a control character".to_owned())
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_vat(text: &str) -> bool {
    let body = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'*');
    (4..=15).contains(&text.len())
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().skip(2).all(body)
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let fits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'+' | b'-' | b'(' | b')');
    (6..=20).contains(&digits) && text.bytes().all(fits)
}

/// A host's name of two labels at least (RFC 1123); one of another script may be written in it.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let fits = |c: char| c.is_alphanumeric() || c == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r020_an_account_has_exactly_the_fields_of_the_policy() {
        let value = serde_json::to_value(Fields::default()).unwrap();
        let mut names: Vec<&String> = value.as_object().unwrap().keys().collect();
        names.sort();
        let said = [
            "country",
            "domain_name",
            "first_name",
            "last_name",
            "phone",
            "postal_address",
            "title",
            "vat_number",
        ];
        assert_eq!(names, said);
        assert!(serde_json::from_str::<Fields>(r#"{"birthday":"1990-01-01"}"#).is_err());
    }

    #[test]
    fn a_wrong_field_is_named_without_its_value() {
        let fields = Fields {
            country: "Romania".into(),
            vat_number: "12".into(),
            phone: "1\u{7}".into(),
            title: "x".repeat(201),
            postal_address: "1 Street\nTown".into(),
            ..Fields::default()
        };
        let faults = fields.faults();
        let mut names: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["country", "phone", "title", "vat_number"]);
        for phone in ["+40 (21) 123-45-67", "112233"] {
            assert_eq!(Fields { phone: phone.into(), ..Fields::default() }.faults(), [], "{phone}");
        }
        for domain_name in ["shop.example", "my-shop.co.uk", "magazín.example"] {
            assert_eq!(
                Fields { domain_name: domain_name.into(), ..Fields::default() }.faults(),
                [],
                "{domain_name}"
            );
        }
        for phone in ["12345", "call me", "123456789012345678901", "+-()"] {
            assert_eq!(Fields { phone: phone.into(), ..Fields::default() }.faults().len(), 1, "{phone}");
        }
        for domain_name in
            ["shop", "https://shop.example", "-a.example", "a..example", "a b.example", "shop.example/x"]
        {
            assert_eq!(
                Fields { domain_name: domain_name.into(), ..Fields::default() }.faults().len(),
                1,
                "{domain_name}"
            );
        }
        assert!(faults.iter().all(|fault| !fault.reason.contains("Romania")));
        let good = Fields { country: "RO".into(), vat_number: "RO1234567".into(), ..Fields::default() };
        assert_eq!(good.faults(), []);
    }
}
