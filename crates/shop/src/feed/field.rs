//! What the fields of an item mean, whatever the format and whoever exported it.

use jiff::tz::TimeZone;
use placet_core::{Currency, Micros};
use url::Url;

use super::price::{Span, price};
use crate::item::{Availability, Fault, ItemInput};
use crate::load::Unreadable;
use crate::plain::plain;

/// How much of a field is kept while it is read; what is longer breaks a rule anyway, but for descriptions, which are cut.
const MAX_FIELD: usize = 64 * 1024;
/// How much of a field is looked at where markup is left out: more than the rules allow, so that they refuse what is too long.
const MAX_PLAIN: usize = 500;

/// What is known about the reading: when, where, in which currency.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The moment at which sales are in effect or not.
    pub now: Micros,
    /// The time zone of moments that name none.
    pub zone: TimeZone,
    /// The currency of prices that name none.
    pub currency: Currency,
    /// The shop's own address, for exports that name pages by a handle alone.
    pub shop: Option<Url>,
}

macro_rules! keys {
    ($($key:ident)*) => {
        /// A field that says something about an item.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Key { $($key),* }
        const KEYS: usize = [$(Key::$key),*].len();
    };
}

keys! {
    Sku Id Title Description Link Image Availability Price Currency SalePrice SaleDates SaleFrom SaleTo
    Category GoogleCategory Brand Group Quantity Policy Handle Kind Published Status
}

/// The fields of one item, as they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields([String; KEYS]);

/// An item, why it cannot be read, or nothing: a row that is no item to buy.
pub(super) type Made = Option<(Result<ItemInput, Unreadable>, Option<Micros>)>;

impl Key {
    /// A field of Google's product data specification, by its name in a feed.
    pub(super) fn google(name: &str) -> Option<Key> {
        Some(match name {
            "id" => Key::Id,
            "title" => Key::Title,
            "description" => Key::Description,
            "link" => Key::Link,
            "image_link" => Key::Image,
            "availability" => Key::Availability,
            "price" => Key::Price,
            "sale_price" => Key::SalePrice,
            "sale_price_effective_date" => Key::SaleDates,
            "product_type" => Key::Category,
            "google_product_category" => Key::GoogleCategory,
            "brand" => Key::Brand,
            "item_group_id" => Key::Group,
            "quantity" | "sell_on_google_quantity" => Key::Quantity,
            _ => return None,
        })
    }
}

impl Fields {
    pub(super) fn get(&self, key: Key) -> &str {
        self.0[key as usize].trim()
    }

