//! A list of items as JSON: reading `{"items": […]}` so that a bad item spoils no other, and prices without floating point.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::item::{Availability, Fault, ItemInput};
use crate::load::{Break, Listed, Place, Unreadable};

/// How many items one list may hold.
pub const MAX_ITEMS: usize = 10_000;

/// A list that was read: what can be tried, and what cannot.
#[derive(Debug, Default)]
pub struct Listing {
    /// The items whose fields have the right types.
    pub inputs: Vec<ItemInput>,
    places: Vec<u32>,
    refused: Vec<(u32, Unreadable)>,
}

/// The whole list cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadListing {
    /// Not JSON; where it stops to be.
    #[error("is not well-formed JSON: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON, yet no object with a list `items`.
    #[error("must be a list, in an object")]
    Shape,
    /// More than [`MAX_ITEMS`].
    #[error("must hold at most 10,000 items")]
    TooMany,
}

#[derive(Deserialize)]
struct Body<'b> {
    #[serde(borrow)]
    items: Vec<&'b RawValue>,
}

/// One item's keys with their values as they were written.
type Fields<'b> = HashMap<Cow<'b, str>, &'b RawValue>;

impl Listing {
    /// Reads `{"items": [{…}, …]}`. Keys of an item that are none of ours are left alone and not stored.
    ///
    /// # Errors
    /// [`BadListing`], if no item can be told from another.
    pub fn read(body: &[u8]) -> Result<Listing, BadListing> {
        let body: Body<'_> = serde_json::from_slice(body).map_err(|error| {
            if error.is_data() {
                BadListing::Shape
            } else {
                BadListing::Json { line: error.line(), column: error.column() }
            }
        })?;
        if body.items.len() > MAX_ITEMS {
            return Err(BadListing::TooMany);
        }
        let mut listing = Listing::default();
        for (raw, index) in body.items.into_iter().zip(0..) {
            match input(raw) {
                Ok(input) => {
                    listing.inputs.push(input);
                    listing.places.push(index);
                }
                Err(fault) => listing.refused.push((index, Unreadable { sku: named(raw), fault })),
            }
        }
        Ok(listing)
    }

    /// All places of the list, the readable ones first.
    pub(crate) fn listed(self) -> impl Iterator<Item = Listed> {
        let good = self.places.into_iter().zip(self.inputs).map(|(index, input)| (index, Ok(input)));
        let bad = self.refused.into_iter().map(|(index, unreadable)| (index, Err(unreadable)));
        good.chain(bad).map(|(index, item)| Listed { place: Place { index, line: 0 }, item, until: None })
    }
}

impl BadListing {
    /// The same as where a feed breaks off.
    pub(crate) fn at(&self) -> Break {
        let (line, reason) = match self {
            BadListing::Json { line, .. } => (*line, "is not well-formed JSON"),
            BadListing::Shape => (1, "must be a list `items`, in an object"),
            BadListing::TooMany => (1, "is JSON of more than 10,000 items: make it XML or CSV"),
        };
        Break { line: u32::try_from(line).unwrap_or(u32::MAX), reason }
    }
}

/// The sku of an item that cannot be read, if that can be.
fn named(raw: &RawValue) -> String {
    let fields: Fields<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
    let sku = ["sku", "product_id", "id"].iter().find_map(|name| fields.get(*name).copied());
    scalar("sku", sku).unwrap_or_default()
}

fn input(raw: &RawValue) -> Result<ItemInput, Fault> {
    let fields: Fields<'_> = serde_json::from_str(raw.get()).map_err(|_| ("item", "must be an object"))?;
    let of = |names: &[&str]| {
        names.iter().find_map(|name| fields.get(*name).copied()).filter(|raw| raw.get() != "null")
    };
    Ok(ItemInput {
        sku: scalar("sku", of(&["sku", "product_id", "id"]))?,
        title: string("title", of(&["title", "name"]))?,
        category: string("category", of(&["category"]))?,
        price: scalar("price", of(&["price"]))?,
        currency: of(&["currency"]).map(|raw| string("currency", Some(raw))).transpose()?,
        url: string("url", of(&["url"]))?,
        image_url: string("image_url", of(&["image_url"]))?,
        brand: string("brand", of(&["brand"]))?,
        item_group: scalar("item_group", of(&["item_group", "item_group_id"]))?,
        description: string("description", of(&["description"]))?,
        stock: stock(of(&["stock"]), of(&["availability"]))?,
    })
}

