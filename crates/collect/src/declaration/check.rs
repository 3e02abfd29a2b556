//! What may be declared, and under which purpose.

use placet_permission::Purpose;
use placet_permission::sensitive::{Look, find, names_a_person};

use super::{New, Property};
use crate::Error;
use crate::dictionary::{self, MOST, Shape};

/// Most characters of an event's name.
const NAME: usize = 100;
/// Most characters of a property's name.
const PROPERTY: usize = 40;
/// Under which purposes an event may be kept: those whose yes the device itself gives. The others are an address's (C7), and an event names none.
const PURPOSES: [Purpose; 1] = [Purpose::TRACKING];

/// The purpose of what may be declared.
pub(super) fn checked(new: &New) -> Result<Purpose, Error> {
    name(&new.name).map_err(|reason| Error::Field { field: "name", reason })?;
    let purpose = purpose(&new.purpose).map_err(|reason| Error::Field { field: "purpose", reason })?;
    properties(&new.properties)?;
    Ok(purpose)
}

fn name(name: &str) -> Result<(), &'static str> {
    if name.trim().is_empty() {
        return Err("is missing");
    }
    if name.trim() != name {
        return Err("must not begin or end with a space");
    }
    if name.chars().count() > NAME {
        return Err("must have at most 100 characters");
    }
    if name.chars().any(char::is_control) {
        return Err("must not hold control characters");
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err("needs a letter or a number");
    }
    if let Some(found) = find(name, Look::Text) {
        return Err(found.reason());
    }
    if dictionary::taken(name) {
        return Err("is a name of Placet's own");
    }
    Ok(())
}

fn purpose(name: &str) -> Result<Purpose, &'static str> {
    if name.is_empty() {
        return Err("is missing: an event is kept for a purpose or not at all");
    }
    let purpose = Purpose::named(name).ok_or("is no purpose")?;
    PURPOSES.contains(&purpose).then_some(purpose).ok_or("must be tracking: an event is its device's")
}

fn properties(all: &[Property]) -> Result<(), Error> {
    if all.len() > MOST {
        return Err(Error::Field { field: "properties", reason: "must be at most 20" });
    }
    let shapes: Vec<Option<Shape>> = all.iter().map(|property| Shape::named(&property.shape)).collect();
    for (index, property) in all.iter().enumerate() {
        let wrong = |field, reason| Error::Property { index, field, reason };
        property_name(&property.name).map_err(|reason| wrong("name", reason))?;
        if all[..index].iter().any(|before| before.name == property.name) {
            return Err(wrong("name", "is given twice"));
        }
        if shapes[index].is_none() {
            return Err(wrong("shape", "must be id, text, count, rating, money, currency or path"));
        }
        if shapes[index] == Some(Shape::Currency) && shapes[..index].contains(&Some(Shape::Currency)) {
            return Err(wrong("shape", "is given twice: an event has one currency"));
        }
    }
    // An amount whose currency is dropped would be taken for one in the tenant's own.
    if shapes.contains(&Some(Shape::Money)) && !shapes.contains(&Some(Shape::Currency)) {
        return Err(Error::Field { field: "properties", reason: "must have a currency beside an amount" });
    }
    Ok(())
}

fn property_name(name: &str) -> Result<(), &'static str> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() {
        return Err("is missing");
    }
    if name.len() > PROPERTY || !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.bytes().all(fits)
    {
        return Err("must be a small letter and at most 39 more small letters, digits and underscores");
    }
    if names_a_person(name) || find(name, Look::Text).is_some() {
        return Err("names what must not be stored of a person");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str, purpose: &str, properties: &[(&str, &str)]) -> New {
        let property =
            |(name, shape): &(&str, &str)| Property { name: (*name).into(), shape: (*shape).into() };
        New {
            name: name.into(),
            purpose: purpose.into(),
            properties: properties.iter().map(property).collect(),
        }
    }

    /// The field that is wrong.
    #[track_caller]
    fn field(new: &New) -> String {
        let told = checked(new).unwrap_err().to_string();
        told.split(':').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_name_a_purpose_and_properties_of_every_shape_may_be_declared() {
        let shapes = [
            ("wheel_id", "id"),
            ("segment", "text"),
            ("turns", "count"),
            ("mood", "rating"),
            ("prize", "money"),
            ("currency", "currency"),
            ("page", "path"),
        ];
        assert!(matches!(checked(&new("Wheel Spun", "tracking", &shapes)), Ok(Purpose::TRACKING)));
        assert!(checked(&new("Roata învârtită", "tracking", &[])).is_ok());
        assert!(checked(&new(&"ă".repeat(100), "tracking", &[])).is_ok());
    }

    #[test]
    fn r061_a_name_that_is_the_houses_or_no_name_is_refused() {
        for name in
            ["Product Viewed", "product_viewed", "AddToCart", "view-item", "Message Opened", "unsubscribed"]
        {
            assert_eq!(field(&new(name, "tracking", &[])), "name", "{name}");
        }
        assert_eq!(field(&new("Segment consent preference updated", "tracking", &[])), "name");
        let long = "a".repeat(101);
        for name in
            ["", "  ", " Level Up", "Level Up ", "Level\nUp", "ana@example.org", "4111 1111 1111 1111", &long]
        {
            assert_eq!(field(&new(name, "tracking", &[])), "name", "{name}");
        }
    }

    #[test]
    fn r031_nothing_is_declared_without_a_purpose_that_a_device_can_agree_to() {
        for purpose in ["", "fun", "Tracking", "marketing", "personalisation", "open_tracking"] {
            assert_eq!(field(&new("Level Up", purpose, &[])), "purpose", "{purpose}");
        }
    }

    #[test]
    fn r029_a_property_with_a_personal_or_odd_name_is_refused() {
        let long = "a".repeat(41);
        for name in [
            "",
            "Level",
            "1st",
            "_x",
            "a-b",
            "é",
            "email",
            "user_email",
            "first_name",
            "phone",
            "card_number",
            &long,
        ] {
            assert_eq!(
                field(&new("Level Up", "tracking", &[("a", "id"), (name, "text")])),
                "properties[1].name",
                "{name}"
            );
        }
        for name in ["level_name", "gift_card_id", "mailing_x", "named", &"a".repeat(40)] {
            assert!(checked(&new("Level Up", "tracking", &[(name, "text")])).is_ok(), "{name}");
        }
    }

    #[test]
    fn properties_have_a_known_shape_and_stand_once() {
        for shape in ["", "Text", "item", "order", "products", "email"] {
            assert_eq!(
                field(&new("Level Up", "tracking", &[("a", shape)])),
                "properties[0].shape",
                "{shape}"
            );
        }
        assert_eq!(field(&new("Level Up", "tracking", &[("a", "id"), ("a", "text")])), "properties[1].name");
        let two = [("a", "currency"), ("b", "currency")];
        assert_eq!(field(&new("Level Up", "tracking", &two)), "properties[1].shape");
        assert_eq!(field(&new("Level Up", "tracking", &[("prize", "money")])), "properties");
        let names: Vec<String> = (0..21).map(|n| format!("p{n}")).collect();
        let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "id")).collect();
        assert!(checked(&new("Level Up", "tracking", &many[..20])).is_ok());
        assert_eq!(field(&new("Level Up", "tracking", &many)), "properties");
    }
}