    /// Adds to a field, up to a bound.
    pub(super) fn add(&mut self, key: Key, text: &str) {
        let field = &mut self.0[key as usize];
        let mut end = text.len().min(MAX_FIELD.saturating_sub(field.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        field.push_str(&text[..end]);
    }

    pub(super) fn set(&mut self, key: Key, text: &str) {
        self.0[key as usize].clear();
        self.add(key, text);
    }

    /// What the item is called, if it is called anything.
    pub(super) fn sku(&self) -> &str {
        [Key::Sku, Key::Id, Key::Handle]
            .map(|key| self.get(key))
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or("")
    }

    /// Reads them.
    pub(super) fn make(&self, reading: &Reading) -> Made {
        if self.is_hidden() {
            return None;
        }
        let mut until = None;
        let item = self.item(reading, &mut until);
        let unreadable = |fault| Unreadable { sku: self.sku().to_owned(), fault };
        Some((item.map_err(unreadable), until))
    }

    /// Drafts, and what only holds variants together, are no items to buy.
    fn is_hidden(&self) -> bool {
        let is = |key, words: &[&str]| words.iter().any(|word| self.get(key).eq_ignore_ascii_case(word));
        let parent = is(Key::Kind, &["variable", "grouped"]) && self.get(Key::Price).is_empty();
        parent || is(Key::Published, &["0", "-1", "false", "no"]) || is(Key::Status, &["draft", "archived"])
    }

    fn item(&self, reading: &Reading, until: &mut Option<Micros>) -> Result<ItemInput, Fault> {
        let currency = match self.get(Key::Currency) {
            "" => reading.currency,
            code => Currency::parse(code)
                .map_err(|_| ("currency", "must be a code of three letters (ISO 4217)"))?,
        };
        let (price, currency) = self.price(reading, currency, until)?;
        Ok(ItemInput {
            sku: self.sku().to_owned(),
            title: plain(self.get(Key::Title), MAX_PLAIN),
            category: self.category(),
            price,
            currency: Some(currency.code().to_owned()),
            url: self.link(reading),
            image_url: self.get(Key::Image).to_owned(),
            stock: self.stock()?,
            brand: plain(self.get(Key::Brand), MAX_PLAIN),
            item_group: self.get(Key::Group).to_owned(),
            description: self.get(Key::Description).to_owned(),
        })
    }

    /// The price now: that of the sale while it lasts.
    fn price(
        &self,
        reading: &Reading,
        currency: Currency,
        until: &mut Option<Micros>,
    ) -> Result<(String, Currency), Fault> {
        let sale = self.get(Key::SalePrice);
        if !sale.is_empty() && self.sale_holds(reading, until)? {
            return price("sale_price", sale, currency);
        }
        match self.get(Key::Price) {
            "" => Err(("price", "is missing")),
            text => price("price", text, currency),
        }
    }

    fn sale_holds(&self, reading: &Reading, until: &mut Option<Micros>) -> Result<bool, Fault> {
        let (dates, from, to) = (self.get(Key::SaleDates), self.get(Key::SaleFrom), self.get(Key::SaleTo));
        let span = match dates {
            "" => Span::between(from, to, &reading.zone),
            dates => Span::read(dates, &reading.zone),
        };
        let shape = "must be two moments such as 2026-06-01T00:00+02:00/2026-06-08T00:00+02:00";
        let span = span.ok_or(("sale_price_effective_date", shape))?;
        *until = span.next(reading.now);
        Ok(span.holds(reading.now))
    }

    /// The shop's own path; else Google's, unless it is only a number.
    fn category(&self) -> String {
        let own = plain(self.get(Key::Category), MAX_PLAIN);
        if !own.is_empty() {
            return own;
        }
        let google = plain(self.get(Key::GoogleCategory), MAX_PLAIN);
        if google.bytes().all(|byte| byte.is_ascii_digit()) { String::new() } else { google }
    }

    /// The item's page; of an export that knows only a handle (Shopify) or a number (WooCommerce), where its shop has that page.
    fn link(&self, reading: &Reading) -> String {
        let (link, handle, id) = (self.get(Key::Link), self.get(Key::Handle), self.get(Key::Id));
        let path = match (link, handle, self.get(Key::Kind)) {
            (link, _, _) if !link.is_empty() => link.to_owned(),
            (_, handle, _) if !handle.is_empty() => format!("/products/{handle}"),
            (_, _, kind) if !kind.is_empty() && !id.is_empty() => format!("/?p={id}"),
            _ => return String::new(),
        };
        match &reading.shop {
            Some(shop) if path.starts_with('/') && !path.starts_with("//") => {
                shop.join(&path).map(String::from).unwrap_or(path)
            }
            _ => path,
        }
    }

    /// Pieces, if they are counted; none if the item cannot be had.
    fn stock(&self) -> Result<Option<i64>, Fault> {
        let availability = match self.get(Key::Availability) {
            "" => Availability::In,
            word => Availability::read(word)?,
        };
        let pieces = match self.get(Key::Quantity) {
            "" => None,
            text => Some(whole(text).ok_or(("quantity", "must be a whole number"))?),
        };
        let sold_on = self.get(Key::Policy).eq_ignore_ascii_case("continue");
        Ok(match availability {
            Availability::Out => Some(0),
            Availability::Later => None,
            Availability::In if sold_on => None,
            Availability::In => pieces,
        })
    }
}

/// A whole number, even one that was written as a decimal.
fn whole(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok()).flatten()
}
