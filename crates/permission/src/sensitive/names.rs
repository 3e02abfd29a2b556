//! Names of fields that say that they would hold what must not be stored.

/// Words by which the name of a property says that it holds what is not to be stored of a person: who they are, where they live, what they wrote.
#[rustfmt::skip]
const PERSONAL: &[&str] = &[
    "address", "birth_date", "birthdate", "birthday", "card_number", "cnp", "comment", "credit_card", "customer_name", "cvc", "cvv",
    "date_of_birth", "diagnosis", "dob", "email", "family_name", "first_name", "firstname", "full_name", "fullname", "given_name", "iban",
    "idnp", "last_name", "lastname", "mail", "message", "nir", "passport", "password", "phone", "recipient", "review_body",
    "securite_sociale", "social_security", "ssn", "street", "surname", "tax_number", "telephone", "user_name", "username", "wishlist_name",
];

/// Whether the name of a property, in words joined by `_`, has one of them in it.
pub fn names_a_person(name: &str) -> bool {
    let name = format!("_{name}_");
    PERSONAL.iter().any(|word| name.contains(&format!("_{word}_")))
}