/// Text; empty if the key is missing.
fn string(field: &'static str, raw: Option<&RawValue>) -> Result<String, Fault> {
    let Some(raw) = raw else { return Ok(String::new()) };
    serde_json::from_str(raw.get()).map_err(|_| (field, "must be text"))
}

/// Text, or a number as it was written.
fn scalar(field: &'static str, raw: Option<&RawValue>) -> Result<String, Fault> {
    match raw.map(RawValue::get) {
        Some(number) if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => Ok(number.to_owned()),
        _ => string(field, raw).map_err(|_| (field, "must be text or a number")),
    }
}

/// Pieces by `stock`, else by the word of `availability` (schema.org's and Google's): out of stock is 0, any other word not counted.
fn stock(stock: Option<&RawValue>, availability: Option<&RawValue>) -> Result<Option<i64>, Fault> {
    if stock.is_some() {
        let pieces = scalar("stock", stock)?;
        return pieces.trim().parse().map(Some).map_err(|_| ("stock", "must be a whole number or null"));
    }
    match availability.map(RawValue::get) {
        None | Some("true") => Ok(None),
        Some("false") => Ok(Some(0)),
        Some(_) => {
            let word = string("availability", availability)?;
            Ok((Availability::read(&word)? == Availability::Out).then_some(0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(item: &str) -> Result<ItemInput, &'static str> {
        let mut listing = Listing::read(format!("{{\"items\":[{item}]}}").as_bytes()).unwrap();
        listing.inputs.pop().ok_or_else(|| listing.refused[0].1.fault.0)
    }

    #[test]
    fn the_keys_of_several_conventions_are_understood() {
        let a = one(r#"{"product_id":42,"name":"Shoe","price":19.90,"stock":"7","colour":{"x":1},"item_group_id":7,"brand":"Aria","description":null}"#).unwrap();
        assert_eq!(
            (a.sku.as_str(), a.title.as_str(), a.price.as_str(), a.stock),
            ("42", "Shoe", "19.90", Some(7))
        );
        assert_eq!((a.item_group.as_str(), a.brand.as_str(), a.description.as_str()), ("7", "Aria", ""));
        let b = one(r#"{"id":"é","title":"S","price":"5","currency":null,"availability":"https://schema.org/OutOfStock"}"#).unwrap();
        assert_eq!((b.sku.as_str(), b.currency, b.stock), ("é", None, Some(0)));
        assert_eq!(one(r#"{"sku":"a","availability":"in stock"}"#).unwrap().stock, None);
        assert_eq!(one(r#"{"sku":"a","stock":null,"availability":false}"#).unwrap().stock, Some(0));
    }

    #[test]
    fn a_price_is_read_as_it_was_written_and_never_as_a_float() {
        assert_eq!(one(r#"{"price":123456789012.345678901}"#).unwrap().price, "123456789012.345678901");
    }

    #[test]
    fn a_value_of_the_wrong_type_names_its_field() {
        assert_eq!(one(r#"{"sku":[1]}"#), Err("sku"));
        assert_eq!(one(r#"{"price":true}"#), Err("price"));
        assert_eq!(one(r#"{"title":5}"#), Err("title"));
        assert_eq!(one(r#"{"brand":{"name":"Aria"}}"#), Err("brand"));
        assert_eq!(one(r#"{"stock":1.5}"#), Err("stock"));
        assert_eq!(one(r#"{"stock":99999999999999999999}"#), Err("stock"));
        assert_eq!(one(r#"{"availability":"perhaps"}"#), Err("availability"));
        assert_eq!(one("7"), Err("item"));
    }

    #[test]
    fn a_list_that_is_none_is_refused_whole() {
        assert_eq!(Listing::read(b"").unwrap_err(), BadListing::Json { line: 1, column: 0 });
        assert_eq!(Listing::read(b"{\"items\":[{]}").unwrap_err(), BadListing::Json { line: 1, column: 12 });
        assert_eq!(Listing::read(b"[]").unwrap_err(), BadListing::Shape);
        assert_eq!(Listing::read(b"{}").unwrap_err(), BadListing::Shape);
        assert_eq!(Listing::read(b"{\"items\":7}").unwrap_err(), BadListing::Shape);
        let many = format!("{{\"items\":[{}1]}}", "1,".repeat(MAX_ITEMS));
        assert_eq!(Listing::read(many.as_bytes()).unwrap_err(), BadListing::TooMany);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, text in r#"\{"items":\[[\[\]{}":,0-9a-z\\-]{0,40}\]\}"#) {
            let _ = Listing::read(&bytes);
            let _ = Listing::read(text.as_bytes());
        }
    }
}
